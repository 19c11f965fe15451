"""The simulators on real pseudo-terminals, through the driver under its supervisor, and as a program."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.cash.build import CashLine, cash_driver
from drivers.cash.cctalk_frames import Checksum
from drivers.cash.journal import CashJournal
from drivers.cash.model import Accept, Accepted, AwaitingCash, CashSessionId, CashStacked, Offline, OutOfOrder, Ready
from drivers.cash.simulator.bill_core import BillCore
from drivers.cash.simulator.coin_core import CoinCore
from drivers.cash.simulator.console import main
from drivers.cash.simulator.ports import CcTalkSimulator, IctSimulator
from drivers.supervisor import DeviceSupervisor
from drivers.timebase import SystemTime
from drivers.vocabulary import CommandCancelled, CommandDone, CommandFailed, CommandProgressed, Status, StatusChanged
from tests.drivers.cash.till import NOW
from tests.drivers.manual_time import PATIENCE_S, Events

SESSION = CashSessionId("order-1")


class Station:
    """A supervised cash device on a simulated port."""

    def __init__(self, simulator: CcTalkSimulator | IctSimulator, folder: Path, line: CashLine) -> None:
        self.simulator = simulator
        self.journal_path = folder / "cash.sqlite"
        self.events = Events()
        driver = cash_driver(line, self.journal_path)
        self.supervisor = DeviceSupervisor(driver, self.events, poll_interval_s=0.05, misses_allowed=1)

    def status(self, kind: type[Status], after: int = 0) -> int:
        """Wait until the device is so, after so many events; gives how many events there are then."""
        found = self.events.until(
            StatusChanged,
            lambda e: isinstance(e.status, kind) and any(e is one for one in self.events.seen[after:]),
        )
        return next(at for at, one in enumerate(self.events.seen) if one is found) + 1

    def credited_fen(self) -> int:
        """What the journal says, read by somebody else."""
        journal = CashJournal(self.journal_path, now=lambda: NOW)
        journal.open()
        try:
            return journal.credited_fen(SESSION)
        finally:
            journal.close()

    def stop(self) -> None:
        """Put it away."""
        assert self.supervisor.stop(PATIENCE_S)
        self.simulator.stop()


def line_to(port: str, family: str = "cctalk", coin_address: int = 0) -> CashLine:
    return CashLine(port, family, coin_address=coin_address, poll_period_s=0.01, settle_limit_s=3.0)


@pytest.fixture
def bill() -> BillCore:
    return BillCore(clock=SystemTime().now)


@pytest.fixture
def station(tmp_path: Path, bill: BillCore) -> Iterator[Station]:
    simulator = CcTalkSimulator([bill], link=tmp_path / "cash", baud=None)
    simulator.start()
    made = Station(simulator, tmp_path, line_to(simulator.port))
    yield made
    made.stop()


def test_a_note_from_start_to_end(station: Station, bill: BillCore) -> None:
    """Ready, awaiting, stacked, done; and inhibited when the terminal stops."""
    station.supervisor.start()
    station.status(Ready)
    command = station.supervisor.submit(Accept(SESSION, 10000), timeout_s=60)
    station.events.until(CommandProgressed, lambda e: isinstance(e.progress, AwaitingCash))
    assert station.simulator.hand(lambda: bill.insert(6)) is not None
    done = station.events.until(CommandDone)
    assert isinstance(done.result, Accepted)
    assert (done.command, done.result.credited_fen, bill.vault.stacked_fen) == (command, 10000, 10000)
    assert station.credited_fen() == 10000


def test_cancelled_by_the_resident(station: Station, bill: BillCore) -> None:
    """The device takes no more when the cancel is told."""
    station.supervisor.start()
    station.status(Ready)
    command = station.supervisor.submit(Accept(SESSION, 10000), timeout_s=60)
    station.events.until(CommandProgressed, lambda e: isinstance(e.progress, AwaitingCash))
    assert station.supervisor.cancel(command)
    assert station.events.until(CommandCancelled).command == command
    assert not bill.accepting


def test_unplugged_while_taking_money_and_replugged(station: Station, bill: BillCore) -> None:
    """The command fails with its cause, the device comes back by itself, and the credit is kept."""
    station.supervisor.start()
    at = station.status(Ready)
    station.supervisor.submit(Accept(SESSION, 10000), timeout_s=60)
    station.events.until(CommandProgressed, lambda e: isinstance(e.progress, AwaitingCash))
    station.simulator.hand(lambda: bill.insert(5))
    station.events.until(CommandProgressed, lambda e: isinstance(e.progress, CashStacked))
    station.simulator.unplug()
    assert station.events.until(CommandFailed).error.code == "unplugged"
    at = station.status(Offline, at)
    assert station.credited_fen() == 5000
    station.simulator.replug()
    station.status(Ready, at)
    assert not bill.accepting


def test_trouble_and_its_end_while_idle(station: Station, bill: BillCore) -> None:
    """Seen at the next poll, both of them."""
    station.supervisor.start()
    at = station.status(Ready)
    station.simulator.hand(bill.take_stacker)
    at = station.status(OutOfOrder, at)
    station.simulator.hand(bill.put_stacker)
    at = station.status(Ready, at)
    station.simulator.power_cycle()
    station.supervisor.submit(Accept(SESSION, 10000), timeout_s=60)
    station.events.until(CommandProgressed, lambda e: isinstance(e.progress, AwaitingCash))
    station.simulator.hand(lambda: bill.insert(6))
    station.events.until(CommandDone)


@pytest.mark.parametrize(("checksum", "echo"), [(Checksum.SIMPLE, True), (Checksum.CRC, False)])
def test_coins_and_notes_on_one_wire_at_its_speed(tmp_path: Path, checksum: Checksum, echo: bool) -> None:
    """At 9600 baud, every byte at its time."""
    clock = SystemTime().now
    bill = BillCore(clock=clock, checksum=checksum)
    coin = CoinCore(clock=clock, checksum=checksum, vault=bill.vault)
    simulator = CcTalkSimulator([bill, coin], link=tmp_path / "cash", echo=echo)
    simulator.start()
    station = Station(simulator, tmp_path, line_to(simulator.port, coin_address=2))
    station.supervisor.start()
    station.status(Ready)
    station.supervisor.submit(Accept(SESSION, 600), timeout_s=60)
    station.events.until(CommandProgressed, lambda e: isinstance(e.progress, AwaitingCash))
    simulator.hand(lambda: coin.insert(3))
    simulator.hand(lambda: bill.insert(2))
    done = station.events.until(CommandDone)
    assert isinstance(done.result, Accepted)
    assert done.result.credited_fen == bill.vault.stacked_fen == 600
    station.stop()


def test_an_ict_acceptor_on_its_port(tmp_path: Path) -> None:
    """The same commands, the other family."""
    simulator = IctSimulator(link=tmp_path / "cash", baud=None)
    simulator.start()
    station = Station(simulator, tmp_path, line_to(simulator.port, "ict"))
    station.supervisor.start()
    at = station.status(Ready)
    station.supervisor.submit(Accept(SESSION, 10000), timeout_s=60)
    station.events.until(CommandProgressed, lambda e: isinstance(e.progress, AwaitingCash))
    simulator.hand(lambda: simulator.core.insert(6))
    station.events.until(CommandDone)
    assert station.credited_fen() == simulator.core.vault.stacked_fen == 10000
    simulator.hand(simulator.core.jam)
    at = station.status(OutOfOrder, at)
    simulator.hand(simulator.core.mended)
    station.status(Ready, at)
    simulator.power_cycle()
    station.stop()


@pytest.mark.parametrize(
    ("line", "words"), [(CashLine("x", "mdb"), "mdb"), (CashLine("x", bill_address=0), "no device")]
)
def test_a_line_that_cannot_be(line: CashLine, words: str) -> None:
    """A mistake of whoever describes it."""
    with pytest.raises(ValueError, match=words):
        cash_driver(line, None)


def said(arguments: list[str], orders: str) -> list[str]:
    answers = io.StringIO()
    assert main(arguments, io.StringIO(orders), answers) == 0
    return answers.getvalue().splitlines()


def test_the_validator_as_a_program(tmp_path: Path) -> None:
    """Every order is answered with one line."""
    port = tmp_path / "cash"
    orders = (
        "note 6\ncoin 1\nrefuse\njam\nunjam\nfull\nempty\ntake-box\nput-box\nfraud\nescrow-timeout\njump 7\n"
        "power-cycle\nsilence on\nsilence off\ngarbage 00FF\ngarbage off\nunplug\nreplug\nbox\n"
        "note X\nnote 99\nbuy\n\nquit\nbox\n"
    )
    assert said(["--link", str(port), "--baud", "0", "--coins"], orders) == [
        f"ready {port}",
        "ok refused",
        "ok refused",
        *["ok"] * 17,
        "ok 0",
        "error ValueError",
        "ok refused",
        "error no such order",
    ]


def test_the_ict_acceptor_as_a_program(tmp_path: Path) -> None:
    """The orders that it knows."""
    orders = "note 1\nrefuse\njam\nunjam\ntake-box\nput-box\nfraud\nescrow-timeout\npower-cycle\nbox\ncoin 1\n"
    answers = said(["--family", "ict", "--link", str(tmp_path / "cash"), "--baud", "0"], orders)
    assert answers[1:] == ["ok refused", *["ok"] * 8, "ok 0", "error no such order"]
    answers = said(["--link", str(tmp_path / "cash"), "--no-echo", "--checksum", "crc"], "coin 1\n")
    assert answers[1:] == ["error ValueError"]
