"""The hall is asked what is to be paid; after a start it is asked first for every order that has no end."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from kiosk.flows.pay.case import Paying
from kiosk.flows.pay.table import PayEvent
from kiosk.flows.pay.ways import usable_offers
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.present.payment.number import NumberFaultView
from kiosk.stage import PageName
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import BillQuery, BillState

if TYPE_CHECKING:
    from offline_queue.wire.payments import BillsAnswer

PREPARE_LIMIT_S = 20.0
"""How long payment is waited for to be ready in front of the page; the terminal goes on trying without it."""


class AskingStep(Step):
    """Payment is made ready where it is not yet, then the bills are asked for."""

    idle_kind = IdleKind.PAUSED

    def __init__(self, flow: Paying) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._query = ""
        self._give_up_at: float | None = None

    def enter(self) -> None:
        """Ask, or wait until payment is ready."""
        payments = self.around.payments
        self._query, self._give_up_at = "", None
        payments.changed.connect(self._on_changed)
        if payments.prepared:
            self._ask()
        else:
            self._give_up_at = self.around.monotonic() + PREPARE_LIMIT_S
            payments.look_back()
        self.render()

    def render(self) -> None:
        """Waiting, and for what."""
        kind = NoticeKind.PAY_ASKING if self._give_up_at is None else NoticeKind.PAY_PREPARING
        self.around.stage.show(PageName.NOTICE, present_notice(self.around.texts, kind))

    def on_tick(self) -> None:
        """A line that is not there is said; what takes too long is given up here."""
        if self._give_up_at is None:
            return
        if not self.around.online():
            self._flow.fire(PayEvent.UNREACHABLE)
        elif self.around.monotonic() >= self._give_up_at:
            self._flow.fire(PayEvent.UNANSWERED)

    def leave(self) -> None:
        """An answer that comes later is not for this question."""
        self.around.payments.changed.disconnect(self._on_changed)
        self._query, self._give_up_at = "", None
        super().leave()

    def _on_changed(self) -> None:
        payments = self.around.payments
        if self._give_up_at is None or not payments.prepared:
            return
        if not payments.offered:
            self._flow.fire(PayEvent.NO_WAY)
            return
        self._give_up_at = None
        self.render()
        self._ask()

    def _ask(self) -> None:
        due, payments = self._flow.due, self.around.payments
        due.query_id = due.query_id or str(uuid.uuid4())
        self._query = due.query_id
        grounds = tuple(sorted(due.grounds))
        if due.receipt_number:
            query = BillQuery(query_id=due.query_id, receipt_number=due.receipt_number, grounds=grounds)
        elif payments.regions:
            # Where the hall finds the region of a notice it does so by its own rules; else there is only one.
            region = None if payments.finds_regions else payments.regions[0]
            query = BillQuery(
                query_id=due.query_id, notice_code=due.number.strip(), region_code=region, grounds=grounds
            )
        else:
            due.number_fault = NumberFaultView.NOT_FOUND
            self._flow.fire(PayEvent.NOT_FOUND)
            return
        self.around.payments.work(lambda _desk, calls: calls.bills(query), self._told, self._failed)

    def _told(self, answer: BillsAnswer) -> None:
        if answer.query_id != self._query:
            return
        due = self._flow.due
        due.bills, due.methods, due.offered_grounds = answer.bills, answer.methods, answer.grounds
        if not any(bill.amount_fen and bill.state is not BillState.SETTLED for bill in answer.bills):
            self._flow.fire(PayEvent.NOTHING_DUE)
        elif not usable_offers(self._flow):
            self._flow.fire(PayEvent.NO_WAY)
        else:
            self._flow.fire(PayEvent.FOUND)

    def _failed(self, error: Exception) -> None:
        from kiosk.hall_calls import BusyError, LiveCallError, OfflineError, RefusedError

        if not isinstance(error, LiveCallError):
            raise error
        if not self._query:
            return
        match error:
            case RefusedError(kind=ProblemKind.NOT_FOUND) if not self._flow.in_case:
                self._flow.due.number_fault = NumberFaultView.NOT_FOUND
                self._flow.fire(PayEvent.NOT_FOUND)
            case OfflineError():
                self._flow.fire(PayEvent.UNREACHABLE)
            case BusyError() | RefusedError() | _:
                self._flow.fire(PayEvent.UNANSWERED)
