"""Money that the terminal takes itself: notes that were stacked, and what the card terminal said.

A note is named by device, epoch and counter and counts once for ever, however often it is told. Only what was stacked
counts; what is uncertain goes to a person, never to an automatic credit.
"""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import Connection, func, select

from hall.errors import ProblemError
from hall.events import Event, record
from hall.payments.machine import OrderEvent
from hall.payments.orders import HeldOrder, apply, compare_and_set, find
from hall.payments.tables import pay_credits
from hall.upserts import insert_or
from offline_queue.wire.documents import PaymentOutcome, PaymentOutcomeDocument
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import (
    CARD,
    CASH,
    CardReport,
    CardResult,
    CashCredit,
    CashEnd,
    CashReport,
    OrderState,
)

SOURCE = "terminal"
_TRIES = 16


def take_cash(
    connection: Connection, order_number: str, terminal_id: str, report: CashReport, now: datetime
) -> HeldOrder:
    """Count the notes of a report, and end the order when the report says so.

    Raises:
        ProblemError: not-found; id-taken when a note counts for another order or with another value. Nothing of the
            report is kept then.
    """
    order = _own(connection, order_number, terminal_id, CASH)
    with connection.begin_nested():
        for credit in report.credits:
            _count(connection, order, credit, now)
    order = _sum_up(connection, order_number)
    if report.end is not CashEnd.OPEN:
        event = _end_of(order, report.end)
        facts: dict[str, object] = {"paid_at": now} if event is OrderEvent.PAID else {}
        moved = apply(connection, order_number, event, now, source=SOURCE, **facts)
        if event is OrderEvent.DISPUTED:
            _disputed(moved, CASH)
        order = moved or order
    return order


def take_card(
    connection: Connection, order_number: str, terminal_id: str, report: CardReport, now: datetime
) -> HeldOrder:
    """Take what the card terminal said. Raises `ProblemError` (not-found)."""
    order = _own(connection, order_number, terminal_id, CARD)
    moved: HeldOrder | None = None
    if report.result is CardResult.APPROVED and report.amount_fen != order.amount_fen:
        moved = apply(connection, order_number, OrderEvent.DISPUTED, now, source=SOURCE)
        _disputed(moved, CARD)
    elif report.result is CardResult.APPROVED:
        facts = {"paid_at": now, "transaction_id": report.reference}
        moved = apply(connection, order_number, OrderEvent.PAID, now, source=SOURCE, **facts)
    elif report.result is CardResult.DECLINED:
        moved = apply(connection, order_number, OrderEvent.NOT_PAID, now, source=SOURCE)
    else:
        apply(connection, order_number, OrderEvent.EXPIRED, now, source=SOURCE)
        if _own(connection, order_number, terminal_id, CARD).state is OrderState.CLOSING:
            moved = apply(connection, order_number, OrderEvent.GAVE_UP, now, source=SOURCE)
    return moved or _own(connection, order_number, terminal_id, CARD)


def attach_outcome(connection: Connection, told: PaymentOutcomeDocument, now: datetime) -> None:
    """Let an outcome that came through the queue happen to its order, where the order is this terminal's own.

    What a provider knows is asked of the provider; only cash and card are taken from the terminal's word.
    """
    order = find(connection, told.order_id, told.terminal_id)
    if order is None or not order.at_terminal:
        return
    fits = told.amount_fen == order.amount_fen
    match told.outcome:
        case PaymentOutcome.PAID if fits:
            facts = {"paid_at": told.occurred_at, "transaction_id": told.provider_ref}
            apply(connection, order.number, OrderEvent.PAID, now, source="entry", **facts)
        case PaymentOutcome.PAID:
            apply(connection, order.number, OrderEvent.DISPUTED, now, source="entry")
        case PaymentOutcome.FAILED if order.credited_fen == 0:
            apply(connection, order.number, OrderEvent.NOT_PAID, now, source="entry")
        case PaymentOutcome.REFUNDED:
            apply(connection, order.number, OrderEvent.GIVEN_BACK, now, source="entry")
        case _:
            pass


def _disputed(moved: HeldOrder | None, method: str) -> None:
    """Say in the log that an order has gone to a person; the same report again changes nothing and says nothing."""
    if moved is not None:
        record(Event.PAYMENT_DISPUTED, logging.WARNING, order_number=moved.number, method=method)


def _end_of(order: HeldOrder, end: CashEnd) -> OrderEvent:
    if order.credited_fen >= order.amount_fen:
        return OrderEvent.PAID
    if end is CashEnd.UNCERTAIN or order.credited_fen:
        return OrderEvent.DISPUTED
    return OrderEvent.NOT_PAID


def _count(connection: Connection, order: HeldOrder, credit: CashCredit, now: datetime) -> None:
    key = {
        "terminal_id": order.terminal_id,
        "device": credit.device,
        "epoch": credit.epoch,
        "counter": credit.counter,
    }
    row = {**key, "order_number": order.number, "value_fen": credit.value_fen, "received_at": now}
    if connection.execute(insert_or(pay_credits).values(**row).on_conflict_do_nothing()).rowcount:
        return
    known = connection.execute(
        select(pay_credits.c.order_number, pay_credits.c.value_fen).where(
            *(pay_credits.c[name] == value for name, value in key.items())
        )
    ).one()
    if (known.order_number, known.value_fen) != (order.number, credit.value_fen):
        raise ProblemError(ProblemKind.ID_TAKEN)


def _sum_up(connection: Connection, order_number: str) -> HeldOrder:
    """Write down what has been stacked for an order; its version rises when that has changed."""
    total = connection.scalar(
        select(func.coalesce(func.sum(pay_credits.c.value_fen), 0)).where(pay_credits.c.order_number == order_number)
    )
    credited_fen = int(total or 0)
    for _ in range(_TRIES):
        order = find(connection, order_number)
        assert order is not None, "it was there"
        if order.credited_fen == credited_fen:
            return order
        compare_and_set(connection, order, {"credited_fen": credited_fen, "version": order.version + 1})
    raise ProblemError(ProblemKind.BUSY, retry_after_s=1)


def _own(connection: Connection, order_number: str, terminal_id: str, method: str) -> HeldOrder:
    order = find(connection, order_number, terminal_id)
    if order is None or order.method != method:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return order
