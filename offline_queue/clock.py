"""Time as the queue needs it: a wall clock, a steady clock, and what is known of how good they are."""

from __future__ import annotations

import ctypes
import time
from pathlib import Path
from typing import Protocol

_TIME_ERROR = 5
_TIMEX_BYTES = 512  # more than struct timex needs on any platform that Debian runs on


class Clock(Protocol):
    """A clock that is passed in."""

    @property
    def boot_id(self) -> str:
        """Changes with every start of the machine."""

    def now_s(self) -> float:
        """Return the wall clock's Unix seconds. It may jump."""

    def monotonic_s(self) -> float:
        """Return seconds that never go back, from an arbitrary start."""

    def synchronised(self) -> bool:
        """Return whether a time service keeps the wall clock."""


class SystemClock:
    """The machine's clock. Linux: boot id from the kernel, synchronisation from ``adjtimex(2)``."""

    def __init__(self) -> None:
        self._boot_id = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        self._libc = ctypes.CDLL(None, use_errno=True)

    @property
    def boot_id(self) -> str:
        """Return the kernel's boot id."""
        return self._boot_id

    def now_s(self) -> float:
        """Return Unix seconds."""
        return time.time()

    def monotonic_s(self) -> float:
        """Return seconds since the machine started."""
        return time.monotonic()

    def synchronised(self) -> bool:
        """Ask the kernel; False when it cannot be asked."""
        state = int(self._libc.adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))
        return state not in {-1, _TIME_ERROR}
