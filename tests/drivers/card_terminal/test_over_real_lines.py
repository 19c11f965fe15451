"""The simulated terminal over a real pseudo-terminal and real TCP, under the real supervisor."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.card_terminal.build import CardLine, card_driver
from drivers.card_terminal.driver import CardRules
from drivers.card_terminal.model import (
    CardStage,
    CardStaged,
    NotPaid,
    NotPaidReason,
    Paid,
    Pay,
    QueryLast,
    Ready,
    Unresolved,
    UnresolvedCause,
)
from drivers.card_terminal.simulator.console import main
from drivers.card_terminal.simulator.core import NOTHING_CODE, ZvtCore
from drivers.card_terminal.simulator.ports import SerialCardSimulator, TcpCardSimulator
from drivers.card_terminal.zvt.dialogue import DialogueTimes
from drivers.supervisor import DeviceSupervisor
from drivers.vocabulary import CommandDone, CommandProgressed, StatusChanged
from tests.drivers.card_terminal.desk import FEE_FEN, ORDER
from tests.drivers.manual_time import Events

Simulator = SerialCardSimulator | TcpCardSimulator


@pytest.fixture(params=["serial", "tcp"])
def simulator(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Simulator]:
    """A terminal that waits for a hand with a card."""
    core = ZvtCore(auto=False)
    made: Simulator
    if request.param == "tcp":
        made = TcpCardSimulator(core)
    else:
        made = SerialCardSimulator(core, link=tmp_path / "card", baud=None)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def running(simulator: Simulator, quick_folder: Path) -> Iterator[tuple[DeviceSupervisor, Events]]:
    """The driver under its supervisor, after its first status."""
    line = CardLine(
        simulator.port,
        nothing_code=NOTHING_CODE,
        times=DialogueTimes(quiet_s=0.02),
        rules=CardRules(ask_every_s=0.0, settle_s=1.0, retry_s=0.05),
    )
    events = Events()
    supervisor = DeviceSupervisor(card_driver(line, quick_folder / "card.sqlite"), events, poll_interval_s=0.05)
    supervisor.start()
    events.until(StatusChanged, lambda event: isinstance(event.status, Ready))
    yield supervisor, events
    assert supervisor.stop(20)


def result_of(supervisor: DeviceSupervisor, events: Events, command: object, timeout_s: float = 60) -> object:
    """What a command ends with."""
    command_id = supervisor.submit(command, timeout_s=timeout_s)
    return events.until(CommandDone, lambda event: event.command == command_id).result


def test_a_resident_pays(simulator: Simulator, running: tuple[DeviceSupervisor, Events]) -> None:
    """The card is wanted, presented, and charged once."""
    supervisor, events = running
    command = supervisor.submit(Pay(ORDER, FEE_FEN), timeout_s=60)
    events.until(CommandProgressed, lambda event: event.progress == CardStaged(CardStage.PRESENT_CARD))
    simulator.hand(simulator.core.present_card)
    done = events.until(CommandDone, lambda event: event.command == command)
    assert isinstance(done.result, Paid)
    assert simulator.core.bank.standing_fen == FEE_FEN


def test_a_time_that_is_over_stops_the_terminal(simulator: Simulator, running: tuple[DeviceSupervisor, Events]) -> None:
    """Nobody came: told as such, and nothing is charged."""
    result = result_of(*running, Pay(ORDER, FEE_FEN), timeout_s=0.3)
    assert result == NotPaid(NotPaidReason.TIME_OVER, "zvt_6c")
    assert simulator.core.bank.charges == []


def test_the_line_goes_in_a_payment_and_comes_back(
    simulator: Simulator, running: tuple[DeviceSupervisor, Events]
) -> None:
    """Not known while it is gone; when it is back the terminal tells, and the order is paid."""
    supervisor, events = running
    simulator.core.auto, simulator.core.faults.keeps_card = True, True
    command = supervisor.submit(Pay(ORDER, FEE_FEN), timeout_s=60)
    events.until(CommandProgressed, lambda event: event.progress == CardStaged(CardStage.REMOVE_CARD))
    simulator.unplug()
    done = events.until(CommandDone, lambda event: event.command == command)
    assert done.result == Unresolved(UnresolvedCause.NOT_ASKED_YET)
    simulator.hand(simulator.core.free_card)
    simulator.replug()
    assert isinstance(result_of(supervisor, events, QueryLast(ORDER)), Paid)
    assert len(simulator.core.bank.charges) == 1


@pytest.mark.parametrize("where", [[], ["--tcp"]], ids=["serial", "tcp"])
def test_the_console_obeys(where: list[str]) -> None:
    """Every order is answered with one line; an unknown one and a bad argument are told."""
    orders = [
        *("auto off", "card", "stop-key", "decline 05", "decline off", "silent charge", "silent off", "silent x"),
        *("stuck on", "stuck off", "amount 100", "amount off", "amount x", "busy on", "busy off", "no-status off"),
        *("power-cycle", "unplug", "replug", "bank", "dance", "", "quit", "bank"),
    ]
    out = io.StringIO()
    assert main(where, io.StringIO("\n".join(orders)), out) == 0
    ready, *answers = out.getvalue().splitlines()
    assert ready.startswith("ready socket://" if where else "ready /dev/")
    wrong = {"silent x": "error ValueError", "amount x": "error ValueError", "dance": "error no such order"}
    obeyed = [order for order in orders[: orders.index("quit")] if order]
    assert answers == [wrong.get(order, "ok 0" if order == "bank" else "ok") for order in obeyed]


def test_the_serial_console_breaks_the_line(tmp_path: Path) -> None:
    """Silence, wrong checksums and refusals are of the serial line."""
    out = io.StringIO()
    orders = io.StringIO("silence on\nsilence off\ncrc 2\nnak 1\n")
    assert main(["--link", str(tmp_path / "card"), "--baud", "0", "--by-hand"], orders, out) == 0
    assert out.getvalue().splitlines()[1:] == ["ok"] * 4
