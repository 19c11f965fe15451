"""Start of the terminal against a bare window, in turns: to the first picture, and to a usable home page.

Each run is a fresh process; the time counts from before its start. By itself: ``python -m tests.bench.start``.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench.child import seconds_until_told
from tests.bench.rows import Row, row

RUNS = 5
BARE = ("tests.bench.bare_window",)
PICTURE = ("tests.bench.first_picture",)
HOME = ("kiosk", "run", "--window", "--probe", "home")


def measure_start(runs: int = RUNS) -> list[Row]:
    """Return the rows. The first run of each fills caches (bytecode, catalogue, index) and is not counted."""
    taken: dict[tuple[str, ...], list[float]] = {BARE: [], PICTURE: [], HOME: []}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(runs + 1):
            for words, times in taken.items():
                seconds = seconds_until_told(words, data=Path(folder))
                if run > 0:
                    times.append(seconds)
    bare, picture, home = (statistics.median(times) * 1000 for times in taken.values())
    return [
        row("start to the first picture", picture, "ms", bare, goal=1.3, digits=1),
        row("start to a usable home page", home, "ms", bare, goal=2.5, digits=1),
    ]


if __name__ == "__main__":
    for one in measure_start():
        sys.stdout.write(json.dumps(one) + "\n")
