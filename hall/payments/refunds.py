"""Refunds in the tables: one for an order, its number written before the provider is first asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from hall.payments.machine import OrderEvent
from hall.payments.orders import HeldOrder, apply
from hall.payments.provider import RefundState
from hall.payments.tables import pay_refunds
from hall.upserts import insert_or
from offline_queue.wire.payments import RefundStage

NOT_SETTLED = "bill_not_settled"
"""Why money goes back by itself."""


def begin_refund(connection: Connection, order: HeldOrder, now: datetime, source: str) -> HeldOrder | None:
    """Write the refund of all of an order's money down, and move the order; again it is the same refund."""
    connection.execute(
        insert_or(pay_refunds)
        .values(
            refund_number=f"R{order.number[1:]}",
            order_number=order.number,
            amount_fen=order.amount_fen,
            reason=NOT_SETTLED,
            stage=RefundStage.ASKED.value,
            created_at=now,
        )
        .on_conflict_do_nothing()
    )
    return apply(connection, order.number, OrderEvent.REFUND_BEGUN, now, source=source)


def end_refund(
    connection: Connection, order_number: str, state: RefundState, now: datetime, source: str
) -> HeldOrder | None:
    """Take a refund's end: done, or failed and a person's. Anything else changes nothing."""
    if state not in {RefundState.DONE, RefundState.FAILED}:
        return None
    done = state is RefundState.DONE
    stage = RefundStage.DONE if done else RefundStage.FAILED
    connection.execute(
        update(pay_refunds)
        .where(pay_refunds.c.order_number == order_number, pay_refunds.c.stage != RefundStage.DONE.value)
        .values(stage=stage.value, ended_at=now)
    )
    event = OrderEvent.REFUND_DONE if done else OrderEvent.REFUND_IMPOSSIBLE
    return apply(connection, order_number, event, now, source=source)


def order_of_refund(connection: Connection, refund_number: str, amount_fen: int | None = None) -> str | None:
    """Return which order a refund is of; with ``amount_fen`` only where it is for so much."""
    query = select(pay_refunds.c.order_number).where(pay_refunds.c.refund_number == refund_number)
    if amount_fen is not None:
        query = query.where(pay_refunds.c.amount_fen == amount_fen)
    number: str | None = connection.scalar(query)
    return number
