"""Runs one device under its real supervisor through one fault at one moment. Polls are counted, not seconds.

The supervisor's idle wait ends only when the test grants a poll, so no poll happens that the test has not asked for,
and a back-off of any length is over when it is granted. Waits inside commands take the time that they take.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import pytest

from drivers.commands import CommandContext
from drivers.supervisor import DeviceSupervisor, Driver
from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceError,
    DeviceEvent,
    DeviceKind,
    Status,
    StatusChanged,
)
from tests.drivers.matrix.bench import DeviceBench, Fault, Moment

PATIENCE_S = 20.0
COMMAND_LIMIT_S = 100_000.0
POLL_PERIOD_S = 100.0
"""Longer than any back-off, so that a granted poll is always due."""
IDLE_WAIT_S = 0.8
"""Waits of the supervisor while idle are longer than this, those of commands shorter."""
POLLS_ALLOWED = 2
Final = CommandDone | CommandFailed | CommandCancelled


class GrantedTime:
    """The machine's clock plus what was granted; a long wait ends when more is granted."""

    def __init__(self) -> None:
        self._granted_s = 0.0
        self._changed = threading.Condition()
        self.rests = 0

    def now(self) -> float:
        return time.monotonic() + self._granted_s

    def wait(self, condition: threading.Condition, timeout_s: float) -> None:
        if timeout_s <= IDLE_WAIT_S:
            condition.wait(timeout_s)
            return
        with self._changed:
            self.rests += 1
            self._changed.notify_all()
        condition.wait(PATIENCE_S)

    def await_rests(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.rests >= count, PATIENCE_S), "the supervisor does not rest"

    def grant(self) -> None:
        self._granted_s += POLL_PERIOD_S + 1


class Watched:
    """A driver whose polls are counted: answered, failed, or not even opened."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._changed = threading.Condition()
        self.polls = 0

    @property
    def kind(self) -> DeviceKind:
        return self._driver.kind

    def open(self) -> None:
        try:
            self._driver.open()
        except DeviceError:
            self._count()
            raise

    def close(self) -> None:
        self._driver.close()

    def poll(self) -> Status:
        try:
            return self._driver.poll()
        finally:
            self._count()

    def run(self, command: object, context: CommandContext) -> object:
        return self._driver.run(command, context)

    def unreached(self, error: DeviceError | None) -> Status:
        return self._driver.unreached(error)

    def await_polls(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.polls >= count, PATIENCE_S), f"no poll number {count}"

    def _count(self) -> None:
        with self._changed:
            self.polls += 1
            self._changed.notify_all()


class Case:
    """One device, one fault, one moment."""

    def __init__(self, bench: DeviceBench, fault: str, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO)
        self._caplog = caplog
        self.bench = bench
        self.fault_name = fault
        self.fault: Fault = bench.faults[fault]
        self.time = GrantedTime()
        self.driver = Watched(bench.driver)
        self.events: list[DeviceEvent] = []
        self._changed = threading.Condition()
        self._when: list[tuple[Callable[[DeviceEvent], bool], Callable[[], None]]] = []
        self._injected = threading.Event()
        self._mended = False
        self._polls_at_failure = self._rests_at_failure = self._rests_at_injection = 0
        self.supervisor = DeviceSupervisor(
            self.driver, self._on_event, timebase=self.time, poll_interval_s=POLL_PERIOD_S
        )

    def __enter__(self) -> Self:
        self.supervisor.start()
        self._until(lambda: any(isinstance(event, StatusChanged) for event in self.events), "a first status")
        self.time.await_rests(1)
        assert self.supervisor.status.usable, self.supervisor.status
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.supervisor.stop(PATIENCE_S)
        self.bench.close()

    # ---- the four moments ------------------------------------------------------------------------------------------

    def run(self, moment: Moment) -> None:
        """Let the fault happen at that moment, and lift it."""
        match moment:
            case Moment.IDLE:
                self._inject()
                self.poll()
                self.poll()
            case Moment.JUST_DONE:
                self._when.append((lambda event: isinstance(event, CommandDone), self._inject))
                command = self._submit_served()
                self._final(command)
                self._await_injection()
                self.time.await_rests(self._rests_at_injection + 1)
                self.poll()
            case Moment.WAITING | Moment.IN_THE_MIDDLE:
                self._during(moment)
        self.fault.lift()
        self.bench.clear()

    def _during(self, moment: Moment) -> None:
        if not self.bench.arm(moment, self.fault_name, self._inject):
            self._when.append((lambda event: self._is(event, moment), self._inject))
        if moment is Moment.IN_THE_MIDDLE:
            command = self._submit_served()
        else:
            command = self.supervisor.submit(self.bench.command(), timeout_s=COMMAND_LIMIT_S)
        self._await_injection()
        if moment not in self.fault.ends:
            self.fault.lift()
            self._mended = True
            self.bench.serve()
        final = self._final(command)
        if isinstance(final, CommandFailed):  # the supervisor asks the device at once, while the fault is still there
            self.driver.await_polls(self._polls_at_failure + 1)
            self.time.await_rests(self._rests_at_failure + 1)

    # ---- what is promised ------------------------------------------------------------------------------------------

    def assert_back_in_service(self) -> None:
        """Two polls after the fault is gone at most, and then a resident is served."""
        polls = 0
        while not self.supervisor.status.usable or polls == 0:
            assert polls < POLLS_ALLOWED, f"{self.supervisor.status} after {polls} polls"
            self.poll()
            polls += 1
        final = self._final(self._submit_served())
        assert isinstance(final, CommandDone), final
        assert self.bench.is_good(final.result), final.result
        self.bench.clear()

    def assert_told_well(self) -> None:
        """One end for each command, typed errors only, and a line in the log for each change of status and no other."""
        ends: dict[CommandId, list[Final]] = {}
        for event in self.events:
            if isinstance(event, CommandDone | CommandFailed | CommandCancelled):
                ends.setdefault(event.command, []).append(event)
        assert all(len(one) == 1 for one in ends.values()), ends
        for (end,) in ends.values():
            match end:
                case CommandFailed(error=error):
                    assert error.code != "driver_bug", error
                case CommandCancelled():
                    raise AssertionError("nobody cancelled")
                case CommandDone():
                    pass
        statuses = [event.status for event in self.events if isinstance(event, StatusChanged)]
        assert all(one != after for one, after in itertools.pairwise(statuses)), statuses
        lines = [record for record in self._caplog.records if record.getMessage().startswith("device_status")]
        assert len(lines) == len(statuses)

    # ---- parts -----------------------------------------------------------------------------------------------------

    def poll(self) -> None:
        """Let exactly one more poll happen, and wait until the supervisor rests again."""
        polls, rests = self.driver.polls, self.time.rests
        self.bench.pass_time(POLL_PERIOD_S)
        with self.supervisor._condition:
            self.time.grant()
            self.supervisor._condition.notify_all()
        self.driver.await_polls(polls + 1)
        self.time.await_rests(rests + 1)

    def _submit_served(self) -> CommandId:
        """Give a command and serve it as soon as it waits."""
        self._when.append((lambda event: self._is(event, Moment.WAITING), self.bench.serve))
        return self.supervisor.submit(self.bench.command(), timeout_s=COMMAND_LIMIT_S)

    def _is(self, event: DeviceEvent, moment: Moment) -> bool:
        return isinstance(event, CommandProgressed) and self.bench.reached(moment, event.progress)

    def _inject(self) -> None:
        self._rests_at_injection = self.time.rests
        self.fault.inject()
        self._injected.set()

    def _await_injection(self) -> None:
        assert self._injected.wait(PATIENCE_S), f"the moment did not come: {self.events[-4:]}"

    def _final(self, command: CommandId) -> Final:
        def found() -> list[Final]:
            return [
                event
                for event in self.events
                if isinstance(event, CommandDone | CommandFailed | CommandCancelled) and event.command == command
            ]

        self._until(lambda: bool(found()), "the end of the command")
        return found()[0]

    def _until(self, condition: Callable[[], bool], what: str) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE_S), f"waited in vain for {what}: {self.events[-4:]}"

    def _on_event(self, event: DeviceEvent, /) -> None:
        """On the device's thread: keep it, and do what waits for it, once."""
        due = [one for one in self._when if one[0](event)]
        for one in due:
            self._when.remove(one)
        if isinstance(event, CommandFailed):
            self._polls_at_failure, self._rests_at_failure = self.driver.polls, self.time.rests
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()
        for _, act in due:
            act()
        if self._mended and isinstance(event, CommandProgressed) and self.bench.asks_again(event.progress):
            self.bench.serve()
