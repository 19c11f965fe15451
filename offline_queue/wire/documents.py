"""What is inside a sealed entry. Only the resident's terminal, before sealing, and the hall ever see these.

A *draft* is what the service flow and ``queue put`` give; ``enqueue`` adds identity, receipt number, lookup
code, attachment ids and times, and so makes the *document*. Materials name their scanned pages by the
ordinal of the attachment, so a draft needs no ids.

Fields that hold personal data are left out of every ``repr``; validation errors carry no values.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from offline_queue.wire.document_parts import (
    Agent,
    AttachmentContent,
    CardType,
    ClockState,
    CommitmentDecision,
    CommitmentRecord,
    Consent,
    DeferralWish,
    FormValue,
    LongText,
    MaterialOrigin,
    MaterialRecord,
    Minted,
    MintedReceiptNumber,
    Organisation,
    Person,
    PersonSource,
    ServiceItem,
    ShortText,
)
from offline_queue.wire.entries import MAX_ATTACHMENTS, EntryKind
from offline_queue.wire.fields import Count, LookupCodeField, Token, Uuid, WireRequest
from offline_queue.wire.times import UtcTime

__all__ = [
    "DOCUMENTS",
    "DRAFTS",
    "SCHEMA_VERSION",
    "Agent",
    "AmendmentDocument",
    "AmendmentDraft",
    "AttachmentContent",
    "CardType",
    "CaseDocument",
    "CaseDraft",
    "ClockState",
    "CommitmentDecision",
    "CommitmentRecord",
    "ComplaintCategory",
    "ComplaintDocument",
    "ComplaintDraft",
    "Consent",
    "DeferralWish",
    "DeviceFigures",
    "DeviceReportDocument",
    "DeviceReportDraft",
    "Document",
    "Draft",
    "FiledDocument",
    "FiledDraft",
    "FormValue",
    "MaterialOrigin",
    "MaterialRecord",
    "Minted",
    "MintedReceiptNumber",
    "Organisation",
    "PaymentOutcome",
    "PaymentOutcomeDocument",
    "PaymentOutcomeDraft",
    "Person",
    "PersonSource",
    "RatingDocument",
    "RatingDraft",
    "RatingLevel",
    "RatingScope",
    "ServiceItem",
    "WithdrawalDocument",
    "WithdrawalDraft",
]

SCHEMA_VERSION = 1
"""Version of the documents below; a changed meaning is a new number, and old samples must still open."""
Files = Annotated[tuple[AttachmentContent, ...], Field(max_length=MAX_ATTACHMENTS)]
"""The files before sealing, in the order of the manifest."""


def _is_none(value: object) -> bool:
    return value is None


class RatingLevel(StrEnum):
    """The five levels of the service rating."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


class RatingScope(StrEnum):
    """What is rated: one visit to the terminal or one case."""

    PER_VISIT = "per_visit"
    PER_CASE = "per_case"


class ComplaintCategory(StrEnum):
    """What somebody has to say; a rating is another thing."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    ENQUIRY = "enquiry"


class PaymentOutcome(StrEnum):
    """What is known of an order; what is unknown is said to be unknown."""

    UNKNOWN = "unknown"
    FAILED = "failed"
    PAID = "paid"
    REFUNDED = "refunded"


class CaseDraft(WireRequest):
    """A whole application as the resident confirmed it.

    Attributes:
        captured_at: when the resident confirmed, by the terminal's clock.
        language: of the screens, such as ``zh_CN``.
        assisted: whether a helper guided the resident.
        organisation: set for a legal subject; ``applicant`` is then its representative.
        commitment, deferral: left out where there is none, so that a hall of before takes every other case.
    """

    item: ServiceItem
    applicant: Person
    organisation: Organisation | None = None
    agent: Agent | None = None
    form: Annotated[tuple[FormValue, ...], Field(max_length=200)] = ()
    materials: Annotated[tuple[MaterialRecord, ...], Field(max_length=64)] = ()
    consents: Annotated[tuple[Consent, ...], Field(max_length=32)] = ()
    commitment: CommitmentRecord | None = Field(default=None, exclude_if=_is_none)
    deferral: DeferralWish | None = Field(default=None, exclude_if=_is_none)
    assisted: bool = False
    language: Token
    captured_at: UtcTime


class CaseDocument(CaseDraft, Minted):
    """The document of an entry of kind ``case``.

    Attributes:
        case_id: names the case for its whole life; later entries about it carry the same.
        receipt_number, lookup_code: as printed on the slip.
        attachments: the files before sealing, in the order of the manifest.
    """

    case_id: Uuid
    receipt_number: MintedReceiptNumber
    lookup_code: LookupCodeField = Field(repr=False)
    attachments: Files = ()


class RatingDraft(WireRequest):
    """A service rating. Voluntary; anonymous unless the resident says otherwise."""

    scope: RatingScope
    level: RatingLevel
    reasons: Annotated[tuple[Token, ...], Field(max_length=16)] = ()
    comment: LongText | None = Field(default=None, repr=False)
    anonymous: bool = True
    item_id: Token | None = None
    receipt_number: MintedReceiptNumber | None = None
    captured_at: UtcTime


class RatingDocument(RatingDraft, Minted):
    """The document of an entry of kind ``rating``."""


class WithdrawalDraft(WireRequest):
    """The resident takes a case back, proven by receipt number and lookup code at the terminal."""

    case_id: Uuid
    receipt_number: MintedReceiptNumber
    reason: LongText | None = Field(default=None, repr=False)
    captured_at: UtcTime


class WithdrawalDocument(WithdrawalDraft, Minted):
    """The document of an entry of kind ``withdrawal``."""


class AmendmentDraft(WireRequest):
    """What the resident hands in afterwards or corrects (补正); it is added to a case, never written over it.

    Attributes:
        case_id, receipt_number: of the case, proven by receipt number and lookup code at the terminal.
        form: fields whose value is another one now.
        materials: what is handed in; pages count the amendment's own attachments.
        note: what the resident adds in words.
        presented_by: who showed a card or typed a number at the terminal; left out where nobody was asked.
    """

    case_id: Uuid
    receipt_number: MintedReceiptNumber
    form: Annotated[tuple[FormValue, ...], Field(max_length=200)] = ()
    materials: Annotated[tuple[MaterialRecord, ...], Field(max_length=64)] = ()
    consents: Annotated[tuple[Consent, ...], Field(max_length=32)] = ()
    note: LongText | None = Field(default=None, repr=False)
    presented_by: Person | None = Field(default=None, exclude_if=_is_none)
    captured_at: UtcTime


class AmendmentDocument(AmendmentDraft, Minted):
    """The document of an entry of kind ``amendment``."""

    attachments: Files = ()


class ComplaintDraft(WireRequest):
    """A complaint, a suggestion or an enquiry (GB/T 39046 table 10). Anonymous unless the resident gives a name.

    Attributes:
        title, text: in the resident's words.
        about: the person or body that it is about.
        item_id, about_receipt_number: the service item and the case that it is about, if any.
        name, mobile: how to reach the resident; not for an anonymous one.
    """

    category: ComplaintCategory
    title: ShortText = Field(repr=False)
    text: Annotated[str, StringConstraints(min_length=1, max_length=4000)] = Field(repr=False)
    about: ShortText | None = Field(default=None, repr=False)
    item_id: Token | None = None
    about_receipt_number: MintedReceiptNumber | None = None
    anonymous: bool = True
    name: ShortText | None = Field(default=None, repr=False)
    mobile: ShortText | None = Field(default=None, repr=False)
    language: Token
    captured_at: UtcTime

    @model_validator(mode="after")
    def _anonymous_is_anonymous(self) -> Self:
        """Refuse a name or a number with something that was to be anonymous."""
        if self.anonymous and (self.name is not None or self.mobile is not None):
            raise ValueError("an anonymous complaint has no name")
        return self


class ComplaintDocument(ComplaintDraft, Minted):
    """The document of an entry of kind ``complaint``; receipt number and lookup code as printed on its slip."""

    receipt_number: MintedReceiptNumber
    lookup_code: LookupCodeField = Field(repr=False)
    attachments: Files = ()


class PaymentOutcomeDraft(WireRequest):
    """What became of one payment order. The order's outcomes are sent in their order; the hall counts each once.

    Attributes:
        order_id: names the order for ever.
        amount_fen: what was to be paid.
        method: such as ``wechat``, ``unionpay``, ``cash``.
        provider_ref: the payment provider's own number, if it gave one.
        item_id, receipt_number: what was paid for.
        occurred_at: when the outcome was known, by the terminal's clock.
    """

    order_id: Token
    outcome: PaymentOutcome
    amount_fen: Annotated[int, Field(gt=0, le=10**9)]
    method: Token
    provider_ref: Token | None = None
    item_id: Token | None = None
    receipt_number: MintedReceiptNumber | None = None
    occurred_at: UtcTime
    captured_at: UtcTime


class PaymentOutcomeDocument(PaymentOutcomeDraft, Minted):
    """The document of an entry of kind ``payment_outcome``."""


class DeviceFigures(WireRequest):
    """One device in short codes and figures; nothing of it is about a person.

    Attributes:
        device: its kind, such as ``printer``.
        model: what it says it is.
        state: such as ``paper_low``.
        counters: such as ``pages``, by name.
    """

    device: Token
    model: Token | None = None
    state: Token
    counters: Annotated[dict[Token, Count], Field(max_length=32)] = Field(default_factory=dict)


class DeviceReportDraft(WireRequest):
    """How the terminal's devices are."""

    devices: Annotated[tuple[DeviceFigures, ...], Field(min_length=1, max_length=32)]
    captured_at: UtcTime


class DeviceReportDocument(DeviceReportDraft, Minted):
    """The document of an entry of kind ``device_report``."""


FiledDraft = CaseDraft | AmendmentDraft | ComplaintDraft
"""The drafts that files can be attached to."""
FiledDocument = CaseDocument | AmendmentDocument | ComplaintDocument
"""The documents that name files."""
Draft = FiledDraft | RatingDraft | WithdrawalDraft | PaymentOutcomeDraft | DeviceReportDraft
Document = FiledDocument | RatingDocument | WithdrawalDocument | PaymentOutcomeDocument | DeviceReportDocument

DRAFTS: dict[EntryKind, type[Draft]] = {
    EntryKind.CASE: CaseDraft,
    EntryKind.WITHDRAWAL: WithdrawalDraft,
    EntryKind.AMENDMENT: AmendmentDraft,
    EntryKind.RATING: RatingDraft,
    EntryKind.COMPLAINT: ComplaintDraft,
    EntryKind.PAYMENT_OUTCOME: PaymentOutcomeDraft,
    EntryKind.DEVICE_REPORT: DeviceReportDraft,
}
"""The draft of each kind."""

DOCUMENTS: dict[EntryKind, type[Document]] = {
    EntryKind.CASE: CaseDocument,
    EntryKind.WITHDRAWAL: WithdrawalDocument,
    EntryKind.AMENDMENT: AmendmentDocument,
    EntryKind.RATING: RatingDocument,
    EntryKind.COMPLAINT: ComplaintDocument,
    EntryKind.PAYMENT_OUTCOME: PaymentOutcomeDocument,
    EntryKind.DEVICE_REPORT: DeviceReportDocument,
}
"""The document of each kind."""
