"""What a catalogue file may contain: strict, frozen models; one class per block of the file.

Validated from JSON (the loader turns YAML into it), so dates and enumerations are read from text while nothing else is
guessed. Source: domain guide section 4; decisions 17; the sample catalogue.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from config.catalogue.block import Block, Clock, Key, MonthDay, Prose, Words
from config.catalogue.commitment_schema import Commitment
from config.catalogue.form_schema import FormBlocks, FormField
from config.catalogue.material_schema import (
    WHO,
    WHO_AGENT,
    WHO_GUARDIAN,
    WHO_SELF,
    ActingMaterials,
    ItemMaterial,
    Material,
    Situation,
    SituationOption,
)
from config.domain.code_sets import (
    AgentRule,
    CaseType,
    ClockStart,
    DayUnit,
    Delivery,
    ExerciseLevel,
    Facility,
    IdentityLevel,
    ItemType,
    KioskMode,
    LimitBasis,
    OfflinePolicy,
    ResultType,
    SensitiveCategory,
    ServicePointType,
    SubjectKind,
)
from config.domain.identifiers import DepartmentId, ItemId, ServicePointId, TopicId

__all__ = [
    "SCHEMA",
    "VERSIONS",
    "WHO",
    "WHO_AGENT",
    "WHO_GUARDIAN",
    "WHO_SELF",
    "ActingMaterials",
    "Block",
    "CatalogueFile",
    "CodeEntry",
    "Commitment",
    "Contact",
    "Coordinates",
    "DeadlineGuard",
    "Department",
    "EligibilityRule",
    "EnglishItem",
    "Fee",
    "FeeItem",
    "FormBlocks",
    "FormField",
    "Hours",
    "IdentityRule",
    "Item",
    "ItemMaterial",
    "KioskRule",
    "Material",
    "OpeningHours",
    "Question",
    "Region",
    "Result",
    "ServicePoint",
    "Situation",
    "SituationOption",
    "TimeLimit",
    "Topic",
]

SCHEMA = "gov-kiosk/catalogue"
VERSIONS = ("1.0", "1.1", "1.2")
"""Versions that this program reads. 1.1 added topics, situations, as-of dates, English and map places; 1.2 what an
answer says of fees and conditions, who gives out a material, words of everyday speech, the terms of commitments, who
acts for whom, and the signature by hand."""


class Region(Block):
    """The county-level region that the catalogue is for."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    name: Words


class CodeEntry(Block):
    """One word of a code set with its numbers in the two national tables."""

    zh: Words
    gb: str | None = None
    platform: str | None = None


class Department(Block):
    """A department; ``name`` is short, ``display`` official."""

    id: Key
    name: Words
    display: Words
    order: int

    @property
    def department_id(self) -> DepartmentId:
        """Give the id with its type."""
        return DepartmentId(self.id)


class Topic(Block):
    """A life topic (人生大事) that items can be found by."""

    id: Key
    zh: Words
    en: Words
    icon: Key

    @property
    def topic_id(self) -> TopicId:
        """Give the id with its type."""
        return TopicId(self.id)


class OpeningHours(Block):
    """Hours on some days of the week (1 is Monday), local time."""

    days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(min_length=1)
    open: Clock
    close: Clock


class Hours(Block):
    """Opening hours; ``sample`` marks invented ones."""

    sample: bool = False
    weekly: tuple[OpeningHours, ...]
    note: Words | None = None


class Coordinates(Block):
    """Real coordinates in degrees (WGS 84); distance and map links exist only where these are given."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class ServicePoint(Block):
    """A service point of the circle.

    ``map_xy`` is a place on the schematic map, 0 to 1000 each, no geography; ``way`` is how to get there, in words.
    """

    id: Key
    name: Words
    type: ServicePointType
    report_name: Words | None = None
    parent: Words | None = None
    pilot: bool = False
    self_service_24h: bool | None = None
    address: Words
    way: Words | None = None
    coordinates: Coordinates | None = None
    map_xy: tuple[Annotated[int, Field(ge=0, le=1000)], Annotated[int, Field(ge=0, le=1000)]] | None = None
    map_sample: bool = False
    phone: Words
    hours: Hours
    facilities: tuple[Facility, ...] = ()
    windows: tuple[Words, ...] = ()

    @property
    def service_point_id(self) -> ServicePointId:
        """Give the id with its type."""
        return ServicePointId(self.id)


class TimeLimit(Block):
    """A time limit: value, unit and note are three things (GB/T 39046). ``days`` null means that none is set."""

    days: Annotated[int, Field(ge=0, le=1000)] | None
    unit: DayUnit
    clock_start: ClockStart
    basis: LimitBasis
    note: Words | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        """A value needs a unit."""
        if (self.days is None) != (self.unit is DayUnit.NONE):
            raise ValueError("a limit without days has the unit none, and only such a limit")
        return self


class FeeItem(Block):
    """One fee. ``amount`` in yuan, null when it stands on a payment notice."""

    name: Words
    amount: Annotated[Decimal, Field(ge=0, le=10_000_000, decimal_places=2, strict=False)] | None
    unit: Words
    basis: LimitBasis

    @property
    def amount_fen(self) -> int | None:
        """Give the amount in fen."""
        return None if self.amount is None else int(self.amount * 100)


class Fee(Block):
    """Whether an item costs something, and what."""

    charged: bool
    variable: bool = False
    items: tuple[FeeItem, ...] = ()
    waivers: tuple[Words, ...] = ()
    note: Words | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        """What is charged is listed."""
        if self.charged != bool(self.items):
            raise ValueError("fees are listed when something is charged, and only then")
        return self


class KioskRule(Block):
    """What the terminal does for an item, with and without a line, and why."""

    mode: KioskMode
    offline: OfflinePolicy
    reason: Words


class IdentityRule(Block):
    """How identity is checked and who may act for the applicant.

    Attributes:
        own_from_age: full years from which a minor may apply alone; below it a guardian acts.
    """

    level: IdentityLevel
    agent: AgentRule
    agent_note: Words | None = None
    own_from_age: Annotated[int, Field(ge=14, le=18)] = 18


class EligibilityRule(Block):
    """What can be judged by machine, in full years of age."""

    min_age: Annotated[int, Field(ge=0, le=150)] | None = None
    child_min_age: Annotated[int, Field(ge=0, le=150)] | None = None


class DeadlineGuard(Block):
    """A yearly deadline: within ``warn_days`` before ``last_day`` nothing may wait in the queue."""

    season: Words
    last_day: MonthDay
    warn_days: Annotated[int, Field(ge=0, le=60)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        """The day exists in every year."""
        month, day = (int(part) for part in self.last_day.split("-"))
        date(2001, month, day)
        return self


class Result(Block):
    """What comes out and how it reaches the applicant."""

    name: Words
    type: ResultType
    delivery: tuple[Delivery, ...]


class Question(Block):
    """A frequent question with its answer."""

    q: Words
    a: Words


class Contact(Block):
    """Whom to call; ``sample`` marks invented numbers."""

    consult: Words
    supervise: Words
    window: Words
    sample: bool = False


class EnglishItem(Block):
    """An item in English; the guide's prose stays Chinese."""

    name: Words
    common_name: Words
    summary: Words
    materials: Words


class Item(Block):
    """A service item (事项)."""

    id: Key
    code: Words
    implementation_code: Annotated[str, StringConstraints(max_length=36)] | None
    name: Words
    common_name: Words
    icon: Key | None = None
    keywords: tuple[Words, ...]
    topics: tuple[Key, ...] = ()
    department: Key
    exercise_level: ExerciseLevel
    item_type: ItemType
    subject_kinds: tuple[SubjectKind, ...] = Field(min_length=1)
    case_type: CaseType
    statutory_limit: TimeLimit
    promised_limit: TimeLimit
    onsite_count: Annotated[int, Field(ge=0, le=9)]
    onsite_reason: Words | None = None
    fee: Fee
    kiosk: KioskRule
    deadline_guard: DeadlineGuard | None = None
    identity: IdentityRule
    alternatives: tuple[Words, ...] = ()
    deferred_acceptance: bool
    deferred_acceptance_note: Words | None = None
    commitment: bool
    commitment_terms: Commitment | None = None
    sensitive_categories: tuple[SensitiveCategory, ...]
    urgent: bool = False
    order_of_priority: bool = False
    special_procedures: tuple[Words, ...] = ()
    payment_methods: tuple[Words, ...] = ()
    eligibility: tuple[Words, ...]
    eligibility_rule: EligibilityRule | None = None
    materials: tuple[ItemMaterial, ...]
    situations: tuple[Situation, ...] = ()
    form: tuple[FormField, ...]
    signature: bool = False
    """Whether the form asks for the signature by hand."""
    result: Result
    guide: Prose
    faq: tuple[Question, ...] = ()
    legal_basis: tuple[Words, ...]
    contact: Contact
    as_of: date | None = None
    en: EnglishItem | None = None

    @property
    def item_id(self) -> ItemId:
        """Give the id with its type."""
        return ItemId(self.id)

    @model_validator(mode="after")
    def _check(self) -> Self:
        """A face is never the only way; the promise is not longer than the law allows."""
        if self.identity.level is IdentityLevel.VERIFIED and not self.alternatives:
            raise ValueError("verified identity needs alternatives to a face")
        statutory, promised = self.statutory_limit, self.promised_limit
        if (
            statutory.days is not None
            and promised.days is not None
            and statutory.unit is promised.unit
            and promised.days > statutory.days
        ):
            raise ValueError("the promised limit is longer than the statutory one")
        if self.commitment_terms is not None and not self.commitment:
            raise ValueError("the terms of a commitment are there, but none can be made")
        if len({field.key for field in self.form}) != len(self.form):
            raise ValueError("a form key stands twice")
        return self


class CatalogueFile(Block):
    """A whole catalogue file."""

    schema_name: Annotated[Literal["gov-kiosk/catalogue"], Field(alias="schema")]
    schema_version: Literal["1.0", "1.1", "1.2"]
    sample_data: bool
    locale: Literal["zh-CN"]
    region: Region
    catalogue_version: Words
    effective_from: date
    stale_after_days: Annotated[int, Field(ge=1, le=3650)]
    code_sets: dict[Key, dict[str, CodeEntry] | tuple[str, ...]]
    departments: tuple[Department, ...]
    topics: tuple[Topic, ...] = ()
    service_points: tuple[ServicePoint, ...]
    form_blocks: FormBlocks
    materials: dict[Key, Material]
    acting: ActingMaterials = ActingMaterials()
    contacts: dict[Key, Contact]
    english: dict[Words, Words] = Field(default_factory=dict)
    synonyms: dict[Words, tuple[Words, ...]] = Field(default_factory=dict)
    frequent: tuple[Key, ...] = ()
    items: tuple[Item, ...]
