"""Time as drivers see it: a clock to read and a way to wait, both passed in.

A driver never asks the operating system for the time and never sleeps by itself, so that tests move time by
hand.
"""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Timebase(Protocol):
    """A monotonic clock together with the waiting that belongs to it."""

    def now(self) -> float:
        """Seconds on a clock that never goes back; only differences mean something."""

    def wait(self, condition: threading.Condition, timeout_s: float) -> None:
        """Wait on a condition that the caller holds until it is notified or the time has passed.

        May return early for no reason: the caller looks at its own state again.
        """


class SystemTime:
    """The machine's monotonic clock."""

    __slots__ = ()

    def now(self) -> float:
        """Seconds of the machine's monotonic clock."""
        return time.monotonic()

    def wait(self, condition: threading.Condition, timeout_s: float) -> None:
        """Wait on the condition for at most this many seconds."""
        condition.wait(max(timeout_s, 0.0))
