"""The state machine on real tables: every state with every event."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select, update

from hall.payments.bills import Charge, keep_bill
from hall.payments.machine import STEPS, UNFINISHED, OrderEvent, event_of
from hall.payments.orders import apply, find, open_order
from hall.payments.provider import Closed, NotFound, Paid, Paying, ProviderState, Refunded, Unknown, Unpaid
from hall.payments.tables import pay_orders, pay_transitions
from offline_queue.wire.payments import FeeClass, OrderRequest, OrderState
from tests.hall.payments.conftest import ZONE
from tests.hall.payments.edge import START, MemoryDatabase, enrol


@pytest.fixture(scope="module")
def memory() -> Iterator[MemoryDatabase]:
    database = MemoryDatabase()
    database.write(lambda connection: enrol(connection, "LS01")).result()
    yield database
    database.close()


def ordered(connection: Connection) -> str:
    charge = Charge(str(uuid.uuid4()), FeeClass.SERVICE_FEE, "费", "局", "", 500, 500)
    bill = keep_bill(connection, charge, "LS01", START)
    asked = OrderRequest(client_request_id=str(uuid.uuid4()), bill_id=bill.bill_id, method="wechat", amount_fen=500)
    opened = open_order(
        connection, asked, terminal_id="LS01", now=START, zone=ZONE, entropy=lambda size: uuid.uuid4().bytes[:size]
    )
    return opened.order.number


def test_every_state_and_event_leads_where_the_table_says_and_nowhere_else(memory: MemoryDatabase) -> None:
    """What the table has is one audited step and one new version; what it has not changes nothing at all."""
    number = memory.write(ordered).result()
    for state, happened in itertools.product(OrderState, OrderEvent):

        def place(connection: Connection, state: OrderState = state) -> None:
            mine = pay_orders.c.order_number == number
            connection.execute(update(pay_orders).where(mine).values(state=state.value, is_open=state in UNFINISHED))
            connection.execute(pay_transitions.delete())

        memory.write(place).result()
        before = memory.read(lambda connection: find(connection, number))
        moved = memory.write(
            lambda connection, happened=happened: apply(connection, number, happened, START, source="test")  # type: ignore[misc]
        ).result()
        after = memory.read(lambda connection: find(connection, number))
        audit = memory.read(lambda connection: connection.execute(select(pay_transitions)).all())
        step = STEPS.get((state, happened))
        assert before is not None
        if step is None:
            assert (moved, after, audit) == (None, before, []), (state, happened)
            continue
        assert moved == after
        assert after is not None
        assert (after.state, after.version) == (step.state, before.version + 1)
        assert [(row.before, row.event, row.after) for row in audit] == [(state, happened, step.state)]
        is_open = memory.read(
            lambda connection: connection.scalar(
                select(pay_orders.c.is_open).where(pay_orders.c.order_number == number)
            )
        )
        assert is_open == (state in UNFINISHED and step.state in UNFINISHED), "a bill that was let go is not held again"


def test_no_order_rests_for_ever_where_its_money_is_not_settled() -> None:
    """From every state that is no end some event leads on, and money that came is always on its way to be settled."""
    ends = {OrderState.SERVED, OrderState.REFUNDED}
    for state in set(OrderState) - ends:
        assert any(before is state for before, _ in STEPS), state
    for before, happened in STEPS:
        if happened is OrderEvent.PAID:
            assert STEPS[before, happened].state in {OrderState.PAID, OrderState.PAID_LATE}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (Paid("1", 5, START), OrderEvent.PAID),
        (Closed(), OrderEvent.NOT_PAID),
        (Refunded("1", whole=True), OrderEvent.GIVEN_BACK),
        (Refunded("1", whole=False), OrderEvent.DISPUTED),
        (Refunded("1", whole=None), OrderEvent.DISPUTED),
        (NotFound(), None),
        (Unpaid(), None),
        (Paying(), None),
        (Unknown("?"), None),
    ],
)
def test_only_what_is_certain_is_an_event(state: ProviderState, expected: OrderEvent | None) -> None:
    assert event_of(state) == expected
