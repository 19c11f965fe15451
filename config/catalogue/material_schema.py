"""Materials in a catalogue file: the library, what an item asks for, and the questions that shorten the list."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from config.catalogue.block import Block, Key, Words
from config.domain.code_sets import (
    WHO,
    WHO_AGENT,
    WHO_GUARDIAN,
    WHO_SELF,
    Capture,
    DocType,
    Medium,
    Necessity,
    OriginalCheck,
    TrustGrade,
)
from config.domain.identifiers import MaterialRef

__all__ = [
    "WHO",
    "WHO_AGENT",
    "WHO_GUARDIAN",
    "WHO_SELF",
    "ActingMaterials",
    "ItemMaterial",
    "Material",
    "ScanPaper",
    "ScanRule",
    "Situation",
    "SituationOption",
]


class ScanPaper(StrEnum):
    """What paper a scanned material is on."""

    ANY = "any"
    A4 = "a4"
    CARD = "card"
    BOOKLET = "booklet"
    RECEIPT = "receipt"


class ScanRule(Block):
    """How a material is scanned.

    Attributes:
        paper: what lies under the camera; gives the proportions and how large print must be seen.
        max_kb: the most that one page may have, in units of 1,000 bytes; eight of the largest still fit into one file.
        one_pdf: several pages go to the hall as one PDF file instead of one picture each.
        two_to_a_page: in that file two pages share one, in their true size: both sides of a card.
    """

    paper: ScanPaper = ScanPaper.ANY
    max_kb: int = Field(default=300, ge=40, le=3500)
    one_pdf: bool = False
    two_to_a_page: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Only cards lie two to a page, and only in a file."""
        if self.two_to_a_page and not (self.one_pdf and self.paper is ScanPaper.CARD):
            raise ValueError("two to a page: only cards in one PDF file")
        return self


class Material(Block):
    """A material of the library.

    Attributes:
        trust_grade: what the terminal's copy can be worth at most.
        issuer: who gives it out, or where it is to be had (出具机构).
        icon: a picture of its kind of paper, by the icon's name.
    """

    name: Words
    doc_type: DocType
    medium: Medium
    trust_grade: TrustGrade
    capture: Capture
    original_check: OriginalCheck
    sensitive: bool
    holder: Literal["applicant", "helper"] = "applicant"
    """Whose it is: the applicant's, or of one who acts for the applicant."""
    note: Words | None = None
    issuer: Words | None = None
    icon: Key | None = None
    scan: ScanRule = ScanRule.model_construct()

    @model_validator(mode="after")
    def _check(self) -> Self:
        """What an unattended terminal scans is C or D, never A or B (国办函〔2016〕108号)."""
        if self.capture is Capture.SCAN and self.trust_grade not in {TrustGrade.C, TrustGrade.D}:
            raise ValueError("a scan at a terminal has trust grade C or D")
        return self


class ItemMaterial(Block):
    """A material that an item asks for; ``when`` says in words when a conditional one is needed."""

    ref: Key
    necessity: Necessity
    when: Words | None = None
    note: Words | None = None

    @property
    def material_ref(self) -> MaterialRef:
        """Give the reference with its type."""
        return MaterialRef(self.ref)

    @model_validator(mode="after")
    def _check(self) -> Self:
        """A conditional material says when."""
        if (self.necessity is Necessity.CONDITIONAL) != (self.when is not None):
            raise ValueError("conditional materials, and only those, say when")
        return self


class ActingMaterials(Block):
    """What is asked for beside an item's own list when somebody acts for the applicant, where the item does not say."""

    agent: tuple[Key, ...] = ()
    guardian: tuple[Key, ...] = ()


class SituationOption(Block):
    """An answer and what follows from it.

    Attributes:
        keep: conditional materials that become necessary.
        drop: materials that leave the list.
        fees: names of the item's fees that are then charged; where no answer names any, all of them are told.
        conditions: what applies then beside the item's own conditions.
        advice: what has to be known then before anything else.
    """

    id: Key
    label: Words
    keep: tuple[Key, ...] = ()
    drop: tuple[Key, ...] = ()
    fees: tuple[Words, ...] = ()
    conditions: tuple[Words, ...] = ()
    advice: Words | None = None


class Situation(Block):
    """A question that shortens the material list. The id :data:`WHO` always asks who comes."""

    id: Key
    question: Words
    options: tuple[SituationOption, ...] = Field(min_length=2)
