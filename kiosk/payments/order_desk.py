"""Orders from the terminal's side: recorded, asked for, followed, settled. Blocks; no Qt; runs off the GUI thread.

Rules (payments sheet, sections 1, 2 and 10):

* The record is on disk before the hall is asked; an order is asked for under one id, however often.
* Only the hall's ``paid``, ``served`` and so on say what became of it. A lost answer says nothing.
* After a start nothing is ordered before the hall has been asked for every order that is open, here or there. What
  nobody stands at any more is closed. What then still has no end keeps its own bill from being ordered again.
* A payment code is handed on once and kept nowhere: an order that may have been lost with one is asked for without it.

Errors: what `kiosk.hall_calls` raises, `OrderRecordError`, and `NotNowError` where an order of the bill has no end yet.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kiosk.hall_calls import LiveCallError, RefusedError
from kiosk.payments.order_record import OrderRecord, RecordedOrder
from kiosk.payments.till import Till
from offline_queue.wire.documents import PaymentOutcome, PaymentOutcomeDraft
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import (
    CARD,
    CASH,
    MAX_WAIT_S,
    Bill,
    CardReport,
    CardResult,
    CashEnd,
    CashReport,
    OpenOrdersAnswer,
    OrderAnswer,
    OrderRequest,
    OrderState,
)

_log = logging.getLogger(__name__)

ENDS = {
    OrderState.SERVED: PaymentOutcome.PAID,
    OrderState.CLOSED: PaymentOutcome.FAILED,
    OrderState.REFUNDED: PaymentOutcome.REFUNDED,
}
"""The states after which an order is not asked for again, and what the queue is told of them."""
PAYABLE = frozenset({OrderState.NEW, OrderState.ORDERED, OrderState.SHOWN})
"""What can be closed when nobody stands at it any more."""
_WITH_A_PERSON = frozenset({OrderState.MANUAL, OrderState.PAID})
"""The terminal's word changes nothing any more."""
_TAKEN_HERE = frozenset({CASH, CARD})
_NEVER_MADE = frozenset({ProblemKind.BILL_SETTLED, ProblemKind.AMOUNT_DIFFERS, ProblemKind.ORDER_OPEN})
"""What the hall says of a request only after it has looked whether there is an order of that id."""


class Calls(Protocol):
    """The hall's calls that are used here; `HallCalls` has them."""

    def order(self, asked: OrderRequest) -> OrderAnswer:
        """See `HallCalls`."""

    def open_orders(self) -> OpenOrdersAnswer:
        """See `HallCalls`."""

    def look_at_order(self, order_id: str, *, wait_s: int = 0, version: int | None = None) -> OrderAnswer:
        """See `HallCalls`."""

    def cancel_order(self, order_id: str) -> OrderAnswer:
        """See `HallCalls`."""

    def report_cash(self, order_id: str, report: CashReport) -> OrderAnswer:
        """See `HallCalls`."""

    def report_card(self, order_id: str, report: CardReport) -> OrderAnswer:
        """See `HallCalls`."""


class NotNowError(Exception):
    """An order for this bill has no end yet, or those of an earlier process have not been asked for."""


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """What is known of an order that had no end: what is recorded, and the hall's answer where it gave one.

    Attributes:
        state: None: the hall could not say. CLOSED also for one that the hall never had.
    """

    order: RecordedOrder
    state: OrderState | None
    answer: OrderAnswer | None = None


Tell = Callable[[PaymentOutcomeDraft, str], None]
"""Puts an outcome into the queue under an id; the same id again is the same entry. Never raises."""


class OrderDesk:
    """Every order of this terminal. From any thread; the calls are made on the caller's."""

    def __init__(self, record: OrderRecord, till: Till, *, now: Callable[[], datetime], tell: Tell) -> None:
        """Prepare; nothing is read.

        Args:
            record: the orders that have no known end.
            till: what the terminal itself has taken.
            now: the wall clock with a zone.
            tell: takes outcomes for the queue.
        """
        self._record = record
        self._till = till
        self._now = now
        self._tell = tell
        self._lock = threading.Lock()
        self._attended: set[str] = set()
        self._looked_back = False

    @property
    def looked_back(self) -> bool:
        """Whether the hall was asked for every open order since this process began."""
        return self._looked_back

    def open_orders(self) -> tuple[RecordedOrder, ...]:
        """Return what has no known end and nobody in front of it. Raises `OrderRecordError`."""
        with self._lock:
            attended = frozenset(self._attended)
        return tuple(order for order in self._record.orders() if order.client_request_id not in attended)

    def holds(self, bill_id: str) -> bool:
        """Whether an order of this bill has no known end. Raises `OrderRecordError`."""
        return any(order.bill_id == bill_id for order in self._record.orders())

    # ---- somebody stands in front ------------------------------------------------------------------------------------

    def place(
        self, calls: Calls, bill: Bill, method: str, request_id: str, *, payment_code: str | None = None
    ) -> OrderAnswer:
        """Record and order a bill; the resident's order is left alone by `settle` until `left`.

        Raises:
            NotNowError: an order of the bill has no end, or `settle` has not come through yet.
            RefusedError: the hall's word: there is no such order, nothing was charged.
            OfflineError, BusyError: whether there is an order is not known; `find_again` asks.
            OrderRecordError: nothing was asked.
        """
        if not self._looked_back or self.holds(bill.bill_id):
            raise NotNowError
        order = RecordedOrder(
            request_id, bill.bill_id, method, bill.amount_fen, self._now(), by_code=payment_code is not None
        )
        with self._lock:
            self._attended.add(request_id)
        try:
            self._record.asked(order)
            answer = calls.order(_request(order, payment_code))
        except RefusedError:
            # The first time that this id was ever sent: the refusal is of this very request.
            self._record.ended(request_id)
            raise
        return self._heard(order, answer)

    def find_again(self, calls: Calls, request_id: str) -> KnownOrder:
        """Ask for an order whose answer was lost. Raises `LiveCallError`, `OrderRecordError`."""
        order = next((one for one in self._record.orders() if one.client_request_id == request_id), None)
        if order is None:
            return KnownOrder(RecordedOrder(request_id, "", "", 0, self._now()), OrderState.CLOSED)
        return self._ask(calls, order)

    def follow(self, calls: Calls, answer: OrderAnswer, *, wait_s: int = MAX_WAIT_S) -> OrderAnswer:
        """Wait for the next state of an order. Raises `LiveCallError`."""
        told = calls.look_at_order(answer.order_id, wait_s=wait_s, version=answer.version)
        return self._heard_again(told)

    def look(self, calls: Calls, order_id: str) -> OrderAnswer:
        """Ask how an order of this terminal stands. Raises `LiveCallError`; refused ``not-found``."""
        return self._heard_again(calls.look_at_order(order_id))

    def cancel(self, calls: Calls, order_id: str) -> OrderAnswer:
        """Have the hall close an order; what it answers is what is known. Raises `LiveCallError`."""
        return self._heard_again(calls.cancel_order(order_id))

    def count_cash(self, calls: Calls, order_id: str, *, ended: bool) -> OrderAnswer | None:
        """Tell the hall every note of an order. None: the journal cannot be read yet. Raises `LiveCallError`."""
        report = self._till.cash(order_id, ended=ended)
        if report is None:
            return None
        try:
            return self._heard_again(calls.report_cash(order_id, report))
        except LiveCallError:
            self._tell_taken(order_id, _cash_fen(report), None)
            raise

    def tell_card(self, calls: Calls, order_id: str, amount_fen: int) -> OrderAnswer | None:
        """Tell the hall what became of a card payment. None: that is not known yet. Raises `LiveCallError`."""
        report = self._till.card(order_id, amount_fen)
        if report is None:
            return None
        try:
            return self._heard_again(calls.report_card(order_id, report))
        except LiveCallError:
            if report.result is CardResult.APPROVED:
                self._tell_taken(order_id, report.amount_fen, report.reference)
            raise

    def left(self, request_id: str) -> None:
        """Nobody stands in front of an order any more: `settle` closes it if it still can be paid."""
        with self._lock:
            self._attended.discard(request_id)

    # ---- nobody stands in front --------------------------------------------------------------------------------------

    def settle(self, calls: Calls) -> tuple[KnownOrder, ...]:
        """Ask the hall for every order without a known end, and have closed what can still be paid.

        Returns:
            What is known of each, those of the hall's own list that were not recorded here too.

        Raises:
            LiveCallError: the hall could not be asked for all of them; what it said is kept.
            OrderRecordError: the record cannot be used; nothing may be offered.
        """
        listed = {answer.client_request_id: answer for answer in calls.open_orders().orders}
        recorded = {order.client_request_id for order in self._record.orders()}
        with self._lock:
            attended = frozenset(self._attended)
        for request_id, answer in listed.items():
            if request_id not in recorded and request_id not in attended and answer.state not in ENDS:
                self._record.asked(_recorded(answer, self._now()))
        known = []
        failure: LiveCallError | None = None
        for order in self.open_orders():
            try:
                known.append(self._settle(calls, order))
            except LiveCallError as error:
                failure = error
                _log.warning("order_unsettled cause=%s", type(error).__name__)
                known.append(KnownOrder(order, None))
        if failure is not None:
            raise failure
        self._looked_back = True
        return tuple(known)

    def _settle(self, calls: Calls, order: RecordedOrder) -> KnownOrder:
        found = self._ask(calls, order)
        answer = found.answer
        if answer is None or answer.state in ENDS:
            return found
        if order.method in _TAKEN_HERE:
            answer = self._tell_rest(calls, answer)
        elif answer.state in PAYABLE:
            answer = self.cancel(calls, answer.order_id)
        return KnownOrder(found.order, answer.state, answer)

    def _tell_rest(self, calls: Calls, answer: OrderAnswer) -> OrderAnswer:
        """Tell what was taken here, where the hall does not have it already."""
        if answer.method == CASH:
            report = self._till.cash(answer.order_id)
            heard = report is None or _fen(report) == answer.credited_fen
            if answer.state not in _WITH_A_PERSON or not heard:
                return self.count_cash(calls, answer.order_id, ended=True) or answer
        elif answer.state not in _WITH_A_PERSON:
            return self.tell_card(calls, answer.order_id, answer.amount_fen) or answer
        return answer

    def _ask(self, calls: Calls, order: RecordedOrder) -> KnownOrder:
        """Ask for a recorded order, under its number or, where none has come, under its id once more."""
        if order.order_id is not None:
            try:
                answer = self._heard(order, calls.look_at_order(order.order_id))
            except RefusedError:
                return KnownOrder(order, None)  # the hall does not know its own number: that is no answer
            return KnownOrder(order, answer.state, answer)
        try:
            answer = self._heard(order, calls.order(_request(order, None)))
        except RefusedError as error:
            if error.kind not in _NEVER_MADE:
                return KnownOrder(order, None)
            self._record.ended(order.client_request_id)
            return KnownOrder(order, OrderState.CLOSED)
        return KnownOrder(order, answer.state, answer)

    # ---- what was heard ----------------------------------------------------------------------------------------------

    def _heard(self, order: RecordedOrder, answer: OrderAnswer) -> OrderAnswer:
        self._record.numbered(order.client_request_id, answer.order_id)
        return self._heard_again(answer)

    def _heard_again(self, answer: OrderAnswer) -> OrderAnswer:
        outcome = ENDS.get(answer.state)
        if outcome is not None and any(
            one.client_request_id == answer.client_request_id for one in self._record.orders()
        ):
            _log.info("order_ended order=%s state=%s", answer.order_id, answer.state.value)
            self._tell_queue(answer.order_id, answer.amount_fen, answer.method, outcome, None)
            self._record.ended(answer.client_request_id)
        return answer

    def _tell_taken(self, order_id: str, taken_fen: int, reference: str | None) -> None:
        """The money is here and the hall could not be told: the queue takes the word to it."""
        order = next((one for one in self._record.orders() if one.order_id == order_id), None)
        if order is not None and taken_fen >= order.amount_fen:
            self._tell_queue(order_id, order.amount_fen, order.method, PaymentOutcome.PAID, reference)

    def _tell_queue(
        self, order_id: str, amount_fen: int, method: str, outcome: PaymentOutcome, reference: str | None
    ) -> None:
        now = self._now()
        draft = PaymentOutcomeDraft(
            order_id=order_id,
            outcome=outcome,
            amount_fen=amount_fen,
            method=method,
            provider_ref=reference,
            occurred_at=now,
            captured_at=now,
        )
        self._tell(draft, str(uuid.uuid5(uuid.NAMESPACE_URL, f"order:{order_id}:{outcome.value}")))


def _request(order: RecordedOrder, payment_code: str | None) -> OrderRequest:
    return OrderRequest(
        client_request_id=order.client_request_id,
        bill_id=order.bill_id,
        method=order.method,
        amount_fen=order.amount_fen,
        payment_code=payment_code,
    )


def _recorded(answer: OrderAnswer, now: datetime) -> RecordedOrder:
    return RecordedOrder(
        answer.client_request_id, answer.bill_id, answer.method, answer.amount_fen, now, order_id=answer.order_id
    )


def _cash_fen(report: CashReport) -> int:
    """What is certainly in the box when no more comes in; 0 while that is open or in doubt."""
    return _fen(report) if report.end is CashEnd.FINISHED else 0


def _fen(report: CashReport) -> int:
    return sum(one.value_fen for one in report.credits)
