"""One thread for one device: runs its commands one at a time and asks how it is while idle.

* Polling is reconnection. A link fault drops the port; the next poll opens it again, with a back-off that never exceeds
  ``LONGEST_REST_POLLS``.
* One missed poll is no news: a device is called unreachable after ``misses_allowed`` in a row (at once when
  it has never answered).
* A command has a time limit, counted from its start, and can be cancelled. Exactly one of ``CommandDone``,
  ``CommandFailed``, ``CommandCancelled`` ends it.
* A command for a closed port opens it at once, whatever the back-off says: a resident is waiting.
* Only changes of status are logged and told.

Source: house plan, "Device vocabulary".
"""

from __future__ import annotations

import logging
import random
import threading
import traceback
from collections import deque
from dataclasses import dataclass
from typing import Protocol

from drivers.backoff import Backoff
from drivers.commands import CommandContext, CommandIds, CommandStoppedError, DriverBugError, LiveContext
from drivers.timebase import SystemTime, Timebase
from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceError,
    DeviceEvent,
    DeviceKind,
    ErrorClass,
    EventSink,
    Status,
    StatusChanged,
)

_log = logging.getLogger(__name__)

LONGEST_REST_POLLS = 1.5
"""How many poll periods the back-off may last at most: a device that is back is in service again within two."""


class Driver(Protocol):
    """What a device driver offers to its supervisor. Every method is called on the device's thread only."""

    @property
    def kind(self) -> DeviceKind:
        """Which kind of device this is."""

    def open(self) -> None:
        """Open the port or the source. Raises ``DeviceError``; then nothing is left open."""

    def close(self) -> None:
        """Close it. Never raises, and does nothing when it is closed."""

    def poll(self) -> Status:
        """Ask the open device how it is. Raises ``DeviceError`` when it does not answer."""

    def run(self, command: object, context: CommandContext) -> object:
        """Run one command on the open device and return its typed result.

        Raises:
            DeviceError: it failed; class ``link`` makes the supervisor drop the port.
            CommandStoppedError: it saw that it was cancelled (``context.check()`` raises it).
        """

    def unreached(self, error: DeviceError | None) -> Status:
        """The status while the device cannot be asked: ``Offline`` for this cause, ``Unknown`` for None."""


@dataclass(frozen=True, slots=True)
class _Job:
    command_id: CommandId
    command: object
    timeout_s: float


class DeviceSupervisor:
    """Runs one driver on one thread of its own."""

    def __init__(
        self,
        driver: Driver,
        on_event: EventSink,
        *,
        timebase: Timebase | None = None,
        rng: random.Random | None = None,
        ids: CommandIds | None = None,
        poll_interval_s: float = 2.0,
        misses_allowed: int = 2,
    ) -> None:
        """Prepare; nothing is opened before ``start``.

        Args:
            driver: the device.
            on_event: takes every event, on the device's thread; must not block.
            timebase: clock and waiting; the machine's by default.
            rng: spreads the back-off.
            ids: where command identifiers come from; share one among all supervisors of the process.
            poll_interval_s: seconds between two polls while idle.
            misses_allowed: how many polls in a row must fail before a device that has answered is
                unreachable.
        """
        self._driver = driver
        self._on_event = on_event
        self._timebase = timebase if timebase is not None else SystemTime()
        self._ids = ids if ids is not None else CommandIds()
        self._backoff = Backoff(rng if rng is not None else random.Random())  # noqa: S311 - spreads retries only
        self._poll_interval_s, self._misses_allowed = poll_interval_s, misses_allowed
        self._condition = threading.Condition()
        self._jobs: deque[_Job] = deque()
        self._withdrawn: set[CommandId] = set()
        self._running: tuple[CommandId, LiveContext] | None = None
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._status = driver.unreached(None)
        # Used on the device's thread only.
        self._opened = self._told = False
        self._misses, self._next_poll = 0, 0.0

    @property
    def kind(self) -> DeviceKind:
        """Which kind of device this supervisor runs."""
        return self._driver.kind

    @property
    def status(self) -> Status:
        """The last known status. From any thread."""
        with self._condition:
            return self._status

    def start(self) -> None:
        """Start the device's thread; the first poll follows at once. A supervisor starts once."""
        if self._thread is not None:
            raise RuntimeError("a supervisor starts once")
        self._next_poll = self._timebase.now()
        self._thread = threading.Thread(target=self._work, name=f"device-{self.kind}", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Cancel everything, close the device, end the thread. Whether it ended within this many seconds."""
        with self._condition:
            self._stopping = True
            running = self._running
            self._condition.notify_all()
        if running is not None:
            running[1].cancel()
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            _log.error("device_thread_stuck device=%s", self.kind)
            return False
        return True

    def submit(self, command: object, *, timeout_s: float) -> CommandId:
        """Queue a command. Its events carry the returned identifier. From any thread.

        Args:
            command: one of the driver's own command values.
            timeout_s: the time limit in seconds, counted from when the command starts to run.

        Raises:
            RuntimeError: the supervisor has been stopped.
        """
        command_id = self._ids()
        with self._condition:
            if self._stopping:
                raise RuntimeError("the supervisor has been stopped")
            self._jobs.append(_Job(command_id, command, timeout_s))
            self._condition.notify_all()
        return command_id

    def cancel(self, command_id: CommandId) -> bool:
        """Ask a waiting or running command to stop. False when it has already ended. From any thread."""
        with self._condition:
            if any(job.command_id == command_id for job in self._jobs):
                self._withdrawn.add(command_id)
                self._condition.notify_all()
                return True
            running = self._running
        if running is None or running[0] != command_id:
            return False
        running[1].cancel()
        return True

    # ---- the device's thread ---------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            job = self._next_job()
            if job is not None:
                self._run(job)
            elif self._stopping:
                break
            else:
                self._poll()
        self._drop_port()
        with self._condition:
            left = [job.command_id for job in self._jobs]
            self._jobs.clear()
        for command_id in left:
            self._tell(CommandCancelled(self.kind, command_id))

    def _next_job(self) -> _Job | None:
        """Wait for the next command; None when it is time to poll or to stop."""
        with self._condition:
            while not self._stopping:
                if self._jobs:
                    return self._jobs.popleft()
                left_s = self._next_poll - self._timebase.now()
                if left_s <= 0:
                    return None
                self._timebase.wait(self._condition, left_s)
            return None

    def _run(self, job: _Job) -> None:
        context = LiveContext(
            timebase=self._timebase,
            timeout_s=job.timeout_s,
            condition=self._condition,
            on_progress=lambda value: self._tell(CommandProgressed(self.kind, job.command_id, value)),
        )
        with self._condition:
            withdrawn = job.command_id in self._withdrawn or self._stopping
            self._withdrawn.discard(job.command_id)
            if not withdrawn:
                self._running = (job.command_id, context)
        if withdrawn:
            self._tell(CommandCancelled(self.kind, job.command_id))
            return
        event = self._outcome(job, context)
        with self._condition:
            self._running = None
        if isinstance(event, CommandFailed):
            # The device may be another one than before: ask it soon.
            self._next_poll = self._timebase.now()
        self._tell(event)

    def _outcome(self, job: _Job, context: CommandContext) -> DeviceEvent:
        """Run the command and turn whatever happens into its one last event."""
        try:
            self._ensure_open()
            result = self._driver.run(job.command, context)
        except CommandStoppedError:
            return CommandCancelled(self.kind, job.command_id)
        except DeviceError as error:
            self._note_fault(error)
            return CommandFailed(self.kind, job.command_id, error)
        except Exception as error:  # noqa: BLE001 - the thread's top: a bug in a driver must not end the thread
            bug = self._bug(error)
            self._drop_port()
            return CommandFailed(self.kind, job.command_id, bug)
        return CommandDone(self.kind, job.command_id, result)

    def _poll(self) -> None:
        try:
            self._ensure_open()
            status = self._driver.poll()
        except DeviceError as error:
            self._miss(error)
        except Exception as error:  # noqa: BLE001 - the thread's top: a bug in a driver must not end the thread
            bug = self._bug(error)
            self._drop_port()
            self._miss(bug)
        else:
            self._misses = 0
            self._backoff.reset()
            self._next_poll = self._timebase.now() + self._poll_interval_s
            self._set_status(status)

    def _miss(self, error: DeviceError) -> None:
        """Count a poll without an answer; after enough of them the device is unreachable."""
        self._note_fault(error)
        self._misses += 1
        if self._told and self._misses < self._misses_allowed:
            self._next_poll = self._timebase.now() + min(self._poll_interval_s, 1.0)
            return
        longest_s = LONGEST_REST_POLLS * self._poll_interval_s
        self._next_poll = self._timebase.now() + min(self._backoff.next_delay_s(), longest_s)
        self._set_status(self._driver.unreached(error))

    def _note_fault(self, error: DeviceError) -> None:
        if error.error_class is ErrorClass.LINK:
            self._drop_port()

    def _ensure_open(self) -> None:
        if not self._opened:
            self._driver.open()
            self._opened = True

    def _drop_port(self) -> None:
        if self._opened:
            self._opened = False
            self._driver.close()

    def _set_status(self, status: Status) -> None:
        with self._condition:
            changed = not self._told or status != self._status
            self._status = status
        if changed:
            self._told = True
            _log.info("device_status device=%s status=%s", self.kind, type(status).__name__)
            self._tell(StatusChanged(self.kind, status))

    def _bug(self, error: Exception) -> DriverBugError:
        """Log where a driver failed.

        The exception's own text may hold personal data, so only its type is kept.
        """
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{frame.name}:{frame.lineno}"
        _log.error("driver_bug device=%s error=%s place=%s", self.kind, type(error).__name__, place)
        return DriverBugError(f"{type(error).__name__} in {place}")

    def _tell(self, event: DeviceEvent) -> None:
        try:
            self._on_event(event)
        except Exception as error:  # noqa: BLE001 - a fault of the listener must not end the device's thread
            _log.error("event_sink_bug device=%s error=%s", self.kind, type(error).__name__)
