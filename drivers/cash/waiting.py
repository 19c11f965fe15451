"""Waiting where a command must not be cancelled: for a short while, with an end."""

from __future__ import annotations

import threading

from drivers.timebase import Timebase


def pause(timebase: Timebase, seconds: float) -> None:
    """Return when so many seconds have passed on the timebase."""
    condition = threading.Condition()
    end = timebase.now() + seconds
    with condition:
        while (left_s := end - timebase.now()) > 0:
            timebase.wait(condition, left_s)
