"""The demo as a figure: two whole cases through the real screens, one of them over a power cut.

By itself: ``python -m tests.bench.demo``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.child import ROOT
from tests.bench.rows import Row, row

GOAL_S = 120.0
LIMIT_S = 300.0


def measure_demo() -> list[Row]:
    """Return the row: the seconds that the demo itself counts. Raises when the demo fails."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "kiosk", "demo", "--tour", folder],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=LIMIT_S,
        )
        summary = json.loads((Path(folder) / "summary.json").read_text(encoding="utf-8"))
    return [row("demo, two cases end to end", summary["seconds"], "s", goal=GOAL_S, digits=1)]


if __name__ == "__main__":
    for one in measure_demo():
        sys.stdout.write(json.dumps(one) + "\n")
