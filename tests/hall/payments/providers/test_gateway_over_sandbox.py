"""The gateway, the true clients and the sandbox together in random worlds: no cent is lost, none is taken twice."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hall.payments.gateway import Parts
from hall.payments.provider import PaymentProvider
from hall.payments.providers.accounts import read_accounts
from hall.payments.providers.exchange import Answer, NoAnswerError, Request
from hall.payments.providers.offered import offered_providers
from hall.simulators.payments.direct import URL, exchange_with
from hall.simulators.payments.faults import Call, Fault, NoticeFault
from hall.simulators.payments.keys import SandboxKeys, write_accounts
from hall.simulators.payments.server import PaymentSandbox
from offline_queue.wire.payments import BillQuery
from tests.hall.payments.edge import Dice, KilledError, MemoryDatabase, enrol
from tests.hall.payments.test_worlds import FEES, ZONE, Play

WORLDS = 60 * int(os.environ.get("KIOSK_PROVE", "1"))
BLOCKS = 3
FAULTS = [fault for fault in Fault if fault is not Fault.NOT_THERE]
CALLS = (Call.CREATE, Call.PAY_CODE, Call.QUERY, Call.CLOSE, Call.REVERSE, Call.REFUND, Call.QUERY_REFUND)


class Line:
    """Leads the clients to the world that runs; loses calls, and kills the process, as its dice say."""

    play: SandboxPlay

    def now(self) -> datetime:
        """The time of the world that runs."""
        return self.play.clock()

    def __call__(self, request: Request) -> Answer:
        dice = self.play.dice
        if dice.random.random() < dice.killed / 4:
            raise KilledError
        if dice.random.random() < dice.lost_before:
            raise NoAnswerError("unreachable")
        answer = exchange_with(self.play.sandbox)(request)
        if dice.random.random() < dice.killed / 4:
            raise KilledError
        if dice.random.random() < dice.lost_after:
            raise NoAnswerError("timeout")
        return answer


class SandboxPlay(Play):
    """A play over the sandbox instead of providers at the edge."""

    keys: SandboxKeys
    line: Line
    clients: dict[str, PaymentProvider]

    def __post_init__(self) -> None:
        self.clock.pass_s(self.day * 86_400)
        self.random = random.Random(self.seed)
        self.sandbox = PaymentSandbox(self.keys, self.clock, seed=self.seed)
        self.world = self.sandbox.world
        often = (0.0, 0.1, 0.3)
        self.dice = Dice(self.random, self.random.choice(often), self.random.choice(often))
        self.dice.killed = self.random.choice((0.0, 0.0, 0.1))
        self.honest = True
        self.line.play = self
        clients: dict[str, Any] = {name: self.clients[name] for name in ("wechat", "alipay")}
        self.providers = clients
        self.parts = Parts(FEES, clients, {}, ZONE, threads=1, entropy=self.random.randbytes)
        self.start()
        query = BillQuery(query_id=str(uuid.UUID(int=self.random.getrandbits(128))), item_id="copy")
        self.bill_ids = [bill.bill_id for bill in self.gateway.bills(query, "LS01").bills]

    def step(self) -> None:
        if self.random.random() < 0.4:
            self.sandbox.faults.lay(self.random.choice(CALLS), self.random.choice(FAULTS))
        if self.random.random() < 0.3:
            self.sandbox.faults.lay_notices(self.random.choice(list(NoticeFault)))
        super().step()

    def notify(self) -> None:
        """What the providers want to tell is told, in any order; what is not understood comes again."""
        self.sandbox.notices.release(reverse=self.random.random() < 0.5)
        notices = self.sandbox.notices.take()
        self.random.shuffle(notices)
        for notice in notices:
            for _ in range(notice.copies):
                with self.survive():
                    self.gateway.notified(notice.scheme.value, notice.headers, notice.body)

    def finish(self) -> None:
        self.sandbox.faults.clear()
        super().finish()


@pytest.fixture(scope="module")
def stage(sandbox_keys: SandboxKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MemoryDatabase]:
    folder: Path = tmp_path_factory.mktemp("stage")
    accounts = read_accounts(write_accounts(folder, sandbox_keys, URL, URL), required=True)
    line = Line()
    SandboxPlay.keys, SandboxPlay.line = sandbox_keys, line
    SandboxPlay.clients = offered_providers(accounts, line.now, line)
    database = MemoryDatabase()
    database.write(lambda connection: enrol(connection, "LS01", "LS02")).result()
    yield database
    database.close()


@pytest.mark.expects_log_warnings  # forged notifications and answers are told to the log
@pytest.mark.parametrize("block", range(BLOCKS))
def test_money_agrees_over_the_sandbox(stage: MemoryDatabase, block: int) -> None:
    """What the sandbox took and gave back is what the gateway's tables say, whatever went wrong on the way."""
    first = random.getrandbits(40)
    for number in range(WORLDS // BLOCKS):
        SandboxPlay(first + number, stage, day=10 * (block * (WORLDS // BLOCKS) + number)).run()
