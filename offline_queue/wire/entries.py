"""The envelope of a sealed entry, the hall's answer to it, and problem details (RFC 9457).

The *body* of ``PUT /v1/entries/{entry_id}`` is the JSON form of a `SealedEntry`. The terminal makes it
once, stores those bytes and sends the same bytes in every attempt. ``digest`` of an entry is the SHA-256 of
these bytes, so it covers the sealed document and the manifest; it is the same value as in the request's
``Content-Digest``.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from offline_queue.wire.fields import (
    Base64Bytes,
    Count,
    KeyId,
    MediaType,
    Sha256Hex,
    TerminalIdField,
    Token,
    Uuid,
    WireAnswer,
    WireRequest,
)
from offline_queue.wire.times import UtcTime

MAX_ENTRY_BYTES = 512 * 1024
"""A larger body of an entry is answered with 413."""
MAX_ATTACHMENT_BYTES = 32 * 1024 * 1024
"""A larger sealed attachment is answered with 413."""
MAX_ATTACHMENTS = 64
"""An entry with more attachments is answered with 422."""
ENTRY_MEDIA_TYPE = "application/json"
PROBLEM_MEDIA_TYPE = "application/problem+json"
PROBLEM_TYPE_PREFIX = "urn:service-circle:problem:"


class EntryKind(StrEnum):
    """What an entry is about. Known in clear: it decides the order of sending."""

    CASE = "case"
    WITHDRAWAL = "withdrawal"
    AMENDMENT = "amendment"
    RATING = "rating"
    COMPLAINT = "complaint"
    PAYMENT_OUTCOME = "payment_outcome"
    DEVICE_REPORT = "device_report"


class AttachmentRef(WireRequest):
    """One line of the manifest: what bytes will follow, and nothing of whom they are about.

    Attributes:
        attachment_id: names the upload; fixed for ever.
        ordinal: 0, 1, 2 … in the order of the document's ``attachments``.
        media_type: of the opened file.
        sealed_size_bytes: how many bytes will be uploaded.
        digest: SHA-256 of these sealed bytes.
    """

    attachment_id: Uuid
    ordinal: Annotated[int, Field(ge=0, lt=MAX_ATTACHMENTS)]
    media_type: MediaType
    sealed_size_bytes: Annotated[int, Field(gt=0)]
    digest: Sha256Hex


class SealedEntry(WireRequest):
    """The envelope: what the hall may know before it opens the document, and the sealed document.

    Attributes:
        contract: version of this envelope.
        entry_id: the identity of the entry and its idempotency key.
        kind: what it is about.
        terminal_id: who made it.
        epoch: random per installation or restore of the terminal's store.
        sequence: counts up by one per entry within an epoch; the hall reports gaps.
        suite: the sealing suite, see ``sealing.SUITE``.
        key_id: which sealing key of the hall it is for.
        wrapped_key: the entry's data key, sealed to that key.
        sealed_document: the document, sealed with the data key.
        attachments: the manifest.
    """

    contract: Literal[1] = 1
    entry_id: Uuid
    kind: EntryKind
    terminal_id: TerminalIdField
    epoch: Uuid
    sequence: Annotated[int, Field(ge=1, le=2**53)]
    suite: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}/[0-9]{1,4}$")]
    key_id: KeyId
    wrapped_key: Base64Bytes
    sealed_document: Base64Bytes
    attachments: Annotated[tuple[AttachmentRef, ...], Field(max_length=MAX_ATTACHMENTS)] = ()

    @model_validator(mode="after")
    def _ordinals_count_up(self) -> Self:
        """Refuse a manifest whose ordinals do not count 0, 1, 2 … or that names one attachment twice."""
        if [ref.ordinal for ref in self.attachments] != list(range(len(self.attachments))):
            raise ValueError("ordinals must count up from 0")
        if len({ref.attachment_id for ref in self.attachments}) != len(self.attachments):
            raise ValueError("an attachment is named twice")
        return self

    def to_body(self) -> bytes:
        """Return the bytes to store and to send. Call it once; every attempt sends the stored bytes."""
        return self.model_dump_json().encode("utf-8")

    @classmethod
    def from_body(cls, body: bytes) -> Self:
        """Read a body; raises ``pydantic.ValidationError``, whose text holds no values."""
        return cls.model_validate_json(body)


def digest_of(body: bytes) -> str:
    """Return the SHA-256 of an entry's body as sent, or of sealed attachment bytes, in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


class EntryState(StrEnum):
    """The hall's technical states of an entry. Business states come after and are another thing."""

    STORED = "stored"
    """The record is durable; attachments may be missing."""
    COMPLETE = "complete"
    """Every attachment of the manifest is there and was checked."""


class AttachmentProgress(WireAnswer):
    """How much of one attachment is durable at the hall."""

    attachment_id: Uuid
    offset_bytes: Count
    sealed_size_bytes: Count
    complete: bool


class EntryAnswer(WireAnswer):
    """The hall's verdict on one entry; the same again for every replay, but for offsets and state.

    Attributes:
        entry_id: the entry that was asked about.
        digest: of the body that the hall holds; a terminal purges only when it equals its own.
        state: stored or complete.
        received_at: the hall's time when the record became durable.
        completed_at: the hall's time when the last attachment was checked.
        hall_time: now, by the hall's clock.
        case_number: minted by the hall, for cases only.
        reference_number: minted by the hall, for complaints only.
        attachments: in the order of the manifest.
    """

    entry_id: Uuid
    digest: Sha256Hex
    state: EntryState
    received_at: UtcTime
    completed_at: UtcTime | None = None
    hall_time: UtcTime
    case_number: str | None = None
    reference_number: str | None = None
    attachments: tuple[AttachmentProgress, ...] = ()

    @property
    def hall_number(self) -> str | None:
        """The number that the hall has minted, whatever the kind of entry."""
        return self.case_number or self.reference_number


class HallTime(WireAnswer):
    """Answer of ``GET /v1/time``: the hall's clock and the contract versions that it speaks."""

    hall_time: UtcTime
    contract_versions: tuple[int, ...]


class ProblemKind(StrEnum):
    """The last part of a problem's ``type``; stable for ever."""

    ENTRY_DIFFERS = "entry-differs"
    RECEIPT_TAKEN = "receipt-taken"
    SCHEMA = "schema"
    SEAL = "seal"
    TOO_LARGE = "too-large"
    CLOCK_SKEW = "clock-skew"
    SIGNATURE = "signature"
    KEY_UNKNOWN = "key-unknown"
    KEY_REVOKED = "key-revoked"
    KEY_TAKEN = "key-taken"
    NOT_FOUND = "not-found"
    METHOD = "method"
    STALLED = "stalled"
    BUSY = "busy"
    RATE = "rate"
    INTERNAL = "internal"
    CODE_UNKNOWN = "code-unknown"
    CODE_SPENT = "code-spent"
    CODE_EXPIRED = "code-expired"
    CODE_LOCKED = "code-locked"
    ID_TAKEN = "id-taken"
    SLOT_TAKEN = "slot-taken"
    CLOSED = "closed"
    NOT_OFFERED = "not-offered"
    SOURCE_DOWN = "source-down"
    BILL_SETTLED = "bill-settled"
    ORDER_OPEN = "order-open"
    AMOUNT_DIFFERS = "amount-differs"
    NOT_TO_DECIDE = "not-to-decide"
    UPLOAD_OFFSET = "upload-offset"
    UPLOAD_GONE = "upload-gone"
    UPLOAD_CHECKSUM = "upload-checksum"
    UPLOAD_PROTOCOL = "upload-protocol"


class Problem(WireAnswer):
    """Problem details (RFC 9457) as every refusal of the hall carries them. Holds no personal data.

    Attributes:
        type: ``urn:service-circle:problem:<kind>``.
        title: a short English line for logs and developers, never for a screen.
        status: the status code once more.
        detail: more for developers, without values from the request.
        retryable: whether the same request can succeed later.
        hall_time: now, by the hall's clock.
        fields: for ``schema``: where in the document the fault is, as dotted paths.
        retry_after_s: the same as the ``Retry-After`` header.
    """

    type: Token
    title: str
    status: int
    detail: str | None = None
    retryable: bool
    hall_time: UtcTime
    fields: tuple[str, ...] = ()
    retry_after_s: float | None = None

    @property
    def kind(self) -> ProblemKind | None:
        """Return the kind, or None for one that this version does not know."""
        name = self.type.removeprefix(PROBLEM_TYPE_PREFIX)
        return ProblemKind(name) if name in set(ProblemKind) else None
