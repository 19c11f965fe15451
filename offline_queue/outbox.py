"""The outbox: the door to the queue for every thread of the terminal.

One thread of its own owns the store; every call here hands over to it and waits. A call from the GUI's
thread would wait for the disk, so ``kiosk/`` calls from its workers.

    outbox = Outbox.open(data_dir)
    if outbox.admit(worst_bytes).level is not Level.RED:
        receipt = outbox.enqueue(draft, pages)     # durable now, or an error and nothing stored
"""

from __future__ import annotations

import contextlib
import queue
import secrets
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from typing import Self, TypeVar, cast

from config.domain.identifiers import AttachmentId, CaseId, EntryId, LookupCode, ReceiptNumber
from offline_queue.care import StaffReason, cause_text
from offline_queue.clock import Clock, SystemClock
from offline_queue.core import OutboxCore, Parts
from offline_queue.errors import OutboxClosedError
from offline_queue.filesystem import Fs, OsFs, typed_os_error
from offline_queue.identity import Identity
from offline_queue.local_progress import look_up
from offline_queue.lookup import MintedCode, fits, mint_code
from offline_queue.model import (
    Admission,
    AttachmentDraft,
    ClockReading,
    Entry,
    EntryState,
    FollowUp,
    HoldCause,
    LocalProgress,
    QueueLimits,
    QueueStatus,
    Receipt,
    Sending,
    Stored,
)
from offline_queue.opening import FolderLock
from offline_queue.store import connect as connect_file
from offline_queue.wire.documents import (
    AmendmentDraft,
    CaseDraft,
    ComplaintDraft,
    DeviceReportDraft,
    Draft,
    PaymentOutcomeDraft,
    RatingDraft,
    WithdrawalDraft,
)

CHINA_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The terminal's zone where none is given; China has had no other offset since 1991."""
Result = TypeVar("Result")
_Job = Callable[[], None]


class Outbox:
    """One terminal's queue. Thread-safe. Made by `open`, to be closed."""

    def __init__(self, lock: FolderLock, make_core: Callable[[], OutboxCore], entropy: Callable[[int], bytes]) -> None:
        self._lock = lock
        self._entropy = entropy
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        opened: Future[OutboxCore] = Future()
        self._thread = threading.Thread(target=self._work, args=(make_core, opened), name="outbox", daemon=True)
        self._thread.start()
        try:
            self._core = opened.result()
        except BaseException:
            self._thread.join()
            lock.release()
            raise
        self._codes = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox-codes")
        self._spare: Future[MintedCode] = self._codes.submit(mint_code, entropy)
        self._spare_lock = threading.Lock()

    @classmethod
    def open(
        cls,
        data_dir: Path,
        *,
        clock: Clock | None = None,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
        fs: Fs | None = None,
        limits: QueueLimits | None = None,
        zone: tzinfo = CHINA_TIME,
        connect: Callable[[Path], sqlite3.Connection] = connect_file,
    ) -> Self:
        """Open the data folder; make it when it is absent.

        Args:
            data_dir: belongs to the queue alone.
            clock: the machine's by default.
            entropy: gives unpredictable bytes.
            fs: the machine's files by default.
            limits: when a visit may begin.
            zone: the terminal's; the day in a receipt number is a day there.
            connect: opens the database; for tests.

        Raises:
            AlreadyOpenError: another process or object has it open.
            SchemaTooNewError, StorageFullError, StorageFailedError.
        """
        files = OsFs() if fs is None else fs
        try:
            files.make_folder(data_dir)
            with contextlib.suppress(PermissionError):
                files.fsync_folder(data_dir.parent)
        except OSError as error:
            raise typed_os_error(error) from error
        parts = Parts(clock or SystemClock(), entropy, files, limits or QueueLimits(), zone, connect)
        return cls(FolderLock(data_dir), lambda: OutboxCore(data_dir, parts), entropy)

    def close(self) -> None:
        """Finish what was asked, close the store, let the next opener in. May be called twice."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        self._codes.shutdown(cancel_futures=True)
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def admit(self, worst_bytes: int) -> Admission:
        """Say, before a resident starts, whether a visit that may store ``worst_bytes`` can begin."""
        return self._ask(lambda: self._core.admit(worst_bytes))

    def announce(self, entry_id: EntryId) -> None:
        """Say that a case of this id will come: its data key is wrapped now, while nobody waits.

        Optional, and for one id at a time; an `enqueue` with an id that was not announced does the same work itself.
        """
        self._ask(lambda: self._core.announce(entry_id))

    def enqueue(
        self,
        draft: CaseDraft,
        attachments: Sequence[AttachmentDraft] = (),
        *,
        entry_id: EntryId | None = None,
        case_id: CaseId | None = None,
    ) -> Receipt:
        """Seal a case and make it durable; when this returns, a power cut cannot lose it.

        Args:
            draft: the application as confirmed.
            attachments: its pages, in the order that ``draft.materials[].pages`` counts them.
            entry_id: fresh unless given. After `CommitUnknownError` call again with the same one: then nothing
                is stored twice.
            case_id: the entry id unless given.

        Raises:
            NotEnrolledError: there is no identity to seal with.
            StorageFullError, StorageFailedError: nothing was stored; attachments are not wiped.
            CommitUnknownError: see ``entry_id``.
            DraftRefusedError: the hall would refuse it for its size or its pages.
            AlreadyStoredError: the entry id is taken.
        """
        return self._enqueue_with_slip(draft, attachments, entry_id, case_id)

    def enqueue_complaint(
        self, draft: ComplaintDraft, attachments: Sequence[AttachmentDraft] = (), *, entry_id: EntryId | None = None
    ) -> Receipt:
        """Seal a complaint, a suggestion or an enquiry; its number is there at once. Raises as `enqueue`."""
        return self._enqueue_with_slip(draft, attachments, entry_id, None)

    def enqueue_amendment(
        self, draft: AmendmentDraft, attachments: Sequence[AttachmentDraft] = (), *, entry_id: EntryId | None = None
    ) -> Stored:
        """Seal what is handed in afterwards; sent after the case that it names. Raises as `enqueue`."""
        return self._enqueue_plain(draft, entry_id, attachments)

    def enqueue_payment_outcome(self, draft: PaymentOutcomeDraft, *, entry_id: EntryId | None = None) -> Stored:
        """Seal what became of an order; sent before everything else, after earlier outcomes of it. As `enqueue`."""
        return self._enqueue_plain(draft, entry_id)

    def enqueue_device_report(self, draft: DeviceReportDraft, *, entry_id: EntryId | None = None) -> Stored:
        """Seal figures of the devices; sent when nothing else waits. Raises as `enqueue`."""
        return self._enqueue_plain(draft, entry_id)

    def enqueue_rating(self, draft: RatingDraft, *, entry_id: EntryId | None = None) -> Stored:
        """Seal a rating and make it durable; sent after the case that it names. Raises as `enqueue`."""
        return self._enqueue_plain(draft, entry_id)

    def enqueue_withdrawal(self, draft: WithdrawalDraft, *, entry_id: EntryId | None = None) -> Stored:
        """Seal a withdrawal and make it durable; sent after the case that it names. Raises as `enqueue`."""
        return self._enqueue_plain(draft, entry_id)

    def progress(self, receipt_number: ReceiptNumber, lookup_code: LookupCode) -> LocalProgress | None:
        """Tell what this terminal knows of a case; None for an unknown number and for a wrong code alike."""
        found = self._ask(lambda: look_up(self._core.ledger.usable(), receipt_number))
        # The slow hash is made on the caller's thread, so that it holds nobody up.
        fitting = fits(lookup_code, None if found is None else found.code)
        return found.progress if fitting and found is not None else None

    def follow_ups(self, receipt_number: ReceiptNumber) -> tuple[FollowUp, ...]:
        """Tell what was handed in here about a case; for who has shown by its code that it is theirs."""
        found = self._ask(lambda: look_up(self._core.ledger.usable(), receipt_number))
        return () if found is None else found.progress.follow_ups

    def status(self) -> QueueStatus:
        """Return the queue's figures."""
        return self._ask(self._core.status)

    def entries(self, state: EntryState | None = None) -> tuple[Entry, ...]:
        """Return the ledger, or the part of it in one state; oldest first."""
        return self._ask(lambda: self._core.ledger.usable().entries(state))

    def entry(self, entry_id: EntryId) -> Entry:
        """Return one entry. Raises `EntryUnknownError`."""
        return self._ask(lambda: self._core.ledger.usable().entry(entry_id))

    def due(self, limit: int) -> tuple[Entry, ...]:
        """Return what may be sent now: records before bytes, urgent before old before new."""
        return (*self.due_records(limit), *self.due_bytes(limit))[:limit]

    def due_records(self, limit: int) -> tuple[Entry, ...]:
        """Return entries whose record may be sent now."""
        return self._ask(lambda: self._core.due(limit, records=True))

    def due_bytes(self, limit: int) -> tuple[Entry, ...]:
        """Return entries whose attachments may be sent now."""
        return self._ask(lambda: self._core.due(limit, records=False))

    def next_retry_s(self) -> float | None:
        """Return the earliest wall time at which something may be sent; None when nothing waits."""
        return self._ask(lambda: self._core.ledger.usable().next_retry_s())

    def begin_attempt(self, entry_id: EntryId) -> Sending:
        """Count an attempt durably, then return what it sends: the same bytes every time."""
        return self.begin_attempts([entry_id])[0]

    def begin_attempts(self, entry_ids: Sequence[EntryId]) -> tuple[Sending, ...]:
        """Count an attempt of each entry durably, all in one commit, then return what they send."""
        return self._ask(lambda: self._core.begin_attempts(entry_ids))

    def keep_window(self, window_s: float) -> None:
        """Remember, beyond a restart too, over how long the first contact is to be spread; if the disk allows it."""
        self._ask(lambda: self._core.keep_window(window_s))

    def kept_window_s(self) -> float | None:
        """Return what `keep_window` was told last; None when there is nothing readable."""
        return self._ask(self._core.kept_window_s)

    def register(
        self, entry_id: EntryId, hall_ref: str | None = None, acked: Sequence[tuple[AttachmentId, int]] = ()
    ) -> Entry:
        """Note that the hall holds the record, with its number and the offsets it named."""
        return self._ask(lambda: self._core.register(entry_id, hall_ref, acked))

    def advance(self, attachment_id: AttachmentId, acked_bytes: int) -> None:
        """Note how many bytes of an attachment the hall has said are durable there."""
        self._ask(lambda: self._core.advance(attachment_id, acked_bytes))

    def settle(
        self, entry_id: EntryId, hall_ref: str | None = None, acked: Sequence[tuple[AttachmentId, int]] = ()
    ) -> Entry:
        """Note that the entry is delivered; the caller has compared the echoed digest."""
        return self._ask(lambda: self._core.deliver(entry_id, hall_ref, acked))

    def refuse(self, entry_id: EntryId, cause: str) -> Entry:
        """Note the hall's final word."""
        return self._ask(lambda: self._core.change_state(entry_id, EntryState.REFUSED, cause))

    def hold(
        self, entry_id: EntryId, cause: HoldCause = HoldCause.STAFF, *, reason: StaffReason | None = None
    ) -> Entry:
        """Keep an entry from being sent until staff release it; ``reason`` is staff's. Raises `IllegalChangeError`."""
        word = cause_text(reason) if cause is HoldCause.STAFF else cause.value
        return self._ask(lambda: self._core.change_state(entry_id, EntryState.HELD, word))

    def release(self, entry_id: EntryId, *, reason: StaffReason | None = None) -> Entry:
        """Let a held entry be sent again. Raises `IllegalChangeError` when it is not held."""
        word = None if reason is None else cause_text(reason)
        return self._ask(lambda: self._core.change_state(entry_id, EntryState.READY, word))

    def resend(self, entry_id: EntryId, *, reason: StaffReason | None = None) -> Entry:
        """Send again what the hall turned away, the same bytes. Raises `IllegalChangeError` for any other entry."""
        return self._ask(lambda: self._core.resend(entry_id, cause_text(reason)))

    def defer(self, entry_id: EntryId, wait_s: float, *, fault: bool = False) -> Entry:
        """Do not send an entry before ``wait_s`` have passed; too many faults of its own hold it."""
        return self._ask(lambda: self._core.defer(entry_id, wait_s, fault=fault))

    def purge(self, keep_s: float) -> int:
        """Forget the sealed bytes of entries settled longer ago than ``keep_s``; the ledger rows stay."""
        return self._ask(lambda: self._core.housekeeping.purge(keep_s))

    def forget(self, keep_s: float) -> int:
        """Remove rows that were purged longer ago than ``keep_s`` by the hall's clock; nothing without its time."""
        return self._ask(lambda: self._core.housekeeping.forget(keep_s, self._core.hall_offset_s))

    def sealed(self, entry_id: EntryId) -> Sending:
        """Return what an attempt would send, without counting one. Raises `EntryUnknownError` once it is purged."""
        return self._ask(lambda: self._core.sealed(entry_id))

    def mark_handed_over(self, entry_ids: Sequence[EntryId]) -> None:
        """Note that staff carry these entries to the hall; the line may still bring them, the hall takes each once."""
        self._ask(lambda: self._core.housekeeping.mark_handed_over(entry_ids))

    def handed_over(self) -> Mapping[int, float]:
        """Return the wall time at which each entry was last handed over, by its sequence."""
        return self._ask(lambda: self._core.ledger.usable().handed_over())

    def read_sealed(self, attachment_id: AttachmentId, offset_bytes: int, size_bytes: int) -> bytes:
        """Return sealed bytes of an attachment, read on the caller's thread. Raises `BlobDamagedError`."""
        return self._core.blobs.read(attachment_id, offset_bytes, size_bytes)

    def identity(self) -> Identity:
        """Return who the terminal is. Raises `NotEnrolledError`."""
        return self._ask(self._core.identity)

    def reload_identity(self) -> None:
        """Take over a new enrolment without a restart."""
        self._ask(self._core.reload_identity)

    def adopt_sealing_key(self, raw_key: bytes) -> bool:
        """Seal new entries to another key of the hall; return whether it is another. Older entries stay as they are."""
        return self._ask(lambda: self._core.adopt_sealing_key(raw_key))

    def clock_reading(self) -> ClockReading:
        """Say how far the terminal's clock can be trusted now."""
        return self._ask(self._core.clock_reading)

    def set_hall_offset(self, offset_s: float) -> None:
        """Remember hall time minus terminal time; it goes into every entry from now on."""

        def change() -> None:
            self._core.hall_offset_s = offset_s

        self._ask(change)

    def _enqueue_with_slip(
        self,
        draft: CaseDraft | ComplaintDraft,
        files: Sequence[AttachmentDraft],
        entry_id: EntryId | None,
        case_id: CaseId | None,
    ) -> Receipt:
        with self._spare_lock:
            code = self._spare.result()
            self._spare = self._codes.submit(mint_code, self._entropy)
        stored = self._ask(lambda: self._core.enqueue(draft, files, code=code, entry_id=entry_id, case_id=case_id))
        return cast("Receipt", stored)

    def _enqueue_plain(self, draft: Draft, entry_id: EntryId | None, files: Sequence[AttachmentDraft] = ()) -> Stored:
        stored = self._ask(lambda: self._core.enqueue(draft, files, code=None, entry_id=entry_id, case_id=None))
        return cast("Stored", stored)

    def _ask(self, call: Callable[[], Result]) -> Result:
        """Run a call on the store's thread and wait for it."""
        future: Future[Result] = Future()

        def job() -> None:
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001 - handed to the caller as it is
                future.set_exception(error)

        with self._closing:
            if self._closed:
                raise OutboxClosedError
            self._jobs.put(job)
        return future.result()

    def _work(self, make_core: Callable[[], OutboxCore], opened: Future[OutboxCore]) -> None:
        try:
            core = make_core()
        except BaseException as error:  # noqa: BLE001 - handed to the opener as it is
            opened.set_exception(error)
            return
        opened.set_result(core)
        del opened
        while (job := self._jobs.get()) is not None:
            job()
            del job
            core.rest(idle=self._jobs.empty())
        core.close()
