"""Orders in the tables: opened once, moved by compare-and-set, read back as values.

Every change of state is one ``UPDATE … WHERE state = :was AND version = :was``. Whoever comes second finds another
version, reads again, and asks the table of the machine again: mostly the event then says nothing new.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from hall.errors import ProblemError
from hall.payments import schedule
from hall.payments.bills import check_one_region
from hall.payments.machine import STEPS, UNFINISHED, Action, OrderEvent
from hall.payments.provider import Order, Refund
from hall.payments.tables import pay_attempts, pay_bills, pay_orders, pay_refunds, pay_transitions
from hall.upserts import insert_or
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import (
    CARD,
    CASH,
    OpenOrdersAnswer,
    OrderAnswer,
    OrderRequest,
    OrderStandingAnswer,
    OrderState,
    RefundAnswer,
    RefundStage,
)

AT_TERMINAL = frozenset({CASH, CARD})
"""Methods whose money the terminal takes; no provider is asked about them."""
SILENT_FOR = timedelta(hours=24)
"""A cash or card order of which its terminal says nothing for so long is listed for a person."""
CREATE_LEASE = timedelta(seconds=20)
"""Who opens an order has so long for the first call; then the worker takes it over."""
_TRIES = 16

# Statements are made once and get their values beside them: making one anew costs more than running it.
_FIND = select(pay_orders).where(pay_orders.c.order_number == bindparam("number"))
_BY_REQUEST = select(pay_orders).where(
    pay_orders.c.terminal_id == bindparam("terminal"), pay_orders.c.client_request_id == bindparam("request")
)
_BILL = select(pay_bills).where(pay_bills.c.bill_id == bindparam("bill"))
_NEW_ORDER = insert(pay_orders)
_SET = update(pay_orders).where(
    pay_orders.c.order_number == bindparam("same_number"),
    pay_orders.c.state == bindparam("same_state"),
    pay_orders.c.version == bindparam("same_version"),
)
_TRANSITION = insert(pay_transitions)
_IS_DUE = select(pay_orders.c.order_number).where(pay_orders.c.next_at <= bindparam("now")).limit(1)
_DUE = (
    select(pay_orders)
    .where(pay_orders.c.next_at <= bindparam("now"))
    .order_by(pay_orders.c.next_at)
    .limit(bindparam("most"))
)
_LEASE = (
    update(pay_orders)
    .where(pay_orders.c.order_number == bindparam("number"), pay_orders.c.next_at == bindparam("seen"))
    .values(next_at=bindparam("leased"))
)
_NEW_ATTEMPT = insert_or(pay_attempts)
_ATTEMPT = _NEW_ATTEMPT.on_conflict_do_update(
    index_elements=["order_number", "call", "outcome"],
    set_={"last_at": _NEW_ATTEMPT.excluded.last_at, "count": pay_attempts.c.count + 1},
)


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order as the tables had it when it was read."""

    number: str
    terminal_id: str
    client_request_id: str
    bill_id: str
    method: str
    by_code: bool
    amount_fen: int
    subject: str
    state: OrderState
    version: int
    code_url: str | None
    created_at: datetime
    show_until: datetime
    expires_at: datetime
    changed_at: datetime
    next_at: datetime | None
    attempts: int
    paid_at: datetime | None
    transaction_id: str | None
    credited_fen: int
    refusal: str | None

    @property
    def at_terminal(self) -> bool:
        """Whether the terminal takes the money itself."""
        return self.method in AT_TERMINAL

    @property
    def never_shown(self) -> bool:
        """Whether nobody can have anything to pay with: no code ever left the hall."""
        return self.code_url is None and not self.by_code

    def for_provider(self) -> Order:
        """Return what the provider's calls need; the same in every call."""
        return Order(self.number, self.amount_fen, self.subject, self.created_at, self.expires_at, self.terminal_id)


@dataclass(frozen=True, slots=True)
class Opened:
    """An order, and whether it was made just now."""

    order: HeldOrder
    is_new: bool


def open_order(
    connection: Connection,
    asked: OrderRequest,
    *,
    terminal_id: str,
    now: datetime,
    zone: tzinfo,
    entropy: Callable[[int], bytes],
) -> Opened:
    """Open an order for a bill and submit it, or find the one that this request has opened before.

    Raises:
        ProblemError: id-taken, not-found (bill), bill-settled, amount-differs, order-open.
    """
    known = find_request(connection, asked, terminal_id)
    if known is not None:
        return Opened(known, is_new=False)
    bill = connection.execute(_BILL, {"bill": asked.bill_id}).one_or_none()
    if bill is None:
        raise ProblemError(ProblemKind.NOT_FOUND)
    if bill.settled_by is not None or bill.amount_fen == 0:
        raise ProblemError(ProblemKind.BILL_SETTLED)
    if bill.amount_fen != asked.amount_fen:
        raise ProblemError(ProblemKind.AMOUNT_DIFFERS)
    if bill.notice_code is not None:
        check_one_region(connection, bill.notice_code, bill.region_code)
    number = f"K{now.astimezone(zone):%y%m%d%H%M%S}{entropy(6).hex().upper()}"
    by_code = asked.payment_code is not None
    row = {
        "order_number": number,
        "terminal_id": terminal_id,
        "client_request_id": asked.client_request_id,
        "bill_id": asked.bill_id,
        "method": asked.method,
        "by_code": by_code,
        "amount_fen": asked.amount_fen,
        "subject": bill.subject,
        "state": OrderState.NEW.value,
        "version": 1,
        "is_open": True,
        "created_at": now,
        "show_until": schedule.show_until(now, by_code=by_code),
        "expires_at": now + schedule.ORDER_LIFE,
        "changed_at": now,
        "attempts": 0,
        "credited_fen": 0,
    }
    try:
        with connection.begin_nested():
            connection.execute(_NEW_ORDER, row)
    except IntegrityError:
        raise ProblemError(ProblemKind.ORDER_OPEN) from None
    order = apply(connection, number, OrderEvent.SUBMITTED, now, source="terminal")
    if asked.method in AT_TERMINAL:
        order = apply(connection, number, OrderEvent.AWAITED, now, source="terminal")
    assert order is not None
    return Opened(order, is_new=True)


def apply(
    connection: Connection,
    order_number: str,
    event: OrderEvent,
    now: datetime,
    *,
    source: str,
    **facts: object,
) -> HeldOrder | None:
    """Let an event happen to an order; ``facts`` are columns that it brings. None when it says nothing new.

    ``paid_at`` and ``transaction_id`` are kept from the first event that brought them.
    """
    for _ in range(_TRIES):
        order = find(connection, order_number)
        if order is None:
            return None
        step = STEPS.get((order.state, event))
        if step is None:
            return None
        values: dict[str, object] = {
            **facts,
            "state": step.state.value,
            "version": order.version + 1,
            "changed_at": now,
            "attempts": 0,
            "next_at": due_at(order, step.action, now),
        }
        if step.state not in UNFINISHED:
            values["is_open"] = False
        if order.paid_at is not None:
            values.pop("paid_at", None)
            values.pop("transaction_id", None)
        if compare_and_set(connection, order, values):
            entry = {"before": order.state.value, "event": event.value, "after": step.state.value}
            connection.execute(_TRANSITION, {"order_number": order_number, **entry, "source": source, "at": now})
            known = {name: value for name, value in values.items() if name not in {"is_open", "last_fault"}}
            return replace(order, **{**known, "state": step.state})  # type: ignore[arg-type]  # columns of the row
    raise ProblemError(ProblemKind.BUSY, "the order is being moved by others", retry_after_s=1)


def compare_and_set(connection: Connection, order: HeldOrder, values: dict[str, object]) -> bool:
    """Set columns of an order that is still as it was read; whether it was."""
    same = {"same_number": order.number, "same_state": order.state.value, "same_version": order.version}
    return bool(connection.execute(_SET, {**same, **values}).rowcount)


def due_at(order: HeldOrder, action: Action, now: datetime) -> datetime | None:
    """Return when the worker has to look at an order at which ``action`` is due from now on."""
    if action in {Action.NOTHING, Action.TELL_PERSON}:
        return None
    if order.at_terminal and action in {Action.CREATE, Action.QUERY, Action.CLOSE, Action.RESOLVE}:
        return now + SILENT_FOR
    if order.at_terminal and action is Action.WATCH:
        return None
    match action:
        case Action.CREATE:
            return now + CREATE_LEASE
        case Action.QUERY:
            return schedule.next_query(order.created_at, now, by_code=order.by_code)
        case Action.WATCH | Action.RESOLVE:
            return schedule.next_look(now, now)
        case _:
            return now


def put_off(connection: Connection, order: HeldOrder, until: datetime | None, fault: str | None = None) -> bool:
    """Look at an unchanged order again at ``until``; whether it was unchanged."""
    return compare_and_set(
        connection, order, {"next_at": until, "attempts": order.attempts + 1, "last_fault": fault and fault[:64]}
    )


def is_anything_due(connection: Connection, now: datetime) -> bool:
    """Whether the worker has something to do."""
    return connection.execute(_IS_DUE, {"now": now}).one_or_none() is not None


def take_due(connection: Connection, now: datetime, limit: int) -> list[HeldOrder]:
    """Take what is due, each for as long as the lease; another worker that has read the same gets nothing."""
    due = connection.execute(_DUE, {"now": now, "most": limit}).all()
    taken = []
    for row in due:
        order = _held(row)
        lease = {"number": order.number, "seen": order.next_at, "leased": now + schedule.LEASE}
        if connection.execute(_LEASE, lease).rowcount:
            taken.append(order)
    return taken


def note_attempt(connection: Connection, order_number: str, call: str, outcome: str, now: datetime) -> None:
    """Count a call to the provider by what came of it."""
    row = {"order_number": order_number, "call": call, "outcome": outcome[:64]}
    connection.execute(_ATTEMPT, {**row, "first_at": now, "last_at": now, "count": 1})


def find(connection: Connection, order_number: str, terminal_id: str | None = None) -> HeldOrder | None:
    """Return an order; with ``terminal_id`` only that terminal's own."""
    row = connection.execute(_FIND, {"number": order_number}).one_or_none()
    return None if row is None or terminal_id not in {None, row.terminal_id} else _held(row)


def refund_of(connection: Connection, order: HeldOrder) -> Refund | None:
    """Return the refund of an order, as the provider's calls need it."""
    row = connection.execute(select(pay_refunds).where(pay_refunds.c.order_number == order.number)).one_or_none()
    if row is None:
        return None
    return Refund(row.refund_number, order.number, row.amount_fen, order.amount_fen, row.reason)


def answer_of(connection: Connection, order: HeldOrder, now: datetime) -> OrderAnswer:
    """Return what a terminal is told about an order."""
    refund = connection.execute(select(pay_refunds).where(pay_refunds.c.order_number == order.number)).one_or_none()
    document = connection.execute(
        select(pay_bills.c.document_number).where(
            pay_bills.c.bill_id == order.bill_id, pay_bills.c.settled_by == order.number
        )
    ).scalar()
    shown = order.state is OrderState.SHOWN
    return OrderAnswer(
        order_id=order.number,
        client_request_id=order.client_request_id,
        bill_id=order.bill_id,
        method=order.method,
        amount_fen=order.amount_fen,
        state=order.state,
        version=order.version,
        code_url=order.code_url if shown else None,
        expires_at=order.show_until if shown else None,
        paid_at=order.paid_at,
        refusal=order.refusal,
        credited_fen=order.credited_fen,
        document_number=document,
        refund=None
        if refund is None
        else RefundAnswer(
            refund_number=refund.refund_number, amount_fen=refund.amount_fen, stage=RefundStage(refund.stage)
        ),
        hall_time=now,
    )


def standing_of(connection: Connection, order: HeldOrder, terminal_id: str, now: datetime) -> OrderStandingAnswer:
    """Return what somebody with the order's slip is told at any terminal: nothing of the bill, nothing to pay with."""
    told = answer_of(connection, order, now)
    return OrderStandingAnswer(
        order_id=order.number,
        method=order.method,
        amount_fen=order.amount_fen,
        state=order.state,
        ordered_at=order.created_at,
        paid_at=order.paid_at,
        refund=told.refund,
        own=order.terminal_id == terminal_id,
        hall_time=now,
    )


def open_orders(connection: Connection, terminal_id: str, now: datetime) -> OpenOrdersAnswer:
    """Return a terminal's orders that are not finished, those of which money is still on its way included."""
    states = [state.value for state in (*UNFINISHED, OrderState.PAID_LATE, OrderState.SERVE_FAILED)]
    rows = connection.execute(
        select(pay_orders)
        .where(pay_orders.c.terminal_id == terminal_id, pay_orders.c.state.in_([*states, OrderState.REFUNDING.value]))
        .order_by(pay_orders.c.created_at)
        .limit(200)
    ).all()
    return OpenOrdersAnswer(orders=tuple(answer_of(connection, _held(row), now) for row in rows), hall_time=now)


def held_orders(connection: Connection, query: Select[Any]) -> list[HeldOrder]:
    """Return the orders that a ``select(pay_orders)`` finds."""
    return [_held(row) for row in connection.execute(query)]


def find_request(connection: Connection, asked: OrderRequest, terminal_id: str) -> HeldOrder | None:
    """Return the order that this request has opened before. Raises `ProblemError` (id-taken)."""
    row = connection.execute(_BY_REQUEST, {"terminal": terminal_id, "request": asked.client_request_id}).one_or_none()
    if row is None:
        return None
    if (row.bill_id, row.method, row.amount_fen) != (asked.bill_id, asked.method, asked.amount_fen):
        raise ProblemError(ProblemKind.ID_TAKEN)
    return _held(row)


def _held(row: Row[Any]) -> HeldOrder:
    return HeldOrder(
        number=row.order_number,
        terminal_id=row.terminal_id,
        client_request_id=row.client_request_id,
        bill_id=row.bill_id,
        method=row.method,
        by_code=row.by_code,
        amount_fen=row.amount_fen,
        subject=row.subject,
        state=OrderState(row.state),
        version=row.version,
        code_url=row.code_url,
        created_at=row.created_at,
        show_until=row.show_until,
        expires_at=row.expires_at,
        changed_at=row.changed_at,
        next_at=row.next_at,
        attempts=row.attempts,
        paid_at=row.paid_at,
        transaction_id=row.transaction_id,
        credited_fen=row.credited_fen,
        refusal=row.refusal,
    )
