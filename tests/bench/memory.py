"""Memory: the idle terminal against a bare window, and the terminal with camera and vision at work. PSS from outside.

By itself: ``python -m tests.bench.memory``.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

from tests.bench.child import child, first_line, pss_mib
from tests.bench.rows import Row, row

RUNS = 5
SETTLE_S = 3.0
WORK_S = 6.0
AT_WORK_GOAL_MB = 200.0


def measure_memory(runs: int = RUNS) -> list[Row]:
    """Return the rows; a process is weighed when it has come to rest, or while it works."""
    bare, idle, busy = [], [], []
    for _ in range(runs):
        bare.append(_weigh(("tests.bench.bare_window", "--stay"), SETTLE_S))
        idle.append(_weigh(("tests.bench.terminal_process",), SETTLE_S))
        busy.append(_weigh(("tests.bench.terminal_process", "--watch-pages"), WORK_S))
    return [
        row(
            "memory of the idle terminal",
            statistics.median(idle),
            "MB PSS",
            statistics.median(bare),
            goal=1.6,
            digits=1,
        ),
        row("memory with camera and vision at work", statistics.median(busy), "MB PSS", goal=AT_WORK_GOAL_MB, digits=1),
    ]


def _weigh(words: tuple[str, ...], settle_s: float) -> float:
    with child(words) as process:
        first_line(process)
        time.sleep(settle_s)
        if process.poll() is not None:
            raise RuntimeError(f"{words} has ended")
        return pss_mib(process.pid)


if __name__ == "__main__":
    for one in measure_memory():
        sys.stdout.write(json.dumps(one) + "\n")
