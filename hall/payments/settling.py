"""Settling a bill with an order's money: claimed in the tables first, then told to the platform, then served.

Two orders that were both paid race for one claim; the later one finds it taken, and its money goes back by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from hall.database import Database
from hall.events import Event, record
from hall.payments import schedule
from hall.payments.bills import claim, notice_of, release, write_document
from hall.payments.machine import OrderEvent
from hall.payments.orders import HeldOrder, apply, put_off
from hall.payments.platforms import BillPlatform, NotSettledError, PlatformAwayError
from hall.payments.tables import pay_orders

SOURCE = "settling"
_OTHERS = select(pay_orders.c.order_number).where(
    pay_orders.c.bill_id == bindparam("bill"), pay_orders.c.is_open, pay_orders.c.order_number != bindparam("order")
)


class Settling:
    """Settles. Thread-safe. ``platforms`` are by region code."""

    def __init__(
        self, database: Database, platforms: Mapping[str, BillPlatform], clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._clock = clock

    def settle(self, order: HeldOrder) -> None:
        """Settle the bill of a paid order, or find that it is settled otherwise."""
        now = self._clock()

        def work(connection: Connection) -> tuple[bool, tuple[str, str] | None]:
            if not claim(connection, order.bill_id, order.number, order.amount_fen, now):
                apply(connection, order.number, OrderEvent.NOT_SERVED, now, source=SOURCE)
                return False, None
            notice = notice_of(connection, order.bill_id)
            if notice is None:
                _serve(connection, order, None, now)
            return True, notice

        claimed, notice = self._database.write(work).result()
        if claimed and notice is not None:
            self._tell_platform(order, *notice)
        elif claimed:
            record(Event.BILL_SETTLED, order_number=order.number)
        else:
            record(Event.BILL_TAKEN, order_number=order.number)

    def _tell_platform(self, order: HeldOrder, notice_code: str, region_code: str) -> None:
        try:
            # One that is not configured any more counts as one that is away.
            platform = self._platforms[region_code]
            number = platform.settle(notice_code, region_code, order.number, order.amount_fen)
        except (PlatformAwayError, KeyError):
            # The money is there and the platform does not know it yet: told again until it answers.
            now = self._clock()
            until = schedule.try_again(order.attempts + 1, now)
            self._database.write(lambda connection: put_off(connection, order, until, "platform-away")).result()
            record(Event.PLATFORM_SILENT, order_number=order.number, region_code=region_code)
        except NotSettledError as error:
            self._give_up(order, paid_elsewhere=error.paid_elsewhere)
        else:
            now = self._clock()
            self._database.write(lambda connection: _serve(connection, order, number, now)).result()
            record(Event.BILL_SETTLED, order_number=order.number)

    def _give_up(self, order: HeldOrder, *, paid_elsewhere: bool) -> None:
        now = self._clock()

        def work(connection: Connection) -> None:
            release(connection, order.bill_id, order.number, paid_elsewhere=paid_elsewhere)
            apply(connection, order.number, OrderEvent.NOT_SERVED, now, source=SOURCE)

        self._database.write(work).result()
        record(Event.BILL_TAKEN, order_number=order.number)


def _serve(connection: Connection, order: HeldOrder, document_number: str | None, now: datetime) -> None:
    """Mark the bill served, and close what else is open for it: nobody should pay it again."""
    if document_number is not None:
        write_document(connection, order.bill_id, order.number, document_number)
    apply(connection, order.number, OrderEvent.SERVED, now, source=SOURCE)
    others = connection.scalars(_OTHERS, {"bill": order.bill_id, "order": order.number}).all()
    for number in others:
        apply(connection, number, OrderEvent.CANCELLED, now, source=SOURCE)
