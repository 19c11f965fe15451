"""The gateway as a terminal meets it: real calls over a real socket, on both engines."""

from __future__ import annotations

import json
import threading
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hall.payments.tables import pay_attempts, pay_bills
from offline_queue.wire import routes
from offline_queue.wire.entries import Problem, ProblemKind
from offline_queue.wire.payments import (
    BillQuery,
    BillsAnswer,
    BillState,
    FeeClass,
    MethodOffer,
    OpenOrdersAnswer,
    OrderAnswer,
    OrderState,
    PaymentOffers,
    ReductionGround,
    RefundStage,
)
from tests.hall.payments.conftest import NOTICE, REGION, Counter
from tests.hall.payments.edge import Scheme, Wallet
from tests.hall.services.asking import everything_written
from tests.hall.terminal import CLIENT, running_hall

CODE = "134567890123456789"


def kind_of(content: bytes) -> ProblemKind | None:
    return Problem.model_validate_json(content).kind


def test_a_bill_is_ordered_shown_paid_and_served(counter: Counter) -> None:
    """Every step is audited, and the bill is settled by exactly this order."""
    bill = counter.bill()
    order = counter.order(bill)
    assert (order.state, order.amount_fen, order.code_url) == (OrderState.SHOWN, 12_000, f"code:{order.order_id}")
    assert counter.world.pay(f"code:{order.order_id}")
    counter.work(2, 0.1)
    paid = counter.look(order)
    assert (paid.state, paid.code_url) == (OrderState.SERVED, None)
    assert [after for _, _, after in counter.steps(order)] == ["ordered", "shown", "paid", "served"]
    refused = counter.post(routes.ORDERS, counter.request(bill))
    assert kind_of(refused.content) is ProblemKind.BILL_SETTLED


def test_what_is_offered_is_told_before_a_bill_is_asked_for(counter: Counter) -> None:
    """Methods, items that cost something, and regions of payment notices; only to a terminal."""
    response = counter.terminal.call("GET", routes.PAYMENT_OFFERS)
    assert response.status_code == 200, response.text
    offers = PaymentOffers.model_validate_json(response.content)
    assert offers.methods == counter.bills().methods
    assert (offers.item_ids, offers.region_codes) == (("passport",), (REGION,))
    assert CLIENT.get(counter.running.url + routes.PAYMENT_OFFERS).status_code == 401


def test_a_hall_without_fees_offers_nothing(tmp_path: Path) -> None:
    """A terminal of it shows nothing about paying."""
    with running_hall(tmp_path) as running:
        told = running.terminal().call("GET", routes.PAYMENT_OFFERS)
        offers = PaymentOffers.model_validate_json(told.content)
        assert (offers.methods, offers.item_ids, offers.region_codes) == ((), (), ())


def test_bills_say_whose_money_it_is_and_what_is_offered(counter: Counter) -> None:
    told = counter.bills(item_id="passport", grounds=("low_income", "veteran"))
    assert [(bill.fee_class, bill.amount_fen, bill.reduction) for bill in told.bills] == [
        (FeeClass.SERVICE_FEE, 6_000, "low_income"),
        (FeeClass.THIRD_PARTY, 3_000, None),
    ]
    assert MethodOffer(method="wechat", shows_code=True, takes_code=True) in told.methods
    assert {offer.method for offer in told.methods} == {"wechat", "alipay", "cash", "card"}
    exempt = counter.bills(item_id="passport", grounds=("disabled", "low_income")).bills[0]
    assert (exempt.amount_fen, exempt.full_amount_fen, exempt.reduction) == (0, 12_000, "disabled")
    response = counter.terminal.call(
        "POST", routes.BILL_QUERIES, json.dumps({"query_id": str(uuid.uuid4()), "item_id": "none"}).encode()
    )
    assert kind_of(response.content) is ProblemKind.NOT_OFFERED


def test_a_reduction_says_by_which_law_and_what_could_be_claimed(counter: Counter) -> None:
    """Names and basis are the file's; the basis stays with the bill, as its amount does, while an order is open."""
    told = counter.bills(item_id="passport", grounds=("low_income",))
    bill = told.bills[0]
    assert (bill.reduction_basis, bill.reduction_name, bill.reduction_name_en) == (
        "样例减免依据",
        "低保对象",
        "Low income",
    )
    assert told.grounds == (
        ReductionGround(
            ground="low_income", name="低保对象", name_en="Low income", basis="样例减免依据", proof="低保证"
        ),
        ReductionGround(ground="disabled"),
    )
    assert told.bills[1].reduction_basis == ""
    assert counter.bills(notice_code=NOTICE, region_code=REGION).grounds == ()
    counter.order(bill)
    asked = BillQuery(query_id=told.query_id, item_id="passport")
    again = BillsAnswer.model_validate_json(counter.post(routes.BILL_QUERIES, asked).content).bills[0]
    assert (again.amount_fen, again.reduction, again.reduction_basis) == (6_000, "low_income", "样例减免依据")


def test_a_notice_is_settled_at_its_platform_and_has_its_number(counter: Counter) -> None:
    """The amount is the platform's, the electronic payment book's number is told, the payer's name is not kept."""
    bill = counter.bills(notice_code=NOTICE, region_code=REGION).bills[0]
    assert (bill.amount_fen, bill.late_fee_fen, bill.payer_masked) == (50_500, 500, "王**")
    order = counter.order(bill, "alipay")
    counter.world.pay(f"code:{order.order_id}")
    counter.work(2, 0.1)
    served = counter.look(order)
    platform = json.loads(counter.platform_file.read_text("utf-8"))["bills"][NOTICE]
    assert served.state is OrderState.SERVED
    assert served.document_number == platform["document_number"]
    assert platform["paid_by"] == order.order_id
    assert "王" not in everything_written(counter.running)
    again = counter.bills(notice_code=NOTICE, region_code=REGION).bills[0]
    assert (again.state, again.document_number) == (BillState.SETTLED, served.document_number)


def test_a_notice_that_was_paid_elsewhere_meanwhile_is_given_back(counter: Counter) -> None:
    order = counter.order(counter.bills(notice_code=NOTICE, region_code=REGION).bills[0])
    tree = json.loads(counter.platform_file.read_text("utf-8"))
    tree["bills"][NOTICE]["paid_by"] = "another bank"
    counter.platform_file.write_text(json.dumps(tree), "utf-8")
    counter.world.pay(f"code:{order.order_id}")
    counter.work(2, 1, 1, 1)
    told = counter.look(order)
    assert told.state is OrderState.REFUNDED
    assert told.refund is not None
    assert (told.refund.stage, told.refund.amount_fen) == (RefundStage.DONE, 50_500)
    assert counter.world.balance_fen() == 0


def test_a_platform_that_is_away_keeps_the_order_paid_until_it_answers(counter: Counter) -> None:
    order = counter.order(counter.bills(notice_code=NOTICE, region_code=REGION).bills[0])
    counter.world.pay(f"code:{order.order_id}")
    away = counter.platform_file.rename(counter.platform_file.with_suffix(".away"))
    counter.work(2, 3, 11)
    assert counter.look(order).state is OrderState.PAID
    away.rename(counter.platform_file)
    counter.work(600)
    assert counter.look(order).state is OrderState.SERVED


def test_the_same_request_is_the_same_order_and_charges_nobody_again(counter: Counter) -> None:
    bill = counter.bill()
    code = counter.world.issue_code(Scheme.WECHAT)
    request = counter.request(bill, payment_code=code)
    first = counter.post(routes.ORDERS, request)
    again = counter.post(routes.ORDERS, request)
    assert (first.status_code, again.status_code) == (201, 200)
    assert counter.providers["wechat"].calls.count("pay") == 1
    other = counter.post(routes.ORDERS, request.model_copy(update={"amount_fen": 1}))
    assert kind_of(other.content) is ProblemKind.ID_TAKEN
    assert code not in everything_written(counter.running)


def test_a_bill_has_one_order_that_is_not_finished(counter: Counter) -> None:
    bill = counter.bill()
    counter.order(bill)
    second = counter.post(routes.ORDERS, counter.request(bill, "alipay"))
    assert kind_of(second.content) is ProblemKind.ORDER_OPEN


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"amount_fen": 1}, ProblemKind.AMOUNT_DIFFERS),
        ({"method": "barter"}, ProblemKind.NOT_OFFERED),
        ({"method": "cash", "payment_code": CODE}, ProblemKind.NOT_OFFERED),
        ({"bill_id": str(uuid.UUID(int=1))}, ProblemKind.NOT_FOUND),
    ],
)
def test_an_order_that_does_not_fit_is_refused(counter: Counter, changes: dict[str, Any], kind: ProblemKind) -> None:
    assert kind_of(counter.post(routes.ORDERS, counter.request(counter.bill(), **changes)).content) is kind
    assert counter.rows() == []


def test_cancelling_closes_it_at_the_provider_first(counter: Counter) -> None:
    order = counter.order()
    assert counter.cancel(order).state is OrderState.CLOSING
    counter.work()
    assert counter.look(order).state is OrderState.CLOSED
    assert not counter.world.pay(f"code:{order.order_id}"), "the phone is told that it is closed"
    assert counter.cancel(order).state is OrderState.CLOSED


def test_who_pays_in_the_second_before_closing_has_paid(counter: Counter) -> None:
    order = counter.order()
    counter.cancel(order)
    counter.world.pay(f"code:{order.order_id}")
    counter.work(0.1)
    assert counter.look(order).state is OrderState.SERVED


def test_what_is_paid_after_it_was_closed_is_settled_or_given_back(counter: Counter) -> None:
    """A late payment settles the bill if nobody else has; the second of two goes back by itself."""
    counter.providers["wechat"].closes_late = True
    bill = counter.bill()
    first = counter.order(bill)
    counter.cancel(first)
    counter.work()
    second = counter.order(bill)
    counter.world.pay(f"code:{first.order_id}")
    counter.world.pay(f"code:{second.order_id}", "B")
    counter.work(2, 1, 60, 1, 1, 1)
    states = {counter.look(first).state, counter.look(second).state}
    assert states == {OrderState.SERVED, OrderState.REFUNDED}
    assert counter.world.balance_fen() == bill.amount_fen


def test_a_code_that_is_not_paid_is_closed_after_three_minutes(counter: Counter) -> None:
    order = counter.order()
    counter.work(179)
    assert counter.look(order).state is OrderState.SHOWN
    counter.work(5, 1)
    assert counter.look(order).state is OrderState.CLOSED


def test_a_lost_answer_to_create_is_asked_again_with_the_same_number(counter: Counter) -> None:
    provider = counter.providers["wechat"]
    provider.dice.lost_after = 1.0
    order = counter.order()
    assert (order.state, order.code_url) == (OrderState.ORDERED, None)
    provider.dice.stop()
    counter.work(21)
    assert counter.look(order).code_url == f"code:{order.order_id}"
    assert len(counter.world.trades(Scheme.WECHAT)) == 1


def test_a_provider_that_says_nothing_makes_an_order_unknown_then_a_persons(counter: Counter) -> None:
    """Never failed and never paid; its bill cannot be ordered again."""
    bill = counter.bill()
    order = counter.order(bill)
    counter.providers["wechat"].dice.lost_before = 1.0
    counter.work(185, 5)
    assert counter.look(order).state is OrderState.CLOSING
    counter.work(370, 5)
    assert counter.look(order).state is OrderState.UNKNOWN
    refused = counter.post(routes.ORDERS, counter.request(bill))
    assert kind_of(refused.content) is ProblemKind.ORDER_OPEN
    counter.work(61, 300, 900, 3_600, 3_600)
    assert counter.look(order).state is OrderState.MANUAL
    causes = {row.outcome for row in counter.rows(select(pay_attempts))}
    assert "away-unreachable" in causes


def test_a_payment_code_is_reversed_when_nobody_knows(counter: Counter) -> None:
    """The payer is at the password for too long: reversed, and the order says that nothing was charged."""
    code = counter.world.issue_code(Scheme.WECHAT, wallet=Wallet.ASKS)
    order = counter.order(payment_code=code)
    assert order.state is OrderState.SHOWN
    counter.work(46, 5, 5, 5, 5, 5, 5, 5)
    assert counter.look(order).state is OrderState.CLOSED
    assert counter.world.balance_fen() == 0


def test_a_payment_code_that_is_refused_says_why(counter: Counter) -> None:
    order = counter.order(payment_code=CODE)
    assert (order.state, order.refusal) == (OrderState.CLOSING, "code_invalid")
    counter.work(1, 20)
    assert counter.look(order).state is OrderState.CLOSED


def test_a_call_waits_for_the_next_change(counter: Counter) -> None:
    """It answers as soon as the version is another one, and otherwise when the time is over."""
    order = counter.order()
    assert counter.look(order, "wait=0.1").version == order.version
    answers: list[OrderAnswer] = []
    waiting = threading.Thread(
        target=lambda: answers.append(counter.look(order, f"wait=20&version={order.version}")), name="waiting"
    )
    waiting.start()
    counter.world.pay(f"code:{order.order_id}")
    counter.work(2)
    waiting.join()
    assert answers[0].version > order.version
    for query in ("wait=-1", "wait=26", "wait=nan", "wait=x", "wait=1&version=x"):
        path = routes.order_path(order.order_id)
        headers = counter.terminal.signature("GET", path, query=query)
        refused = CLIENT.get(f"{counter.running.url}{path}?{query}", headers=headers)
        assert kind_of(refused.content) is ProblemKind.SCHEMA


def test_a_terminal_finds_its_open_orders_and_nobody_elses(counter: Counter) -> None:
    mine = counter.order()
    other = counter.running.terminal("LS02")
    found = OpenOrdersAnswer.model_validate_json(counter.terminal.call("GET", routes.ORDERS).content)
    assert [order.order_id for order in found.orders] == [mine.order_id]
    theirs = OpenOrdersAnswer.model_validate_json(other.call("GET", routes.ORDERS).content)
    assert theirs.orders == ()
    for method, path in (("GET", routes.order_path), ("POST", routes.order_cancel_path)):
        assert kind_of(other.call(method, path(mine.order_id)).content) is ProblemKind.NOT_FOUND


def test_a_hall_that_dies_goes_on_from_its_tables(counter: Counter) -> None:
    """Nothing is held in memory: an order whose opener died is created by the worker once its lease is over."""
    provider = counter.providers["wechat"]
    begun: list[object] = []
    counter.gateway._worker.begin = lambda order, code: begun.append((order, code))  # type: ignore[method-assign, assignment]
    order = counter.order()
    assert order.state is OrderState.ORDERED
    counter.work()
    assert provider.calls == []
    counter.work(21)
    assert counter.look(order).state is OrderState.SHOWN
    assert counter.rows(select(pay_bills.c.settled_by))[0].settled_by is None
