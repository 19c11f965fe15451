"""The supervisor: one thread, one command at a time, polling that is reconnection."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Iterator

import pytest

from drivers.commands import CommandContext, CommandIds
from drivers.supervisor import LONGEST_REST_POLLS, DeviceSupervisor, Driver
from drivers.transport.errors import PortMissingError, UnpluggedError
from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandProgressed,
    DeviceError,
    ErrorClass,
    StaffAction,
    StatusChanged,
)
from tests.drivers.core.scripted_driver import Offline, Ready, ScriptedDriver, Unknown
from tests.drivers.manual_time import PATIENCE_S, Events, ManualTime


class Bench:
    """One supervised scripted driver."""

    def __init__(self) -> None:
        self.driver = ScriptedDriver()
        self.time = ManualTime()
        self.events = Events()
        as_driver: Driver = self.driver
        self.supervisor = DeviceSupervisor(
            as_driver, self.events, timebase=self.time, rng=random.Random(7), ids=CommandIds()
        )


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    assert made.supervisor.stop(PATIENCE_S)


def _wait_for_the_end(context: CommandContext) -> object:
    while True:
        context.wait(60.0)
        context.check()


def test_the_status_is_unknown_before_the_first_poll(bench: Bench) -> None:
    """Unknown is not offline."""
    assert bench.supervisor.status == Unknown()


def test_the_first_poll_opens_the_device_and_tells_its_status(bench: Bench) -> None:
    """Events come on the device's own thread."""
    bench.supervisor.start()
    event = bench.events.until(StatusChanged)
    assert event.status == Ready()
    assert bench.supervisor.status == Ready()
    assert bench.events.threads == {"device-id_card"}
    assert bench.driver.calls == ["open", "poll"]


def test_only_changes_of_status_are_told_and_logged(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Three polls with the same answer make one event and one line."""
    caplog.set_level(logging.INFO, "drivers")
    bench.supervisor.start()
    for _ in range(3):
        bench.time.await_idle()
        bench.time.advance(2.0)
    result = bench.supervisor.submit(lambda context: "end", timeout_s=1)
    bench.events.until(CommandDone, lambda e: e.command == result)
    assert [e for e in bench.events.seen if isinstance(e, StatusChanged)] == [StatusChanged(bench.driver.kind, Ready())]
    assert [r.getMessage() for r in caplog.records] == ["device_status device=id_card status=Ready"]


def test_a_command_reports_progress_and_then_its_result(bench: Bench) -> None:
    """Both carry the identifier that submit returned."""
    bench.supervisor.start()

    def work(context: CommandContext) -> object:
        context.progress("half")
        return "whole"

    command = bench.supervisor.submit(work, timeout_s=5)
    done = bench.events.until(CommandDone)
    assert (done.command, done.result) == (command, "whole")
    assert bench.events.until(CommandProgressed).progress == "half"


def test_commands_run_one_at_a_time_in_order(bench: Bench) -> None:
    """The second starts after the first has ended."""
    bench.supervisor.start()
    first = bench.supervisor.submit(lambda context: 1, timeout_s=5)
    second = bench.supervisor.submit(lambda context: 2, timeout_s=5)
    bench.events.until(CommandDone, lambda e: e.command == second)
    assert [e.command for e in bench.events.seen if isinstance(e, CommandDone)] == [first, second]


def test_a_time_out_is_a_failure_and_not_a_cancel(bench: Bench) -> None:
    """The limit counts from the start of the command."""
    bench.supervisor.start()
    command = bench.supervisor.submit(_wait_for_the_end, timeout_s=30)
    assert bench.driver.entered.wait(PATIENCE_S)
    bench.time.await_idle()
    bench.time.advance(31)
    failed = bench.events.until(CommandFailed)
    assert (failed.command, failed.error.code) == (command, "time_limit")
    assert not [e for e in bench.events.seen if isinstance(e, CommandCancelled)]


def test_a_running_command_can_be_cancelled(bench: Bench) -> None:
    """A cancel ends a wait at once, without time passing."""
    bench.supervisor.start()
    command = bench.supervisor.submit(_wait_for_the_end, timeout_s=30)
    assert bench.driver.entered.wait(PATIENCE_S)
    assert bench.supervisor.cancel(command)
    assert bench.events.until(CommandCancelled).command == command


def test_a_waiting_command_can_be_cancelled(bench: Bench) -> None:
    """It never runs."""
    bench.supervisor.start()
    release = threading.Event()
    bench.supervisor.submit(lambda context: release.wait(PATIENCE_S), timeout_s=30)
    assert bench.driver.entered.wait(PATIENCE_S)
    ran: list[int] = []
    second = bench.supervisor.submit(lambda context: ran.append(1), timeout_s=30)
    assert bench.supervisor.cancel(second)
    release.set()
    assert bench.events.until(CommandCancelled).command == second
    assert ran == []


def test_a_finished_command_cannot_be_cancelled(bench: Bench) -> None:
    """Cancel says so."""
    bench.supervisor.start()
    command = bench.supervisor.submit(lambda context: 1, timeout_s=5)
    bench.events.until(CommandDone)
    assert not bench.supervisor.cancel(command)


def test_one_missed_poll_is_no_news(bench: Bench) -> None:
    """A link fault drops the port; the next poll opens it again and nobody was troubled."""
    bench.supervisor.start()
    bench.events.until(StatusChanged)
    bench.driver.poll_fault = UnpluggedError()
    bench.time.await_idle()
    bench.time.advance(2.0)
    while bench.driver.calls[-1] != "close":
        bench.time.await_idle()
    bench.driver.poll_fault = None
    bench.time.await_idle()
    bench.time.advance(1.0)
    command = bench.supervisor.submit(lambda context: 1, timeout_s=5)
    bench.events.until(CommandDone, lambda e: e.command == command)
    assert bench.driver.calls[:5] == ["open", "poll", "poll", "close", "open"]
    assert [type(e) for e in bench.events.seen if isinstance(e, StatusChanged)] == [StatusChanged]


def test_port_missing_backs_off_and_comes_back(bench: Bench) -> None:
    """Attempts come after about 1, 2, 5, 10 and again 10 seconds; the first success ends the story."""
    bench.driver.open_fault = PortMissingError()
    bench.supervisor.start()
    assert bench.events.until(StatusChanged).status == Offline("port_missing")
    for attempts, delay_s in enumerate([1, 2, 5, 10, 10], start=1):
        bench.time.await_idle()
        bench.time.advance(delay_s * 0.85)
        bench.time.await_idle()
        assert bench.driver.calls.count("open") == attempts
        bench.time.advance(delay_s * 0.3)
        while bench.driver.calls.count("open") == attempts:
            bench.time.await_idle()
    bench.driver.open_fault = None
    bench.time.await_idle()
    bench.time.advance(11.5)
    bench.events.until(StatusChanged, lambda e: e.status == Ready())


def test_the_back_off_never_lasts_two_poll_periods() -> None:
    """However long the port was missing: whatever comes back is in service again within two polls."""
    driver, time, events = ScriptedDriver(), ManualTime(), Events()
    driver.open_fault = PortMissingError()
    supervisor = DeviceSupervisor(driver, events, timebase=time, rng=random.Random(1), poll_interval_s=2.0)
    supervisor.start()
    for attempts in range(1, 7):
        time.await_idle()
        assert driver.calls.count("open") == attempts
        time.advance(2.0 * LONGEST_REST_POLLS)
        while driver.calls.count("open") == attempts:
            time.await_idle()
    driver.open_fault = None
    time.await_idle()
    time.advance(2.0 * LONGEST_REST_POLLS)
    events.until(StatusChanged, lambda e: e.status == Ready())
    assert supervisor.stop(PATIENCE_S)


def test_a_command_opens_a_missing_port_without_waiting_for_the_back_off(bench: Bench) -> None:
    """A resident is waiting."""
    bench.driver.open_fault = PortMissingError()
    bench.supervisor.start()
    bench.events.until(StatusChanged)
    bench.driver.open_fault = None
    bench.supervisor.submit(lambda context: "read", timeout_s=5)
    assert bench.events.until(CommandDone).result == "read"


def test_a_command_on_a_missing_port_fails_with_the_cause(bench: Bench) -> None:
    """The typed cause of the open is the command's error."""
    bench.driver.open_fault = PortMissingError()
    bench.supervisor.start()
    bench.supervisor.submit(lambda context: "read", timeout_s=5)
    assert bench.events.until(CommandFailed).error.code == "port_missing"


def test_unplugged_in_a_command_fails_the_command_and_drops_the_port(bench: Bench) -> None:
    """The poll that follows opens it again."""
    bench.supervisor.start()
    bench.events.until(StatusChanged)

    def pull(context: CommandContext) -> object:
        raise UnpluggedError

    bench.supervisor.submit(pull, timeout_s=5)
    assert bench.events.until(CommandFailed).error.code == "unplugged"
    bench.supervisor.submit(lambda context: 1, timeout_s=5)
    bench.events.until(CommandDone)
    assert bench.driver.calls[:5] == ["open", "poll", "run", "close", "open"]


def test_another_fault_in_a_command_keeps_the_port(bench: Bench) -> None:
    """Only link faults drop it."""
    bench.supervisor.start()
    bench.events.until(StatusChanged)

    def refuse(context: CommandContext) -> object:
        raise DeviceError("no_page", ErrorClass.USER, temporary=True, action=StaffAction.NONE)

    bench.supervisor.submit(refuse, timeout_s=5)
    assert bench.events.until(CommandFailed).error.code == "no_page"
    assert "close" not in bench.driver.calls


@pytest.mark.expects_log_warnings
def test_a_bug_in_a_command_is_logged_without_its_text_and_the_thread_lives_on(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception's text may hold personal data, so only its type and place are kept."""
    bench.supervisor.start()

    def stumble(context: CommandContext) -> object:
        raise ValueError("610198199001010047")

    bench.supervisor.submit(stumble, timeout_s=5)
    failed = bench.events.until(CommandFailed)
    assert failed.error.code == "driver_bug"
    assert "610198" not in caplog.text
    assert "610198" not in str(failed.error)
    assert "ValueError" in caplog.text
    bench.supervisor.submit(lambda context: 1, timeout_s=5)
    bench.events.until(CommandDone)


@pytest.mark.expects_log_warnings
def test_a_bug_in_a_poll_makes_the_device_unreachable_and_the_thread_lives_on(bench: Bench) -> None:
    """It is tried again like any other fault."""
    bench.driver.poll_fault = KeyError("x")
    bench.supervisor.start()
    assert bench.events.until(StatusChanged).status == Offline("driver_bug")
    bench.driver.poll_fault = None
    bench.time.await_idle()
    bench.time.advance(1.2)
    bench.events.until(StatusChanged, lambda e: e.status == Ready())


@pytest.mark.expects_log_warnings
def test_a_listener_that_fails_does_not_end_the_thread(caplog: pytest.LogCaptureFixture) -> None:
    """The next event is told all the same."""
    driver, time, events = ScriptedDriver(), ManualTime(), Events()

    def listen(event: object, /) -> None:
        events(event)  # type: ignore[arg-type]
        raise RuntimeError("610198199001010047")

    supervisor = DeviceSupervisor(driver, listen, timebase=time)
    supervisor.start()
    supervisor.submit(lambda context: 1, timeout_s=1)
    events.until(CommandDone)
    assert supervisor.stop(PATIENCE_S)
    assert "event_sink_bug" in caplog.text
    assert "610198" not in caplog.text


def test_stop_cancels_what_runs_and_what_waits_and_closes_the_device(bench: Bench) -> None:
    """Every command gets its one last event."""
    bench.supervisor.start()
    running = bench.supervisor.submit(_wait_for_the_end, timeout_s=30)
    assert bench.driver.entered.wait(PATIENCE_S)
    waiting = bench.supervisor.submit(lambda context: 1, timeout_s=30)
    assert bench.supervisor.stop(PATIENCE_S)
    ended = {e.command for e in bench.events.seen if isinstance(e, CommandCancelled)}
    assert ended == {running, waiting}
    assert bench.driver.calls[-1] == "close"


@pytest.mark.expects_log_warnings
def test_a_driver_that_hangs_is_reported_by_stop() -> None:
    """Stop says that the thread did not end."""
    driver, release = ScriptedDriver(), threading.Event()
    supervisor = DeviceSupervisor(driver, Events(), timebase=ManualTime())
    supervisor.start()
    supervisor.submit(lambda context: release.wait(PATIENCE_S), timeout_s=1)
    assert driver.entered.wait(PATIENCE_S)
    assert not supervisor.stop(0.01)
    release.set()
    assert supervisor.stop(PATIENCE_S)


def test_a_stopped_supervisor_takes_no_commands(bench: Bench) -> None:
    """The caller's mistake is told at once."""
    bench.supervisor.start()
    bench.supervisor.stop(PATIENCE_S)
    with pytest.raises(RuntimeError):
        bench.supervisor.submit(lambda context: 1, timeout_s=1)


def test_a_supervisor_starts_once(bench: Bench) -> None:
    """A second start would be a second thread on one device."""
    bench.supervisor.start()
    with pytest.raises(RuntimeError):
        bench.supervisor.start()


def test_command_identifiers_are_shared_and_never_come_twice() -> None:
    """Two supervisors of a process take from one source."""
    ids = CommandIds()
    assert len({ids() for _ in range(100)}) == 100
