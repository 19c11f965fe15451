"""Two processes at the same order at the same moment: each has its own connections, on both engines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, select

from hall.database import Database
from hall.errors import ProblemError
from hall.migrations import migrate
from hall.payments.bills import Charge, claim, keep_bill
from hall.payments.machine import OrderEvent
from hall.payments.notifications import Heard, hear
from hall.payments.orders import apply, find, open_order, take_due
from hall.payments.provider import Notification, Paid
from hall.payments.tables import pay_orders, pay_transitions
from offline_queue.wire.payments import FeeClass, OrderRequest, OrderState
from tests.hall.payments.conftest import ZONE
from tests.hall.payments.edge import START, enrol
from tests.hall.terminal import settings_for
from tests.wire.build import uuid_of

T = TypeVar("T")
ROUNDS = 12


@pytest.fixture
def two(tmp_path: Path, engine: str) -> Any:
    settings = settings_for(tmp_path)
    if engine == "sqlite":
        migrate(settings.data_dir)
    pair = (Database(tmp_path, settings.database_url), Database(tmp_path, settings.database_url))
    pair[0].write(lambda connection: enrol(connection, "LS01")).result()
    yield pair
    for database in pair:
        database.close()


def at_once(two: tuple[Database, Database], *works: Callable[[Connection], T]) -> list[T | None]:
    """Run one work in each database at the same moment; None where it was refused."""
    gate = threading.Barrier(2)
    results: list[T | None] = [None, None]

    def run(index: int) -> None:
        gate.wait()
        future = two[index].write(works[index])
        error = future.exception()
        if error is None:
            results[index] = future.result()
        elif not isinstance(error, ProblemError):
            raise error

    threads = [threading.Thread(target=run, args=(index,), name=f"race-{index}") for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def bill(two: tuple[Database, Database], name: str) -> str:
    charge = Charge(name, FeeClass.SERVICE_FEE, "费", "局", "", 500, 500)
    return two[0].write(lambda connection: keep_bill(connection, charge, "LS01", START)).result().bill_id


def opening(bill_id: str, name: str) -> Callable[[Connection], str]:
    asked = OrderRequest(client_request_id=uuid_of(name), bill_id=bill_id, method="wechat", amount_fen=500)

    def work(connection: Connection) -> str:
        entropy = uuid_of(name).encode()
        opened = open_order(
            connection, asked, terminal_id="LS01", now=START, zone=ZONE, entropy=lambda size: entropy[:size]
        )
        return opened.order.number

    return work


def ordered(two: tuple[Database, Database], name: str) -> str:
    return two[0].write(opening(bill(two, name), name)).result()


def test_of_two_orders_for_a_bill_at_the_same_moment_one_is_opened(two: tuple[Database, Database]) -> None:
    for round_ in range(ROUNDS):
        bill_id = bill(two, f"bill {round_}")
        numbers = at_once(two, opening(bill_id, f"{round_} left"), opening(bill_id, f"right {round_}"))
        assert sorted(number is None for number in numbers) == [False, True]


def test_of_two_events_at_the_same_moment_one_moves_the_order(two: tuple[Database, Database]) -> None:
    """Paid and not paid cannot both be true of it; the audit has one step."""
    for round_ in range(ROUNDS):
        number = ordered(two, f"{round_} events")

        def event(what: OrderEvent, number: str = number) -> Callable[[Connection], object]:
            return lambda connection: apply(connection, number, what, START, source="race")

        moved = at_once(two, event(OrderEvent.PAID), event(OrderEvent.PAID))
        steps = select(pay_transitions).where(
            pay_transitions.c.order_number == number, pay_transitions.c.event == OrderEvent.PAID.value
        )
        assert sorted(one is None for one in moved) == [False, True]
        assert len(two[0].read(lambda connection: connection.execute(steps).all())) == 1  # noqa: B023 - called at once


def test_the_same_notification_twice_at_the_same_moment_is_taken_once(two: tuple[Database, Database]) -> None:
    for round_ in range(ROUNDS):
        number = ordered(two, f"{round_} told")
        told = Notification(f"event {round_}", number, 500, Paid("42", 500, START))

        def hearing(connection: Connection, told: Notification = told) -> Heard:
            return hear(connection, "wechat", told, START)

        assert sorted(map(str, at_once(two, hearing, hearing))) == [Heard.REPEATED, Heard.TAKEN]
        order = two[1].read(lambda connection: find(connection, number))  # noqa: B023 - called at once
        assert order is not None
        assert order.state is OrderState.PAID


def test_of_two_orders_that_claim_a_bill_one_settles_it(two: tuple[Database, Database]) -> None:
    for round_ in range(ROUNDS):
        bill_id = bill(two, f"{round_} claimed")

        def claiming(number: str, bill_id: str = bill_id) -> Callable[[Connection], bool]:
            return lambda connection: claim(connection, bill_id, number, 500, START)

        assert sorted(map(bool, at_once(two, claiming("K1"), claiming("K2")))) == [False, True]


def test_of_two_workers_each_order_has_one(two: tuple[Database, Database]) -> None:
    """What is due is leased to whoever was first; both together have all of it once."""
    numbers = {ordered(two, f"{round_} due") for round_ in range(ROUNDS)}
    later = two[0].read(lambda connection: connection.execute(select(pay_orders.c.next_at)).scalars().all())
    now = max(moment for moment in later if moment is not None)
    taken = at_once(two, *(lambda connection: take_due(connection, now, ROUNDS // 2),) * 2)
    found = [order.number for orders in taken for order in orders or ()]
    assert len(found) == len(set(found))
    assert set(found) <= numbers
    assert len(found) == ROUNDS
