"""What one terminal has stored during the outage: the outbox as the engine sees it, without a disk under it.

The decisions are the engine's. This keeps entries and their states in memory, as the real outbox does on the disk; that
the real one survives anything is proven elsewhere. A chunk of an attachment is stood in for by its length.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.domain.identifiers import AttachmentId, CaseId, EntryId
from offline_queue.care import StaffReason
from offline_queue.clock import Clock
from offline_queue.model import (
    Attachment,
    ClockReading,
    Entry,
    EntryState,
    HoldCause,
    Level,
    QueueStatus,
    Sending,
)
from offline_queue.outbox import Outbox
from offline_queue.wire.entries import EntryKind, digest_of

SCANS = 2
SCAN_BYTES = (1_000_000, 2_000_000)
"""The sealed size of a scan: a case of two has 3 MB in the middle (hall sheet, section 3.1)."""
LENGTH_BYTES = 8
NO_DIGEST = "0" * 64
"""Of bytes that are not there."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much has gathered at each terminal.

    Attributes:
        cases, spread: in the middle, and the standard deviation.
        scans: of each case; 0 for a fleet whose entries have no attachments.
        record_bytes: size of one sealed record; that of a real one by default.
    """

    cases: float = 20.0
    spread: float = 0.0
    scans: int = SCANS
    record_bytes: int = 3_500


class Backlog(Outbox):
    """The entries of one terminal, oldest first.

    Args:
        number: of the terminal.
        load: how much.
        rng: decides sizes.
        clock: the terminal's.
        window_s: what the hall named before the outage.
    """

    def __init__(self, number: int, load: Load, rng: random.Random, clock: Clock, window_s: float) -> None:
        self._clock = clock
        self._window_s = window_s
        self._entries: dict[EntryId, Entry] = {}
        self._attachments: dict[AttachmentId, Attachment] = {}
        self._papers: dict[EntryId, tuple[AttachmentId, ...]] = {}
        self._acked: dict[AttachmentId, int] = {}
        self._epoch = _uuid(number, 0, 0)
        self._open: dict[EntryId, None] = {}
        for sequence in range(1, 1 + max(0, round(rng.gauss(load.cases, load.spread)))):
            self._invent(number, sequence, load, rng)

    @property
    def unsent(self) -> int:
        """How many entries are not yet delivered."""
        return len(self._open)

    def body_of(self, entry: Entry) -> bytes:
        """Return the sealed record, or what stands in for it."""
        return _body(entry.entry_id, entry.size_bytes)

    def all_entries(self) -> Sequence[tuple[Entry, tuple[Attachment, ...]]]:
        """Return every entry with its attachments."""
        return [(entry, self._of(entry)) for entry in self._entries.values()]

    def kept_window_s(self) -> float | None:
        """Return the window."""
        return self._window_s

    def keep_window(self, window_s: float) -> None:
        """Keep the window."""
        self._window_s = window_s

    def due_records(self, limit: int) -> tuple[Entry, ...]:
        """Return ready entries, oldest first."""
        return self._due(EntryState.READY, limit)

    def due_bytes(self, limit: int) -> tuple[Entry, ...]:
        """Return registered entries, oldest first."""
        return self._due(EntryState.REGISTERED, limit)

    def next_retry_s(self) -> float | None:
        """Return the earliest time at which an open entry may be sent."""
        return min((self._entries[entry_id].retry_at_s for entry_id in self._open), default=None)

    def entry(self, entry_id: EntryId) -> Entry:
        """Return one."""
        return self._entries[entry_id]

    def begin_attempt(self, entry_id: EntryId) -> Sending:
        """Count an attempt."""
        entry = self._change(entry_id, attempts=self._entries[entry_id].attempts + 1)
        return Sending(entry, self.body_of(entry), self._of(entry))

    def begin_attempts(self, entry_ids: Sequence[EntryId]) -> tuple[Sending, ...]:
        """Count an attempt of each."""
        return tuple(self.begin_attempt(entry_id) for entry_id in entry_ids)

    def register(
        self, entry_id: EntryId, hall_ref: str | None = None, acked: Sequence[tuple[AttachmentId, int]] = ()
    ) -> Entry:
        """Note that the hall has the record."""
        for attachment_id, offset_bytes in acked:
            self.advance(attachment_id, offset_bytes)
        return self._change(entry_id, state=EntryState.REGISTERED, hall_ref=hall_ref, retry_at_s=0.0)

    def settle(
        self, entry_id: EntryId, hall_ref: str | None = None, acked: Sequence[tuple[AttachmentId, int]] = ()
    ) -> Entry:
        """Note that the hall has everything."""
        for attachment_id, offset_bytes in acked:
            self.advance(attachment_id, offset_bytes)
        self._open.pop(entry_id)
        return self._change(entry_id, state=EntryState.DELIVERED, hall_ref=hall_ref)

    def advance(self, attachment_id: AttachmentId, acked_bytes: int) -> None:
        """Note what the hall said is durable."""
        self._acked[attachment_id] = acked_bytes

    def hold(
        self, entry_id: EntryId, cause: HoldCause = HoldCause.STAFF, *, reason: StaffReason | None = None
    ) -> Entry:
        """Fail: nothing in a storm is a reason to hold an entry."""
        raise AssertionError(f"{entry_id} is held: {cause}")

    def defer(self, entry_id: EntryId, wait_s: float, *, fault: bool = False) -> Entry:
        """Do not send before a later time."""
        before = self._entries[entry_id]
        return self._change(entry_id, retry_at_s=self._clock.now_s() + wait_s, faults=before.faults + int(fault))

    def read_sealed(self, attachment_id: AttachmentId, offset_bytes: int, size_bytes: int) -> bytes:
        """Return what stands in for the chunk."""
        assert offset_bytes + size_bytes <= self._attachments[attachment_id].sealed_size_bytes
        return size_bytes.to_bytes(LENGTH_BYTES, "big")

    def purge(self, keep_s: float) -> int:
        """Keep everything."""
        return 0

    def forget(self, keep_s: float) -> int:
        """Forget nothing."""
        return 0

    def adopt_sealing_key(self, raw_key: bytes) -> bool:
        """Nothing is sealed here."""
        return False

    def set_hall_offset(self, offset_s: float) -> None:
        """The clocks are right here."""

    def clock_reading(self) -> ClockReading:
        """Return a clock that is right."""
        return ClockReading(True, 0.0, self._clock.boot_id, self._clock.monotonic_s())

    def status(self) -> QueueStatus:
        """Return the queue in figures."""
        return QueueStatus(
            depth=self.unsent,
            ready=self.unsent,
            registered=0,
            delivered=len(self._entries) - self.unsent,
            held=0,
            refused=0,
            purged=0,
            oldest_age_s=0.0,
            last_success_s=None,
            free_bytes=10**10,
            level=Level.GREEN,
            causes=(),
            epoch=self._epoch,
            highest_sequence=len(self._entries),
            enrolment_fault=None,
        )

    def _invent(self, number: int, sequence: int, load: Load, rng: random.Random) -> None:
        entry_id = EntryId(_uuid(number, sequence, 0))
        attachments = [
            Attachment(
                AttachmentId(_uuid(number, sequence, ordinal + 1)),
                entry_id,
                ordinal,
                "image/jpeg",
                rng.randint(*SCAN_BYTES),
                NO_DIGEST,
                0,
            )
            for ordinal in range(load.scans)
        ]
        self.keep(entry_id, digest_of(_body(entry_id, load.record_bytes)), load.record_bytes, attachments)

    def keep(self, entry_id: EntryId, digest: str, size_bytes: int, attachments: Sequence[Attachment]) -> None:
        """Have one more entry."""
        for attachment in attachments:
            self._attachments[attachment.attachment_id] = attachment
        self._papers[entry_id] = tuple(attachment.attachment_id for attachment in attachments)
        self._open[entry_id] = None
        self._entries[entry_id] = Entry(
            sequence=len(self._entries) + 1,
            entry_id=entry_id,
            case_id=CaseId(entry_id),
            kind=EntryKind.CASE,
            state=EntryState.READY,
            receipt_number=None,
            item_id=None,
            digest=digest,
            suite="",
            key_id="",
            size_bytes=size_bytes,
            attempts=0,
            faults=0,
            retry_at_s=0.0,
            cause=None,
            hall_ref=None,
            captured_at_s=0.0,
            stored_at_s=0.0,
            sent_at_s=None,
            registered_at_s=None,
            settled_at_s=None,
            clock_synchronised=True,
        )

    def _due(self, state: EntryState, limit: int) -> tuple[Entry, ...]:
        now_s = self._clock.now_s()
        found = []
        for entry_id in self._open:
            entry = self._entries[entry_id]
            if entry.state is state and entry.retry_at_s <= now_s:
                found.append(entry)
                if len(found) == limit:
                    break
        return tuple(found)

    def _of(self, entry: Entry) -> tuple[Attachment, ...]:
        return tuple(
            replace(self._attachments[one], acked_bytes=self._acked.get(one, 0))
            for one in self._papers.get(entry.entry_id, ())
        )

    def _change(self, entry_id: EntryId, **changes: object) -> Entry:
        entry = replace(self._entries[entry_id], **changes)  # type: ignore[arg-type]  # the callers above
        self._entries[entry_id] = entry
        return entry


def _uuid(number: int, sequence: int, part: int) -> str:
    return f"{number:08x}-{sequence:04x}-4000-8000-{part:012x}"


def _body(entry_id: EntryId, size_bytes: int) -> bytes:
    """Return what stands in for a sealed record of that size."""
    return entry_id.encode("ascii").ljust(size_bytes, b" ")
