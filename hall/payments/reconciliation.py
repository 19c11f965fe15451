"""A provider's daily bill against our own records, in both directions (payments sheet, section 11).

What the bill proves is settled here: an order that was unknown, one that was paid late. What does not fit is a
difference, listed until a person has looked. Bringing in the same day again changes nothing that was settled.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import assert_never

from sqlalchemy import Connection, delete, insert, select

from hall.events import Event, record
from hall.payments.machine import OrderEvent
from hall.payments.orders import HeldOrder, apply, find, held_orders
from hall.payments.provider import BillKind, BillRow, RefundState
from hall.payments.refunds import end_refund, order_of_refund
from hall.payments.tables import pay_bill_days, pay_bill_rows, pay_differences, pay_orders
from hall.upserts import insert_or
from offline_queue.wire.payments import OrderState

FIRST_TRY = time(10, 30)
SECOND_TRY = time(14)
"""When yesterday's bill is fetched; after the second try every hour, with an alarm."""
DAYS_BACK = 3
"""A hall that was away catches up on so many days."""
SOURCE = "bill"


class Difference(StrEnum):
    """What does not fit."""

    UNKNOWN_TO_US = "unknown_to_us"
    """The provider has taken money for an order that we do not have."""
    MISSING_THERE = "missing_there"
    """We have it as paid; the provider's bill of that day has not."""
    AMOUNT = "amount"
    REFUND_UNKNOWN = "refund_unknown"
    """The provider has given money back that we did not ask it to."""
    GIVEN_BACK = "given_back"
    """Reversed at the provider, while we have it as paid."""
    TWICE = "twice"
    """Two payments for one order."""


class DayState(StrEnum):
    """How far a day's bill is."""

    LATE = "late"
    MATCHED = "matched"


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of a day: how many rows, what they settled, and what does not fit."""

    rows: int
    settled: int
    differences: int


def match_day(
    connection: Connection, provider: str, day: date, rows: Sequence[BillRow], now: datetime, zone: tzinfo
) -> Matched:
    """Bring a day's bill in and match it; one transaction."""
    _keep_rows(connection, provider, day, rows, now)
    settled = 0
    found: dict[tuple[str, Difference], tuple[str, str]] = {}
    seen: set[str] = set()
    for row in rows:
        if row.kind is BillKind.PAYMENT and row.order_number in seen:
            found[row.order_number, Difference.TWICE] = ("1", row.transaction_id)
            continue
        if row.kind is not BillKind.REFUND:
            seen.add(row.order_number)
        order = find(connection, row.order_number)
        if order is None or order.method != provider:
            found[row.order_number, Difference.UNKNOWN_TO_US] = ("", f"{row.kind} {row.amount_fen}")
            continue
        moved, difference = _match_row(connection, order, row, now)
        settled += moved
        if difference is not None:
            found[row.order_number, difference] = (f"{order.state} {order.amount_fen}", f"{row.kind} {row.amount_fen}")
    for order in _paid_on(connection, provider, day, zone):
        if not _has_row(connection, provider, order.number):
            found[order.number, Difference.MISSING_THERE] = (f"{order.state} {order.amount_fen}", "")
    settled += _settle_unpaid(connection, provider, day, now, zone)
    _keep_differences(connection, provider, day, found, now)
    level = logging.ERROR if found else logging.INFO
    record(
        Event.BILL_FILE_MATCHED, level, provider=provider, day=day.isoformat(), rows=len(rows), differences=len(found)
    )
    return Matched(len(rows), settled, len(found))


def note_late(connection: Connection, provider: str, day: date, now: datetime) -> None:
    """Keep that a day's bill was not there yet; a day that was matched stays so."""
    row = {"provider": provider, "day": day.isoformat(), "state": DayState.LATE.value}
    statement = insert_or(pay_bill_days).values(**row, row_count=0, taken_fen=0, returned_fen=0, tried_at=now)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["provider", "day"],
            set_={"tried_at": now},
            where=pay_bill_days.c.state == DayState.LATE.value,
        )
    )
    record(Event.BILL_FILE_LATE, logging.WARNING, provider=provider, day=day.isoformat())


def due_days(connection: Connection, provider: str, now: datetime, zone: tzinfo) -> list[date]:
    """Return the days whose bill is to be fetched now, oldest first."""
    local = now.astimezone(zone)
    rows = connection.execute(select(pay_bill_days).where(pay_bill_days.c.provider == provider)).all()
    known = {row.day: row for row in rows}
    due = []
    for back in range(DAYS_BACK, 0, -1):
        day = local.date() - timedelta(days=back)
        row = known.get(day.isoformat())
        tried = None if row is None else row.tried_at.astimezone(zone)
        if (row is None or row.state != DayState.MATCHED.value) and is_due(day, local, tried):
            due.append(day)
    return due


def is_due(day: date, local: datetime, tried: datetime | None) -> bool:
    """Whether a day's bill is to be fetched: 10:30 on the day after, 14:00 if it was late, then every hour."""
    first = datetime.combine(day + timedelta(days=1), FIRST_TRY, local.tzinfo)
    second = datetime.combine(day + timedelta(days=1), SECOND_TRY, local.tzinfo)
    if local < first:
        return False
    if tried is None or tried < first:
        return True
    if tried < second:
        return local >= second
    return local - tried >= timedelta(hours=1)


def _match_row(connection: Connection, order: HeldOrder, row: BillRow, now: datetime) -> tuple[int, Difference | None]:
    """Match one row with its order; return how many orders that settled, and what does not fit."""
    match row.kind:
        case BillKind.PAYMENT:
            if row.amount_fen != order.amount_fen:
                apply(connection, order.number, OrderEvent.DISPUTED, now, source=SOURCE)
                return 0, Difference.AMOUNT
            facts = {"paid_at": row.at, "transaction_id": row.transaction_id}
            moved = apply(connection, order.number, OrderEvent.PAID, now, source=SOURCE, **facts)
            return int(moved is not None), None
        case BillKind.REFUND:
            if order_of_refund(connection, row.refund_number, row.amount_fen) != order.number:
                return 0, Difference.REFUND_UNKNOWN
            moved = end_refund(connection, order.number, RefundState.DONE, now, SOURCE)
            return int(moved is not None), None
        case BillKind.REVERSAL:
            moved = apply(connection, order.number, OrderEvent.GIVEN_BACK, now, source=SOURCE)
            paid = order.state in {OrderState.PAID, OrderState.SERVED, OrderState.PAID_LATE}
            return int(moved is not None), Difference.GIVEN_BACK if paid else None
        case _:
            assert_never(row.kind)


def _settle_unpaid(connection: Connection, provider: str, day: date, now: datetime, zone: tzinfo) -> int:
    """Close what nobody knew of and no bill of its days has."""
    nobody_knew = [state.value for state in (OrderState.UNKNOWN, OrderState.MANUAL)]
    waiting = held_orders(
        connection,
        select(pay_orders).where(
            pay_orders.c.method == provider, pay_orders.c.state.in_(nobody_knew), pay_orders.c.paid_at.is_(None)
        ),
    )
    matched = set(
        connection.scalars(
            select(pay_bill_days.c.day).where(
                pay_bill_days.c.provider == provider, pay_bill_days.c.state == DayState.MATCHED.value
            )
        )
    )
    settled = 0
    for order in waiting:
        days = {moment.astimezone(zone).date() for moment in (order.created_at, order.expires_at)}
        # Only the bills of all the days on which it could be paid prove that it was not.
        if (
            day in days
            and {one.isoformat() for one in days} <= matched
            and not _has_row(connection, provider, order.number)
        ):
            settled += apply(connection, order.number, OrderEvent.NOT_PAID, now, source=SOURCE) is not None
    return settled


def _paid_on(connection: Connection, provider: str, day: date, zone: tzinfo) -> Iterable[HeldOrder]:
    start = datetime.combine(day, time(), zone)
    return held_orders(
        connection,
        select(pay_orders).where(
            pay_orders.c.method == provider,
            pay_orders.c.paid_at >= start,
            pay_orders.c.paid_at < start + timedelta(days=1),
        ),
    )


def _has_row(connection: Connection, provider: str, order_number: str) -> bool:
    mine = (pay_bill_rows.c.provider == provider) & (pay_bill_rows.c.order_number == order_number)
    return connection.execute(select(pay_bill_rows.c.ordinal).where(mine).limit(1)).one_or_none() is not None


def _keep_rows(connection: Connection, provider: str, day: date, rows: Sequence[BillRow], now: datetime) -> None:
    key = {"provider": provider, "day": day.isoformat()}
    mine = (pay_bill_rows.c.provider == provider) & (pay_bill_rows.c.day == key["day"])
    connection.execute(delete(pay_bill_rows).where(mine))
    if rows:
        connection.execute(
            insert(pay_bill_rows),
            [
                {
                    **key,
                    "ordinal": ordinal,
                    "kind": row.kind.value,
                    "order_number": row.order_number[:64],
                    "transaction_id": row.transaction_id[:64],
                    "refund_number": row.refund_number[:64],
                    "amount_fen": row.amount_fen,
                    "at": row.at,
                }
                for ordinal, row in enumerate(rows)
            ],
        )
    taken = sum(row.amount_fen for row in rows if row.kind is not BillKind.REFUND)
    returned = sum(row.amount_fen for row in rows if row.kind is not BillKind.PAYMENT)
    values = {
        "state": DayState.MATCHED.value,
        "row_count": len(rows),
        "taken_fen": taken,
        "returned_fen": returned,
        "tried_at": now,
    }
    statement = insert_or(pay_bill_days).values(**key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["provider", "day"], set_=values))


def _keep_differences(
    connection: Connection,
    provider: str,
    day: date,
    found: Mapping[tuple[str, Difference], tuple[str, str]],
    now: datetime,
) -> None:
    """Keep what does not fit; what a person has resolved stays resolved."""
    for (order_number, kind), (ours, theirs) in found.items():
        row = {"provider": provider, "day": day.isoformat(), "order_number": order_number[:64], "kind": kind.value}
        statement = insert_or(pay_differences).values(**row, ours=ours[:64], theirs=theirs[:64], found_at=now)
        connection.execute(statement.on_conflict_do_nothing())
