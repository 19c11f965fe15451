"""The whole gateway with the true clients against the sandbox over real HTTP: orders, notifications, bill files."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from sqlalchemy import Row, select

from hall.errors import ProblemError
from hall.payments.fees import FeeRule, FeesFile
from hall.payments.gateway import Gateway, Parts
from hall.payments.orders import HeldOrder, find
from hall.payments.tables import pay_differences, pay_notifications
from hall.simulators.payments.faults import Call, Fault, NoticeFault
from hall.simulators.payments.world import Wallet
from offline_queue.wire.payments import BillQuery, FeeClass, OrderRequest, OrderState
from tests.hall.payments.conftest import ZONE
from tests.hall.payments.edge import MemoryDatabase, enrol
from tests.hall.payments.providers.conftest import Market

FEES = FeesFile(
    fees=(
        FeeRule(
            item_id="passport",
            code="book",
            name="工本费",
            fee_class=FeeClass.SERVICE_FEE,
            amount_fen=12_000,
            payee="局",
            basis="样例",
        ),
    )
)


@dataclass
class Office:
    """A gateway in a market. ``method`` is who is paid with."""

    market: Market
    database: MemoryDatabase
    method: str
    gateway: Gateway = field(init=False)

    def __post_init__(self) -> None:
        parts = Parts(FEES, self.market.providers, {}, ZONE, threads=1)
        self.gateway = Gateway(parts, self.database, self.market.hall_clock)  # type: ignore[arg-type]

    def bill(self) -> str:
        query = BillQuery(query_id=str(uuid.uuid4()), item_id="passport")
        return self.gateway.bills(query, "LS01").bills[0].bill_id

    def order(self, bill_id: str | None = None, code: str | None = None) -> HeldOrder:
        asked = OrderRequest(
            client_request_id=str(uuid.uuid4()),
            bill_id=bill_id or self.bill(),
            method=self.method,
            amount_fen=12_000,
            payment_code=code,
        )
        return self.gateway.order(asked, "LS01").order

    def work(self, *waits_s: float) -> None:
        for wait_s in (0.0, *waits_s):
            self.market.pass_s(wait_s)
            self.gateway.run_once()

    def state(self, order: HeldOrder) -> OrderState:
        fresh = self.database.read(lambda connection: find(connection, order.number))
        assert fresh is not None
        return fresh.state

    def hear(self) -> list[str]:
        """Take what the sandbox tells; return what became of each."""
        for notice in self.market.sandbox.notices.take():
            told = self.gateway.notified(self.method, notice.headers, notice.body)
            assert notice.is_understood(told.status, told.body)
        return [row.outcome for row in self.rows()]

    def rows(self) -> list[Row[tuple[object, ...]]]:
        query = select(pay_notifications)
        return list(self.database.read(lambda connection: connection.execute(query).all()))

    @property
    def today(self) -> date:
        return self.market.clock.at.astimezone(ZONE).date()


@pytest.fixture
def memory() -> Iterator[MemoryDatabase]:
    database = MemoryDatabase()
    database.write(lambda connection: enrol(connection, "LS01")).result()
    yield database
    database.close()


@pytest.fixture(params=["wechat", "alipay"])
def office(request: pytest.FixtureRequest, market: Market, memory: MemoryDatabase) -> Office:
    return Office(market, memory, request.param)


def test_a_code_is_shown_paid_and_served(office: Office) -> None:
    order = office.order()
    assert order.state is OrderState.SHOWN
    office.work(2)
    office.market.sandbox.world.pay(order.number)
    office.work(2, 1)
    assert office.state(order) is OrderState.SERVED
    assert office.market.balance_fen == 12_000


def test_a_notification_comes_twice(office: Office) -> None:
    order = office.order()
    office.market.sandbox.faults.lay_notices(NoticeFault.TWICE)
    office.market.sandbox.world.pay(order.number)
    assert office.hear() == ["taken"]
    assert [row._mapping["count"] for row in office.rows()] == [2]
    office.work()
    assert office.state(order) is OrderState.SERVED


@pytest.mark.expects_log_warnings
def test_a_forged_notification_pays_nothing(office: Office) -> None:
    order = office.order()
    office.market.sandbox.faults.lay_notices(NoticeFault.FORGED)
    office.market.sandbox.world.pay(order.number)
    with pytest.raises(ProblemError):
        office.hear()
    assert office.state(order) is OrderState.SHOWN
    office.work(2, 1)
    assert office.state(order) is OrderState.SERVED, "the gateway has asked by itself"


def test_a_payment_code_at_the_password_is_reversed_in_the_end(office: Office) -> None:
    order = office.order(code=office.market.code(office.method, wallet=Wallet.ASKS))
    assert order.state is OrderState.SHOWN
    office.work(46, 5, 5, 5, 5)
    assert office.state(order) is OrderState.CLOSED
    assert office.market.balance_fen == 0


def test_a_payment_code_whose_answer_is_lost_is_not_charged_again(office: Office) -> None:
    office.market.lay(Call.PAY_CODE, Fault.LOST_ANSWER)
    order = office.order(code=office.market.code(office.method))
    assert order.state is OrderState.SHOWN
    office.work(5, 1)
    assert office.state(order) is OrderState.SERVED
    assert office.market.balance_fen == 12_000


def test_the_day_is_matched_with_the_true_bill_file(office: Office) -> None:
    """What was never answered is settled by it; nothing is left over."""
    served = office.order()
    office.market.sandbox.world.pay(served.number)
    office.work(2, 1)
    lost = office.order()
    office.market.sandbox.world.pay(lost.number)
    office.market.lay(Call.QUERY, *[Fault.LOST_ANSWER] * 40)
    office.market.lay(Call.CLOSE, *[Fault.LOST_ANSWER] * 40)
    office.market.lay(Call.REVERSE, *[Fault.LOST_ANSWER] * 40)
    office.work(185, 5, 370, 5, 61, 300, 900, 3_600, 3_600)
    assert office.state(lost) is OrderState.MANUAL
    office.market.sandbox.faults.clear()
    day = office.today
    office.market.pass_s(timedelta(days=1).total_seconds())
    matched = office.gateway.reconcile(office.method, day)
    assert matched is not None
    assert (matched.rows, matched.settled, matched.differences) == (2, 1, 0)
    office.work()
    assert office.state(lost) is OrderState.SERVED
    found = office.database.read(lambda connection: connection.execute(select(pay_differences)).all())
    assert found == []
