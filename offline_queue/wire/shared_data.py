"""Shared data (信息共享) and papers of issuing systems: asked live, for the card on the reader, kept nowhere.

What may be asked is a rule of the hall for each service item, with its legal basis; a terminal cannot ask for more.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from offline_queue.wire.card_queries import CardReading
from offline_queue.wire.fields import Count, MediaType, Sha256Hex, Token, WireAnswer, WireRequest
from offline_queue.wire.times import UtcTime

MAX_PAPER_BYTES = 1_000_000
"""A larger paper is not handed on; it has to be fetched at the window."""
CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{18}$")]


class DataSource(StrEnum):
    """Where shared data come from."""

    HOUSEHOLD = "household"
    BUSINESS = "business"
    EDUCATION = "education"
    CREDIT = "credit"


class PrefillQuery(WireRequest):
    """Body of ``POST /v1/prefill-queries``.

    Attributes:
        purpose: what the data are for; nothing but the form of a case.
        card: of the resident.
        credit_code: of the organisation whose licence the resident presented; asked of the business source only.
    """

    item_id: Token
    purpose: Literal["case_form"]
    card: CardReading
    credit_code: CreditCode | None = Field(default=None, repr=False)


class PrefillField(WireAnswer):
    """One field that a form may be filled with; the resident confirms or changes it."""

    key: Token
    value: Annotated[str, StringConstraints(max_length=500)] = Field(repr=False)
    source: DataSource


class SourceOutcome(StrEnum):
    """How a source answered."""

    ANSWERED = "answered"
    NOTHING = "nothing"
    """It holds nothing about this person or organisation."""
    DOWN = "down"
    """It could not be asked; the resident fills the form in."""


class SourceAnswer(WireAnswer):
    """One source that was asked, and the legal basis of asking it, to be shown to the resident."""

    source: DataSource
    outcome: SourceOutcome
    basis: str


class PrefillAnswer(WireAnswer):
    """What a form may be filled with."""

    item_id: Token
    fields: tuple[PrefillField, ...] = Field(repr=False)
    sources: tuple[SourceAnswer, ...]
    hall_time: UtcTime


class CertificateQuery(WireRequest):
    """Body of ``POST /v1/certificate-queries``: which papers an issuing system has for the card on the reader."""

    item_id: Token
    card: CardReading


class CertificateEntry(WireAnswer):
    """One paper that can be printed as its issuer made it.

    Attributes:
        certificate_id: to fetch it with.
        title, issuer, issued_on: as the issuer says.
        size_bytes, content_sha256: of the file.
    """

    certificate_id: Token
    title: str = Field(repr=False)
    issuer: str
    issued_on: date
    media_type: MediaType
    size_bytes: Count
    content_sha256: Sha256Hex


class CertificatesAnswer(WireAnswer):
    """The papers of one person; may be empty: the issuer has none."""

    certificates: tuple[CertificateEntry, ...]
    hall_time: UtcTime


class CertificateFileQuery(WireRequest):
    """Body of ``POST /v1/certificate-files``: the bytes of one paper. To be printed and forgotten, never stored."""

    item_id: Token
    certificate_id: Token
    content_sha256: Sha256Hex
    card: CardReading
