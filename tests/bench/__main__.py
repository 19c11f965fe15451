"""``python -m tests.bench [--out FILE] [--only NAME …]``: every figure of the project, each beside its baseline.

Each group runs in processes of its own and prints JSON rows; the bench collects them, says which goals are met, prints
a table and writes the rows. Exit code 1 when a group could not be measured; a goal that is missed is told, not failed,
because a busy machine misses some. Figures that the machine's load moves are taken in turns with their baseline.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.child import ROOT
from tests.bench.rows import Row, judged, table

GROUPS = {
    "start": "tests.bench.start",
    "memory": "tests.bench.memory",
    "drivers": "tests.bench.driver_memory",
    "switch": "tests.bench.switch",
    "id-card": "tests.drivers.id_card.measure_read",
    "printer": "tests.drivers.printer.measure",
    "camera": "tests.drivers.camera.measure",
    "pages": "tests.drivers.vision.bench_pages",
    "codes": "tests.bench.codes",
    "queue": "tests.bench.queue",
    "hall": "tests.bench.hall",
    "hall-scale": "tests.bench.hall_scale",
    "fleet": "tests.bench.fleet --short",
    "case": "tests.bench.case",
    "catalogue": "tests.bench.config",
    "demo": "tests.bench.demo",
}
LIMIT_S = 600.0


class GroupFailedError(Exception):
    """A group of figures could not be measured; the message is the end of what it said."""


def measure(group: str) -> list[Row]:
    """Run one group and return its rows. Raises ``GroupFailedError``."""
    words = [sys.executable, "-m", *GROUPS[group].split()]
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        raise GroupFailedError(f"not done within {LIMIT_S:.0f} s") from None
    if done.returncode != 0:
        raise GroupFailedError(" | ".join(done.stderr.strip().splitlines()[-3:]))
    return [judged(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="the project's figures")
    parser.add_argument("--out", type=Path, help="where the rows go as JSON")
    parser.add_argument("--only", nargs="+", choices=list(GROUPS), default=list(GROUPS), metavar="NAME")
    parsed = parser.parse_args(arguments)
    rows: list[Row] = []
    failed = []
    for group in parsed.only:
        begun = time.monotonic()
        try:
            rows += measure(group)
        except GroupFailedError as error:
            failed.append(group)
            sys.stderr.write(f"{group}: could not be measured: {error}\n")
        else:
            sys.stderr.write(f"{group}: measured in {time.monotonic() - begun:.0f} s\n")
    sys.stdout.write(table(rows) + "\n")
    if parsed.out is not None:
        parsed.out.parent.mkdir(parents=True, exist_ok=True)
        parsed.out.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    missed = [row["name"] for row in rows if row["met"] is False]
    if missed:
        sys.stdout.write(f"goals missed: {', '.join(missed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
