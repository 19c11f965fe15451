"""Asking a case back: the question, keeping the request, the slip. Works without a line: the request waits here."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from config.domain.identifiers import EntryId
from kiosk.flows.apply.sealing_steps import SLIP_VIEWS, failure_kind
from kiosk.live_slips import WithdrawalFacts, withdrawal_slip
from kiosk.paper import PaperProgress, PaperState
from kiosk.pictures import image_of_slip
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.present.withdraw import present_withdraw, present_withdrawal_kept
from kiosk.slips import Place
from kiosk.stage import PageName
from offline_queue.wire.documents import WithdrawalDraft
from screens.pages.sealed import SealedPage

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings
    from kiosk.withdrawal import Withdrawable
    from offline_queue.model import Stored

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AskedBack:
    """The case in question, ready to read."""

    case: Withdrawable
    item_name: str
    standing: str = field(repr=False)


class Withdrawing:
    """One request at a time; the flow says which page is in front.

    Args:
        around: of the flow.
        on_stored: the request is durable.
        on_failed: it could not be stored; the same one can be tried again.
        on_change: the slip has got further.
    """

    def __init__(
        self,
        around: Surroundings,
        on_stored: Callable[[], None],
        on_failed: Callable[[], None],
        on_change: Callable[[], None],
    ) -> None:
        self._around = around
        self._on_stored = on_stored
        self._on_failed = on_failed
        self._on_change = on_change
        self._asked: AskedBack | None = None
        self._entry_id = EntryId("")
        self._kept: Stored | None = None
        self._failure = NoticeKind.SEAL_FAILED
        self._paper = PaperState(PaperProgress.DRAWING)

    @property
    def _about(self) -> AskedBack:
        assert self._asked is not None
        return self._asked

    @property
    def can_retry(self) -> bool:
        """Whether storing it again may help."""
        return self._failure is NoticeKind.SEAL_FAILED

    def begin(self, asked: AskedBack) -> None:
        """That case; the request gets its identity now, so that a second try is the same one."""
        self._asked = asked
        self._entry_id = EntryId(str(uuid.uuid4()))
        self._kept = None

    def forget(self) -> None:
        """Nothing of it stays."""
        self._asked = None
        self._kept = None

    def keep(self) -> None:
        """Seal and store the request."""
        from offline_queue.errors import AlreadyStoredError

        around, case = self._around, self._about.case
        draft = WithdrawalDraft(
            case_id=case.case_id, receipt_number=case.receipt_number, reason=None, captured_at=around.now()
        )

        def failed(error: Exception) -> None:
            if isinstance(error, AlreadyStoredError):  # an earlier try had come through after all
                self._store_kept(None)
                return
            _log.error("withdrawal_not_stored error=%s", type(error).__name__)
            self._failure = failure_kind(error)
            self._on_failed()

        around.outbox.enqueue_withdrawal(draft, self._entry_id, self._store_kept, failed)

    def show_question(self) -> None:
        """The page that asks once more."""
        about = self._about
        state = present_withdraw(
            self._around.texts,
            item_name=about.item_name,
            receipt_number=about.case.receipt_number,
            standing=about.standing,
            reach=about.case.reach,
        )
        self._around.stage.show(PageName.WITHDRAW, state)

    def show_keeping(self) -> None:
        """The page while it is stored."""
        self._around.stage.show(PageName.NOTICE, present_notice(self._around.texts, NoticeKind.WITHDRAWAL_KEEPING))

    def show_failure(self) -> None:
        """The page when it could not be stored."""
        self._around.stage.show(PageName.NOTICE, present_notice(self._around.texts, self._failure))

    def show_kept(self) -> None:
        """The page when it is stored."""
        around, about = self._around, self._about
        state = present_withdrawal_kept(
            around.texts,
            item_name=about.item_name,
            receipt_number=about.case.receipt_number,
            online=around.online(),
            slip=SLIP_VIEWS[self._paper.progress],
            kept_at=self._asked_at.strftime("%H:%M"),
            phone=around.settings.station.window_phone,
        )
        around.stage.show(PageName.SEALED, state)

    @property
    def _asked_at(self) -> datetime:
        now = self._around.now()
        return now if self._kept is None else datetime.fromtimestamp(self._kept.stored_at_s, tz=now.tzinfo)

    def _store_kept(self, kept: Stored | None) -> None:
        self._kept = kept
        self._paper = PaperState(PaperProgress.DRAWING)
        self._on_stored()
        around, about = self._around, self._about
        station = around.settings.station
        facts = WithdrawalFacts(
            place=Place(station.name_in(around.words.language), station.terminal_no, "", station.window_phone),
            receipt_number=about.case.receipt_number,
            item_name=about.item_name,
            asked_at=self._asked_at,
            clock_synchronised=kept is not None and kept.clock.synchronised,
        )
        around.paper.print_slip(
            withdrawal_slip(around.texts, facts), self._on_paper, receipt_number=about.case.receipt_number
        )

    def _on_paper(self, state: PaperState) -> None:
        self._paper = state
        page = self._around.stage.page(PageName.SEALED)
        if state.image is not None and isinstance(page, SealedPage):
            page.show_slip(image_of_slip(state.image))
        self._on_change()
