"""The set-up of each family: what it is told, what of it is permanent, and how a refusal ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.code_scanner.codec import Family
from drivers.code_scanner.errors import CommandRefusedError, ScannerGarbledError
from drivers.code_scanner.provisioning import provision
from drivers.code_scanner.simulated_families import SevenE
from drivers.code_scanner.simulator import CodeScannerSimulator
from drivers.timebase import SystemTime
from drivers.transport.errors import NoReplyError
from drivers.transport.serial_link import SerialLink
from tests.drivers.code_scanner.desk import Desk

TOLD = {
    Family.HONEYWELL: ["TRGMOD0", "VSUFCR", "TRGSTO60000"],
    Family.NEWLAND: ["SCNMOD0", "TSUENA1", "TSUSET0D", "ORTSET60000", "RRDDUR1000"],
    Family.NEWLAND_OLD: ["NLS0006010", "NLS0302000", "NLS0313000=60000", "NLS0313010=1000", "NLS0006000"],
    Family.SEVEN_E: ["read 0000", "write 0000 d5", "save"],
}


@pytest.fixture
def link(desk: Desk) -> SerialLink:
    """The desk's port, without its driver."""
    desk.scanner.close()
    desk.simulator.await_stops(1)
    desk.simulator.heard.clear()
    made = SerialLink(desk.simulator.port)
    made.open()
    return made


def _provision(link: SerialLink, family: Family) -> list[str]:
    try:
        return [step.result for step in provision(link, family, SystemTime(), gap_s=0.05)]
    finally:
        link.close()


def test_what_each_family_is_told(desk: Desk, link: SerialLink, family: Family) -> None:
    """In the sheet's words; everything is permanent, or is saved at the end."""
    assert set(_provision(link, family)) <= {"done", "sent"}
    assert desk.simulator.await_commands(len(TOLD[family]))
    assert [heard.name for heard in desk.simulator.heard] == TOLD[family]
    assert desk.simulator.heard[-1].permanent


def test_what_is_set_survives_the_power(desk: Desk, link: SerialLink, family: Family) -> None:
    """After the set-up and a power cycle the driver finds it in order."""
    desk.simulator.leave_command_mode()
    _provision(link, family)
    desk.simulator.unplug()
    desk.simulator.replug()
    desk.scanner.open()
    assert desk.scanner.poll().usable
    assert not desk.simulator.faults.reads_by_itself


def test_other_bits_of_the_mode_register_stay() -> None:
    """Lamp and sound are somebody else's choice."""
    engine = SevenE()
    written = engine.hear(bytes.fromhex("7E000801000055ABCD"))
    assert written[0].leaves_other_modes
    assert engine.hear(bytes.fromhex("7E0007010000 01ABCD"))[0].reply[4] == 0x55


def test_a_refused_step_ends_it(desk: Desk, link: SerialLink, family: Family) -> None:
    """Typed, with the command's name. A read of a register is answered by a scanner that takes no orders."""
    desk.simulator.faults.refuses = True
    with pytest.raises(CommandRefusedError) as caught:
        _provision(link, family)
    assert caught.value.detail == ("write mode" if family is Family.SEVEN_E else TOLD[family][0])


def test_a_silent_scanner(desk: Desk, link: SerialLink, family: Family) -> None:
    """As everywhere."""
    desk.simulator.faults.deaf = True
    with pytest.raises(NoReplyError):
        _provision(link, family)


@pytest.mark.parametrize("damaged", [1, 2])
def test_a_damaged_command_is_sent_again(tmp_path: Path, damaged: int) -> None:
    """Once."""
    simulator = CodeScannerSimulator(Family.SEVEN_E, link=tmp_path / "scanner", baud=0)
    simulator.start()
    simulator.faults.seen_damaged = damaged
    link = SerialLink(simulator.port)
    link.open()
    if damaged == 1:
        assert _provision(link, Family.SEVEN_E) == ["done"] * 3
    else:
        with pytest.raises(ScannerGarbledError):
            _provision(link, Family.SEVEN_E)
    simulator.stop()


def test_an_answer_that_is_no_register(tmp_path: Path) -> None:
    """A late "done" is not what a register holds, and nothing is written back."""
    simulator = CodeScannerSimulator(Family.SEVEN_E, link=tmp_path / "scanner", baud=0)
    simulator.start()
    simulator.faults.replaced_by = bytes.fromhex("02000001003331")
    link = SerialLink(simulator.port)
    link.open()
    with pytest.raises(ScannerGarbledError):
        _provision(link, Family.SEVEN_E)
    assert {heard.name for heard in simulator.heard} == {"read 0000"}
    simulator.stop()
