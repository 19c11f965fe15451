"""The cable is pulled inside the slip: nobody knows what came out, the port is opened anew, nothing repeats itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Queue

import pytest

from drivers.printer.errors import LinkLostDuringError
from drivers.printer.jobs import JobState, PrintJobId
from drivers.printer.outcome import Confirmed, Printing, PrintSlip
from drivers.printer.status import Offline, OfflineReason, PrinterStatus, Ready
from drivers.supervisor import DeviceSupervisor
from drivers.vocabulary import CommandDone, CommandFailed, DeviceEvent, ErrorClass, StatusChanged
from tests.drivers.printer.conftest import Bench
from tests.drivers.printer.sample_slips import striped

MakeBench = Callable[..., Bench]


def pull_when_printing(bench: Bench) -> None:
    """Pull the cable on the driver's own thread, between two slices."""

    def pull(value: object) -> None:
        if isinstance(value, Printing) and value.fraction > 0.2:
            assert bench.simulator.wait_until(lambda: bench.simulator.rows_printed >= 100, 5)
            bench.simulator.unplug()

    bench.on_progress = pull


def test_the_outcome_is_unknown_and_the_link_is_named(bench: Bench) -> None:
    pull_when_printing(bench)

    with pytest.raises(LinkLostDuringError) as caught:
        bench.print(striped(rows=2000))

    assert caught.value.error_class is ErrorClass.LINK
    assert caught.value.may_have_printed
    assert (bench.job().state, bench.job().cause) == (JobState.UNKNOWN, "unplugged")


def test_plugged_in_again_the_next_slip_is_whole(bench: Bench) -> None:
    pull_when_printing(bench)
    with pytest.raises(LinkLostDuringError):
        bench.print(striped(rows=2000))
    bench.on_progress = None
    bench.driver.close()

    bench.simulator.replug()
    bench.driver.open()

    assert isinstance(bench.print(striped(rows=90), "job-2"), Confirmed)
    torn, whole = bench.simulator.slips
    assert not torn.cut
    assert whole.image.rows[: 72 * 90] == striped(rows=90).rows


@pytest.fixture
def supervised(bench: Bench) -> Iterator[tuple[Bench, DeviceSupervisor, Queue[DeviceEvent]]]:
    """The same printer under its supervisor, with its events."""
    events: Queue[DeviceEvent] = Queue()
    bench.driver.close()
    supervisor = DeviceSupervisor(bench.driver, events.put, poll_interval_s=0.05)
    yield bench, supervisor, events
    assert supervisor.stop(10)


def test_the_supervisor_tells_offline_and_then_ready_again(
    supervised: tuple[Bench, DeviceSupervisor, Queue[DeviceEvent]],
) -> None:
    bench, supervisor, events = supervised
    supervisor.start()
    assert _next_status(events) == Ready()

    bench.simulator.unplug()
    assert _next_status(events) == Offline(OfflineReason.PORT)

    bench.simulator.replug()
    assert _next_status(events) == Ready()


def test_under_the_supervisor_a_lost_slip_fails_once_and_is_not_sent_again(
    supervised: tuple[Bench, DeviceSupervisor, Queue[DeviceEvent]],
) -> None:
    bench, supervisor, events = supervised
    reached = threading.Event()

    def stand_still() -> None:
        bench.simulator.stop_draining()
        reached.set()

    bench.simulator.when_printed(200, stand_still)
    supervisor.start()
    lost = supervisor.submit(PrintSlip(striped(rows=3000), PrintJobId("job-1")), timeout_s=60)
    assert reached.wait(10)

    bench.simulator.unplug()
    assert _end_of(events, lost) == "printer_link_lost"

    bench.simulator.drain_again()
    bench.simulator.replug()
    second = supervisor.submit(PrintSlip(striped(rows=90), PrintJobId("job-2")), timeout_s=60)
    assert _end_of(events, second) == "Confirmed"
    assert bench.simulator.slips[-1].image.rows[: 72 * 90] == striped(rows=90).rows
    assert len(bench.simulator.slips) == 2


def _next_status(events: Queue[DeviceEvent]) -> PrinterStatus:
    while True:
        event = events.get(timeout=20)
        if isinstance(event, StatusChanged):
            return event.status  # type: ignore[return-value]  # the printer's own union


def _end_of(events: Queue[DeviceEvent], command: int) -> str:
    """The error's code or the outcome's name that ends a command."""
    while True:
        event = events.get(timeout=20)
        if isinstance(event, CommandFailed) and event.command == command:
            return event.error.code
        if isinstance(event, CommandDone) and event.command == command:
            return type(event.result).__name__
