"""Hall and payment providers as real processes that are killed at any step; the provider's own record is the truth.

Each world is one bill with orders from two terminals and phones that pay when they like; calls and notifications fail,
come twice, in another order, forged or with another amount; time jumps to the last second. SIGKILL meets calls in
flight. The record is the file that the sandbox writes before it tells anybody that money moved.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel
from sqlalchemy import Row, select

from hall.database import Database
from hall.payments.orders import is_anything_due
from hall.payments.tables import pay_bills, pay_orders, pay_refunds
from hall.simulators.payments.faults import Call, Fault, NoticeFault
from hall.simulators.payments.kept import WORLD_FILE
from offline_queue.wire import routes
from offline_queue.wire.payments import BillQuery, BillsAnswer, OrderRequest, OrderState
from tests.hall.payments.shifted import shifted
from tests.hall.process import ROOT
from tests.hall.terminal import CLIENT, Terminal

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))
WORLDS = int(os.environ.get("KIOSK_PROCESS_WORLDS", "50"))
FEES = """version = 1
[[fees]]
item_id = "copy"
code = "fee"
name = "工本费"
fee_class = "service_fee"
amount_fen = 1000
payee = "区财政局"
basis = "样例"
"""
PATIENCE_S = 120.0
HERE = {OrderState.PAID, OrderState.PAID_LATE, OrderState.SERVED}
BACK = {OrderState.CLOSED, OrderState.REFUNDED}
END = {*BACK, OrderState.SERVED, OrderState.MANUAL}
CALLS = (Call.CREATE, Call.PAY_CODE, Call.QUERY, Call.CLOSE, Call.REVERSE, Call.REFUND, Call.QUERY_REFUND)
FAULTS = [fault for fault in Fault if fault not in {Fault.LATE_ANSWER, Fault.WRONG_DIGEST}]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Program:
    """A process that comes again after its end, on the same port."""

    words: list[str]
    log: Path
    process: subprocess.Popen[str] | None = None
    starts: int = 0
    kills: int = 0

    def start(self) -> None:
        if self.process is not None:
            return
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.words, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), self.log.read_text("utf-8")[-2000:]
        self.starts += 1

    def kill(self) -> None:
        if self.process is None:
            return
        self.process.kill()
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        self.kills += 1


class Town:
    """One hall, one provider's sandbox, two terminals; they live on through all worlds."""

    def __init__(self, root: Path) -> None:
        self.root, self.data = root, root / "hall"
        self.data.mkdir(parents=True)
        self.shift = root / "shift"
        self.ahead_s = 0.0
        self.move(0)
        (self.data / "fees.toml").write_text(FEES, "utf-8")
        self.hall_url, self.sandbox_url = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        program = [sys.executable, "-m", "tests.hall.payments.shifted", str(self.shift)]
        hall_port, sandbox_port = (url.rsplit(":", 1)[1] for url in (self.hall_url, self.sandbox_url))
        self.hall = Program(
            [*program, "hall", "serve", "--data", str(self.data), "--port", hall_port], root / "hall.log"
        )
        where = ["--accounts", str(self.data), "--keep", str(root / "sandbox"), "--port", sandbox_port]
        self.sandbox = Program(
            [*program, "hall.simulators.payments", *where, "--hall", self.hall_url], root / "sandbox.log"
        )
        self.sandbox.start()
        self.hall.start()
        self.database = Database(self.data)
        self.terminals = [self._terminal(name) for name in ("LS01", "LS02")]

    def __call__(self) -> datetime:
        return shifted(self.shift)

    def move(self, seconds: float) -> None:
        self.ahead_s += seconds
        fresh = self.shift.with_suffix(".new")
        fresh.write_text(str(self.ahead_s), "ascii")
        fresh.replace(self.shift)

    def _terminal(self, name: str) -> Terminal:
        words = ["enrol-code", "--data", str(self.data), "--terminal", name, "--station", "LS", "--json"]
        code = json.loads(self.command(*words))["code"]
        terminal = Terminal(self.hall_url, Ed25519PrivateKey.generate(), self)  # type: ignore[arg-type]  # a clock
        terminal.enrol(code)
        return terminal

    def command(self, *words: str) -> str:
        """Run a command of the hall; what it prints. 1 is an answer too."""
        program = [sys.executable, "-m", "tests.hall.payments.shifted", str(self.shift), "hall", *words]
        done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        assert done.returncode in {0, 1}, done.stderr
        return done.stdout

    def control(self, act: str, **asked: object) -> dict[str, Any]:
        told: dict[str, Any] = CLIENT.post(f"{self.sandbox_url}/control/{act}", json=asked).json()
        return told

    def balances(self) -> Counter[str]:
        """What the provider has of each order, by its own record."""
        path = self.root / "sandbox" / WORLD_FILE
        balances: Counter[str] = Counter()
        for moved in json.loads(path.read_text("utf-8"))["movements"] if path.exists() else ():
            balances[moved["number"]] += moved["amount_fen"]
        return balances

    def wait_idle(self) -> None:
        """Until the hall has done all that is due now."""
        until = time.monotonic() + PATIENCE_S
        pause = threading.Event()
        while self.database.read(lambda connection: is_anything_due(connection, self())):
            assert time.monotonic() < until, "the hall does not do what is due"
            pause.wait(0.05)

    def close(self) -> None:
        self.hall.kill()
        self.sandbox.kill()
        self.database.close()


@dataclass
class Story:
    """One world."""

    seed: int
    town: Town
    pool: ThreadPoolExecutor
    shown: list[str] = field(default_factory=list)
    flights: list[Future[None]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        self.random = random.Random(self.seed)
        self.town.hall.start()
        self.town.sandbox.start()
        query = BillQuery(query_id=str(uuid.UUID(int=self.random.getrandbits(128))), item_id="copy")
        told = self.post(self.town.terminals[0], routes.BILL_QUERIES, query)
        self.bill_id = BillsAnswer.model_validate_json(told.content).bills[0].bill_id
        self.order()
        acts: tuple[Callable[[], None], ...] = (
            self.order,
            self.pay,
            self.two_phones,
            self.cancel,
            self.wait,
            self.last_second,
            self.spoil,
            self.kill_hall,
            self.kill_sandbox,
            self.start,
        )
        for _ in range(self.random.randint(6, 14)):
            act = self.random.choices(acts, (5, 4, 2, 3, 4, 2, 5, 4, 3, 4))[0]
            self.seen[act.__name__] += 1
            act()
            self.check()
        self.finish()

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
        self.later(lambda: [self.post(terminal, routes.ORDERS, asked) for _ in range(repeats)])

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
            terminal = self.town.terminals[int(row.terminal_id[-1]) - 1]
            path = routes.order_cancel_path(row.order_number)
            self.later(partial(self.post, terminal, path))

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
            if state in BACK:
                assert balance == 0, (self.seed, row.order_number, state, balance)

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
        assert settled == (served[0] if served else None), (self.seed, settled)
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


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path / "town")
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.skipif(PROVE == 1, reason="fifty worlds of real processes take ten minutes: make prove")
@pytest.mark.expects_log_warnings
@pytest.mark.timeout(7200)
def test_whatever_is_killed_every_fen_is_accounted_for(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """Fifty worlds; the seed and the figures are printed."""
    first = int(os.environ.get("KIOSK_SEED", random.getrandbits(40)))
    seen: Counter[str] = Counter()
    with ThreadPoolExecutor(8, thread_name_prefix="resident") as pool:
        for number in range(WORLDS):
            story = Story(first + number, town, pool)
            story.run()
            seen += story.seen
    taken = town.balances()
    kept = sum(amount > 0 for amount in taken.values())
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {first}, {WORLDS} worlds, {town.hall.kills} + {town.sandbox.kills} kills, {dict(seen)}\n"
        )
        sys.stdout.write(f"{kept} of {len(taken)} orders that were paid kept their money, the others gave it back\n")
