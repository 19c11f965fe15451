"""The cable goes and comes back inside the slip: the port is opened anew, the slip is unknown, nothing repeats."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Queue

import pytest

from drivers.printer.jobs import JobState, PrintJobId
from drivers.printer.outcome import PrintSlip
from drivers.printer.status import Ready
from drivers.supervisor import DeviceSupervisor
from drivers.vocabulary import CommandDone, CommandFailed, DeviceEvent, StatusChanged
from tests.drivers.printer.conftest import Bench
from tests.drivers.printer.sample_slips import striped


@pytest.fixture
def supervised(bench: Bench) -> Iterator[tuple[Bench, DeviceSupervisor, Queue[DeviceEvent]]]:
    """The same printer under its supervisor, with its events."""
    events: Queue[DeviceEvent] = Queue()
    bench.driver.close()
    supervisor = DeviceSupervisor(bench.driver, events.put, poll_interval_s=0.05)
    yield bench, supervisor, events
    assert supervisor.stop(10)


@pytest.mark.parametrize("at_bytes", [1, 9000, 40_000])
def test_back_at_once_the_slip_is_unknown_and_the_printer_ready(
    supervised: tuple[Bench, DeviceSupervisor, Queue[DeviceEvent]], at_bytes: int
) -> None:
    bench, supervisor, events = supervised

    def pull_and_plug() -> None:
        bench.simulator.unplug()
        bench.simulator.replug()

    supervisor.start()
    _wait_for(events, StatusChanged)
    bench.simulator.when_received(at_bytes + 100, pull_and_plug)
    command = supervisor.submit(PrintSlip(striped(rows=900), PrintJobId("job-1")), timeout_s=60)

    event = _wait_for(events, CommandFailed)
    assert isinstance(event, CommandFailed)
    assert (event.command, event.error.code) == (command, "printer_link_lost")
    assert bench.job().state is JobState.UNKNOWN

    second = supervisor.submit(PrintSlip(striped(rows=90), PrintJobId("job-2")), timeout_s=60)
    done = _wait_for(events, CommandDone)
    assert isinstance(done, CommandDone)
    assert done.command == second
    assert supervisor.status == Ready()
    assert [slip.image.rows[: 72 * 90] for slip in bench.simulator.slips if slip.cut] == [striped(rows=90).rows]


def _wait_for(events: Queue[DeviceEvent], kind: type[DeviceEvent]) -> DeviceEvent:
    while True:
        event = events.get(timeout=20)
        if isinstance(event, kind):
            return event
