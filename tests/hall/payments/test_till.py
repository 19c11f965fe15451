"""Cash and card: what the terminal says it took, each note once for ever."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hall.events import Event
from hall.payments.tables import pay_credits
from offline_queue.wire import routes
from offline_queue.wire.documents import PaymentOutcome
from offline_queue.wire.entries import Problem, ProblemKind
from offline_queue.wire.payments import (
    CardReport,
    CardResult,
    CashCredit,
    CashEnd,
    CashReport,
    OrderAnswer,
    OrderState,
)
from tests.hall.payments.conftest import Counter
from tests.hall.test_kinds import sealed
from tests.wire.kinds import outcome_document


def notes(*values_fen: int, device: str = "BV-1") -> tuple[CashCredit, ...]:
    return tuple(
        CashCredit(device=device, epoch=1, counter=number, value_fen=value)
        for number, value in enumerate(values_fen, 1)
    )


def cash(counter: Counter, order: OrderAnswer, *values_fen: int, end: CashEnd = CashEnd.OPEN) -> OrderAnswer:
    response = counter.post(routes.order_cash_path(order.order_id), CashReport(credits=notes(*values_fen), end=end))
    assert response.status_code == 200, response.text
    return OrderAnswer.model_validate_json(response.content)


def card(counter: Counter, order: OrderAnswer, result: CardResult, amount_fen: int = 12_000) -> OrderAnswer:
    report = CardReport(result=result, amount_fen=amount_fen, reference="000123")
    response = counter.post(routes.order_card_path(order.order_id), report)
    assert response.status_code == 200, response.text
    return OrderAnswer.model_validate_json(response.content)


def test_notes_count_once_however_often_they_are_told(counter: Counter) -> None:
    order = counter.order(method="cash")
    assert order.state is OrderState.SHOWN
    assert cash(counter, order, 5_000).credited_fen == 5_000
    assert cash(counter, order, 5_000, 5_000).credited_fen == 10_000
    paid = cash(counter, order, 5_000, 5_000, 5_000, end=CashEnd.FINISHED)
    assert (paid.state, paid.credited_fen) == (OrderState.PAID, 15_000)
    assert cash(counter, order, 5_000, 5_000, 5_000, end=CashEnd.FINISHED).version == paid.version
    counter.work()
    assert counter.look(order).state is OrderState.SERVED
    assert len(counter.rows(select(pay_credits))) == 3


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize(
    ("values", "end", "state"),
    [
        ((), CashEnd.FINISHED, OrderState.CLOSED),
        ((5_000,), CashEnd.FINISHED, OrderState.MANUAL),
        ((), CashEnd.UNCERTAIN, OrderState.MANUAL),
    ],
)
def test_a_session_that_ends_without_enough(
    counter: Counter, values: tuple[int, ...], end: CashEnd, state: OrderState
) -> None:
    """Nothing in: closed. Something in, or something uncertain: a person's, never a guess."""
    order = counter.order(method="cash")
    counter.cancel(order)
    assert cash(counter, order, *values, end=end).state is state


@pytest.mark.expects_log_warnings
def test_what_a_person_has_is_said_once_however_often_it_is_told(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    """A terminal tells until it is heard: one line in the log for each order, of notes and of a card."""
    order, other = counter.order(method="cash"), counter.order(method="card")
    for _ in range(3):
        assert cash(counter, order, 5_000, end=CashEnd.FINISHED).state is OrderState.MANUAL
        assert card(counter, other, CardResult.APPROVED, 1).state is OrderState.MANUAL
    said = [one.getMessage() for one in caplog.records if Event.PAYMENT_DISPUTED.value in one.getMessage()]
    assert len(said) == 2
    assert [order.order_id in said[0], other.order_id in said[1]] == [True, True]


def test_a_note_cannot_pay_for_two_orders(counter: Counter) -> None:
    first = counter.order(method="cash")
    cash(counter, first, 5_000)
    second = counter.order(method="cash")
    report = CashReport(credits=(*notes(5_000), *notes(1_000, device="BV-2")))
    response = counter.post(routes.order_cash_path(second.order_id), report)
    assert Problem.model_validate_json(response.content).kind is ProblemKind.ID_TAKEN
    assert counter.look(second).credited_fen == 0


def test_what_the_card_terminal_says_is_what_counts(counter: Counter) -> None:
    """Unknown stays unknown until it says more; approved is paid and served."""
    order = counter.order(method="card")
    assert card(counter, order, CardResult.UNKNOWN).state is OrderState.UNKNOWN
    assert card(counter, order, CardResult.UNKNOWN).state is OrderState.UNKNOWN
    assert card(counter, order, CardResult.APPROVED).state is OrderState.PAID
    counter.work()
    assert counter.look(order).state is OrderState.SERVED
    declined = counter.order(method="card")
    assert card(counter, declined, CardResult.DECLINED).state is OrderState.CLOSED


@pytest.mark.expects_log_warnings
def test_an_approval_of_another_amount_is_a_persons(counter: Counter) -> None:
    assert card(counter, counter.order(method="card"), CardResult.APPROVED, 1).state is OrderState.MANUAL


def test_money_taken_at_the_terminal_for_a_settled_bill_is_a_persons(counter: Counter) -> None:
    """The hall cannot push notes back out: it lists them."""
    bill = counter.bill()
    counter.providers["wechat"].closes_late = True
    late = counter.order(bill)
    counter.cancel(late)
    counter.work()
    order = counter.order(bill, "cash")
    counter.world.pay(f"code:{late.order_id}")
    counter.work(61, 1)
    assert counter.look(late).state is OrderState.SERVED
    cash(counter, order, 10_000, 2_000, end=CashEnd.FINISHED)
    counter.work(1, 1)
    assert counter.look(order).state is OrderState.MANUAL


def test_a_terminal_that_says_nothing_for_a_day_is_a_persons(counter: Counter) -> None:
    order = counter.order(method="cash")
    counter.work(86_399)
    assert counter.look(order).state is OrderState.SHOWN
    counter.work(2)
    assert counter.look(order).state is OrderState.MANUAL


@pytest.mark.parametrize(
    ("method", "outcome", "amount_fen", "state"),
    [
        ("cash", PaymentOutcome.PAID, 12_000, OrderState.PAID),
        ("cash", PaymentOutcome.PAID, 1, OrderState.MANUAL),
        ("card", PaymentOutcome.FAILED, 12_000, OrderState.CLOSED),
        ("card", PaymentOutcome.UNKNOWN, 12_000, OrderState.SHOWN),
        ("card", PaymentOutcome.REFUNDED, 12_000, OrderState.REFUNDED),
        ("wechat", PaymentOutcome.PAID, 12_000, OrderState.SHOWN),
    ],
)
def test_an_outcome_from_the_queue_is_attached_to_its_order(
    counter: Counter, method: str, outcome: PaymentOutcome, amount_fen: int, state: OrderState
) -> None:
    """Of what a provider knows the terminal's word counts for nothing."""
    order = counter.order(method=method)
    document = outcome_document(outcome, order_id=order.order_id, amount_fen=amount_fen)
    counter.terminal.put_answer(sealed(counter.running, document))
    assert counter.look(order).state is state
