"""Somebody comes back with a payment's slip, at whichever terminal: what it stands at is told, and nothing else."""

from __future__ import annotations

import httpx
import pytest

from offline_queue.wire import routes
from offline_queue.wire.entries import Problem, ProblemKind
from offline_queue.wire.payments import OpenOrdersAnswer, OrderQuery, OrderStandingAnswer, OrderState
from tests.hall.payments.conftest import NOTICE, REGION, Counter
from tests.hall.terminal import Terminal


@pytest.fixture
def other(counter: Counter) -> Terminal:
    return counter.running.terminal("LS02")


def asked(counter: Counter, terminal: Terminal, order_id: str, code: str) -> httpx.Response:
    return counter.post(routes.ORDER_QUERIES, OrderQuery(order_id=order_id, lookup_code=code), terminal)


def test_number_and_code_of_a_slip_tell_how_it_stands(counter: Counter, other: Terminal) -> None:
    """State, amount and times; not what for, not for whom, and nothing that could be paid."""
    order = counter.order(counter.bills(notice_code=NOTICE, region_code=REGION).bills[0])
    assert order.lookup_code is not None
    shown = asked(counter, other, order.order_id, order.lookup_code)
    told = OrderStandingAnswer.model_validate_json(shown.content)
    assert (told.state, told.amount_fen, told.own) == (OrderState.SHOWN, 50_500, False)
    counter.world.pay(f"code:{order.order_id}")
    counter.work(2, 0.1)
    answer = asked(counter, other, order.order_id, order.lookup_code)
    told = OrderStandingAnswer.model_validate_json(answer.content)
    assert told.state is OrderState.SERVED
    assert told.paid_at is not None
    for private in (NOTICE, "王", "土地", "财政", order.bill_id, order.client_request_id, "code:"):
        assert private not in shown.text
        assert private not in answer.text
    mine = asked(counter, counter.terminal, order.order_id, order.lookup_code)
    assert OrderStandingAnswer.model_validate_json(mine.content).own


def test_a_refund_is_told_too(counter: Counter, other: Terminal) -> None:
    bill = counter.bill()
    counter.providers["wechat"].closes_late = True
    first = counter.order(bill)
    counter.cancel(first)
    counter.work()
    second = counter.order(bill)
    for phone, order in zip("AB", (first, second), strict=True):
        counter.world.pay(f"code:{order.order_id}", phone)
    counter.work(2, 1, 60, 1, 1, 1)
    told = []
    for order in (first, second):
        assert order.lookup_code is not None
        response = asked(counter, other, order.order_id, order.lookup_code)
        told.append(OrderStandingAnswer.model_validate_json(response.content))
    assert {one.state for one in told} == {OrderState.SERVED, OrderState.REFUNDED}
    assert [one.refund.amount_fen for one in told if one.refund is not None] == [bill.amount_fen]


def test_the_code_of_an_order_is_always_the_same_and_another_order_has_another(counter: Counter) -> None:
    bills = counter.bills().bills
    orders = [counter.order(bill) for bill in bills]
    again = [counter.look(order).lookup_code for order in orders]
    assert again == [order.lookup_code for order in orders]
    assert len(set(again)) == 2
    assert counter.cancel(orders[0]).lookup_code == again[0]


def test_a_wrong_code_and_a_wrong_number_look_alike_and_are_soon_refused(counter: Counter, other: Terminal) -> None:
    """Five tries for a number from all terminals together; then also the right code waits."""
    order = counter.order()
    assert order.lookup_code is not None
    wrong = f"{(int(order.lookup_code) + 1) % 10**6:06d}"
    answers = [asked(counter, other, order.order_id, wrong), asked(counter, other, "K000000000000000000000000", wrong)]
    problems = [Problem.model_validate_json(one.content) for one in answers]
    assert [problem.kind for problem in problems] == [ProblemKind.NOT_FOUND] * 2
    assert problems[0].detail == problems[1].detail
    for terminal in (other, counter.terminal, other, other):
        assert asked(counter, terminal, order.order_id, wrong).status_code == 404
    late = asked(counter, counter.terminal, order.order_id, order.lookup_code)
    assert Problem.model_validate_json(late.content).kind is ProblemKind.RATE
    counter.clock.move(901)
    assert asked(counter, other, order.order_id, order.lookup_code).status_code == 200


def test_looking_changes_nothing_and_cancelling_stays_with_its_own_terminal(counter: Counter, other: Terminal) -> None:
    order = counter.order()
    assert order.lookup_code is not None
    asked(counter, other, order.order_id, order.lookup_code)
    response = other.call("POST", routes.order_cancel_path(order.order_id))
    assert Problem.model_validate_json(response.content).kind is ProblemKind.NOT_FOUND
    assert counter.look(order).version == order.version
    refused = other.call("POST", routes.ORDER_QUERIES, b'{"order_id": "K1", "lookup_code": "12"}')
    assert Problem.model_validate_json(refused.content).kind is ProblemKind.SCHEMA


def test_a_list_of_orders_has_no_codes(counter: Counter) -> None:
    """Only whoever has one order in hand prints its slip."""
    counter.order()
    told = counter.terminal.call("GET", routes.ORDERS)
    (found,) = OpenOrdersAnswer.model_validate_json(told.content).orders
    assert found.lookup_code is None
