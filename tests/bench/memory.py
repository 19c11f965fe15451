"""Memory: the idle terminal against a bare window, and the terminal with camera and vision at work. PSS from outside.

The terminal has been started before, as one in service has: catalogue and search index come from their caches.

By itself: ``python -m tests.bench.memory``.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.child import child, first_line, pss_mib
from tests.bench.rows import Row, row

RUNS = 5
SETTLE_S = 3.0
WORK_S = 6.0
TERMINAL = ("tests.bench.terminal_process",)
AT_WORK_GOAL_MB = 200.0


def measure_memory(runs: int = RUNS) -> list[Row]:
    """Return the rows; a process is weighed when it has come to rest, or while it works."""
    bare, idle, busy = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        _weigh(TERMINAL, SETTLE_S, data)
        for _ in range(runs):
            bare.append(_weigh(("tests.bench.bare_window", "--stay"), SETTLE_S, data))
            idle.append(_weigh(TERMINAL, SETTLE_S, data))
            busy.append(_weigh((*TERMINAL, "--watch-pages"), WORK_S, data))
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


def _weigh(words: tuple[str, ...], settle_s: float, data: Path) -> float:
    with child(words, data=data) as process:
        first_line(process)
        time.sleep(settle_s)
        if process.poll() is not None:
            raise RuntimeError(f"{words} has ended")
        return pss_mib(process.pid)


if __name__ == "__main__":
    for one in measure_memory():
        sys.stdout.write(json.dumps(one) + "\n")
