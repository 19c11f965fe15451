"""Turns that payments take rarely, each made to happen: what decides about money has no line that nobody tried."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import Connection, select, update

import hall.payments.orders
import hall.payments.provider
import hall.payments.till
import hall.simulators.payments.world
from hall.errors import ProblemError
from hall.payments import schedule
from hall.payments.gateway import Gateway, Parts
from hall.payments.machine import OrderEvent
from hall.payments.notifications import Heard, hear
from hall.payments.orders import HeldOrder, apply, find, refund_of, take_due
from hall.payments.platforms import BillPlatform, FilePlatform
from hall.payments.provider import (
    BillKind,
    BillRow,
    Notification,
    Paid,
    ProviderState,
    RefundState,
    Refusal,
    RefusedError,
    SignatureInvalidError,
    Unpaid,
)
from hall.payments.reconciliation import match_day
from hall.payments.refunds import begin_refund, end_refund, order_of_refund
from hall.payments.tables import pay_orders
from hall.payments.till import take_card, take_cash
from hall.payments.worker import next_time
from hall.tables import cases
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import (
    BillQuery,
    CardReport,
    CardResult,
    CashCredit,
    CashReport,
    OrderRequest,
    OrderState,
    RefundStage,
)
from tests.hall.payments.conftest import FEES, NOTICE, REGION, ZONE, Counter
from tests.hall.payments.edge import START, Clock, EdgeProvider, MemoryDatabase, Scheme, World, enrol
from tests.wire.build import case_document, make_case

pytestmark = pytest.mark.expects_log_warnings  # what is rare is mostly told to the log


@dataclass
class Desk:
    """A gateway in memory, with one provider and one platform."""

    database: MemoryDatabase
    clock: Clock
    world: World
    provider: EdgeProvider
    platforms: dict[str, BillPlatform]
    threads: int = 1

    def __post_init__(self) -> None:
        self.gateway = self.made({self.provider.name: self.provider})

    def made(self, providers: dict[str, Any]) -> Gateway:
        parts = Parts(FEES, providers, self.platforms, ZONE, self.threads)
        return Gateway(parts, self.database, self.clock)  # type: ignore[arg-type]  # as far as it is asked

    def query(self, **asked: object) -> BillQuery:
        return BillQuery.model_validate({"query_id": str(uuid.uuid4()), **(asked or {"item_id": "passport"})})

    def order(self, method: str = "wechat", gateway: Gateway | None = None, **changes: object) -> HeldOrder:
        bill = (gateway or self.gateway).bills(self.query(), "LS01").bills[0]
        values = {"client_request_id": str(uuid.uuid4()), "bill_id": bill.bill_id, "amount_fen": bill.amount_fen}
        asked = OrderRequest.model_validate({**values, "method": method, **changes})
        return (gateway or self.gateway).order(asked, "LS01").order

    def now_as(self, order: HeldOrder) -> HeldOrder:
        found = self.database.read(lambda connection: find(connection, order.number))
        assert found is not None
        return found

    def place(self, order: HeldOrder, **values: object) -> HeldOrder:
        mine = pay_orders.c.order_number == order.number
        self.database.write(
            lambda connection: connection.execute(update(pay_orders).where(mine).values(**values))
        ).result()
        return self.now_as(order)

    def refunding(self) -> HeldOrder:
        order = self.place(self.order(), state="serve_failed", is_open=False)
        self.database.write(lambda connection: begin_refund(connection, order, self.clock(), "test")).result()
        return self.now_as(order)

    def told(self, order: HeldOrder, state: ProviderState | None, name: str = "wechat", **more: Any) -> Heard:
        notice = Notification(str(uuid.uuid4()), order.number, order.amount_fen, state, **more)
        return self.database.write(lambda connection: hear(connection, name, notice, self.clock())).result()

    def paid(self, amount_fen: int = 12_000) -> Paid:
        return Paid("4200", amount_fen, self.clock())

    def due(self, order: HeldOrder) -> HeldOrder:
        self.place(order, next_at=self.clock())
        self.gateway.run_once()
        return self.now_as(order)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = MemoryDatabase()
    database.write(lambda connection: enrol(connection, "LS01")).result()
    clock = Clock()
    world = World(clock)
    bill = {"subject": "罚款", "payee": "区财政局", "amount_fen": 20_000, "payer": "李"}
    path = tmp_path / "nontax.json"
    path.write_text(json.dumps({"bills": {NOTICE: bill}}), "utf-8")
    yield Desk(database, clock, world, EdgeProvider(Scheme.WECHAT, world, clock), {REGION: FilePlatform(path)})
    database.close()


def refused(kind: ProblemKind) -> Any:
    return pytest.raises(ProblemError, match=kind)


def test_questions_about_nothing_here_are_refused(desk: Desk, tmp_path: Path) -> None:
    """No such case, region or notice; a platform that is away; a provider that is none."""
    for kind, asked in (
        (ProblemKind.NOT_FOUND, {"receipt_number": "LS01-261124-10017-T"}),
        (ProblemKind.NOT_OFFERED, {"notice_code": NOTICE, "region_code": "610101"}),
        (ProblemKind.NOT_FOUND, {"notice_code": "0" * 20, "region_code": REGION}),
        (ProblemKind.NOT_OFFERED, {"item_id": "nothing"}),
    ):
        with refused(kind):
            desk.gateway.bills(desk.query(**asked), "LS01")
    with refused(ProblemKind.NOT_FOUND):
        desk.gateway.notified("nobody", {}, b"")
    with refused(ProblemKind.NOT_FOUND):
        desk.gateway.cancel("K000000", "LS01")
    (tmp_path / "nontax.json").unlink()
    with refused(ProblemKind.SOURCE_DOWN):
        desk.gateway.bills(desk.query(notice_code=NOTICE, region_code=REGION), "LS01")


def test_a_way_to_pay_that_is_not_offered_orders_nothing(desk: Desk) -> None:
    desk.provider.shows_codes = False
    for method, code in (("alipay", None), ("wechat", None), ("cash", "1" * 18)):
        with refused(ProblemKind.NOT_OFFERED):
            desk.order(method, payment_code=code)
    assert desk.database.read(lambda connection: connection.execute(select(pay_orders)).all()) == []


def test_a_notification_about_nothing_is_only_acknowledged(desk: Desk) -> None:
    """Signed, and of no order that was paid; an unsigned one is a problem."""
    order = desk.order()
    assert desk.gateway.notified("wechat", {}, f"{order.number} 1".encode()).status == 200
    with refused(ProblemKind.SIGNATURE):
        desk.gateway.notified("wechat", {"forged": "1"}, f"{order.number} 1".encode())


def test_a_bill_that_cannot_be_had_is_late(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is not there, or not signed."""
    day = START.date()
    desk.provider.bill_late = True
    assert desk.gateway.reconcile("wechat", day) is None

    def unsigned(_day: object) -> tuple[BillRow, ...]:
        raise SignatureInvalidError("signature")

    monkeypatch.setattr(desk.provider, "download_bill", unsigned)
    assert desk.gateway.reconcile("wechat", day) is None
    with pytest.raises(KeyError):
        desk.gateway.reconcile("nobody", day)


def test_notifications_about_refunds_end_only_the_refund_that_they_name(desk: Desk) -> None:
    order = desk.refunding()
    refund = desk.database.read(lambda connection: refund_of(connection, order))
    assert refund is not None
    assert desk.told(order, None, refund_number="R-other", refund_state=RefundState.DONE) is Heard.STRANGER
    now = {"refund_number": refund.number, "refund_state": RefundState.PROCESSING}
    assert desk.told(order, None, **now) is Heard.NOTHING_NEW
    assert desk.told(order, None, **{**now, "refund_state": RefundState.DONE}) is Heard.TAKEN
    assert desk.now_as(order).state is OrderState.REFUNDED
    # Done is done: nothing that comes later makes it a failure.
    assert desk.told(order, None, **{**now, "refund_state": RefundState.FAILED}) is Heard.NOTHING_NEW
    answer = desk.database.read(lambda connection: hall.payments.orders.answer_of(connection, order, START))
    assert answer.refund is not None
    assert answer.refund.stage is RefundStage.DONE


def test_notifications_say_only_what_is_certain(desk: Desk) -> None:
    """Of a payment under way nothing; closed is closed; the amount in the state counts like the amount beside it."""
    order = desk.order()
    assert desk.told(order, Unpaid()) is Heard.NOTHING_NEW
    assert desk.told(order, None) is Heard.NOTHING_NEW
    assert desk.told(order, desk.paid(1)) is Heard.AMOUNT
    other = desk.order()
    assert desk.told(other, hall.payments.provider.Closed()) is Heard.TAKEN
    assert desk.now_as(other).state is OrderState.CLOSED
    assert desk.told(other, desk.paid(), "alipay") is Heard.STRANGER
    assert desk.told(replace(other, number="K000000"), desk.paid()) is Heard.STRANGER


def test_orders_that_others_move_all_the_time_are_busy(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is never the first to write gives up with a problem, not with a guess."""
    order, cash = desk.order(), desk.order("cash")
    report = CashReport(credits=(CashCredit(device="BV", epoch=1, counter=1, value_fen=500),))
    monkeypatch.setattr(hall.payments.orders, "compare_and_set", lambda *_: False)
    monkeypatch.setattr(hall.payments.till, "compare_and_set", lambda *_: False)
    write = desk.database.write
    with refused(ProblemKind.BUSY):
        write(lambda connection: apply(connection, order.number, OrderEvent.PAID, START, source="test")).result()
    with refused(ProblemKind.BUSY):
        write(lambda connection: take_cash(connection, cash.number, "LS01", report, START)).result()
    assert write(lambda connection: apply(connection, "K000000", OrderEvent.PAID, START, source="t")).result() is None


def test_what_another_worker_leases_first_is_not_taken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    order = desk.place(desk.order(), next_at=START)
    monkeypatch.setattr(schedule, "LEASE", timedelta())
    later = START + timedelta(seconds=1)
    assert [one.number for one in desk.database.write(lambda c: take_due(c, later, 9)).result()] == [order.number]

    def leased_by_others(connection: Any) -> list[HeldOrder]:
        class Late:
            """Between reading and leasing somebody else leases."""

            def execute(self, statement: Any, values: Any = None) -> Any:
                if "seen" in (values or {}):
                    values = {**values, "seen": START - timedelta(days=1)}
                return connection.execute(statement, values)

        return take_due(Late(), later, 9)  # type: ignore[arg-type]  # as far as it is asked

    assert desk.database.write(leased_by_others).result() == []


def test_a_reversal_in_the_bill_is_a_difference_only_of_what_we_have_as_paid(desk: Desk) -> None:
    order = desk.order()
    row = BillRow(BillKind.REVERSAL, order.number, "1", 12_000, START)
    work = [row]
    found = desk.database.write(lambda c: match_day(c, "wechat", START.date(), work, START, ZONE)).result()
    assert (found.settled, found.differences) == (1, 0)
    assert desk.now_as(order).state is OrderState.REFUNDED


def test_a_refund_ends_once_and_is_found_by_number_and_amount(desk: Desk) -> None:
    order = desk.refunding()
    refund = desk.database.read(lambda connection: refund_of(connection, order))
    assert refund is not None
    read, write = desk.database.read, desk.database.write
    assert read(lambda c: order_of_refund(c, refund.number)) == order.number
    assert read(lambda c: order_of_refund(c, refund.number, 1)) is None
    ended = write(lambda c: end_refund(c, order.number, RefundState.NOT_FOUND, START, "test")).result()
    assert ended is None
    assert read(lambda c: refund_of(c, replace(order, number="K000000"))) is None


def _declined(order_number: str, terminal_id: str, report: CardReport, connection: Connection) -> HeldOrder:
    return take_card(connection, order_number, terminal_id, report, START)


def test_a_till_only_speaks_of_its_own_orders(desk: Desk) -> None:
    order = desk.order()
    card = CardReport(result=CardResult.DECLINED, amount_fen=1)
    for terminal in ("LS01", "LS02"):
        with refused(ProblemKind.NOT_FOUND):
            desk.database.write(partial(_declined, order.number, terminal, card)).result()


def test_several_orders_are_worked_on_side_by_side(desk: Desk) -> None:
    """By threads of their own, where there are two or more."""
    orders = [desk.order(), desk.order()]
    for order in orders:
        desk.world.pay(f"code:{order.number}")
        desk.place(order, next_at=desk.clock())
    desk.threads = 2
    seen: list[str] = []
    gateway = desk.made({"wechat": desk.provider})
    worker = gateway._worker
    worker.look = lambda order: seen.append(order.number)  # type: ignore[method-assign]  # the tables in memory are one thread's
    assert gateway.run_once() == 2
    assert sorted(seen) == sorted(order.number for order in orders)


def test_what_was_left_new_is_submitted_and_what_is_over_is_let_be(desk: Desk) -> None:
    """A row that nobody moved on, and one that is due without need."""
    assert desk.due(desk.place(desk.order(), state="new")).state is OrderState.ORDERED
    for state in ("served", "refunded", "manual"):
        order = desk.due(desk.place(desk.order(), state=state, is_open=False))
        assert (order.state, order.next_at) == (OrderState(state), None)


def test_an_order_of_a_provider_that_is_configured_no_more_waits_for_it(desk: Desk) -> None:
    """Its refund too; nothing is guessed."""
    order, refund = desk.order(), desk.refunding()
    desk.gateway = desk.made({})
    desk.clock.pass_s(2)
    assert desk.due(order).state is OrderState.SHOWN
    assert desk.due(refund).state is OrderState.REFUNDING
    assert desk.now_as(refund).attempts == 2, "due in both rounds"


def test_what_a_provider_refuses_to_show_is_closed_after_it_was_asked_for(desk: Desk) -> None:
    """And an order that was never shown can be paid by nobody."""
    desk.provider.dice.lost_before = 1.0
    order = desk.order()
    desk.provider.dice.stop()
    desk.world.close(desk.provider._open(order.for_provider(), "code"))
    assert desk.due(order).state is OrderState.CLOSING
    assert desk.due(order).state is OrderState.CLOSED


def test_what_no_code_ever_left_the_hall_for_is_closed_without_the_provider(desk: Desk) -> None:
    """The provider knows no such order, and nobody has anything to pay it with."""
    desk.provider.dice.lost_before = 1.0
    order = desk.order()
    desk.provider.dice.stop()
    desk.gateway.cancel(order.number, "LS01")
    assert desk.due(order).state is OrderState.CLOSED


def test_an_answer_that_comes_after_somebody_elses_changes_nothing(desk: Desk) -> None:
    """The worker had the order as shown; meanwhile it was served."""
    order = desk.order()
    desk.world.pay(f"code:{order.number}")
    served = desk.place(order, state="served", is_open=False)
    desk.gateway._worker.look(order)
    assert desk.now_as(order) == served


def test_the_fees_of_a_case_are_those_of_its_item(counter: Counter) -> None:
    """By its receipt number, and the same bill whoever asks."""
    terminal = counter.terminal
    assert terminal.enrolled is not None
    made = make_case(X25519PublicKey.from_public_bytes(terminal.enrolled.sealing_key.public_key))
    assert terminal.put(made).status_code == 201
    write = counter.running.hall.database.write
    write(lambda connection: connection.execute(update(cases).values(item_id="passport"))).result()
    number = case_document().receipt_number
    first, second = (counter.bills(receipt_number=number).bills for _ in range(2))
    assert [bill.amount_fen for bill in first] == [12_000, 3_000]
    assert first == second


def test_a_reversal_waits_until_it_may_be_asked_for(desk: Desk) -> None:
    code = desk.world.issue_code(Scheme.WECHAT, "A", hall.simulators.payments.world.Wallet.ASKS)
    order = desk.order(payment_code=code)
    desk.gateway.cancel(order.number, "LS01")
    desk.provider.calls.clear()
    assert desk.due(order).state is OrderState.CLOSING
    assert desk.provider.calls == ["query"]


def test_a_refund_is_asked_about_before_it_is_asked_for_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """On its way it is only waited for; refused for good it is a person's."""
    order = desk.refunding()
    monkeypatch.setattr(desk.provider, "query_refund", lambda _refund: RefundState.PROCESSING)
    monkeypatch.setattr(desk.provider, "refund", lambda _refund: RefundState.PROCESSING)
    for _ in range(2):
        assert desk.due(order).state is OrderState.REFUNDING

    def refuse(_refund: object) -> RefundState:
        raise RefusedError(Refusal.NOT_REFUNDABLE, "NOT_ENOUGH")

    monkeypatch.setattr(desk.provider, "query_refund", lambda _refund: RefundState.NOT_FOUND)
    monkeypatch.setattr(desk.provider, "refund", refuse)
    assert desk.due(order).state is OrderState.MANUAL


def test_an_answer_about_another_amount_is_a_persons(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    order = desk.order()
    monkeypatch.setattr(desk.provider, "query", lambda _order: desk.paid(1))
    assert desk.due(order).state is OrderState.MANUAL


def test_a_last_look_without_an_answer_is_made_again(desk: Desk) -> None:
    order = desk.place(desk.order(), state="closed", changed_at=START)
    after = START + timedelta(hours=2)
    assert next_time(order, after, answered=True) == (None, False)
    assert next_time(order, after, answered=False) == (after + timedelta(hours=1), False)


@pytest.mark.parametrize(
    ("raised", "cause"),
    [
        (SignatureInvalidError("unsigned"), "untrusted-unsigned"),
        (hall.payments.provider.ProviderError(), "ProviderError"),
    ],
)
def test_an_answer_that_is_not_believed_moves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, raised: Exception, cause: str
) -> None:
    """It is asked again, and the table says why."""
    order = desk.order()

    def answer(_order: object) -> ProviderState:
        raise raised

    monkeypatch.setattr(desk.provider, "query", answer)
    assert desk.due(order).state is OrderState.SHOWN
    mine = pay_orders.c.order_number == order.number
    fault = desk.database.read(lambda c: c.scalar(select(pay_orders.c.last_fault).where(mine)))
    assert fault == cause
