"""The outbox as the GUI thread sees it: every call runs on a worker, every answer comes back as a signal or a callback.

Also the line: the sync engine runs on its own thread and tells when it reaches the hall and when it does not.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kiosk.background import Background, Lane

if TYPE_CHECKING:  # the queue's modules bring HTTP and cryptography: they come with ``open``, after the home page
    from config.domain.identifiers import EntryId
    from kiosk.case_document import SealableCase
    from kiosk.retry import Retry
    from offline_queue.engine import SyncEngine
    from offline_queue.events import QueueEvent, QueueListener
    from offline_queue.model import Admission, AttachmentDraft, EntryState, FollowUp, Receipt, Stored
    from offline_queue.outbox import Outbox
    from offline_queue.wire.documents import (
        AmendmentDraft,
        ComplaintDraft,
        PaymentOutcomeDraft,
        RatingDraft,
        WithdrawalDraft,
    )

_log = logging.getLogger(__name__)
Kept = TypeVar("Kept")

ENGINE_STOP_S = 5.0


class MakesEngine(Protocol):
    """Builds the sync engine once the outbox is open."""

    def __call__(self, outbox: Outbox, on_change: QueueListener) -> SyncEngine:
        """The engine, not yet running."""


class OutboxDesk(QObject):
    """One outbox and one engine for the process. Before ``open`` has succeeded every request is answered honestly."""

    line_changed = Signal(bool)
    """The hall can be reached, or no longer."""

    entry_changed = Signal(object)
    """An ``EntryChanged`` of the queue."""

    _engine_told = Signal(object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._outbox: Outbox | None = None
        self._engine: SyncEngine | None = None
        self._thread: threading.Thread | None = None
        self._retry: Retry | None = None
        self._stop = threading.Event()
        self._online = False
        self._sms_live = False
        self._hurry = False
        self._worst_bytes = 0
        self._open_again: Callable[[], None] = lambda: None
        self._engine_told.connect(self._on_engine_told, Qt.ConnectionType.QueuedConnection)

    @property
    def online(self) -> bool:
        """Whether the hall could be reached last time."""
        return self._online

    @property
    def sms_live(self) -> bool:
        """Whether the hall has said that its notice adapter is live (decisions 19)."""
        return self._sms_live

    def open(self, open_outbox: Callable[[], Outbox], make_engine: MakesEngine, worst_bytes: int) -> None:
        """Open the outbox on its lane and start the engine; until then nothing is admitted.

        What cannot be opened is tried again after a growing time: the disk may come back, another process may end.
        """
        self._worst_bytes = worst_bytes

        def again() -> None:
            self._background.run_service(Lane.OUTBOX, open_outbox, opened, self._not_opened)

        def opened(outbox: Outbox) -> None:
            self._opened(outbox, make_engine)

        self._open_again = again
        again()

    def admit(self, on_done: Callable[[Admission], None]) -> None:
        """Whether a case can be taken in now."""
        from offline_queue.model import Admission, AdmissionCause, Level

        outbox, worst = self._outbox, self._worst_bytes
        closed = Admission(Level.RED, (AdmissionCause.STORE_FAILED,))
        if outbox is None:
            on_done(closed)
            return
        self._background.run(Lane.OUTBOX, lambda: outbox.admit(worst), on_done, lambda _error: on_done(closed))

    def announce_case(self, entry_id: EntryId) -> None:
        """A case of this id will soon be confirmed: what can be made ready for it is made ready now."""
        outbox = self._outbox
        if outbox is not None:
            self._background.run_service(
                Lane.OUTBOX, lambda: outbox.announce(entry_id), _announced, self._not_announced
            )

    def enqueue_case(
        self,
        case: SealableCase,
        entry_id: EntryId,
        on_stored: Callable[[Receipt], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Seal and store a case; ``on_stored`` comes only when it is durable. A retry has the same ``entry_id``."""
        outbox = self._outbox
        if outbox is None:
            self._refuse(on_failed)
            return
        self._background.run(
            Lane.OUTBOX, lambda: outbox.enqueue(case.draft, case.attachments, entry_id=entry_id), on_stored, on_failed
        )

    def enqueue_rating(self, draft: RatingDraft, on_failed: Callable[[Exception], None]) -> None:
        """Seal and store a rating, and send it. The resident may be gone before that is done."""
        outbox = self._outbox
        if outbox is None:
            self._refuse(on_failed)
            return
        self._background.run_service(
            Lane.OUTBOX, lambda: outbox.enqueue_rating(draft), lambda _stored: self.send_now(), on_failed
        )

    def enqueue_opinion(
        self,
        draft: ComplaintDraft,
        entry_id: EntryId,
        on_stored: Callable[[Receipt], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Seal and store a complaint, suggestion or question, and send it. As for a case."""
        self._keep_and_send(lambda outbox: outbox.enqueue_complaint(draft, entry_id=entry_id), on_stored, on_failed)

    def enqueue_withdrawal(
        self,
        draft: WithdrawalDraft,
        entry_id: EntryId,
        on_stored: Callable[[Stored], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Seal and store that a case is asked back, and send it. As for a case."""
        self._keep_and_send(lambda outbox: outbox.enqueue_withdrawal(draft, entry_id=entry_id), on_stored, on_failed)

    def enqueue_amendment(
        self,
        draft: AmendmentDraft,
        attachments: Sequence[AttachmentDraft],
        entry_id: EntryId,
        on_stored: Callable[[Stored], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Seal and store what is handed in afterwards, and send it. As for a case."""
        self._keep_and_send(
            lambda outbox: outbox.enqueue_amendment(draft, attachments, entry_id=entry_id), on_stored, on_failed
        )

    def _keep_and_send(
        self,
        store: Callable[[Outbox], Kept],
        on_stored: Callable[[Kept], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Store off the GUI thread; what is durable is told, and does not wait for the next round."""
        outbox = self._outbox
        if outbox is None:
            self._refuse(on_failed)
            return

        def stored(kept: Kept) -> None:
            self.send_now()
            on_stored(kept)

        self._background.run(Lane.OUTBOX, lambda: store(outbox), stored, on_failed)

    def keep_payment_outcome(self, draft: PaymentOutcomeDraft, entry_id: str) -> None:
        """Seal and store what became of an order. Blocks, on a lane; never raises: the hall has its own word on it."""
        from config.domain.identifiers import EntryId
        from offline_queue.errors import AlreadyStoredError, QueueError

        outbox = self._outbox
        if outbox is None:
            return
        try:
            outbox.enqueue_payment_outcome(draft, entry_id=EntryId(entry_id))
        except AlreadyStoredError:
            return
        except QueueError as error:
            _log.warning("payment_outcome_not_kept cause=%s", type(error).__name__)
            return
        self.send_now()

    def send_now(self) -> None:
        """Something new is waiting, or somebody is here: do not wait for the next round."""
        if self._engine is None:
            self._hurry = True
        else:
            self._engine.kick()

    def hall_heard(self) -> None:
        """The hall has answered a resident; the engine may still believe that the line is down. From any thread."""
        engine = self._engine
        if engine is not None and not self._online:
            engine.link_up()

    def look_at(self, entry_id: EntryId, on_seen: Callable[[EntryState, str | None], None]) -> None:
        """Where an entry stands, and the number that the hall gave it."""
        outbox = self._outbox
        if outbox is None:
            return
        self._background.run(
            Lane.OUTBOX,
            lambda: outbox.entry(entry_id),
            lambda entry: on_seen(entry.state, entry.hall_ref),
            self._not_seen,
        )

    def follow_ups(self, receipt_number: str, on_told: Callable[[tuple[FollowUp, ...]], None]) -> None:
        """What was handed in here about a case; for who has shown that it is theirs. No answer where there is none."""
        from config.domain.identifiers import ReceiptNumber

        outbox = self._outbox
        if outbox is None:
            return
        number = ReceiptNumber(receipt_number)
        self._background.run(Lane.OUTBOX, lambda: outbox.follow_ups(number), on_told, self._not_seen)

    def stop(self) -> None:
        """Stop the engine, close the outbox."""
        self._stop.set()
        if self._retry is not None:
            self._retry.stop()
        if self._engine is not None:
            self._engine.kick()
        if self._thread is not None:
            self._thread.join(ENGINE_STOP_S)
        if self._outbox is not None:
            self._outbox.close()
            self._outbox = None

    @property
    def outbox(self) -> Outbox | None:
        """The outbox itself, for questions that run on another lane."""
        return self._outbox

    def _refuse(self, on_failed: Callable[[Exception], None]) -> None:
        from offline_queue.errors import QueueError

        on_failed(QueueError("outbox_not_open"))

    def _opened(self, outbox: Outbox, make_engine: MakesEngine) -> None:
        if self._stop.is_set():  # the terminal was taken down while the outbox was being opened
            outbox.close()
            return
        if self._retry is not None:
            _log.info("outbox_opened_at_last failures=%d", self._retry.failures)
            self._retry = None
        self._outbox = outbox
        engine = make_engine(outbox, self._engine_told.emit)
        self._engine = engine
        if self._hurry:
            engine.kick()
        self._thread = threading.Thread(target=engine.run, args=(self._stop,), name="sync-engine", daemon=True)
        self._thread.start()

    def _not_opened(self, error: Exception) -> None:
        from kiosk.retry import Retry

        if self._stop.is_set():
            return
        if self._retry is None:  # once for staff; the attempts that follow are no news
            _log.error("outbox_not_opened error=%s", type(error).__name__)
            self._retry = Retry(self._open_again, self)
        self._retry.later()

    def _not_announced(self, error: Exception) -> None:
        """The case makes the same work itself when it comes."""
        _log.warning("case_not_announced error=%s", type(error).__name__)

    def _not_seen(self, error: Exception) -> None:
        from offline_queue.errors import EntryUnknownError

        if not isinstance(error, EntryUnknownError):
            _log.error("entry_not_seen error=%s", type(error).__name__)

    @Slot(object)
    def _on_engine_told(self, event: QueueEvent) -> None:
        from offline_queue.events import EntryChanged, HallNews, Line, LineChanged, SyncResumed, SyncStopped

        match event:
            case LineChanged(state):
                self._online = state.line is Line.ONLINE
                self.line_changed.emit(self._online)
            case HallNews(notice_live=live):
                self._sms_live = live
            case EntryChanged():
                self.entry_changed.emit(event)
            case SyncStopped(cause):
                _log.error("staff_alarm cause=%s", cause.value)
            case SyncResumed():
                _log.info("staff_alarm_over")


def _announced(_nothing: None) -> None:
    """Nobody waits for it."""
