"""A machine's clock that is wrong by as many seconds as a file says; for the demo's terminal only."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from kiosk.app import china_now
from offline_queue.clock import SystemClock


class WrongClock(SystemClock):
    """The machine's clock, shifted. While it is shifted no time service keeps it."""

    def __init__(self, file: Path) -> None:
        """Prepare; ``file`` holds the shift in seconds, read at every look."""
        super().__init__()
        self._file = file

    def now_s(self) -> float:
        """Return shifted Unix seconds."""
        return super().now_s() + shift_s(self._file)

    def synchronised(self) -> bool:
        """Return the truth of the machine, as long as it is not shifted."""
        return shift_s(self._file) == 0 and super().synchronised()


def wrong_now(file: Path) -> datetime:
    """The shifted wall clock in the terminal's zone."""
    return china_now() + timedelta(seconds=shift_s(file))


def shift_s(file: Path) -> float:
    """The shift in seconds; 0 where nothing is written."""
    try:
        return float(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0.0


def set_shift(file: Path, seconds: float) -> None:
    """Shift the clock; readers see the old value or the new one."""
    fresh = file.with_name(file.name + ".new")
    fresh.write_text(str(seconds), encoding="ascii")
    fresh.replace(file)
