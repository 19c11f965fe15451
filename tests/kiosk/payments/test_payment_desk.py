"""What the GUI thread is told of payments: each answer of the hall, each failure, and when the next question is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.background import Background, Lane
from kiosk.hall_calls import HallCalls, LiveCallError, OfflineError, RefusedError
from kiosk.payments.offers_memory import OffersMemory
from kiosk.payments.order_desk import KnownOrder, OrderDesk
from kiosk.payments.order_record import OrderRecordError, RecordedOrder
from kiosk.payments.payment_desk import AGAIN_MS, LATER_MS, PaymentDesk
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import MethodOffer, OrderState, PaymentOffers

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
OFFERS = PaymentOffers(
    methods=(MethodOffer(method="wechat", shows_code=True),),
    item_ids=("passport",),
    region_codes=("610115",),
    finds_regions=True,
    hall_time=AT,
)
ORDER = RecordedOrder("r-1", "b-1", "wechat", 12_000, AT, order_id="K1")
Result = TypeVar("Result")


class AtOnce(Background):
    """Does what is asked for on the spot; the threads are held in `tests/kiosk/test_live_questions.py`."""

    def _run(
        self,
        lane: Lane,
        owner: tuple[int | None, int],
        work: Callable[[], Result],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        del owner
        self.lanes.append(lane)
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - as a lane does
            on_failed(error)
        else:
            on_done(result)

    def __init__(self) -> None:
        super().__init__()
        self.lanes: list[Lane] = []


@dataclass
class LaidOut:
    """The hall's next answer and what the record says, laid out."""

    offers: PaymentOffers | Exception = OFFERS
    known: tuple[KnownOrder, ...] | Exception = ()
    recorded: tuple[RecordedOrder, ...] | Exception = ()
    left_orders: list[str] = field(default_factory=list)
    made: int = 0

    def payment_offers(self) -> PaymentOffers:
        return _or_raise(self.offers)

    def settle(self, _calls: object) -> tuple[KnownOrder, ...]:
        return _or_raise(self.known)

    def open_orders(self) -> tuple[RecordedOrder, ...]:
        return _or_raise(self.recorded)

    def left(self, request_id: str) -> None:
        self.left_orders.append(request_id)

    def make(self) -> OrderDesk:
        self.made += 1
        return cast("OrderDesk", self)


def _or_raise(found: Result | Exception) -> Result:
    if isinstance(found, Exception):
        raise found
    return found


@dataclass
class Counter:
    """The desk, what it hears from, and how often it has said that something changed."""

    desk: PaymentDesk
    hall: LaidOut
    background: AtOnce
    changes: int = 0

    def change(self) -> None:
        self.changes += 1

    @property
    def next_in_ms(self) -> int | None:
        timer = self.desk._timer
        return timer.interval() if timer.isActive() else None


@pytest.fixture
def counter(qapp: QApplication, tmp_path: Path) -> Iterator[Counter]:
    del qapp
    hall, background = LaidOut(), AtOnce()
    memory = OffersMemory(tmp_path / "offers.json")
    desk = PaymentDesk(background, hall.make, lambda: cast("HallCalls", hall), lambda: memory)
    made = Counter(desk, hall, background)
    desk.changed.connect(made.change)
    yield made
    desk.stop()
    background.stop()


def known(state: OrderState | None) -> KnownOrder:
    return KnownOrder(ORDER, state)


def test_nothing_is_offered_before_the_hall_was_asked(counter: Counter) -> None:
    desk = counter.desk
    assert not desk.offered
    assert not desk.prepared
    assert desk.methods == ()
    assert desk.regions == ()
    assert not desk.has_fee("passport")
    assert not desk.finds_regions
    assert not desk.unsettled


def test_a_line_that_comes_back_makes_the_hall_be_asked(counter: Counter) -> None:
    """What is offered is said once; the same again is no change. A line that goes asks for nothing."""
    desk = counter.desk
    desk.line_changed(False)
    assert counter.background.lanes == []
    desk.line_changed(True)
    assert desk.prepared
    assert desk.offered
    assert (desk.methods, desk.regions, desk.finds_regions) == (OFFERS.methods, ("610115",), True)
    assert desk.has_fee("passport")
    assert not desk.has_fee("id_card")
    assert counter.changes == 1
    desk.look_back()
    assert counter.changes == 1
    assert counter.next_in_ms is None
    assert counter.hall.made == 1


def test_a_hall_that_takes_no_money_offers_nothing(counter: Counter) -> None:
    """And is not remembered as one that does."""
    counter.desk.look_back()
    counter.hall.offers = RefusedError(ProblemKind.NOT_FOUND)
    counter.desk.look_back()
    assert counter.desk.prepared
    assert not counter.desk.offered
    assert counter.desk._remembered().read() is None


@pytest.mark.parametrize(
    ("states", "unsettled", "next_in_ms"),
    [
        ((OrderState.CLOSING,), True, AGAIN_MS),
        ((None,), True, AGAIN_MS),
        ((OrderState.MANUAL, OrderState.UNKNOWN), True, AGAIN_MS),
        ((OrderState.MANUAL,), False, LATER_MS),
        ((OrderState.SERVED,), False, AGAIN_MS),
    ],
)
def test_orders_without_an_end_are_asked_for_again(
    counter: Counter, states: tuple[OrderState | None, ...], unsettled: bool, next_in_ms: int
) -> None:
    """Soon, or now and then where only a person can say more; one that has ended is in the way of nothing."""
    counter.hall.known = tuple(known(state) for state in states)
    counter.desk.look_back()
    assert counter.desk.unsettled is unsettled
    assert counter.next_in_ms == next_in_ms
    assert [one.state for one in counter.desk.known] == list(states)
    counter.desk.look_back()
    assert counter.changes == 2


def test_a_hall_that_does_not_answer_changes_nothing(counter: Counter) -> None:
    """It is asked again soon; what is known of open orders may be said anew."""
    counter.hall.known = (known(OrderState.CLOSING),)
    counter.desk.look_back()
    counter.hall.offers = OfflineError()
    counter.desk.look_back()
    assert counter.desk.offered
    assert counter.changes == 2
    assert counter.next_in_ms == AGAIN_MS


def test_without_an_answer_and_without_orders_nothing_is_said(counter: Counter) -> None:
    counter.hall.offers = OfflineError()
    counter.desk.look_back()
    assert counter.changes == 0
    assert not counter.desk.prepared


@pytest.mark.expects_log_warnings
def test_a_record_that_cannot_be_used_offers_nothing(counter: Counter) -> None:
    """Nothing can be ordered without it: neither after the hall has answered, nor from what was remembered."""
    counter.desk.look_back()
    counter.hall.known = OrderRecordError("OSError")
    counter.desk.look_back()
    assert not counter.desk.offered
    counter.hall.recorded = OrderRecordError("OSError")
    counter.desk.recall()
    assert not counter.desk.offered


def test_what_was_remembered_is_said_and_gives_way_to_the_hall(counter: Counter) -> None:
    counter.desk.recall()
    assert counter.changes == 0
    counter.hall.recorded = (ORDER,)
    counter.desk.recall()
    assert counter.desk.known == (known(None),)
    assert (counter.changes, counter.desk.prepared) == (1, False)
    counter.desk.look_back()
    counter.desk.recall()
    assert list(counter.desk.known) == []


def test_an_order_that_is_left_makes_the_hall_be_asked(counter: Counter) -> None:
    """Before there is a desk nothing was ordered."""
    counter.desk.left("r-1")
    assert counter.hall.left_orders == []
    counter.desk.look_back()
    counter.background.lanes.clear()
    counter.desk.left("r-1")
    assert counter.hall.left_orders == ["r-1"]
    assert counter.background.lanes == [Lane.ORDERS]


@pytest.mark.parametrize(("waits", "lane"), [(False, Lane.HALL), (True, Lane.ORDERS)])
def test_work_that_waits_holds_up_nothing_else(counter: Counter, waits: bool, lane: Lane) -> None:
    found: list[object] = []
    counter.desk.work(lambda desk, calls: (desk, calls), found.append, found.append, waits=waits)
    assert found == [(counter.hall, counter.hall)]
    assert counter.background.lanes == [lane]


def test_what_work_raises_goes_to_who_asked(counter: Counter) -> None:
    failed: list[Exception] = []

    def work(_desk: OrderDesk, _calls: HallCalls) -> None:
        raise OfflineError

    counter.desk.work(work, lambda _nothing: None, failed.append)
    assert [isinstance(one, LiveCallError) for one in failed] == [True]


def test_one_question_at_a_time_and_none_after_the_end(counter: Counter) -> None:
    counter.desk.stop()
    counter.desk.look_back()
    assert counter.desk.looking
    assert counter.background.lanes == []
