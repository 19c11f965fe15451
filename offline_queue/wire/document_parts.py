"""The parts that documents are made of: people, form values, materials, files, and what ``enqueue`` adds to each.

Fields that hold personal data are left out of every ``repr``; validation errors carry no values.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from config.domain.number_error import NumberError
from config.domain.receipt_number import parse_receipt_number
from offline_queue.wire.entries import MAX_ATTACHMENTS
from offline_queue.wire.fields import (
    Count,
    MediaType,
    ReceiptNumberField,
    Sha256Hex,
    StationCodeField,
    TerminalIdField,
    Token,
    Uuid,
    WireRequest,
)
from offline_queue.wire.times import UtcTime


def _whole_receipt_number(text: str) -> str:
    """Refuse a receipt number whose form or check character is wrong."""
    try:
        parse_receipt_number(text)
    except NumberError as error:
        raise ValueError("not a receipt number") from error
    return text


MintedReceiptNumber = Annotated[ReceiptNumberField, AfterValidator(_whole_receipt_number)]
"""A receipt number as ``config.domain.receipt_number`` mints it, check character included."""
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=200)]
LongText = Annotated[str, StringConstraints(max_length=4000)]
PageOrdinal = Annotated[int, Field(ge=0, lt=MAX_ATTACHMENTS)]


class CardType(StrEnum):
    """The documents that prove who somebody is."""

    RESIDENT_ID = "resident_id"
    HMT_PERMIT = "hmt_permit"
    FOREIGN_PERMANENT_ID = "foreign_permanent_id"
    OTHER = "other"


class PersonSource(StrEnum):
    """Where a person's data come from."""

    CHIP = "chip"
    MANUAL = "manual"


class MaterialOrigin(StrEnum):
    """How a material was provided."""

    CHIP = "chip"
    """Read from the card; no image is kept."""
    SCAN = "scan"
    CODE_SCAN = "code_scan"
    GENERATED = "generated"
    """A form that the terminal made and the resident confirmed."""
    SHARED = "shared"
    """Departments share it; nothing to hand in."""
    LATER = "later"
    """Deferred: to be handed in afterwards."""
    AT_WINDOW = "at_window"
    """To be handed in at the window."""


class ClockState(WireRequest):
    """How far the terminal's times can be trusted.

    Attributes:
        synchronised: whether a time service kept the clock when the times were taken.
        hall_offset_s: hall time minus terminal time, as last measured; None when never measured.
        boot_id: changes with every start of the machine.
        monotonic_s: seconds of the machine's steady clock at ``queued_at``.
    """

    synchronised: bool
    hall_offset_s: Annotated[float, Field(allow_inf_nan=False)] | None = None
    boot_id: Token
    monotonic_s: Annotated[float, Field(ge=0, allow_inf_nan=False)]


class ServiceItem(WireRequest):
    """The service item as the resident saw it."""

    item_id: Token
    name: ShortText
    catalogue_version: Token
    receiving_office: ShortText
    implementation_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{10,36}$")] | None = None
    local_code: Token | None = None


class Person(WireRequest):
    """A natural person. ``number`` is the document's number as printed, with a capital X."""

    card_type: CardType
    source: PersonSource
    name: ShortText = Field(repr=False)
    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5,20}$")] = Field(repr=False)
    birth_date: date | None = Field(default=None, repr=False)
    valid_until: date | None = Field(default=None, repr=False)
    address: LongText | None = Field(default=None, repr=False)
    mobile: ShortText | None = Field(default=None, repr=False)


class Organisation(WireRequest):
    """The applicant when it is not a natural person; the person beside it acts for it."""

    name: ShortText = Field(repr=False)
    credit_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{18}$")] | None = Field(default=None, repr=False)


class Agent(WireRequest):
    """Somebody who acts on behalf of the applicant."""

    person: Person
    relation: ShortText = Field(repr=False)
    scope: LongText | None = Field(default=None, repr=False)
    valid_until: date | None = Field(default=None, repr=False)


class FormValue(WireRequest):
    """One field of the form. Dates are ISO strings, amounts integers in fen, several choices a list.

    Attributes:
        key, label, type: as the catalogue has them.
        value: what the resident entered.
    """

    key: Token
    label: ShortText
    type: Token
    value: LongText | bool | int | tuple[ShortText, ...] | None = Field(repr=False)


class MaterialRecord(WireRequest):
    """One material of the item and what became of it.

    Attributes:
        ref, name, necessity, original_check: as the catalogue has them.
        origin: how it was provided.
        pages: ordinals of the attachments that show it, in reading order.
    """

    ref: Token
    name: ShortText
    necessity: Token
    original_check: Token
    origin: MaterialOrigin
    pages: Annotated[tuple[PageOrdinal, ...], Field(max_length=MAX_ATTACHMENTS)] = ()


class Consent(WireRequest):
    """One notice or consent that the resident confirmed on the screen.

    Attributes:
        kind: such as ``privacy_notice`` or ``separate_consent``.
        text_version: which wording was shown.
        given_at: when, by the terminal's clock.
    """

    kind: Token
    text_version: Token
    given_at: UtcTime


class CommitmentDecision(StrEnum):
    """What was chosen after the text of a commitment was shown."""

    COMMITTED = "committed"
    ORDINARY = "ordinary"
    """The ordinary way: the proof is handed in."""


class CommitmentRecord(WireRequest):
    """Notice and commitment (告知承诺): the whole text was shown, and one of two ways was chosen.

    Attributes:
        text_version: which wording was shown.
        text_sha256: of that wording in Chinese, version and sentences, a line each.
        replaces: refs of the materials that the commitment stands for; none with the ordinary way.
        decided_at: when, by the terminal's clock.
    """

    decision: CommitmentDecision
    text_version: Token
    text_sha256: Sha256Hex
    replaces: Annotated[tuple[Token, ...], Field(max_length=64)] = ()
    decided_at: UtcTime


class DeferralWish(WireRequest):
    """The resident asks the authority to take the case although secondary materials are missing (容缺); no more.

    Attributes:
        materials: refs of what is missing; what, how and by when is the authority's to decide.
        asked_at: when, by the terminal's clock.
    """

    materials: Annotated[tuple[Token, ...], Field(min_length=1, max_length=64)]
    asked_at: UtcTime


class AttachmentContent(WireRequest):
    """One attached file before sealing; the manifest has its sealed side under the same id and ordinal."""

    attachment_id: Uuid
    ordinal: PageOrdinal
    media_type: MediaType
    size_bytes: Count
    content_sha256: Sha256Hex


class Minted(WireRequest):
    """What ``enqueue`` adds to every draft.

    Attributes:
        schema_version: of the document.
        entry_id: the same as in the envelope.
        terminal_id, station_code: from the enrolment.
        queued_at: when it was sealed, by the terminal's clock.
        clock: how far that clock can be trusted.
    """

    schema_version: Literal[1] = 1
    entry_id: Uuid
    terminal_id: TerminalIdField
    station_code: StationCodeField
    queued_at: UtcTime
    clock: ClockState
