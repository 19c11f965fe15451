"""The desk of orders, turn by turn: what it asks a hall whose answers are laid out, and what it keeps and tells.

The random worlds (`test_model.py`) hold the same against the real hall; here every turn is taken each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.hall_calls import LiveCallError, OfflineError, RefusedError
from kiosk.payments.order_desk import KnownOrder, NotNowError, OrderDesk
from kiosk.payments.order_record import OrderRecord, RecordedOrder
from offline_queue.wire.documents import PaymentOutcome, PaymentOutcomeDraft
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import (
    CARD,
    CASH,
    Bill,
    BillState,
    CardReport,
    CardResult,
    CashCredit,
    CashEnd,
    CashReport,
    FeeClass,
    OpenOrdersAnswer,
    OrderAnswer,
    OrderRequest,
    OrderState,
)

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
REQUEST = "5f0c1f0e-7a4e-4d0f-8a54-0f4b2f3f9a11"
BILL = "5f0c1f0e-7a4e-4d0f-8a54-0f4b2f3f9a22"
NUMBER = "K261124123000A1B2C3D4E5F6"
FEN = 2_000


def answer(state: OrderState, method: str = "wechat", *, credited_fen: int = 0, version: int = 1) -> OrderAnswer:
    return OrderAnswer(
        order_id=NUMBER,
        client_request_id=REQUEST,
        bill_id=BILL,
        method=method,
        amount_fen=FEN,
        state=state,
        version=version,
        credited_fen=credited_fen,
        hall_time=AT,
    )


def bill() -> Bill:
    return Bill(
        bill_id=BILL,
        fee_class=FeeClass.SERVICE_FEE,
        subject="样例",
        payee="样例",
        amount_fen=FEN,
        full_amount_fen=FEN,
        state=BillState.OPEN,
    )


def cash(*values_fen: int, end: CashEnd = CashEnd.FINISHED) -> CashReport:
    told = tuple(CashCredit(device="V1", epoch=1, counter=at, value_fen=value) for at, value in enumerate(values_fen))
    return CashReport(credits=told, end=end)


@dataclass
class LaidOut:
    """A hall and a till with their next answers laid out, one for each question."""

    told: dict[str, list[OrderAnswer | Exception]] = field(default_factory=dict)
    listed: tuple[OrderAnswer, ...] = ()
    in_till: CashReport | CardReport | None = None
    asked: list[str] = field(default_factory=list)

    def _next(self, question: str) -> OrderAnswer:
        self.asked.append(question)
        found = self.told[question].pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    def open_orders(self) -> OpenOrdersAnswer:
        return OpenOrdersAnswer(orders=self.listed, hall_time=AT)

    def order(self, asked: OrderRequest) -> OrderAnswer:
        return self._next("order" if asked.payment_code is None else "order by code")

    def look_at_order(self, order_id: str, *, wait_s: int = 0, version: int | None = None) -> OrderAnswer:
        del order_id, wait_s, version
        return self._next("look")

    def cancel_order(self, order_id: str) -> OrderAnswer:
        del order_id
        return self._next("cancel")

    def report_cash(self, order_id: str, report: CashReport) -> OrderAnswer:
        del order_id, report
        return self._next("cash")

    def report_card(self, order_id: str, report: CardReport) -> OrderAnswer:
        del order_id, report
        return self._next("card")

    # ---- the till ----------------------------------------------------------------------------------------------------

    def cash(self, order_id: str, *, ended: bool = True) -> CashReport | None:
        del order_id, ended
        assert not isinstance(self.in_till, CardReport)
        return self.in_till

    def card(self, order_id: str, amount_fen: int) -> CardReport | None:
        del order_id, amount_fen
        assert not isinstance(self.in_till, CashReport)
        return self.in_till


class Desk(OrderDesk):
    """With what it lives on in reach."""

    def __init__(self, folder: Path) -> None:
        self.record = OrderRecord(folder / "orders.json")
        self.hall = LaidOut()
        self.outcomes: list[PaymentOutcomeDraft] = []
        super().__init__(self.record, self.hall, now=lambda: AT, tell=lambda draft, _id: self.outcomes.append(draft))

    def has(self, method: str = "wechat", *, number: str | None = NUMBER, by_code: bool = False) -> RecordedOrder:
        """An order of before has no known end."""
        order = RecordedOrder(REQUEST, BILL, method, FEN, AT, order_id=number, by_code=by_code)
        self.record.asked(order)
        return order

    def lay(self, **told: OrderAnswer | Exception) -> LaidOut:
        """What the hall says next."""
        for question, one in told.items():
            self.hall.told.setdefault(question.replace("_", " "), []).append(one)
        return self.hall

    @property
    def ends(self) -> list[PaymentOutcome]:
        return [draft.outcome for draft in self.outcomes]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """The hall was asked after the start."""
    assert desk.settle(desk.hall) == ()
    assert desk.looked_back
    return desk


# ---- somebody stands in front ----------------------------------------------------------------------------------------


def test_nothing_is_ordered_before_the_hall_was_asked(desk: Desk) -> None:
    with pytest.raises(NotNowError):
        desk.place(desk.hall, bill(), "wechat", REQUEST)
    assert desk.hall.asked == []


def test_an_order_is_recorded_followed_and_forgotten_at_its_end(ready: Desk) -> None:
    """Its number is on disk; while somebody stands there nobody closes it; its end is told once."""
    hall = ready.lay(order=answer(OrderState.SHOWN))
    placed = ready.place(hall, bill(), "wechat", REQUEST)
    assert ready.record.orders()[0].order_id == NUMBER
    assert ready.open_orders() == ()
    with pytest.raises(NotNowError):
        ready.place(hall, bill(), "alipay", "another")
    ready.lay(look=answer(OrderState.SERVED))
    assert ready.follow(hall, placed).state is OrderState.SERVED
    ready.lay(look=answer(OrderState.SERVED))
    ready.look(hall, NUMBER)
    assert ready.ends == [PaymentOutcome.PAID]
    assert not ready.holds(BILL)


def test_a_refused_order_was_never_made(ready: Desk) -> None:
    hall = ready.lay(order_by_code=RefusedError(ProblemKind.BILL_SETTLED))
    with pytest.raises(RefusedError):
        ready.place(hall, bill(), "wechat", REQUEST, payment_code="130000000000000000")
    assert not ready.holds(BILL)


def test_a_lost_answer_is_asked_for_without_the_code(ready: Desk) -> None:
    hall = ready.lay(order_by_code=OfflineError(), order=answer(OrderState.SHOWN))
    with pytest.raises(OfflineError):
        ready.place(hall, bill(), "wechat", REQUEST, payment_code="130000000000000000")
    found = ready.find_again(hall, REQUEST)
    assert (found.state, found.order.by_code) == (OrderState.SHOWN, True)
    assert hall.asked == ["order by code", "order"]


def test_an_order_that_is_not_recorded_has_ended(ready: Desk) -> None:
    assert ready.find_again(ready.hall, REQUEST).state is OrderState.CLOSED


# ---- what was taken here ---------------------------------------------------------------------------------------------


def tell_cash(desk: Desk) -> OrderAnswer | None:
    return desk.count_cash(desk.hall, NUMBER, ended=True)


def tell_card(desk: Desk) -> OrderAnswer | None:
    return desk.tell_card(desk.hall, NUMBER, FEN)


APPROVED = CardReport(result=CardResult.APPROVED, amount_fen=FEN, reference="000123")
Tell = Callable[[Desk], OrderAnswer | None]


@pytest.mark.parametrize(
    ("method", "tell", "in_till"), [(CASH, tell_cash, cash(FEN)), (CARD, tell_card, APPROVED)], ids=[CASH, CARD]
)
def test_what_was_taken_is_told_to_the_hall_or_else_to_the_queue(
    desk: Desk, method: str, tell: Tell, in_till: CashReport | CardReport
) -> None:
    """Nothing while the till cannot say; the hall first; where it cannot be told the queue takes the word to it."""
    desk.has(method)
    assert tell(desk) is None
    desk.hall.in_till = in_till
    desk.lay(**{method: OfflineError()})
    with pytest.raises(OfflineError):
        tell(desk)
    assert desk.ends == [PaymentOutcome.PAID]
    desk.lay(**{method: answer(OrderState.PAID, method)})
    told = tell(desk)
    assert told is not None
    assert told.state is OrderState.PAID


@pytest.mark.parametrize("in_till", [cash(FEN, end=CashEnd.UNCERTAIN), cash(FEN, end=CashEnd.OPEN), cash(FEN - 1)])
def test_what_is_not_certainly_enough_is_no_payment_for_the_queue(desk: Desk, in_till: CashReport) -> None:
    desk.has(CASH)
    desk.hall.in_till = in_till
    desk.lay(cash=OfflineError())
    with pytest.raises(OfflineError):
        tell_cash(desk)
    assert desk.outcomes == []


def test_a_card_that_was_not_charged_is_nothing_for_the_queue(desk: Desk) -> None:
    desk.has(CARD)
    desk.hall.in_till = CardReport(result=CardResult.DECLINED, amount_fen=FEN)
    desk.lay(card=OfflineError())
    with pytest.raises(OfflineError):
        tell_card(desk)
    assert desk.outcomes == []


def test_what_was_taken_for_an_order_that_has_ended_is_nothing_for_the_queue(desk: Desk) -> None:
    desk.hall.in_till = cash(FEN)
    desk.lay(cash=OfflineError())
    with pytest.raises(OfflineError):
        tell_cash(desk)
    assert desk.outcomes == []


# ---- nobody stands in front ------------------------------------------------------------------------------------------


def test_what_can_still_be_paid_is_closed(desk: Desk) -> None:
    desk.has()
    hall = desk.lay(look=answer(OrderState.SHOWN), cancel=answer(OrderState.CLOSING))
    (known,) = desk.settle(hall)
    assert known.state is OrderState.CLOSING
    assert desk.holds(BILL)


@pytest.mark.parametrize("state", [OrderState.UNKNOWN, OrderState.PAID, OrderState.MANUAL])
def test_what_cannot_be_closed_is_left_as_it_is(desk: Desk, state: OrderState) -> None:
    desk.has()
    assert [known.state for known in desk.settle(desk.lay(look=answer(state)))] == [state]
    assert desk.hall.asked == ["look"]


def test_an_order_of_the_halls_list_is_taken_up(desk: Desk) -> None:
    """Recorded nowhere here: it is closed as one's own; what has ended is not taken up."""
    desk.hall.listed = (answer(OrderState.SHOWN),)
    desk.settle(desk.lay(look=answer(OrderState.SHOWN), cancel=answer(OrderState.CLOSED)))
    assert desk.ends == [PaymentOutcome.FAILED]
    desk.hall.listed = (answer(OrderState.CLOSED),)
    assert desk.settle(desk.hall) == ()


def test_an_order_that_is_attended_is_left_alone_until_it_is_left(ready: Desk) -> None:
    hall = ready.lay(order=answer(OrderState.SHOWN), look=answer(OrderState.SHOWN), cancel=answer(OrderState.CLOSING))
    ready.place(hall, bill(), "wechat", REQUEST)
    ready.hall.listed = (answer(OrderState.SHOWN),)
    assert ready.settle(hall) == ()
    ready.left(REQUEST)
    assert [known.state for known in ready.settle(hall)] == [OrderState.CLOSING]


@pytest.mark.parametrize(
    ("method", "in_till"), [(CASH, cash(FEN)), (CARD, APPROVED), (CASH, None), (CARD, None)], ids=str
)
def test_the_rest_of_what_was_taken_is_told(desk: Desk, method: str, in_till: CashReport | CardReport | None) -> None:
    """Cash and cards are not closed: the till has the last word, and nothing is said before it."""
    desk.has(method)
    desk.hall.in_till = in_till
    desk.lay(look=answer(OrderState.SHOWN, method), **{method: answer(OrderState.PAID, method)})
    (known,) = desk.settle(desk.hall)
    assert known.state is (OrderState.SHOWN if in_till is None else OrderState.PAID)
    assert "cancel" not in desk.hall.asked


def test_a_person_s_order_hears_of_notes_that_the_hall_does_not_have(desk: Desk) -> None:
    desk.has(CASH)
    desk.hall.in_till = cash(500)
    desk.lay(look=answer(OrderState.MANUAL, CASH, credited_fen=500))
    desk.settle(desk.hall)
    assert desk.hall.asked == ["look"]
    desk.lay(look=answer(OrderState.MANUAL, CASH), cash=answer(OrderState.MANUAL, CASH, credited_fen=500))
    desk.settle(desk.hall)
    assert desk.hall.asked == ["look", "look", "cash"]


def test_a_person_s_card_payment_hears_nothing_more(desk: Desk) -> None:
    desk.has(CARD)
    desk.settle(desk.lay(look=answer(OrderState.MANUAL, CARD)))
    assert desk.hall.asked == ["look"]


@pytest.mark.parametrize("kind", [ProblemKind.BILL_SETTLED, ProblemKind.AMOUNT_DIFFERS, ProblemKind.ORDER_OPEN])
def test_an_order_without_a_number_that_was_never_made_has_ended(desk: Desk, kind: ProblemKind) -> None:
    """The hall looks for the id before it says so."""
    desk.has(number=None)
    assert [known.state for known in desk.settle(desk.lay(order=RefusedError(kind)))] == [OrderState.CLOSED]
    assert not desk.holds(BILL)


@pytest.mark.parametrize(("number", "question"), [(None, "order"), (NUMBER, "look")])
def test_a_refusal_that_says_nothing_of_the_order_ends_nothing(desk: Desk, number: str | None, question: str) -> None:
    """A hall that does not know its own number, or does not take the question: that is no answer."""
    order = desk.has(number=number)
    assert desk.settle(desk.lay(**{question: RefusedError(ProblemKind.NOT_FOUND)})) == (KnownOrder(order, None),)
    assert desk.holds(BILL)


@pytest.mark.expects_log_warnings
def test_a_hall_that_cannot_be_asked_for_all_leaves_everything_closed(desk: Desk) -> None:
    """What it said is kept; nothing may be ordered before all was asked for."""
    desk.has()
    with pytest.raises(LiveCallError):
        desk.settle(desk.lay(look=OfflineError()))
    assert not desk.looked_back
    assert desk.holds(BILL)
