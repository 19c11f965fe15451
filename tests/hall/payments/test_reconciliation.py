"""A provider's daily bill against our orders, both ways, with the day's report."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from hall.payments.provider import BillKind, BillRow
from hall.payments.reconciliation import DayState, Difference, is_due, match_day
from hall.payments.reports import COLUMNS, as_csv, as_page, report_of
from hall.payments.tables import pay_bill_days, pay_differences
from hall.web.payment_staff_routes import TOKEN_FILE
from offline_queue.wire import routes
from offline_queue.wire.payments import OrderState
from tests.hall.payments.conftest import ZONE, Counter
from tests.hall.terminal import CLIENT

pytestmark = pytest.mark.expects_log_warnings  # a difference is an alarm


def today(counter: Counter) -> date:
    return counter.clock().astimezone(ZONE).date()


@pytest.fixture
def noon(counter: Counter) -> Counter:
    """Orders of a noon: nothing of them runs into the next day."""
    counter.clock.now = datetime(2026, 11, 25, 4, 0, tzinfo=counter.clock.now.tzinfo)
    return counter


def differences(counter: Counter) -> set[tuple[str, str]]:
    return {(row.order_number, row.kind) for row in counter.rows(select(pay_differences))}


def silent(counter: Counter) -> None:
    """The provider does not answer until an order is a person's."""
    counter.providers["wechat"].dice.lost_before = 1.0
    counter.work(185, 5, 370, 5, 61, 300, 900, 3_600, 3_600)
    counter.providers["wechat"].dice.stop()


def test_a_day_that_fits_has_no_differences(noon: Counter) -> None:
    """Bringing it in again changes nothing."""
    order = noon.order()
    noon.world.pay(f"code:{order.order_id}")
    noon.work(2, 1)
    day = today(noon)
    for _ in range(2):
        matched = noon.gateway.reconcile("wechat", day)
        assert matched is not None
        assert (matched.rows, matched.settled, matched.differences) == (1, 0, 0)
    row = noon.rows(select(pay_bill_days))[0]
    assert (row.state, row.taken_fen, row.returned_fen) == (DayState.MATCHED, 12_000, 0)


def test_the_bill_settles_what_nobody_knew(noon: Counter) -> None:
    """What it has was paid, late or not; what it has not was not paid."""
    paid, unpaid = noon.order(), noon.order()
    noon.world.pay(f"code:{paid.order_id}")
    silent(noon)
    assert noon.look(paid).state is OrderState.MANUAL
    matched = noon.gateway.reconcile("wechat", today(noon))
    assert matched is not None
    assert matched.settled == 2
    assert noon.look(paid).state is OrderState.PAID_LATE
    assert noon.look(unpaid).state is OrderState.CLOSED
    noon.work()
    assert noon.look(paid).state is OrderState.SERVED
    assert differences(noon) == set()


def test_an_order_that_runs_into_the_next_day_waits_for_both_bills(noon: Counter) -> None:
    noon.clock.now = datetime(2026, 11, 25, 15, 58, tzinfo=noon.clock.now.tzinfo)
    order = noon.order()
    silent(noon)
    noon.gateway.reconcile("wechat", date(2026, 11, 25))
    assert noon.look(order).state is OrderState.MANUAL
    noon.gateway.reconcile("wechat", date(2026, 11, 26))
    assert noon.look(order).state is OrderState.CLOSED


def test_what_does_not_fit_is_listed(noon: Counter) -> None:
    """Money for no order of ours, another amount, two payments, a refund that we did not ask for, a payment of ours
    that the provider does not have, and a reversal of what we have as paid."""
    orders = [noon.order() for _ in range(5)]
    for order in orders:
        noon.world.pay(f"code:{order.order_id}")
    noon.work(2, 1)
    at, day = noon.clock(), today(noon)
    numbers = [order.order_id for order in orders]
    rows = [
        BillRow(BillKind.PAYMENT, "STRANGER1", "1", 500, at),
        BillRow(BillKind.PAYMENT, numbers[0], "2", 500, at),
        BillRow(BillKind.PAYMENT, numbers[1], "3", 12_000, at),
        BillRow(BillKind.PAYMENT, numbers[1], "4", 12_000, at),
        BillRow(BillKind.PAYMENT, numbers[2], "5", 12_000, at),
        BillRow(BillKind.REFUND, numbers[2], "5", 12_000, at, "R-by-hand"),
        BillRow(BillKind.REVERSAL, numbers[3], "6", 12_000, at),
    ]
    write = noon.running.hall.database.write
    write(lambda connection: match_day(connection, "wechat", day, rows, at, ZONE)).result()
    assert differences(noon) == {
        ("STRANGER1", Difference.UNKNOWN_TO_US),
        (numbers[0], Difference.AMOUNT),
        (numbers[1], Difference.TWICE),
        (numbers[2], Difference.REFUND_UNKNOWN),
        (numbers[3], Difference.GIVEN_BACK),
        (numbers[4], Difference.MISSING_THERE),
    }


def test_a_refund_in_the_bill_ends_ours(noon: Counter) -> None:
    noon.providers["wechat"].closes_late = True
    noon.world.refunds_wait = True
    bill = noon.bill()
    first = noon.order(bill)
    noon.cancel(first)
    noon.work()
    second = noon.order(bill)
    for order in (first, second):
        noon.world.pay(f"code:{order.order_id}")
    noon.work(2, 1, 61, 1, 3, 3)
    states = {noon.look(order).state: order for order in (first, second)}
    assert set(states) == {OrderState.SERVED, OrderState.REFUNDING}
    noon.world.finish_refunds()
    noon.gateway.reconcile("wechat", today(noon))
    assert noon.look(states[OrderState.REFUNDING]).state is OrderState.REFUNDED


def test_a_late_bill_is_fetched_at_half_past_ten_then_at_two_then_hourly(noon: Counter) -> None:
    day = date(2026, 11, 24)
    provider = noon.providers["wechat"]
    provider.bill_late = True
    noon.providers["alipay"].bill_late = True
    noon.clock.now = datetime(2026, 11, 25, 10, 29, tzinfo=ZONE)
    noon.gateway.reconcile_due()
    tried = {row.day for row in noon.rows(select(pay_bill_days))}
    assert day.isoformat() not in tried
    for hour, minute in ((10, 30), (14, 0), (15, 0)):
        noon.clock.now = datetime(2026, 11, 25, hour, minute, tzinfo=ZONE)
        assert noon.gateway.reconcile_due() == 0
        rows = {(row.provider, row.day): row for row in noon.rows(select(pay_bill_days))}
        row = rows["wechat", day.isoformat()]
        assert (row.state, row.tried_at) == (DayState.LATE, noon.clock())
    provider.bill_late = False
    noon.clock.move(3_600)
    assert noon.gateway.reconcile_due() == 3, "and the two days before, that nobody has fetched yet"
    assert noon.gateway.reconcile_due() == 0


@pytest.mark.parametrize(
    ("now", "tried", "expected"),
    [
        ("10:29", None, False),
        ("10:30", None, True),
        ("13:59", "10:30", False),
        ("14:00", "10:30", True),
        ("14:59", "14:00", False),
        ("15:00", "14:00", True),
    ],
)
def test_when_a_bill_is_due(now: str, tried: str | None, expected: bool) -> None:
    day = date(2026, 11, 24)

    def at(clock: str) -> datetime:
        return datetime.combine(day + timedelta(days=1), datetime.strptime(clock, "%H:%M").time(), ZONE)  # noqa: DTZ007

    assert is_due(day, at(now), None if tried is None else at(tried)) is expected


def test_the_report_has_every_fen_by_kind_of_money_and_method(noon: Counter, token: dict[str, str]) -> None:
    """The same lines as CSV and as a page, which only staff on this machine may read."""
    told = noon.bills()
    for bill, method in zip(told.bills, ("wechat", "alipay"), strict=True):
        order = noon.order(bill, method)
        noon.world.pay(f"code:{order.order_id}")
    noon.work(2, 1)
    read = noon.running.hall.database.read
    report = read(lambda connection: report_of(connection, today(noon), ZONE, noon.clock()))
    assert report.totals() == {("service_fee", "wechat"): (1, 12_000), ("third_party", "alipay"): (1, 3_000)}
    lines = list(csv.reader(io.StringIO(as_csv(report))))
    assert tuple(lines[0]) == COLUMNS
    assert ["total", "third_party", "alipay", "1", "paid", "3000", ""] in lines
    path = routes.PAYMENT_REPORTS.format(day=today(noon).isoformat())
    assert CLIENT.get(f"{noon.running.url}{path}?format=csv", headers=token).text == as_csv(report)
    page = CLIENT.get(noon.running.url + path, headers=token)
    assert page.headers["content-type"].startswith("text/html")
    assert page.text == as_page(report)
    for day in ("2026-13-01", "yesterday"):
        wrong = CLIENT.get(noon.running.url + routes.PAYMENT_REPORTS.format(day=day), headers=token)
        assert wrong.status_code == 422


def test_the_report_is_shown_to_nobody_without_the_token(noon: Counter, token: dict[str, str]) -> None:
    """Whoever else has an account on this machine gets what there is elsewhere: nothing. So it is without a file."""
    url = noon.running.url + routes.PAYMENT_REPORTS.format(day=today(noon).isoformat())
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": token["Authorization"].lower()}):
        for query in ("", "?format=csv"):
            assert CLIENT.get(url + query, headers=headers).status_code == 404
    assert CLIENT.get(url, headers=token).status_code == 200
    (noon.platform_file.parent / TOKEN_FILE).unlink()
    assert CLIENT.get(url, headers=token).status_code == 404
