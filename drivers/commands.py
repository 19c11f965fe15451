"""What a running command gets: a deadline, a way to be cancelled, a way to tell how far it is.

Errors::

    DeviceError
    ├── TimeLimitError      time_limit: the command did not end within its time
    └── DriverBugError      driver_bug: the driver raised something that it must not
    CommandStoppedError     the command was cancelled (not a fault, so not a DeviceError)
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Protocol

from drivers.timebase import Timebase
from drivers.vocabulary import CommandId, DeviceError, ErrorClass, StaffAction


class CommandStoppedError(Exception):
    """The command was cancelled on request. A driver lets it pass after it has left its device in order."""


class TimeLimitError(DeviceError):
    """The command did not end within its time limit. Not a cancel."""

    def __init__(self) -> None:
        super().__init__("time_limit", ErrorClass.USER, temporary=True, action=StaffAction.NONE)


class DriverBugError(DeviceError):
    """The driver raised an exception that is no typed cause. The detail names its type, never its text."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "driver_bug",
            ErrorClass.PROTOCOL,
            temporary=False,
            action=StaffAction.CALL_SERVICE,
            detail=detail,
        )


class CommandIds:
    """Gives out command identifiers.

    Share one among all supervisors of a process so that none comes twice.
    """

    __slots__ = ("_counter", "_lock")

    def __init__(self, first: int = 1) -> None:
        self._counter = itertools.count(first)
        self._lock = threading.Lock()

    def __call__(self) -> CommandId:
        """The next identifier."""
        with self._lock:
            return CommandId(next(self._counter))


class CommandContext(Protocol):
    """The running command's view of its supervisor. All of it may be used on the device's thread only."""

    @property
    def deadline(self) -> float:
        """When the time limit ends, on the timebase's clock."""

    def cancelled(self) -> bool:
        """Whether someone asked to stop this command."""

    def check(self) -> None:
        """Return when the command may go on.

        Raises:
            CommandStoppedError: it was cancelled.
            TimeLimitError: its time is over.
        """

    def progress(self, value: object) -> None:
        """Tell how far the command is; becomes a ``CommandProgressed``."""

    def wait(self, seconds: float) -> bool:
        """Wait, at most until the deadline. False as soon as the command is cancelled or its time is over."""


class LiveContext:
    """The context of one command that runs under a timebase.

    Also used alone, without a supervisor, by bench tools.
    """

    __slots__ = ("_cancelled", "_condition", "_deadline", "_on_progress", "_timebase")

    def __init__(
        self,
        *,
        timebase: Timebase,
        timeout_s: float,
        condition: threading.Condition | None = None,
        on_progress: Callable[[object], None] | None = None,
    ) -> None:
        """Start the command's time now.

        Args:
            timebase: clock and waiting.
            timeout_s: the time limit in seconds.
            condition: notified whenever something changes that could end a wait; by default the context's
                own.
            on_progress: takes progress values.
        """
        self._timebase = timebase
        self._deadline = timebase.now() + timeout_s
        self._condition = condition if condition is not None else threading.Condition()
        self._on_progress = on_progress
        self._cancelled = False

    @property
    def deadline(self) -> float:
        """When the time limit ends, on the timebase's clock."""
        return self._deadline

    def cancel(self) -> None:
        """Ask the command to stop. From any thread."""
        with self._condition:
            self._cancelled = True
            self._condition.notify_all()

    def cancelled(self) -> bool:
        """Whether someone asked to stop this command."""
        return self._cancelled

    def check(self) -> None:
        """Return when the command may go on, else raise ``CommandStoppedError`` or ``TimeLimitError``."""
        if self._cancelled:
            raise CommandStoppedError
        if self._timebase.now() >= self._deadline:
            raise TimeLimitError

    def progress(self, value: object) -> None:
        """Hand on a progress value."""
        if self._on_progress is not None:
            self._on_progress(value)

    def wait(self, seconds: float) -> bool:
        """Wait, at most until the deadline. False as soon as the command is cancelled or its time is over."""
        end = min(self._timebase.now() + seconds, self._deadline)
        with self._condition:
            while not self._cancelled and (left_s := end - self._timebase.now()) > 0:
                self._timebase.wait(self._condition, left_s)
        return not self._cancelled and self._timebase.now() < self._deadline
