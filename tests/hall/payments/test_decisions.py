"""What staff decide by hand: recorded with who and why, once, and never against what is known."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hall.__main__ import main
from hall.payments.decisions import (
    DecisionAnswer,
    DifferenceDecision,
    OrderDecision,
    Outcome,
    decide_order,
    resolve_difference,
)
from hall.payments.machine import OrderEvent
from hall.payments.orders import apply, find
from hall.payments.provider import BillKind, BillRow, RefundState
from hall.payments.reconciliation import Difference, match_day
from hall.payments.refunds import begin_refund, end_refund
from hall.payments.reports import as_csv, as_page, report_of
from hall.payments.tables import pay_decisions
from hall.web.payment_staff_routes import TOKEN_FILE
from offline_queue.wire import routes
from offline_queue.wire.entries import Problem, ProblemKind
from offline_queue.wire.payments import CashCredit, CashEnd, CashReport, OrderAnswer, OrderState, RefundStage
from tests.hall.payments.conftest import ZONE, Counter
from tests.hall.terminal import CLIENT

pytestmark = pytest.mark.expects_log_warnings  # what needs a person is told to the log

DIFFERENCES = routes.DIFFERENCE_DECISION


def event(counter: Counter, order: OrderAnswer, what: OrderEvent) -> None:
    now = counter.clock()
    counter.running.hall.database.write(
        lambda connection: apply(connection, order.order_id, what, now, source="test")
    ).result()


def waiting(counter: Counter) -> OrderAnswer:
    """An order that waits for a person."""
    order = counter.order()
    event(counter, order, OrderEvent.DISPUTED)
    return order


def decide(
    counter: Counter, order: OrderAnswer, outcome: Outcome, by: str = "S-7", why: str = "查账"
) -> DecisionAnswer:
    decision = OrderDecision(outcome=outcome, decided_by=by, reason=why)
    now = counter.clock()
    write = counter.running.hall.database.write
    return write(lambda connection: decide_order(connection, order.order_id, decision, now)).result()


@pytest.mark.parametrize(
    ("outcome", "then", "later"),
    [
        (Outcome.PAID, OrderState.PAID_LATE, OrderState.SERVED),
        (Outcome.NOT_PAID, OrderState.CLOSED, OrderState.CLOSED),
        (Outcome.GIVEN_BACK, OrderState.REFUNDED, OrderState.REFUNDED),
    ],
)
def test_an_order_that_waits_goes_on_as_decided(
    counter: Counter, outcome: Outcome, then: OrderState, later: OrderState
) -> None:
    """The same again, also by somebody else, tells of the first time; anything else about it is refused."""
    order = waiting(counter)
    told = decide(counter, order, outcome)
    assert (told.state, told.decided_by, told.is_new) == (then, "S-7", True)
    counter.work()
    again = decide(counter, order, outcome, by="S-8", why="again")
    assert (again.state, again.decided_by, again.reason, again.is_new) == (later, "S-7", "查账", False)
    assert counter.steps(order)[3][1] in {"paid", "not_paid", "refund_done"}
    assert len(counter.rows(select(pay_decisions))) == 1
    other = next(one for one in (Outcome.NOT_PAID, Outcome.GIVEN_BACK) if one is not outcome)
    with pytest.raises(Exception, match="not-to-decide"):
        decide(counter, order, other)


def test_what_waits_for_nobody_is_not_decided(counter: Counter) -> None:
    with pytest.raises(Exception, match="not-to-decide"):
        decide(counter, counter.order(), Outcome.NOT_PAID)
    stranger = counter.order(counter.bills().bills[1]).model_copy(update={"order_id": "K000000"})
    with pytest.raises(Exception, match="not-found"):
        decide(counter, stranger, Outcome.PAID)


def test_nobody_can_call_not_paid_what_was_paid(counter: Counter) -> None:
    """Neither cash that was stacked, nor what the provider's bill has."""
    cash = counter.order(method="cash")
    credit = CashCredit(device="BV-1", epoch=1, counter=1, value_fen=5_000)
    counter.post(routes.order_cash_path(cash.order_id), CashReport(credits=(credit,), end=CashEnd.FINISHED))
    assert counter.look(cash).state is OrderState.MANUAL
    with pytest.raises(Exception, match="not-to-decide"):
        decide(counter, cash, Outcome.NOT_PAID)
    assert decide(counter, cash, Outcome.GIVEN_BACK).state is OrderState.REFUNDED
    order = waiting(counter)
    at = counter.clock()
    row = BillRow(BillKind.PAYMENT, order.order_id, "1", 500, at)
    write = counter.running.hall.database.write
    day = at.astimezone(ZONE).date()
    write(lambda connection: match_day(connection, "wechat", day, [row], at, ZONE)).result()
    with pytest.raises(Exception, match="not-to-decide"):
        decide(counter, order, Outcome.NOT_PAID)


def test_a_refund_that_failed_ends_when_staff_gave_the_money_back(counter: Counter) -> None:
    """And then nobody can call it paid; an order that came to a person twice can be decided twice."""
    order = waiting(counter)
    decide(counter, order, Outcome.PAID)
    event(counter, order, OrderEvent.NOT_SERVED)
    now = counter.clock()
    write = counter.running.hall.database.write
    held = counter.running.hall.database.read(lambda connection: find(connection, order.order_id))
    assert held is not None
    write(lambda connection: begin_refund(connection, held, now, "test")).result()
    write(lambda connection: end_refund(connection, order.order_id, RefundState.FAILED, now, "test")).result()
    assert counter.look(order).state is OrderState.MANUAL
    assert decide(counter, order, Outcome.GIVEN_BACK).is_new
    looked = counter.look(order)
    assert looked.refund is not None
    assert (looked.state, looked.refund.stage) == (OrderState.REFUNDED, RefundStage.DONE)
    assert len(counter.rows(select(pay_decisions))) == 2


def test_money_that_went_back_is_not_called_paid(counter: Counter) -> None:
    order = waiting(counter)
    now, write = counter.clock(), counter.running.hall.database.write
    held = counter.running.hall.database.read(lambda connection: find(connection, order.order_id))
    assert held is not None
    write(lambda connection: begin_refund(connection, held, now, "test")).result()

    def done(connection: object) -> None:
        from hall.payments.tables import pay_refunds

        connection.execute(pay_refunds.update().values(stage=RefundStage.DONE.value))  # type: ignore[attr-defined]

    write(done).result()
    with pytest.raises(Exception, match="not-to-decide"):
        decide(counter, order, Outcome.PAID)


def test_a_difference_is_resolved_once_and_the_report_says_by_whom(counter: Counter) -> None:
    """It stays resolved when the day is brought in again, and the report has it with its reason."""
    at = counter.clock()
    day = at.astimezone(ZONE).date()
    rows = [BillRow(BillKind.PAYMENT, "STRANGER1", "1", 500, at)]
    hall = counter.running.hall
    hall.database.write(lambda connection: match_day(connection, "wechat", day, rows, at, ZONE)).result()
    decision = DifferenceDecision(
        provider="wechat",
        day=day.isoformat(),
        order_number="STRANGER1",
        kind=Difference.UNKNOWN_TO_US,
        decided_by="S-7",
        reason="窗口收款，另册登记",
    )
    write = hall.database.write
    first = write(lambda connection: resolve_difference(connection, decision, at)).result()
    second = write(
        lambda connection: resolve_difference(
            connection, decision.model_copy(update={"decided_by": "S-8"}), at + timedelta(hours=1)
        )
    ).result()
    assert (first.is_new, second.is_new, second.decided_by) == (True, False, "S-7")
    write(lambda connection: match_day(connection, "wechat", day, rows, at, ZONE)).result()
    order = waiting(counter)
    decide(counter, order, Outcome.NOT_PAID, why="<b>")
    report = hall.database.read(lambda connection: report_of(connection, day, ZONE, at))
    assert (len(report.differences), report.open_differences) == (1, 0)
    assert "resolved: S-7" in as_csv(report)
    assert f"by-hand,service_fee,wechat,{order.order_id},not_paid,12000,S-7" in as_csv(report)
    page = as_page(report)
    assert "1 differences (0 open)" in page
    assert "1 orders settled by hand" in page
    assert "&lt;b&gt;" in page
    missing = decision.model_copy(update={"kind": "twice"})
    with pytest.raises(Exception, match="not-found"):
        write(lambda connection: resolve_difference(connection, missing, at)).result()


def test_the_calls_are_for_who_is_here_and_has_the_token(counter: Counter, token: dict[str, str]) -> None:
    """Without it there is nothing; with it the same words as the command."""
    order = waiting(counter)
    url = counter.running.url + routes.PAYMENT_DECISION.format(order_id=order.order_id)
    body = OrderDecision(outcome=Outcome.NOT_PAID, decided_by="S-7", reason="查账").model_dump_json()
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        assert CLIENT.post(url, content=body, headers=headers).status_code == 404
    told = CLIENT.post(url, content=body, headers=token)
    assert (told.status_code, told.json()["state"], told.json()["is_new"]) == (200, "closed", True)
    assert CLIENT.post(url, content=body, headers=token).json()["is_new"] is False
    other = CLIENT.post(url, content=body.replace("not_paid", "paid"), headers=token)
    assert Problem.model_validate_json(other.content).kind is ProblemKind.NOT_TO_DECIDE
    for wrong in (body.replace("not_paid", "resolved"), body.replace("S-7", "a b"), "{"):
        assert CLIENT.post(url, content=wrong, headers=token).status_code == 422
    found = {"provider": "wechat", "day": "2026-11-24", "order_number": "X", "kind": "twice"}
    asked = DifferenceDecision.model_validate({**found, "decided_by": "S-7", "reason": "查账"}).model_dump_json()
    assert CLIENT.post(counter.running.url + DIFFERENCES, content=asked, headers=token).status_code == 404


def test_a_token_that_others_may_read_is_none(counter: Counter, token: dict[str, str]) -> None:
    """So is one that can be guessed."""
    order = waiting(counter)
    url = counter.running.url + routes.PAYMENT_DECISION.format(order_id=order.order_id)
    body = OrderDecision(outcome=Outcome.NOT_PAID, decided_by="S-7", reason="查账").model_dump_json()
    path = counter.platform_file.parent / TOKEN_FILE
    path.chmod(0o644)
    assert CLIENT.post(url, content=body, headers=token).status_code == 404
    path.chmod(0o600)
    path.write_text("short", "ascii")
    assert CLIENT.post(url, content=body, headers={"Authorization": "Bearer short"}).status_code == 404


def test_the_commands_decide_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What there is not is 1 with one line, what cannot be read 2."""
    who = ["--data", str(tmp_path), "--by", "S-7", "--reason", "查账"]
    order = ["settle", "--order", f"K{uuid.uuid4().hex[:20]}", "--outcome", "not-paid"]
    assert main([*order, *who]) == 1
    assert capsys.readouterr().err.endswith("hall: Not found\n")
    difference = ["resolve", "--provider", "wechat", "--order", "X", "--kind", "twice", "--date"]
    assert main([*difference, "2026-11-24", *who]) == 1
    assert main([*difference, "yesterday", *who]) == 2
    assert main([*order, "--data", str(tmp_path), "--by", "a b", "--reason", "x"]) == 2
    assert capsys.readouterr().err.endswith("hall: not valid: decided_by\n")


def test_a_command_decides_once(counter: Counter, capsys: pytest.CaptureFixture[str], engine: str) -> None:
    if engine != "sqlite":
        pytest.skip("the command opens the folder's database")
    order = waiting(counter)
    words = ["settle", "--order", order.order_id, "--outcome", "given-back", "--by", "S-7", "--reason", "退现金"]
    for again in ("", " already"):
        assert main([*words, "--data", str(counter.platform_file.parent)]) == 0
        assert f": given_back{again}, by S-7 at " in capsys.readouterr().out
