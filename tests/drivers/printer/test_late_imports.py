"""The driver starts without Pillow and the QR encoder: they are loaded when the first slip is drawn."""

from __future__ import annotations

import os
import subprocess
import sys

LOOK = """
import sys
import drivers.printer.bench_tool, drivers.printer.jobs, drivers.printer.printer, drivers.printer.simulator
print([name for name in ("PIL", "qrcode", "zxingcpp", "numpy", "PySide6") if name in sys.modules])
"""


def test_importing_the_driver_loads_no_picture_library() -> None:
    seen = subprocess.run(
        [sys.executable, "-c", LOOK],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert seen.stdout.strip() == "[]"
