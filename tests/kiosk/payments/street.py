"""One terminal's payments against the real hall and the sandbox, in one process, with everything that can break.

The terminal is what it is without Qt: the desk of orders over its record on a disk. A resident, phones, a validator,
kills and the line are thrown as dice. What the desk answers is held against what truly happened, the moment it is said.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from hall.errors import ProblemError
from hall.payments.machine import UNFINISHED
from hall.payments.orders import HeldOrder, answer_of, find, open_orders
from hall.payments.tables import pay_orders
from hall.payments.till import take_cash
from hall.simulators.payments.faults import Call, Fault
from hall.simulators.payments.server import PaymentSandbox
from hall.simulators.payments.world import Scheme, Wallet
from hall.web.context import Hall
from kiosk.hall_calls import BusyError, LiveCallError, OfflineError, RefusedError
from kiosk.payments.order_desk import NotNowError, OrderDesk
from kiosk.payments.order_record import Disk, OrderRecord, OrderRecordError
from kiosk.present.payment.result import ResultView, view_of
from offline_queue.wire.documents import PaymentOutcome, PaymentOutcomeDraft
from offline_queue.wire.fields import WireAnswer
from offline_queue.wire.payments import (
    CASH,
    Bill,
    BillQuery,
    CardReport,
    CardResult,
    CashCredit,
    CashEnd,
    CashReport,
    OpenOrdersAnswer,
    OrderAnswer,
    OrderRequest,
    OrderState,
)
from tests.hall.terminal import TestClock

Told = TypeVar("Told", bound=WireAnswer)
PAID = frozenset({ResultView.PAID, ResultView.SETTLING})
NOT_PAID = frozenset({ResultView.NOT_PAID})
SILENT = (Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.SYSTEM_ERROR, Fault.FORGED, Fault.PAID_BEFORE, Fault.PAID_AFTER)


class KilledError(BaseException):
    """The terminal's process is gone, in the middle of whatever it did."""


class DicedDisk(Disk):
    """The power may go before and after each step."""

    def __init__(self, street: Street) -> None:
        self._street = street

    def write(self, path: Path, content: bytes) -> None:
        self._street.may_die()
        super().write(path, content)
        self._street.may_die()

    def rename(self, path: Path, target: Path) -> None:
        super().rename(path, target)
        self._street.may_die()

    def settle(self, folder: Path) -> None:
        """Power is cut between steps here, so nothing hangs on what reaches the platter; this saves the time."""
        del folder


@dataclass
class Street:
    """One seed: one bill, one terminal, who pays, and what breaks."""

    seed: int
    hall: Hall
    clock: TestClock
    sandbox: PaymentSandbox
    folder: Path
    outcomes: list[PaymentOutcomeDraft] = field(default_factory=list)
    notes: dict[str, list[int]] = field(default_factory=dict)
    said_not_paid: set[str] = field(default_factory=set)
    calls_made: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.terminal_id = f"T{self.seed}"
        self.deadly = self.random.choice((0.0, 0.02, 0.1))
        self.lossy = self.random.choice((0.0, 0.1, 0.4))
        self.breaks = True
        self.resident: str | None = None
        self.answer: OrderAnswer | None = None
        self.bill = self._bill()
        self.start()

    def _bill(self) -> Bill:
        asked = BillQuery(query_id=self.new_id(), item_id="copy")
        return self.hall.gateway.bills(asked, self.terminal_id).bills[0]

    def new_id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def start(self) -> None:
        """A new process: nothing of the old one is left but its files."""
        self.resident, self.answer = None, None
        record = OrderRecord(self.folder / f"{self.terminal_id}.json", DicedDisk(self))
        self.desk = OrderDesk(record, self, now=lambda: datetime.now(UTC), tell=self._tell)

    def may_die(self) -> None:
        if self.breaks and self.random.random() < self.deadly:
            raise KilledError

    def _tell(self, draft: PaymentOutcomeDraft, _entry_id: str) -> None:
        self.outcomes.append(draft)

    # ---- the till ----------------------------------------------------------------------------------------------------

    def cash(self, order_id: str, *, ended: bool = True) -> CashReport | None:
        """What the validator has stacked; while somebody stands before it, it may take more."""
        taken = self.notes.get(order_id, [])
        told = tuple(
            CashCredit(device="V1", epoch=self.seed + 1, counter=self._counter(order_id, at), value_fen=value)
            for at, value in enumerate(taken)
        )
        return CashReport(credits=told, end=CashEnd.FINISHED if ended else CashEnd.OPEN)

    def _counter(self, order_id: str, at: int) -> int:
        return list(self.notes).index(order_id) * 100 + at

    def card(self, order_id: str, amount_fen: int) -> CardReport | None:
        """No card is used here."""
        del order_id
        return CardReport(result=CardResult.DECLINED, amount_fen=amount_fen)

    # ---- the line ----------------------------------------------------------------------------------------------------

    def order(self, asked: OrderRequest) -> OrderAnswer:
        def work() -> HeldOrder:
            opened = self.hall.gateway.order(asked, self.terminal_id)
            if opened.is_new:
                self.no_other_can_be_paid(opened.order.number)
            return opened.order

        return self._call(lambda: self._answer(work()))

    def open_orders(self) -> OpenOrdersAnswer:
        return self._call(lambda: self.hall.database.read(lambda one: open_orders(one, self.terminal_id, self.clock())))

    def look_at_order(self, order_id: str, *, wait_s: int = 0, version: int | None = None) -> OrderAnswer:
        del wait_s, version
        return self._call(lambda: self._answer(self._find(order_id)))

    def cancel_order(self, order_id: str) -> OrderAnswer:
        return self._call(lambda: self._answer(self.hall.gateway.cancel(order_id, self.terminal_id)))

    def report_cash(self, order_id: str, report: CashReport) -> OrderAnswer:
        def work() -> HeldOrder:
            write = self.hall.database.write
            return write(lambda one: take_cash(one, order_id, self.terminal_id, report, self.clock())).result()

        return self._call(lambda: self._answer(work()))

    def report_card(self, order_id: str, report: CardReport) -> OrderAnswer:
        raise NotImplementedError

    def _call(self, work: Callable[[], Told]) -> Told:
        """Signed HTTP left out: the request may be lost, the answer may be, the terminal may die around it."""
        self.calls_made += 1
        self.may_die()
        if self.breaks and self.random.random() < self.lossy:
            raise self.random.choice((OfflineError(), BusyError(1.0)))
        try:
            answer = work()
        except ProblemError as problem:
            raise RefusedError(problem.kind) from None
        self.may_die()
        if self.breaks and self.random.random() < self.lossy:
            raise OfflineError
        return type(answer).model_validate_json(answer.model_dump_json())

    def _answer(self, held: HeldOrder) -> OrderAnswer:
        return self.hall.database.read(lambda one: answer_of(one, held, self.clock()))

    def _find(self, order_id: str) -> HeldOrder:
        held = self.hall.database.read(lambda one: find(one, order_id, self.terminal_id))
        assert held is not None
        return held

    # ---- what truly happened -----------------------------------------------------------------------------------------

    def held(self) -> dict[str, OrderState]:
        """Every order of this terminal and its state at the hall."""
        columns = pay_orders.c.order_number, pay_orders.c.state
        query = select(*columns).where(pay_orders.c.terminal_id == self.terminal_id)
        rows = self.hall.database.read(lambda one: one.execute(query).all())
        return {row.order_number: OrderState(row.state) for row in rows}

    def taken_fen(self, number: str) -> int:
        """What has been taken for an order and not given back."""
        return self.sandbox.world.balance_fen(number) + sum(self.notes.get(number, []))

    def no_other_can_be_paid(self, number: str) -> None:
        """A second charge was offered: then no other order of the bill is open, and none has money."""
        for other, state in self.held().items():
            if other != number:
                assert state not in UNFINISHED, f"seed {self.seed}: {number} offered while {other} is {state}"
                assert self.taken_fen(other) == 0, f"seed {self.seed}: {number} offered, {other} has the money"

    def no_second_is_offered(self) -> None:
        """Where the terminal would let the bill be ordered, no order of its own for it is without an end."""
        if self.desk.looked_back and not self.desk.holds(self.bill.bill_id):
            open_still = {number: state for number, state in self.held().items() if state in UNFINISHED}
            assert not open_still, f"seed {self.seed}: the bill is offered while there are {open_still}"

    def hear(self, number: str, state: OrderState) -> None:
        """What a page would say now is true now."""
        view, taken = view_of(state), self.taken_fen(number)
        if view in PAID:
            assert taken >= self.bill.amount_fen, f"seed {self.seed}: {number} said to be paid, has {taken}"
        if view in NOT_PAID:
            self.said_not_paid.add(number)
            assert taken == 0, f"seed {self.seed}: {number} said not to be paid, has {taken}"

    # ---- what is done ------------------------------------------------------------------------------------------------

    def run(self) -> None:
        acts: tuple[Callable[[], None], ...] = (self.place, self.look, self.pay, self.work, self.wait, self.cancel)
        acts = (*acts, self.walk_away, self.settle, self.note, self.confirm, self.kill, self.fault)
        for _ in range(self.random.randint(8, 24)):
            self.do(self.random.choices(acts, (8, 4, 6, 6, 3, 2, 2, 4, 4, 3, 1, 2))[0])
        self.finish()

    def do(self, act: Callable[[], None]) -> None:
        try:
            act()
        except KilledError:
            self.start()
        except (LiveCallError, NotNowError, OrderRecordError):
            pass
        self.no_second_is_offered()

    def place(self) -> None:
        method, code = self.random.choice(("wechat", "alipay", CASH)), None
        if method != CASH and self.random.random() < 0.4:
            wallet = self.random.choice((Wallet.PAYS, Wallet.ASKS, Wallet.EMPTY))
            code = self.sandbox.world.issue_code(Scheme(method), "A", wallet)
        if self.resident is not None:
            return  # the flow leads to a new order only when the old one is left
        self.resident, self.answer = self.new_id(), None
        self.took(self.desk.place(self, self.bill, method, self.resident, payment_code=code))

    def took(self, answer: OrderAnswer) -> None:
        self.answer = answer
        self.hear(answer.order_id, answer.state)

    def look(self) -> None:
        if self.resident is None:
            return
        if self.answer is not None:
            self.took(self.desk.follow(self, self.answer, wait_s=0))
            return
        known = self.desk.find_again(self, self.resident)
        if known.answer is not None:
            self.took(known.answer)

    def cancel(self) -> None:
        if self.answer is not None and self.answer.method != CASH:
            self.took(self.desk.cancel(self, self.answer.order_id))

    def walk_away(self) -> None:
        """Of a cash session the device's last word comes first."""
        resident, self.resident, self.answer = self.resident, None, None
        if resident is not None:
            self.desk.left(resident)

    def settle(self) -> None:
        for known in self.desk.settle(self):
            shown = known.state is OrderState.SHOWN and known.order.method != CASH
            assert not shown, f"seed {self.seed}: nobody stands at {known.order.order_id}, and it is still shown"
            if known.answer is not None and known.state is not None:
                self.hear(known.answer.order_id, known.state)

    def note(self) -> None:
        """A note goes in while somebody stands at a cash order that is open."""
        answer = self.answer
        if answer is None or answer.method != CASH or answer.state is not OrderState.SHOWN:
            return
        inside = self.notes.setdefault(answer.order_id, [])
        if sum(inside) < self.bill.amount_fen:
            inside.append(500)
        ended = sum(inside) >= self.bill.amount_fen or self.random.random() < 0.2
        told = self.desk.count_cash(self, answer.order_id, ended=ended)
        if told is not None:
            self.took(told)

    def pay(self) -> None:
        """A phone pays what it sees on the screen."""
        if self.answer is not None and self.answer.code_url:
            self.sandbox.world.pay(self.answer.code_url, self.random.choice("AB"))

    def confirm(self) -> None:
        """Somebody types the password, or does not."""
        for number in self.held():
            self.random.choice((self.sandbox.world.confirm, self.sandbox.world.decline))(number)

    def work(self) -> None:
        self.clock.move(self.random.choice((1, 3)))
        self.hall.gateway.run_once()

    def wait(self) -> None:
        self.clock.move(self.random.choice((5, 30, 200)))
        self.hall.gateway.run_once()

    def kill(self) -> None:
        raise KilledError

    def fault(self) -> None:
        call = self.random.choice((Call.QUERY, Call.CREATE, Call.PAY_CODE, Call.CLOSE, Call.REVERSE))
        self.sandbox.faults.lay(call, self.random.choice(SILENT))

    # ---- the end -----------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Nobody is there any more and nothing breaks: everything comes to its end, and all accounts agree."""
        self.breaks = False
        self.sandbox.faults.clear()
        self.walk_away()
        for wait_s in (0, 2, 5, 60, 120, 300, 400, 600, 3600, 3600):
            self.clock.move(wait_s)
            self.hall.gateway.run_once()
            self.sandbox.world.finish_refunds()
            self.settle()
        left = {order.order_id for order in self.desk.open_orders()}
        held = self.held()
        assert all(held[number] is OrderState.MANUAL for number in left if number), f"seed {self.seed}: {held} {left}"
        assert None not in left, f"seed {self.seed}: an order without a number is left"
        served = [number for number, state in held.items() if state is OrderState.SERVED]
        assert len(served) <= 1, f"seed {self.seed}: served twice"
        for number, state in held.items():
            taken = self.taken_fen(number)
            if state is OrderState.SERVED:
                assert taken >= self.bill.amount_fen, f"seed {self.seed}: {number} served, has {taken}"
            elif state is not OrderState.MANUAL:
                assert taken == 0, f"seed {self.seed}: {number} is {state}, has {taken}"
        self.outcomes_agree(held)

    def outcomes_agree(self, held: dict[str, OrderState]) -> None:
        """What the queue was told of an order last is what the hall has."""
        last = {draft.order_id: draft.outcome for draft in self.outcomes}
        for number, outcome in last.items():
            state = held[number]
            fits = {
                PaymentOutcome.PAID: {OrderState.SERVED, OrderState.MANUAL},
                PaymentOutcome.FAILED: {OrderState.CLOSED, OrderState.REFUNDED, OrderState.SERVED},
                PaymentOutcome.REFUNDED: {OrderState.REFUNDED},
                PaymentOutcome.UNKNOWN: set(),
            }
            assert state in fits[outcome], f"seed {self.seed}: told {outcome} of {number}, which is {state}"
