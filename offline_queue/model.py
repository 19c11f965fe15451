"""The values of the queue: entries, attachments, receipts, figures. All frozen, none with personal data in clear.

The one exception is `Receipt`: it carries the lookup code to the slip, and its ``repr`` leaves it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from config.domain.identifiers import AttachmentId, CaseId, EntryId, ItemId, LookupCode, ReceiptNumber
from offline_queue.errors import EnrolmentFault
from offline_queue.wire.entries import EntryKind


class EntryState(StrEnum):
    """Where an entry stands on the terminal. "Sending" is never stored, so a crash needs no cleaning up."""

    READY = "ready"
    """Sealed and durable here; the hall has not said that it holds it."""
    REGISTERED = "registered"
    """The hall holds the record and the manifest; bytes of attachments are outstanding."""
    DELIVERED = "delivered"
    """The hall holds everything and has echoed the digest."""
    REFUSED = "refused"
    """The hall's final word."""
    HELD = "held"
    """Waits for staff."""
    PURGED = "purged"
    """The sealed bytes are gone, the ledger row stays."""


LEGAL: Mapping[EntryState, frozenset[EntryState]] = {
    EntryState.READY: frozenset({EntryState.REGISTERED, EntryState.REFUSED, EntryState.HELD}),
    EntryState.REGISTERED: frozenset({EntryState.DELIVERED, EntryState.REFUSED, EntryState.HELD}),
    EntryState.HELD: frozenset({EntryState.READY}),
    EntryState.DELIVERED: frozenset({EntryState.PURGED}),
    EntryState.REFUSED: frozenset({EntryState.PURGED}),
    EntryState.PURGED: frozenset(),
}
"""Every legal change. The triggers of the schema say the same; a test compares the two."""

PRIORITY: Mapping[EntryKind, int] = {
    EntryKind.PAYMENT_OUTCOME: 0,
    EntryKind.WITHDRAWAL: 1,
    EntryKind.CASE: 2,
    EntryKind.AMENDMENT: 2,
    EntryKind.COMPLAINT: 3,
    EntryKind.RATING: 4,
    EntryKind.DEVICE_REPORT: 5,
}
"""What is sent first: money, then what takes something back, then cases; telemetry last."""


class HoldCause(StrEnum):
    """Why an entry waits for staff."""

    ENTRY_DIFFERS = "entry_differs"
    """The hall holds other bytes under this id."""
    RECEIPT_TAKEN = "receipt_taken"
    """The hall knows the receipt number from another entry."""
    SCHEMA = "schema"
    """The hall opened it, and it is not valid."""
    SEAL = "seal"
    """The hall could not open it."""
    TOO_LARGE = "too_large"
    REQUEST_REFUSED = "request_refused"
    """Another refusal that sending again cannot cure."""
    POISON = "poison"
    """The hall failed on this entry again and again while it took others."""
    DIGEST_ECHO = "digest_echo"
    """The hall's verdict names another digest than the entry has."""
    UPLOAD_FAILED = "upload_failed"
    BLOB_DAMAGED = "blob_damaged"
    STAFF = "staff"
    """Somebody held it by hand."""


class SyncStop(StrEnum):
    """Why sending has stopped for all entries until staff do something."""

    SIGNATURE = "signature"
    KEY_UNKNOWN = "key_unknown"
    KEY_REVOKED = "key_revoked"
    CLOCK = "clock"
    """The hall calls the terminal's time wrong also after the correction."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger.

    Attributes:
        sequence: counts up by one within the epoch.
        receipt_number: of what a slip was printed for (cases, complaints); item_id where there is one; else None.
        digest: SHA-256 of the sealed body as sent, hexadecimal.
        size_bytes: of the sealed body.
        attempts: how often sending it was begun; committed before each attempt.
        faults: how often the hall failed on it while it took others.
        retry_at_s: not before this wall time; advisory, because clocks jump.
        hall_ref: the hall's case number.
        captured_at_s, stored_at_s, sent_at_s, registered_at_s, settled_at_s: wall times, Unix seconds;
            None for what has not happened.
        clock_synchronised: whether a time service kept the clock at ``stored_at_s``.
    """

    sequence: int
    entry_id: EntryId
    case_id: CaseId
    kind: EntryKind
    state: EntryState
    receipt_number: ReceiptNumber | None
    item_id: ItemId | None
    digest: str
    suite: str
    key_id: str
    size_bytes: int
    attempts: int
    faults: int
    retry_at_s: float
    cause: str | None
    hall_ref: str | None
    captured_at_s: float
    stored_at_s: float
    sent_at_s: float | None
    registered_at_s: float | None
    settled_at_s: float | None
    clock_synchronised: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """One sealed file of an entry. ``acked_bytes``: what the hall last said is durable there."""

    attachment_id: AttachmentId
    entry_id: EntryId
    ordinal: int
    media_type: str
    sealed_size_bytes: int
    digest: str
    acked_bytes: int


@dataclass(frozen=True, slots=True)
class Sending:
    """What one attempt sends. ``body`` is the same bytes in every attempt."""

    entry: Entry
    body: bytes
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class AttachmentDraft:
    """A file to attach, in clear, in memory.

    ``content`` as a ``bytearray`` is overwritten with zeros once the entry is durable; on an error it is left
    as it is, so that the caller can try again.
    """

    media_type: str
    content: bytes | bytearray = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """How far a time can be trusted; the slip prints it. ``hall_offset_s``: hall minus terminal, if measured."""

    synchronised: bool
    hall_offset_s: float | None
    boot_id: str
    monotonic_s: float


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry is durable on this terminal; ``stored_at_s`` in Unix seconds."""

    entry_id: EntryId
    stored_at_s: float
    clock: ClockReading


@dataclass(frozen=True, slots=True)
class Receipt:
    """A case is durable on this terminal, and these are its numbers for the slip.

    The lookup code exists in clear here only; the ledger has its slow hash.
    """

    entry_id: EntryId
    case_id: CaseId
    receipt_number: ReceiptNumber
    lookup_code: LookupCode = field(repr=False)
    stored_at_s: float
    clock: ClockReading


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was handed in about a case after it: a withdrawal, an amendment, a rating. Times in Unix seconds."""

    kind: EntryKind
    state: EntryState
    stored_at_s: float
    settled_at_s: float | None


@dataclass(frozen=True, slots=True)
class LocalProgress:
    """What this terminal itself knows of a case or a complaint; only the hall can say more.

    Attributes:
        kind: what the receipt number is of.
        follow_ups: what was handed in about it at this terminal, oldest first.
    """

    kind: EntryKind
    receipt_number: ReceiptNumber
    entry_id: EntryId
    case_id: CaseId
    item_id: ItemId | None
    state: EntryState
    case_number: str | None
    captured_at_s: float
    stored_at_s: float
    sent_at_s: float | None
    registered_at_s: float | None
    settled_at_s: float | None
    attempts: int
    follow_ups: tuple[FollowUp, ...] = ()


class Level(StrEnum):
    """Whether a visit may begin."""

    GREEN = "green"
    AMBER = "amber"
    """Services that attach papers are off."""
    RED = "red"
    """Nothing can be taken in."""


class AdmissionCause(StrEnum):
    """Why the level is not green."""

    SPACE_SHORT = "space_short"
    SPACE_EXHAUSTED = "space_exhausted"
    DEPTH_HIGH = "depth_high"
    DEPTH_REACHED = "depth_reached"
    AGE_HIGH = "age_high"
    AGE_REACHED = "age_reached"
    NOT_ENROLLED = "not_enrolled"
    STORE_REPLACED = "store_replaced"
    """The database was damaged and set aside; enrol the terminal anew."""
    STORE_FAILED = "store_failed"


@dataclass(frozen=True, slots=True)
class Admission:
    """The level and every cause for it."""

    level: Level
    causes: tuple[AdmissionCause, ...]


class AlarmLevel(StrEnum):
    """How much staff must look after what waits (domain guide 6.3)."""

    NONE = "none"
    WARNING = "warning"
    """Something has waited half a working day."""
    ALARM = "alarm"
    """Something has waited a working day."""
    EXPORT = "export"
    """Something has waited two working days: export it, or call the residents."""


@dataclass(frozen=True, slots=True)
class AlarmLimits:
    """When staff are told, in working time; office hours in hours after midnight. The settings have the same names."""

    warn_after_h: float = 4.0
    alarm_after_days: float = 1.0
    export_after_days: float = 2.0
    office_from_h: float = 9.0
    office_to_h: float = 17.0


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """When a visit may begin at all; the settings have the same names."""

    reserve_bytes: int = 256 * 1024 * 1024
    worst_case_bytes: int = 32 * 1024 * 1024
    max_depth: int = 500
    max_age_h: float = 48.0
    ballast_bytes: int = 32 * 1024 * 1024
    alarms: AlarmLimits = field(default_factory=AlarmLimits)


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """The queue in figures. ``depth`` = ready + registered + held; ages in seconds, 0 for none."""

    depth: int
    ready: int
    registered: int
    delivered: int
    held: int
    refused: int
    purged: int
    oldest_age_s: float
    last_success_s: float | None
    free_bytes: int
    level: Level
    causes: tuple[AdmissionCause, ...]
    epoch: str
    highest_sequence: int
    enrolment_fault: EnrolmentFault | None
    alarm: AlarmLevel = AlarmLevel.NONE
