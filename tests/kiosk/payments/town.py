"""A hall that takes money, the providers behind it, and a terminal at it: loopback HTTP, signed both ways."""

from __future__ import annotations

import contextlib
import functools
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select
from starlette.types import ASGIApp, Receive, Scope, Send

from drivers.cash.simulator.bill_core import BillCore, BillTimes
from drivers.cash.simulator.ports import CcTalkSimulator
from hall.payments.fees import FeeRule, FeesFile, PlatformPart
from hall.payments.gateway import Parts
from hall.payments.platforms import FilePlatform
from hall.payments.providers.accounts import read_accounts
from hall.payments.providers.offered import offered_providers
from hall.payments.tables import pay_orders
from hall.simulators.payments.direct import URL, exchange_with
from hall.simulators.payments.keys import SandboxKeys, make_keys, write_accounts
from hall.simulators.payments.server import PaymentSandbox
from hall.web.app import create_app, open_hall
from kiosk.flows.apply.flow import ApplyFlow
from kiosk.flows.pay.flow import PayFlow
from kiosk.flows.pay.table import PayState
from kiosk.stage import PageName
from offline_queue import commands
from offline_queue.wire.payments import FeeClass
from tests.hall.terminal import RunningHall, TestClock, settings_for
from tests.kiosk.papers import Papers
from tests.kiosk.rig import NO_PAPERS, Rig

REGION = "610115"
AMOUNT_FEN = 2_000
ITEM_FEE_FEN = 1_500
NOTICES = tuple(f"6101152600000001{number:04d}" for number in range(40))
LIMIT_S = 20.0
SECOND_S = 0.04
"""How long a second of hall and terminal takes here."""
POLL_WAIT_S = 1
"""How long a question for an order waits for a change; the terminal waits longer, and leaving waits for its end."""


@dataclass
class Town:
    """Everything that a payment passes through."""

    running: RunningHall
    sandbox: PaymentSandbox
    rig: Rig
    validator: CcTalkSimulator
    bills: BillCore
    line: Line
    used: int = 0
    next_tick: float = 0.0

    def work(self, *waits_s: float) -> None:
        """The hall's own rounds, now and after each wait."""
        for wait_s in (0.0, *waits_s):
            self.running.clock.move(wait_s)
            self.running.hall.gateway.run_once()

    def notice(self) -> str:
        """A payment notice that nobody has seen yet."""
        self.used += 1
        return NOTICES[self.used]

    @property
    def flow(self) -> PayFlow:
        flow = self.rig.terminal.flow
        if isinstance(flow, ApplyFlow):
            flow = flow.paying
        assert isinstance(flow, PayFlow)
        return flow

    def at(self, state: PayState) -> bool:
        return self.flow.state is state

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Let the hall, the terminal and its devices work until something is so."""
        deadline = time.monotonic() + LIMIT_S
        while not condition():
            if time.monotonic() >= self.next_tick:
                self.next_tick = time.monotonic() + SECOND_S
                self.work(1)
                self.rig.tick(1)
            QTest.qWait(5)
            assert time.monotonic() < deadline, f"in vain: {what}; seen: {self.rig.stage.seen}; {self._where()}"

    def _where(self) -> str:
        flow = self.rig.terminal.flow
        standing = flow.attempt.standing if isinstance(flow, PayFlow) and flow.attempt else None
        return f"{getattr(flow, 'state', None)} {standing}"

    def seen(self, page: PageName) -> None:
        self.until(lambda: self.rig.stage.seen is page, page.value)

    def to_methods(self, notice: str) -> None:
        """By touch to the ways in which a notice can be paid."""
        rig = self.rig
        rig.arrive()
        self.until(lambda: rig.around.payments.offered, "payments to be offered")
        rig.terminal.open_payment()
        self.seen(PageName.PAY_NUMBER)
        rig.do(PageName.PAY_NUMBER, "text_edited", notice)
        rig.do(PageName.PAY_NUMBER, "lookup_pressed")
        self.seen(PageName.PAY_BILLS)
        rig.hand.press(self.flow.due.bills[0].subject)
        self.seen(PageName.PAY_METHOD)

    def to_check(self, notice: str, method: str) -> None:
        """To amount and payee."""
        self.to_methods(notice)
        if not self.rig.hand.can_press(self.rig.text(f"pay.method.{method}")):
            self.rig.press("paging.next")
        self.rig.press(f"pay.method.{method}")
        self.seen(PageName.PAY_CHECK)

    def orders(self) -> list[tuple[str, str, int]]:
        """Method, state and amount of every order at the hall, oldest first."""
        columns = pay_orders.c.method, pay_orders.c.state, pay_orders.c.amount_fen
        rows = self.running.hall.database.read(
            lambda connection: connection.execute(select(*columns).order_by(pay_orders.c.created_at)).all()
        )
        return [(row.method, row.state, row.amount_fen) for row in rows]

    def insert(self, amount_fen: int) -> None:
        """A note is pushed in as soon as it is let in."""
        kind = next(kind for kind in range(1, 17) if self.bills.amount_fen(kind) == amount_fen)
        self.until(
            lambda: self.validator.hand(lambda: self.bills.accepting and self.bills.allows(kind)), "the validator"
        )
        assert self.validator.hand(lambda: self.bills.insert(kind)) is not None

    def tidy_up(self) -> None:
        """Nobody there, everything plugged in, no order without an end."""
        self.line.up = True
        self.sandbox.faults.clear()
        self.rig.tidy_up()
        payments = self.rig.around.payments
        self.until(lambda: not payments.looking, "the look back")
        payments.look_back()
        self.work(2, 5)
        self.until(lambda: not payments.unsettled and not payments.looking, "no order without an end")


class Line:
    """Between terminal and hall; cut, somebody else answers, and the hall hears nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.up = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.up:
            await self._app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 502, "headers": []})
        await send({"type": "http.response.body", "body": b"a captive portal"})


@functools.cache
def keys_of_all() -> SandboxKeys:
    """The keys of merchants and providers, made once: RSA takes its time, and none of these tests is about them."""
    return make_keys()


@contextlib.contextmanager
def town(qapp: QApplication, folder: Path, papers: Papers | None = None, *, more_toml: str = "") -> Iterator[Town]:
    """A hall with all ways to pay, a terminal with scanner, printer and validator, until the block ends.

    ``more_toml`` is added to the terminal's settings.
    """
    clock = TestClock()
    keys = keys_of_all()
    sandbox = PaymentSandbox(keys, clock)
    hall_folder = folder / "hall"
    hall_folder.mkdir()
    accounts = read_accounts(write_accounts(hall_folder, keys, URL, "http://127.0.0.1:9"), required=True)
    listed = {
        number: {"subject": f"测试费用{number[-2:]}", "payee": "区财政局", "payer": "测*员", "amount_fen": AMOUNT_FEN}
        for number in NOTICES
    }
    (hall_folder / "nontax.json").write_text(json.dumps({"bills": listed}), "utf-8")
    fee = FeeRule(
        item_id=NO_PAPERS,
        code="book",
        name="测试工本费",
        fee_class=FeeClass.SERVICE_FEE,
        amount_fen=ITEM_FEE_FEN,
        payee="区财政局",
        basis="样例",
    )
    fees = FeesFile(
        cash=True, card=True, fees=(fee,), platforms=(PlatformPart(region_code=REGION, file="nontax.json"),)
    )
    settings = settings_for(hall_folder)
    parts = Parts(
        fees=fees,
        providers=offered_providers(accounts, clock, exchange_with(sandbox)),
        platforms={REGION: FilePlatform(hall_folder / "nontax.json", "[0-9]{20}")},
        zone=settings.zone,
    )
    hall = open_hall(settings, clock=clock, steady_clock=clock.steady, payments=parts)
    line = Line(create_app(hall))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(line, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="test-hall")
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    running = RunningHall(hall, url, clock)
    bills = BillCore(clock=time.monotonic, times=BillTimes(stack_s=0.02, return_s=0.02))
    validator = CcTalkSimulator([bills], link=folder / "cash", baud=None)
    validator.start()
    terminal = folder / "terminal"
    terminal.mkdir()
    toml = f'[devices.cash]\nenabled = true\nport = "{folder / "cash"}"\npoll_ms = 50\n{more_toml}'
    rig = Rig(qapp, terminal, papers=papers, url=url, scanner=True, enrolled=False, more_toml=toml)
    patch = pytest.MonkeyPatch()
    patch.setattr("kiosk.flows.pay.attempt.WAIT_S", POLL_WAIT_S)
    try:
        commands.enrol(rig.data / "queue", url, running.code())
        with rig:
            rig.start()
            rig.desk.send_now()
            rig.until(rig.around.online, "the line")
            yield Town(running, sandbox, rig, validator, bills, line)
    finally:
        patch.undo()
        validator.stop()
        server.should_exit = True
        thread.join(10)
        hall.database.close()
        listener.close()
