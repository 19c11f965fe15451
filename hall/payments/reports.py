"""The daily report: what was taken, given back and settled, by kind of money and method, and what does not fit.

As a table in CSV for the books and as a page for people. Amounts are integer fen in both, so that nothing is rounded.
"""

from __future__ import annotations

import csv
import html
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, Row, select

from hall.payments.tables import pay_bill_days, pay_bills, pay_decisions, pay_differences, pay_orders, pay_refunds
from offline_queue.wire.payments import OrderState, RefundStage

COLUMNS = ("section", "fee_class", "method", "order", "state", "amount_fen", "detail")
_FOR_PERSON = (OrderState.MANUAL, OrderState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class DayReport:
    """One day in the hall's zone.

    Attributes:
        paid: orders whose money came on that day, with the kind of money: ``(order, fee_class)``.
        refunds: refunds that were begun on that day.
        for_person: orders that wait for a person now, whatever their day.
        bills, differences: of the providers' bills of that day; a difference with who resolved it, if somebody did.
        decisions: what staff decided about orders on that day.
    """

    day: date
    made_at: datetime
    paid: tuple[Row[Any], ...]
    refunds: tuple[Row[Any], ...]
    for_person: tuple[Row[Any], ...]
    bills: tuple[Row[Any], ...]
    differences: tuple[Row[Any], ...]
    decisions: tuple[Row[Any], ...]

    @property
    def open_differences(self) -> int:
        """How many differences nobody has resolved."""
        return sum(row.resolution is None for row in self.differences)

    def totals(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Return count and sum of what was paid, by kind of money and method."""
        sums: dict[tuple[str, str], tuple[int, int]] = {}
        for row in self.paid:
            count, amount_fen = sums.get((row.fee_class, row.method), (0, 0))
            sums[row.fee_class, row.method] = (count + 1, amount_fen + row.amount_fen)
        return dict(sorted(sums.items()))


def report_of(connection: Connection, day: date, zone: tzinfo, now: datetime) -> DayReport:
    """Return the report of a day."""
    start = datetime.combine(day, time(), zone)
    end = start + timedelta(days=1)
    orders = select(pay_orders, pay_bills.c.fee_class).join(pay_bills, pay_bills.c.bill_id == pay_orders.c.bill_id)
    paid = orders.where(pay_orders.c.paid_at >= start, pay_orders.c.paid_at < end).order_by(pay_orders.c.paid_at)
    waiting = orders.where(pay_orders.c.state.in_([state.value for state in _FOR_PERSON]))
    refunds = (
        select(pay_refunds, pay_orders.c.method)
        .join(pay_orders, pay_orders.c.order_number == pay_refunds.c.order_number)
        .where(pay_refunds.c.created_at >= start, pay_refunds.c.created_at < end)
        .order_by(pay_refunds.c.created_at)
    )
    bills = select(pay_bill_days).where(pay_bill_days.c.day == day.isoformat()).order_by(pay_bill_days.c.provider)
    resolved = (
        (pay_decisions.c.subject == "difference")
        & (pay_decisions.c.provider == pay_differences.c.provider)
        & (pay_decisions.c.day == pay_differences.c.day)
        & (pay_decisions.c.order_number == pay_differences.c.order_number)
        & (pay_decisions.c.kind == pay_differences.c.kind)
    )
    differences = (
        select(pay_differences, pay_decisions.c.decided_by, pay_decisions.c.decided_at, pay_decisions.c.reason)
        .outerjoin(pay_decisions, resolved)
        .where(pay_differences.c.day == day.isoformat())
        .order_by(pay_differences.c.provider, pay_differences.c.order_number, pay_differences.c.kind)
    )
    decisions = (
        select(pay_decisions, pay_orders.c.amount_fen, pay_bills.c.fee_class)
        .join(pay_orders, pay_orders.c.order_number == pay_decisions.c.order_number)
        .join(pay_bills, pay_bills.c.bill_id == pay_orders.c.bill_id)
        .where(pay_decisions.c.subject == "order")
        .where(pay_decisions.c.decided_at >= start, pay_decisions.c.decided_at < end)
        .order_by(pay_decisions.c.decision_id)
    )
    return DayReport(
        day,
        now,
        *(tuple(connection.execute(query)) for query in (paid, refunds, waiting, bills, differences, decisions)),
    )


def as_rows(report: DayReport) -> list[tuple[str, ...]]:
    """Return the report's lines under `COLUMNS`."""
    rows: list[tuple[str, ...]] = [
        ("total", fee_class, method, str(count), "paid", str(amount_fen), "")
        for (fee_class, method), (count, amount_fen) in report.totals().items()
    ]
    rows += [
        ("paid", row.fee_class, row.method, row.order_number, row.state, str(row.amount_fen), row.transaction_id or "")
        for row in report.paid
    ]
    rows += [
        ("refund", "", row.method, row.order_number, row.stage, str(row.amount_fen), row.refund_number)
        for row in report.refunds
    ]
    rows += [
        ("for-person", row.fee_class, row.method, row.order_number, row.state, str(row.amount_fen), row.refusal or "")
        for row in report.for_person
    ]
    rows += [
        ("bill", "", row.provider, str(row.row_count), row.state, str(row.taken_fen), f"returned {row.returned_fen}")
        for row in report.bills
    ]
    rows += [
        ("difference", "", row.provider, row.order_number, row.kind, "", _detail(row)) for row in report.differences
    ]
    rows += [
        ("by-hand", row.fee_class, row.provider, row.order_number, row.outcome, str(row.amount_fen), _word(row))
        for row in report.decisions
    ]
    return rows


def _detail(row: Row[Any]) -> str:
    told = f"ours: {row.ours}; theirs: {row.theirs}"
    return told if row.resolution is None else f"{told}; resolved: {_word(row)}"


def _word(row: Row[Any]) -> str:
    """Return who decided when and why."""
    return f"{row.decided_by} {row.decided_at.isoformat(timespec='seconds')}: {row.reason}"


def as_csv(report: DayReport) -> str:
    """Return the report as CSV with a heading row. A cell that a spreadsheet would run is led by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in as_rows(report):
        writer.writerow(f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in row)
    return text.getvalue()


def as_page(report: DayReport) -> str:
    """Return the report as one page that needs nothing from any other host."""
    differences = f"{len(report.differences)} differences ({report.open_differences} open)"
    open_refunds = sum(row.stage != RefundStage.DONE.value for row in report.refunds)
    lines = [
        f"<h1>Payments of {report.day.isoformat()}</h1>",
        f"<p>{len(report.paid)} paid, {len(report.refunds)} refunds ({open_refunds} not done).</p>",
        f"<p>{len(report.for_person)} for a person, {differences}.</p>",
        f"<p>{len(report.decisions)} orders settled by hand.</p>",
        f"<p>As of {html.escape(report.made_at.isoformat(timespec='seconds'))}.</p>",
        "<table><tr>" + "".join(f"<th>{name}</th>" for name in COLUMNS) + "</tr>",
    ]
    lines += ["<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in as_rows(report)]
    style = "body{font:16px sans-serif;margin:2em}td,th{padding:.2em 1em .2em 0;text-align:left}"
    head = f'<!doctype html><meta charset="utf-8"><title>Payments</title><style>{style}</style>'
    return head + "\n".join([*lines, "</table>"])
