"""The cable is pulled while the beam is on: a typed error, and a scan again as soon as it is back."""

from __future__ import annotations

import pytest

from drivers.code_scanner.codec import Family
from drivers.code_scanner.model import CodeScanned, Offline, Ready, Scan, WaitingForCode
from drivers.supervisor import DeviceSupervisor
from drivers.transport.errors import LinkError, PortMissingError
from drivers.vocabulary import CommandDone, CommandFailed, CommandProgressed, StatusChanged
from tests.drivers.code_scanner.desk import Desk
from tests.drivers.code_scanner.test_scanner import PAYMENT, PAYMENT_CODE
from tests.drivers.manual_time import Events


def test_unplugged_while_waiting(desk: Desk) -> None:
    """The scan ends with the link's error; the port can be opened again when the cable is back."""
    desk.hands.append(desk.simulator.unplug)
    with pytest.raises(LinkError):
        desk.scan()
    desk.scanner.close()
    with pytest.raises(PortMissingError):
        desk.scanner.open()
    desk.simulator.replug()
    desk.scanner.open()
    assert desk.scan("back").text == "back"


def test_unplugged_in_the_middle_of_a_code(desk: Desk) -> None:
    """Half a code is none."""
    desk.hands.append(lambda: _pull_in_the_middle(desk))
    with pytest.raises(LinkError):
        desk.scan()


def _pull_in_the_middle(desk: Desk) -> None:
    assert desk.simulator.await_beam(on=True)
    desk.simulator.line.cut_after_bytes = 5
    desk.simulator.show("6901234567892")


def test_the_supervisor_brings_it_back(desk: Desk, family: Family) -> None:
    """Status, failed scan, offline, ready again, scan: without a restart of anything."""
    events = Events()
    supervisor = DeviceSupervisor(desk.scanner, events, poll_interval_s=0.05, misses_allowed=1)
    desk.scanner.close()
    supervisor.start()
    events.until(StatusChanged, lambda event: event.status == Ready(family))
    first = supervisor.submit(Scan(PAYMENT), timeout_s=30)
    events.until(CommandProgressed, lambda event: event.command == first and event.progress == WaitingForCode())
    desk.simulator.unplug()
    events.until(CommandFailed, lambda event: event.command == first)
    events.until(StatusChanged, lambda event: isinstance(event.status, Offline))
    desk.simulator.replug()
    second = supervisor.submit(Scan(PAYMENT), timeout_s=30)
    desk.simulator.show(PAYMENT_CODE)
    done = events.until(CommandDone, lambda event: event.command == second)
    assert isinstance(done.result, CodeScanned)
    assert supervisor.stop(10)
