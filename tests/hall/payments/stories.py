"""One world of real processes: a bill, phones that pay when they like, calls that fail, and SIGKILL at any step.

The provider's own record is the truth: the file that the sandbox writes before it tells anybody that money moved.
"""

from __future__ import annotations

import contextlib
import random
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
from pydantic import BaseModel
from sqlalchemy import Row, select

from hall.payments.tables import pay_bills, pay_orders, pay_refunds
from hall.simulators.payments.faults import Call, Fault, NoticeFault
from offline_queue.wire import routes
from offline_queue.wire.payments import BillQuery, BillsAnswer, OrderRequest, OrderState
from tests.hall.payments.processes import PATIENCE_S, Town
from tests.hall.terminal import Terminal

HERE = {OrderState.PAID, OrderState.PAID_LATE, OrderState.SERVED}
BACK = {OrderState.CLOSED, OrderState.REFUNDED}
END = {*BACK, OrderState.SERVED, OrderState.MANUAL}
CALLS = (Call.CREATE, Call.PAY_CODE, Call.QUERY, Call.CLOSE, Call.REVERSE, Call.REFUND, Call.QUERY_REFUND)
FAULTS = [fault for fault in Fault if fault not in {Fault.LATE_ANSWER, Fault.WRONG_DIGEST}]


@dataclass
class Story:
    """One world."""

    seed: int
    town: Town
    pool: ThreadPoolExecutor
    length: tuple[int, int] = (6, 14)
    shown: list[str] = field(default_factory=list)
    flights: list[Future[None]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        self.random = random.Random(self.seed)
        self.town.hall.start()
        self.town.sandbox.start()
        told = self.post(self.town.terminals[0], routes.BILL_QUERIES, self.query())
        self.bill_id = BillsAnswer.model_validate_json(told.content).bills[0].bill_id
        self.begin()
        acts = self.acts()
        for _ in range(self.random.randint(*self.length)):
            act = self.random.choices(list(acts), list(acts.values()))[0]
            self.seen[act.__name__] += 1
            act()
            self.check()
        self.finish()

    def query(self) -> BillQuery:
        """For the bill of this world."""
        return BillQuery(query_id=str(uuid.UUID(int=self.random.getrandbits(128))), item_id="copy")

    def begin(self) -> None:
        """The first thing that happens."""
        self.order()

    def acts(self) -> dict[Callable[[], None], int]:
        """What can happen, and how often."""
        return {
            self.order: 5,
            self.pay: 4,
            self.two_phones: 2,
            self.cancel: 3,
            self.wait: 4,
            self.last_second: 2,
            self.spoil: 5,
            self.kill_hall: 4,
            self.kill_sandbox: 3,
            self.start: 4,
        }

    # What happens

    def post(self, terminal: Terminal, path: str, model: BaseModel | None = None) -> httpx.Response:
        # Calls go side by side, and each remembers its own nonce.
        return copy(terminal).call("POST", path, b"" if model is None else model.model_dump_json().encode())

    def later(self, work: Callable[[], object]) -> None:
        """Make a call and go on soon, whether it is answered by then or not."""

        def call() -> None:
            with contextlib.suppress(httpx.TransportError):
                work()

        flight = self.pool.submit(call)
        self.flights.append(flight)
        wait_for([flight], timeout=self.random.choice((0.0, 0.01, 0.05, 0.2, 2.0)))

    def order(self) -> None:
        method, code = self.random.choice(("wechat", "alipay")), None
        if self.random.random() < 0.35 and self.town.sandbox.process is not None:
            wallet = self.random.choice(("pays", "asks", "empty"))
            code = self.town.control("code", provider=method, wallet=wallet)["code"]
        asked = OrderRequest(
            client_request_id=str(uuid.UUID(int=self.random.getrandbits(128))),
            bill_id=self.bill_id,
            method=method,
            amount_fen=1_000,
            payment_code=code,
        )
        terminal = self.random.choice(self.town.terminals)
        repeats = self.random.choice((1, 1, 2))

        def work() -> None:
            for _ in range(repeats):
                self.seen[f"order {self.post(terminal, routes.ORDERS, asked).status_code}"] += 1

        self.later(work)

    def pay(self) -> None:
        for token in self.random.sample(self.shown, min(len(self.shown), 1)):
            act = self.random.choice(("pay", "scan", "pay"))
            self.later(partial(self.town.control, act, order=token))
        for row in self.rows():
            if row.by_code:
                act = self.random.choice(("confirm", "confirm", "decline"))
                self.later(partial(self.town.control, act, order=row.order_number))

    def two_phones(self) -> None:
        for token in self.shown:
            for phone in ("A", "B"):
                self.later(partial(self.town.control, "pay", order=token, phone=phone))

    def cancel(self) -> None:
        for row in self.rows():
            number = int(row.terminal_id[-1])
            if number > len(self.town.terminals):
                continue  # another process's own
            path = routes.order_cancel_path(row.order_number)
            self.later(partial(self.post, self.town.terminals[number - 1], path))

    def wait(self) -> None:
        self.town.move(self.random.choice((1, 3, 10, 40, 70, 200, 400)))

    def last_second(self) -> None:
        """Whoever was about to pay does as the code goes."""
        for row in self.rows():
            left = (row.show_until - self.town()).total_seconds()
            if row.code_url and left > 1:
                self.town.move(left - self.random.choice((0.3, 0.0, -0.3)))
                self.later(partial(self.town.control, "pay", order=row.code_url))

    def spoil(self) -> None:
        if self.town.sandbox.process is None:
            return
        for _ in range(self.random.randint(1, 3)):
            call, fault = self.random.choice(CALLS), self.random.choice(FAULTS)
            self.later(partial(self.town.control, "fault", call=call, faults=[fault]))
        told, reverse = self.random.sample(list(NoticeFault), 2), self.random.random() < 0.5
        self.later(partial(self.town.control, "notices", faults=told, reverse=reverse))

    def kill_hall(self) -> None:
        self.town.hall.kill()

    def kill_sandbox(self) -> None:
        self.town.sandbox.kill()

    def start(self) -> None:
        self.town.sandbox.start()
        self.town.hall.start()

    # What has to be so

    def rows(self) -> list[Row[Any]]:
        query = select(pay_orders).where(pay_orders.c.bill_id == self.bill_id)
        return self.town.database.read(lambda connection: list(connection.execute(query)))

    def check(self) -> None:
        """An order that stands still says what the provider's record says."""
        before = self.rows()
        balances = self.town.balances()
        after = {row.order_number: row.version for row in self.rows()}
        for row in before:
            if row.code_url is not None and row.code_url not in self.shown:
                self.shown.append(row.code_url)
            if after[row.order_number] != row.version:
                continue
            state = OrderState(row.state)
            balance = balances[row.order_number]
            if state in HERE:
                assert balance == 1_000, (self.seed, row.order_number, state, balance)
            if state in BACK and not self.is_late(row.order_number):
                assert balance == 0, (self.seed, row.order_number, state, balance)

    def is_late(self, order_number: str) -> bool:
        """Whether money came for an order after the provider had closed it, and the hall may not know it yet."""
        del order_number
        return False

    def settled_otherwise(self) -> set[str | None]:
        """By what the bill may be settled where no order was served."""
        return {None}

    def finish(self) -> None:
        """Everything works again, and the days go by."""
        self.start()
        wait_for(self.flights, timeout=PATIENCE_S)
        assert all(flight.done() for flight in self.flights)
        for flight in self.flights:
            flight.result()
        self.town.control("clear")
        self.town.control("notices")
        for pause_s in (10, 70, 400, 70, 400, 4_000, 70, 4_000, 70):
            self.town.move(pause_s)
            self.town.wait_idle()
        if any(OrderState(row.state) not in END - {OrderState.MANUAL} for row in self.rows()):
            self.seen["bills"] += 1
            days = {moment + timedelta(hours=8) for row in self.rows() for moment in (row.created_at, row.expires_at)}
            self.town.move(86_400)
            for day in sorted({day.date().isoformat() for day in days}):
                self.town.command("reconcile", "--data", str(self.town.data), "--date", day)
            for _ in range(3):
                self.town.move(70)
                self.town.wait_idle()
        self.check()
        self.check_end()

    def check_end(self) -> None:
        """Money taken is service given once, or it went back, or a person is told."""
        rows = self.rows()
        served = [row.order_number for row in rows if row.state == OrderState.SERVED]
        assert len(served) <= 1, (self.seed, "served twice")
        query = select(pay_bills.c.settled_by).where(pay_bills.c.bill_id == self.bill_id)
        settled = self.town.database.read(lambda connection: connection.scalar(query))
        assert settled == served[0] if served else settled in self.settled_otherwise(), (self.seed, settled)
        balances = self.town.balances()
        for row in rows:
            state = OrderState(row.state)
            assert state in END, (self.seed, row.order_number, state)
            if state is not OrderState.MANUAL:
                expected = 1_000 if state is OrderState.SERVED else 0
                assert balances[row.order_number] == expected, (self.seed, row.order_number, state)
            self.seen[f"end {state}"] += 1
        refunds = select(pay_refunds.c.order_number).where(
            pay_refunds.c.order_number.in_([row.order_number for row in rows])
        )
        found = self.town.database.read(lambda connection: list(connection.execute(refunds)))
        assert len(found) == len(set(found)), (self.seed, "two refunds of one order")
