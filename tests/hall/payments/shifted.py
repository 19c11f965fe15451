"""A program of the hall on a clock that a file moves: ``python -m tests.hall.payments.shifted FILE MODULE WORD…``.

The file holds by how many seconds the clock is ahead. So processes live through a day in seconds, all on one clock.
"""

from __future__ import annotations

import runpy
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hall.clocks


def shifted(path: Path) -> datetime:
    """Return now by that clock."""
    return datetime.now(UTC) + timedelta(seconds=float(path.read_text("ascii")))


if __name__ == "__main__":
    _file = Path(sys.argv[1])
    # Before anything else takes it from there.
    hall.clocks.utc_now = lambda: shifted(_file)
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
