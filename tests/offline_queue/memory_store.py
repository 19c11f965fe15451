"""The ledger in dictionaries: every promise of `offline_queue.store.Store` but durability, written to be read.

It is the model that the SQLite store is compared with, and passes the same contract suite.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from config.domain.identifiers import AttachmentId, CaseId, EntryId, ReceiptNumber
from offline_queue.errors import EntryUnknownError, IllegalChangeError
from offline_queue.model import LEGAL, Attachment, Entry, EntryState
from offline_queue.rows import CodeHash, Moment, NewEntry
from offline_queue.store import RETRY_HORIZON_S

_OPEN = frozenset({EntryState.READY, EntryState.REGISTERED})
_BLOCKING = frozenset({EntryState.READY, EntryState.HELD})
_SETTLED = frozenset({EntryState.DELIVERED, EntryState.REFUSED})


@dataclass
class Tables:
    """What a transaction takes back: all by sequence, but for attachments."""

    entries: dict[int, Entry] = field(default_factory=dict)
    new: dict[int, NewEntry] = field(default_factory=dict)
    bodies: dict[int, bytes] = field(default_factory=dict)
    attachments: dict[AttachmentId, Attachment] = field(default_factory=dict)
    audit: dict[int, list[tuple[str | None, str, str | None]]] = field(default_factory=dict)
    purged_at_s: dict[int, float] = field(default_factory=dict)
    handed_over: dict[int, float] = field(default_factory=dict)
    last_success_s: float | None = None


class MemoryStore:
    """A store without a file. Methods, errors and meaning are those of `Store`."""

    def __init__(self, epoch: str = "epoch") -> None:
        self.epoch = epoch
        self._is = Tables()

    def close(self) -> None:
        """Nothing to close."""

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        before = copy.deepcopy(self._is)
        try:
            yield
        except BaseException:
            self._is = before
            raise

    def next_numbers(self, *, serial: bool) -> tuple[int, int]:
        last = max(self._is.entries, default=0)
        return last + 1, (self._is.new[last].serial if last else 0) + serial

    def insert(self, entry: NewEntry, body: bytes, attachments: Sequence[Attachment]) -> None:
        numbers = self.next_numbers(serial=entry.receipt_number is not None)
        receipts = {new.receipt_number for new in self._is.new.values()} - {None}
        if (entry.sequence, entry.serial) != numbers or self.has(entry.entry_id) or entry.receipt_number in receipts:
            raise IllegalChangeError
        self._is.new[entry.sequence] = entry
        self._is.bodies[entry.sequence] = body
        self._is.audit[entry.sequence] = [(None, "ready", None)]
        self._is.attachments |= {attachment.attachment_id: attachment for attachment in attachments}
        self._is.entries[entry.sequence] = Entry(
            sequence=entry.sequence,
            entry_id=entry.entry_id,
            case_id=entry.case_id,
            kind=entry.kind,
            state=EntryState.READY,
            receipt_number=entry.receipt_number,
            item_id=entry.item_id,
            digest=entry.digest,
            suite=entry.suite,
            key_id=entry.key_id,
            size_bytes=entry.size_bytes,
            attempts=0,
            faults=0,
            retry_at_s=0,
            cause=None,
            hall_ref=None,
            captured_at_s=entry.captured_at_s,
            stored_at_s=entry.stored_at_s,
            sent_at_s=None,
            registered_at_s=None,
            settled_at_s=None,
            clock_synchronised=entry.clock_synchronised,
        )

    def entry(self, entry_id: EntryId) -> Entry:
        for entry in self._is.entries.values():
            if entry.entry_id == entry_id:
                return entry
        raise EntryUnknownError

    def has(self, entry_id: EntryId) -> bool:
        return any(entry.entry_id == entry_id for entry in self._is.entries.values())

    def entries(self, state: EntryState | None = None) -> tuple[Entry, ...]:
        return tuple(entry for _, entry in sorted(self._is.entries.items()) if state in {None, entry.state})

    def due_records(self, limit: int, now_s: float) -> tuple[Entry, ...]:
        return self._due(EntryState.READY, limit, now_s)

    def due_bytes(self, limit: int, now_s: float) -> tuple[Entry, ...]:
        return self._due(EntryState.REGISTERED, limit, now_s)

    def next_retry_s(self) -> float | None:
        times = (
            entry.retry_at_s
            for entry in self.entries()
            if entry.state in _OPEN and not (entry.state is EntryState.READY and self._is_behind_another(entry))
        )
        return min(times, default=None)

    def body(self, sequence: int) -> bytes:
        if sequence not in self._is.bodies:
            raise EntryUnknownError
        return self._is.bodies[sequence]

    def attachments(self, entry: Entry) -> tuple[Attachment, ...]:
        mine = (one for one in self._is.attachments.values() if one.entry_id == entry.entry_id)
        return tuple(sorted(mine, key=lambda one: one.ordinal))

    def kept_attachments(self) -> frozenset[AttachmentId]:
        kept = {entry.entry_id for entry in self.entries() if entry.state is not EntryState.PURGED}
        return frozenset(one.attachment_id for one in self._is.attachments.values() if one.entry_id in kept)

    def begin_attempt(self, entry_id: EntryId, now_s: float) -> Entry:
        entry = self.entry(entry_id)
        sent_at_s = now_s if entry.sent_at_s is None else entry.sent_at_s
        return self._put(replace(entry, attempts=entry.attempts + 1, sent_at_s=sent_at_s))

    def set_state(
        self, entry: Entry, becomes: EntryState, cause: str | None, at: Moment, hall_ref: str | None = None
    ) -> Entry:
        now = replace(self._row(entry.sequence), state=becomes, cause=cause)
        if becomes not in LEGAL[self._row(entry.sequence).state]:
            raise IllegalChangeError
        if hall_ref is not None:
            if now.hall_ref not in {None, hall_ref}:
                raise IllegalChangeError
            now = replace(now, hall_ref=hall_ref)
        if becomes is EntryState.REGISTERED:
            registered_at_s = at.wall_s if now.registered_at_s is None else now.registered_at_s
            now = replace(now, registered_at_s=registered_at_s, retry_at_s=0)
        elif becomes in _SETTLED:
            now = replace(now, settled_at_s=at.wall_s)
        elif becomes is EntryState.READY:
            now = replace(now, retry_at_s=0, faults=0)
        self._is.audit[entry.sequence].append((entry.state.value, becomes.value, cause))
        return self._put(now)

    def set_hall_ref(self, sequence: int, hall_ref: str) -> Entry:
        entry = self._row(sequence)
        if entry.hall_ref not in {None, hall_ref}:
            raise IllegalChangeError
        return self._put(replace(entry, hall_ref=hall_ref))

    def set_success(self, now_s: float) -> None:
        self._is.last_success_s = now_s

    def last_success_s(self) -> float | None:
        return self._is.last_success_s

    def defer(self, sequence: int, retry_at_s: float, *, fault: bool) -> Entry:
        entry = self._row(sequence)
        return self._put(replace(entry, retry_at_s=retry_at_s, faults=entry.faults + fault))

    def set_acked(self, attachment_id: AttachmentId, acked_bytes: int) -> None:
        known = self._is.attachments.get(attachment_id)
        if known is None:
            raise EntryUnknownError
        if not 0 <= acked_bytes <= known.sealed_size_bytes:
            raise IllegalChangeError
        self._is.attachments[attachment_id] = replace(known, acked_bytes=acked_bytes)

    def delete_body(self, sequence: int) -> None:
        if sequence in self._is.bodies and self._row(sequence).state is not EntryState.PURGED:
            raise IllegalChangeError
        self._is.bodies.pop(sequence, None)

    def settled_before(self, limit: int, now_s: float, keep_s: float) -> tuple[Entry, ...]:
        ahead_s = now_s + max(keep_s, RETRY_HORIZON_S)
        over = [
            (entry.settled_at_s, entry.sequence)
            for entry in self.entries()
            if entry.state in _SETTLED
            and entry.settled_at_s is not None
            and not now_s - keep_s <= entry.settled_at_s <= ahead_s
        ]
        return tuple(self._is.entries[sequence] for _, sequence in sorted(over)[:limit])

    def date_purged(self, limit: int, hall_s: float) -> None:
        undated = [e.sequence for e in self.entries(EntryState.PURGED) if e.sequence not in self._is.purged_at_s]
        self._is.purged_at_s |= dict.fromkeys(undated[:limit], hall_s)

    def purged_before(self, limit: int, hall_s: float) -> tuple[int, ...]:
        last = max(self._is.entries, default=0)
        over = sorted(
            (at_s, number) for number, at_s in self._is.purged_at_s.items() if at_s < hall_s and number != last
        )
        return tuple(number for _, number in over[:limit])

    def forget(self, sequence: int) -> None:
        entry = self._row(sequence)
        is_kept = sequence not in self._is.purged_at_s or sequence in self._is.bodies
        if is_kept or sequence == max(self._is.entries):
            raise IllegalChangeError
        for attachment in self.attachments(entry):
            del self._is.attachments[attachment.attachment_id]
        del self._is.entries[sequence], self._is.new[sequence], self._is.audit[sequence], self._is.purged_at_s[sequence]
        self._is.handed_over.pop(sequence, None)

    def mark_handed_over(self, sequence: int, now_s: float) -> None:
        self._is.handed_over[sequence] = now_s

    def handed_over(self) -> dict[int, float]:
        return dict(self._is.handed_over)

    def waiting_since_s(self) -> float | None:
        waiting = _OPEN | {EntryState.HELD}
        left = (e for e in self.entries() if e.state in waiting and e.sequence not in self._is.handed_over)
        return next((entry.stored_at_s for entry in left), None)

    def by_receipt(self, receipt_number: ReceiptNumber) -> tuple[Entry, CodeHash] | None:
        for sequence, new in self._is.new.items():
            if new.receipt_number == receipt_number:
                return self._is.entries[sequence], CodeHash(new.code_salt or b"", new.code_hash or b"")
        return None

    def later_of(self, case_id: CaseId) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries() if one.case_id == case_id and str(one.entry_id) != case_id)

    def counts(self) -> dict[EntryState, int]:
        return {state: len(self.entries(state)) for state in EntryState}

    def oldest_open_s(self) -> float | None:
        return next((entry.stored_at_s for entry in self.entries() if entry.state in _OPEN), None)

    def highest_sequence(self) -> int:
        return max(self._is.entries, default=0)

    def transitions(self, sequence: int) -> tuple[tuple[str | None, str, str | None], ...]:
        return tuple(self._is.audit.get(sequence, ()))

    def _due(self, state: EntryState, limit: int, now_s: float) -> tuple[Entry, ...]:
        due = [
            (self._is.new[entry.sequence].priority, entry.sequence)
            for entry in self.entries(state)
            if not now_s < entry.retry_at_s <= now_s + RETRY_HORIZON_S
            and not (state is EntryState.READY and self._is_behind_another(entry))
        ]
        return tuple(self._is.entries[sequence] for _, sequence in sorted(due)[:limit])

    def _is_behind_another(self, mine: Entry) -> bool:
        return any(
            entry.case_id == mine.case_id and entry.sequence < mine.sequence and entry.state in _BLOCKING
            for entry in self.entries()
        )

    def _row(self, sequence: int) -> Entry:
        if sequence not in self._is.entries:
            raise EntryUnknownError
        return self._is.entries[sequence]

    def _put(self, entry: Entry) -> Entry:
        self._is.entries[entry.sequence] = entry
        return entry
