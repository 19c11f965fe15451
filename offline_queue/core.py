"""What the outbox does, on the one thread that owns the store. `Outbox` is the door to it for other threads.

Order of an enqueue: begin; take sequence and serial; seal; write and sync each attachment; sync their folder;
insert; commit. Only then is there a receipt. Whatever fails before the commit leaves nothing that counts.
"""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from config.domain.identifiers import AttachmentId, CaseId, EntryId, ReceiptNumber
from offline_queue import policy
from offline_queue.blobs import Blobs
from offline_queue.care import Care, care_of
from offline_queue.clock import Clock
from offline_queue.drafting import Minted, chain_of, check_draft, kind_of, receipt_number_for, row_of, seal, wipe
from offline_queue.errors import (
    AlreadyStoredError,
    CommitUnknownError,
    EnrolmentFault,
    IllegalChangeError,
    NotEnrolledError,
    StorageError,
    StorageFailedError,
    StorageFullError,
)
from offline_queue.filesystem import Fs
from offline_queue.housekeeping import Housekeeping
from offline_queue.identity import Identity, bind_to_epoch, load_identity, save_identity
from offline_queue.ledger import Ledger
from offline_queue.lookup import MintedCode
from offline_queue.model import (
    Admission,
    AttachmentDraft,
    ClockReading,
    Entry,
    EntryState,
    HoldCause,
    QueueLimits,
    QueueStatus,
    Receipt,
    Sending,
    Stored,
)
from offline_queue.opening import DATABASE
from offline_queue.pace import load_window_s, save_window_s
from offline_queue.spares import SpareSealers
from offline_queue.store import Store, connect
from offline_queue.wire.documents import Draft, RatingDraft
from offline_queue.wire.sealing import SUITE, EntrySealer, key_id_of

BLOBS = "blobs"
_LOG = logging.getLogger("offline_queue")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the outbox is given from outside."""

    clock: Clock
    entropy: Callable[[int], bytes] = field(repr=False)
    fs: Fs
    limits: QueueLimits
    zone: tzinfo
    connect: Callable[[Path], sqlite3.Connection] = connect


class OutboxCore:
    """The outbox without its thread. One object per data folder, all calls on one thread."""

    def __init__(self, data_dir: Path, parts: Parts) -> None:
        self._data_dir = data_dir
        self._parts = parts
        self._unconfirmed: dict[EntryId, Stored | Receipt] = {}
        self.hall_offset_s: float | None = None
        self.ledger = Ledger(data_dir, self._open_store, parts.fs, parts.clock, parts.limits.ballast_bytes)
        self.blobs = Blobs(data_dir / BLOBS / self.ledger.epoch, parts.fs)
        try:
            self.blobs.prepare()
            swept = self.blobs.sweep(self.ledger.store.kept_attachments())
        except BaseException:
            self.ledger.close()
            raise
        if swept:
            _LOG.info("orphans_swept count=%d", swept)
        self.housekeeping = Housekeeping(self.ledger, self.blobs, parts.clock, parts.limits.alarms, parts.zone)
        self.spares = SpareSealers(parts.entropy, lambda: EntryId(self.new_id()))
        self._identity: Identity | None = None
        self._fault: EnrolmentFault | None = None
        self.reload_identity()

    def close(self) -> None:
        """Close the store."""
        self.ledger.close()

    def reload_identity(self) -> None:
        """Read the enrolment again, after ``enrol`` has replaced it."""
        self._identity, self._fault = None, None
        try:
            identity = load_identity(self._data_dir, self._parts.fs)
            self._identity = bind_to_epoch(self._data_dir, identity, self.ledger.epoch, self._parts.fs)
            if identity.suite != SUITE:
                # What was sealed can still be sent; nothing new can be sealed as the hall wants it.
                self._fault = EnrolmentFault.SUITE_UNKNOWN
        except NotEnrolledError as error:
            self._fault = error.fault
        except StorageError:
            # The disk is full: the identity is good, and binding it is tried again at the next start.
            self._identity = identity

    def adopt_sealing_key(self, raw_key: bytes) -> bool:
        """Take another sealing key of the hall into the identity, durably. Raises `StorageError`: the old one stays."""
        identity, key_id = self.identity(), key_id_of(raw_key)
        if key_id == identity.hall_sealing_key_id:
            return False
        adopted = replace(
            identity, hall_sealing_key=X25519PublicKey.from_public_bytes(raw_key), hall_sealing_key_id=key_id
        )
        save_identity(self._data_dir, adopted, self._parts.fs)
        self.reload_identity()
        return True

    def identity(self) -> Identity:
        """Return who the terminal is. Raises `NotEnrolledError`."""
        if self._identity is None:
            raise NotEnrolledError(self._fault or EnrolmentFault.ABSENT)
        return self._identity

    def clock_reading(self) -> ClockReading:
        """Say how far the clock can be trusted now."""
        clock = self._parts.clock
        return ClockReading(clock.synchronised(), self.hall_offset_s, clock.boot_id, clock.monotonic_s())

    def enqueue(
        self,
        draft: Draft,
        files: Sequence[AttachmentDraft],
        *,
        code: MintedCode | None,
        entry_id: EntryId | None,
        case_id: CaseId | None,
    ) -> Stored | Receipt:
        """Make a draft durable; ``code`` for what a slip is printed for. See `Outbox.enqueue` for what it promises."""
        store = self.ledger.usable()
        if entry_id is not None:
            known = self._unconfirmed.pop(entry_id, None)
            if store.has(entry_id):
                if known is None:
                    raise AlreadyStoredError
                wipe(files)
                return known
        identity = self.identity()
        if self._fault is not None:
            raise NotEnrolledError(self._fault)
        check_draft(draft, files)
        sealer = self.spares.take(identity, kind_of(draft), entry_id)
        entry_id = EntryId(sealer.entry_id)
        attachment_ids = tuple(AttachmentId(self.new_id()) for _ in files)
        made: list[Stored | Receipt] = []

        def change() -> None:
            made.append(self._seal_and_insert(draft, files, identity, code, sealer, case_id, attachment_ids))

        try:
            self.ledger.commit(change)
        except CommitUnknownError as error:
            self._settle_commit(entry_id, made[0], attachment_ids, full=error.full)
        except BaseException:
            self.blobs.discard(attachment_ids)
            raise
        wipe(files)
        return made[0]

    def _seal_and_insert(
        self,
        draft: Draft,
        files: Sequence[AttachmentDraft],
        identity: Identity,
        code: MintedCode | None,
        sealer: EntrySealer,
        case_id: CaseId | None,
        attachment_ids: Sequence[AttachmentId],
    ) -> Stored | Receipt:
        store = self.ledger.store
        entry_id = EntryId(sealer.entry_id)
        now_s = self._parts.clock.now_s()
        reading = self.clock_reading()
        sequence, serial = store.next_numbers(serial=code is not None)
        today = datetime.fromtimestamp(now_s, self._parts.zone).date()
        receipt_number = None if code is None else receipt_number_for(identity, serial, today)
        minted = Minted(
            entry_id=entry_id,
            case_id=case_id or self._case_of(draft) or CaseId(entry_id),
            epoch=self.ledger.epoch,
            sequence=sequence,
            stored_at_s=now_s,
            clock=reading,
            receipt_number=receipt_number,
            lookup_code=None if code is None else code.code,
        )
        sealed = seal(draft, files, minted, identity, sealer=sealer, blobs=self.blobs, attachment_ids=attachment_ids)
        if attachment_ids:
            self.blobs.commit()
        row = row_of(draft, minted, sealed, identity, serial=serial, kept=None if code is None else code.kept)
        store.insert(row, sealed.body, sealed.attachments)
        self.ledger.born()
        if receipt_number is None or code is None:
            return Stored(entry_id, now_s, reading)
        return Receipt(entry_id, minted.case_id, receipt_number, code.code, now_s, reading)

    def due(self, limit: int, *, records: bool) -> tuple[Entry, ...]:
        """Return entries whose record, or else whose attachments, may be sent now."""
        store, now_s = self.ledger.usable(), self._parts.clock.now_s()
        return store.due_records(limit, now_s) if records else store.due_bytes(limit, now_s)

    def begin_attempt(self, entry_id: EntryId) -> Sending:
        """Count an attempt durably, then return what it sends."""
        return self.begin_attempts([entry_id])[0]

    def begin_attempts(self, entry_ids: Sequence[EntryId]) -> tuple[Sending, ...]:
        """Count an attempt of each durably, in one commit; then return what they send."""

        def change() -> tuple[Sending, ...]:
            return tuple(self._begin_attempt(entry_id) for entry_id in entry_ids)

        return self.ledger.change(change)

    def _begin_attempt(self, entry_id: EntryId) -> Sending:
        store = self.ledger.store
        entry = store.begin_attempt(entry_id, self._parts.clock.now_s())
        return Sending(entry, store.body(entry.sequence), store.attachments(entry))

    def register(self, entry_id: EntryId, hall_ref: str | None, acked: Sequence[tuple[AttachmentId, int]]) -> Entry:
        """Note that the hall holds the record; for a registered entry only the offsets are new."""

        def change() -> Entry:
            entry = self.ledger.store.entry(entry_id)
            self._keep_verdict(entry, acked)
            if entry.state is not EntryState.REGISTERED:
                return self.ledger.move(entry, EntryState.REGISTERED, None, hall_ref)
            return self._keep_hall_ref(entry, hall_ref)

        return self.ledger.change(change)

    def advance(self, attachment_id: AttachmentId, acked_bytes: int) -> None:
        """Note how much of an attachment is durable at the hall."""
        self.ledger.change(lambda: self.ledger.store.set_acked(attachment_id, acked_bytes))

    def deliver(self, entry_id: EntryId, hall_ref: str | None, acked: Sequence[tuple[AttachmentId, int]]) -> Entry:
        """Note that the hall holds everything and has echoed the digest."""

        def change() -> Entry:
            entry = self.ledger.store.entry(entry_id)
            if entry.state is EntryState.READY:
                entry = self.ledger.move(entry, EntryState.REGISTERED, None, hall_ref)
            self._keep_verdict(entry, acked)
            entry = self._keep_hall_ref(entry, hall_ref)
            return entry if entry.state is EntryState.DELIVERED else self.ledger.move(entry, EntryState.DELIVERED, None)

        return self.ledger.change(change)

    def change_state(self, entry_id: EntryId, becomes: EntryState, cause: str | None) -> Entry:
        """Move an entry; one that is there already stays. Raises `IllegalChangeError`."""

        def change() -> Entry:
            entry = self.ledger.store.entry(entry_id)
            return entry if entry.state is becomes else self.ledger.move(entry, becomes, cause)

        return self.ledger.change(change)

    def resend(self, entry_id: EntryId, cause: str) -> Entry:
        """Let an entry be sent again that the hall turned away. Raises `IllegalChangeError`."""

        def change() -> Entry:
            entry = self.ledger.store.entry(entry_id)
            if care_of(entry.state, entry.cause) is not Care.TURNED_AWAY:
                raise IllegalChangeError
            return self.ledger.move(entry, EntryState.READY, cause)

        return self.ledger.change(change)

    def defer(self, entry_id: EntryId, wait_s: float, *, fault: bool) -> Entry:
        """Do not send an entry before ``wait_s`` have passed; an entry that failed too often is held."""

        def change() -> Entry:
            entry = self.ledger.store.entry(entry_id)
            entry = self.ledger.store.defer(entry.sequence, self._parts.clock.now_s() + wait_s, fault=fault)
            poison = fault and policy.is_poison(entry.faults)
            return self.ledger.move(entry, EntryState.HELD, HoldCause.POISON.value) if poison else entry

        return self.ledger.change(change)

    def sealed(self, entry_id: EntryId) -> Sending:
        """Return what an attempt would send, without counting one."""
        store = self.ledger.usable()
        entry = store.entry(entry_id)
        return Sending(entry, store.body(entry.sequence), store.attachments(entry))

    def admit(self, worst_bytes: int) -> Admission:
        """Say whether a visit may begin. Never raises for a broken store: that is one of the causes."""
        return policy.admission(self._figures(), worst_bytes, self._parts.limits)

    def status(self) -> QueueStatus:
        """Return the figures."""
        store = self.ledger.usable()
        figures = self._figures()
        admission = policy.admission(figures, self._parts.limits.worst_case_bytes, self._parts.limits)
        counts = self.ledger.counts
        return QueueStatus(
            depth=figures.depth,
            ready=counts[EntryState.READY],
            registered=counts[EntryState.REGISTERED],
            delivered=counts[EntryState.DELIVERED],
            held=counts[EntryState.HELD],
            refused=counts[EntryState.REFUSED],
            purged=counts[EntryState.PURGED],
            oldest_age_s=figures.oldest_age_s,
            last_success_s=store.last_success_s(),
            free_bytes=figures.free_bytes,
            level=admission.level,
            causes=admission.causes,
            epoch=self.ledger.epoch,
            highest_sequence=store.highest_sequence(),
            enrolment_fault=self._fault,
            alarm=self.housekeeping.look(),
        )

    def _figures(self) -> policy.Figures:
        depth, age_s, failed = 0, 0.0, False
        try:
            depth, age_s = self.ledger.depth(), self.ledger.oldest_age_s()
        except StorageError:
            failed = True
        return policy.Figures(self._free_bytes(), depth, age_s, self._fault, failed)

    def keep_window(self, window_s: float) -> None:
        """Remember the hall's window for the first contact."""
        if window_s != self.kept_window_s():
            save_window_s(self._data_dir, window_s, self._parts.fs)

    def kept_window_s(self) -> float | None:
        """Return the window that was told last."""
        return load_window_s(self._data_dir, self._parts.fs)

    def rest(self, *, idle: bool) -> None:
        """Do what can wait."""
        self.ledger.rest(idle=idle)
        if idle and not self.ledger.failed:
            self.housekeeping.look()
        if self._identity is not None:
            self.spares.fill(self._identity)

    def announce(self, entry_id: EntryId) -> None:
        """Make ready for a case of this id. Without an identity there is nothing to make."""
        if self._identity is not None:
            self.spares.announce(self._identity, entry_id)

    def new_id(self) -> str:
        """Return a fresh random UUID."""
        return str(uuid.UUID(bytes=self._parts.entropy(16), version=4))

    def _case_of(self, draft: Draft) -> CaseId | None:
        """Return the chain that a draft belongs to: a case, so that it is sent after the case itself, or an order."""
        if isinstance(draft, RatingDraft) and draft.receipt_number is not None:
            found = self.ledger.store.by_receipt(ReceiptNumber(draft.receipt_number))
            return None if found is None else found[0].case_id
        return chain_of(draft)

    def _keep_hall_ref(self, entry: Entry, hall_ref: str | None) -> Entry:
        if hall_ref is None or hall_ref == entry.hall_ref:
            return entry
        return self.ledger.store.set_hall_ref(entry.sequence, hall_ref)

    def _keep_verdict(self, entry: Entry, acked: Sequence[tuple[AttachmentId, int]]) -> None:
        store = self.ledger.store
        known = {attachment.attachment_id: attachment for attachment in store.attachments(entry)} if acked else {}
        for attachment_id, acked_bytes in acked:
            if attachment_id in known:
                store.set_acked(attachment_id, min(acked_bytes, known[attachment_id].sealed_size_bytes))
        store.set_success(self._parts.clock.now_s())

    def _settle_commit(
        self, entry_id: EntryId, made: Stored | Receipt, attachment_ids: Sequence[AttachmentId], *, full: bool
    ) -> None:
        """After a failed commit: look whether the entry is there. Returns only if it is."""
        try:
            there = self.ledger.usable().has(entry_id)
        except StorageError as error:
            self._unconfirmed[entry_id] = made
            raise CommitUnknownError("the store cannot be opened to look", full=full) from error
        if not there:
            self.blobs.discard(attachment_ids)
            failure = StorageFullError if full else StorageFailedError
            raise failure("the commit failed and does not count")

    def _open_store(self) -> Store:
        return Store(self._data_dir / DATABASE, new_epoch=self.new_id, connect=self._parts.connect)

    def _free_bytes(self) -> int:
        try:
            return self._parts.fs.free_bytes(self._data_dir)
        except OSError:
            return 0
