"""What providers tell by themselves: believed after the signature, compared with our own record, taken once.

The provider checks signature, time and merchant before this sees anything. Here follow order number, provider and
amount. A notification that comes again, or at the same moment twice, finds its row and changes nothing; it is answered
with success again, because it is durable.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, update

from hall.events import Event, record
from hall.payments.machine import OrderEvent, event_of
from hall.payments.orders import HeldOrder, apply, compare_and_set, find
from hall.payments.provider import Notification, Paid
from hall.payments.refunds import end_refund, order_of_refund
from hall.payments.schedule import LEASE
from hall.payments.tables import pay_notifications
from hall.upserts import insert_or
from offline_queue.wire.payments import OrderState

_WORKERS_OWN = frozenset({OrderState.CLOSING, OrderState.UNKNOWN})


class Heard(StrEnum):
    """What became of a notification."""

    TAKEN = "taken"
    NOTHING_NEW = "nothing_new"
    REPEATED = "repeated"
    LEFT = "left"
    """The worker has the order in hand and asks by itself."""
    STRANGER = "stranger"
    """About no order of ours at this provider."""
    AMOUNT = "amount"
    """About another amount than ours: a person looks."""


def hear(connection: Connection, provider: str, told: Notification, now: datetime) -> Heard:
    """Take a genuine notification, once."""
    key = {"provider": provider, "event_id": told.event_id[:128]}
    row = {**key, "order_number": told.order_number[:64], "outcome": "", "received_at": now, "count": 1}
    mine = (pay_notifications.c.provider == key["provider"]) & (pay_notifications.c.event_id == key["event_id"])
    if not connection.execute(insert_or(pay_notifications).values(**row).on_conflict_do_nothing()).rowcount:
        connection.execute(update(pay_notifications).where(mine).values(count=pay_notifications.c.count + 1))
        return Heard.REPEATED
    heard = _apply(connection, provider, told, now)
    connection.execute(update(pay_notifications).where(mine).values(outcome=heard.value))
    level = logging.ERROR if heard in {Heard.AMOUNT, Heard.STRANGER} else logging.INFO
    record(Event.NOTIFICATION_TAKEN, level, provider=provider, order_number=told.order_number, outcome=heard)
    return heard


def _apply(connection: Connection, provider: str, told: Notification, now: datetime) -> Heard:
    order = find(connection, told.order_number)
    if order is None or order.method != provider:
        return Heard.STRANGER
    if told.refund_number is not None and told.refund_state is not None:
        if order_of_refund(connection, told.refund_number) != order.number:
            return Heard.STRANGER
        return _said(end_refund(connection, order.number, told.refund_state, now, "notification"))
    if told.amount_fen != order.amount_fen or (
        isinstance(told.state, Paid) and told.state.amount_fen != order.amount_fen
    ):
        apply(connection, order.number, OrderEvent.DISPUTED, now, source="notification")
        return Heard.AMOUNT
    event = None if told.state is None else event_of(told.state)
    if event is None:
        return Heard.NOTHING_NEW
    if order.state in _WORKERS_OWN:
        return _hurry(connection, order, now)
    facts: dict[str, object] = {}
    if isinstance(told.state, Paid):
        facts = {"paid_at": told.state.paid_at, "transaction_id": told.state.transaction_id}
    return _said(apply(connection, order.number, event, now, source="notification", **facts))


def _hurry(connection: Connection, order: HeldOrder, now: datetime) -> Heard:
    """Let the worker look at an order soon.

    It may be closing or reversing it at this moment, and a reversal gives a paid order's money back: only the answer to
    its own call says what is so. So it alone moves such an order.
    """
    if order.next_at is not None and order.next_at > now + LEASE + timedelta(seconds=1):
        compare_and_set(connection, order, {"next_at": now})
    return Heard.LEFT


def _said(moved: HeldOrder | None) -> Heard:
    return Heard.NOTHING_NEW if moved is None else Heard.TAKEN
