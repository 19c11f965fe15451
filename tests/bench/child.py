"""Fresh processes for the bench: start one, read the JSON lines that it prints, weigh it, end it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0
"""A process that has said nothing for so long is killed; reading from it then ends."""


@contextmanager
def child(words: Sequence[str], *, data: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """Run ``python -m WORDS`` without a display, with a data directory of its own; it is ended with the block."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "KIOSK_DATA_DIR": str(data or Path(folder) / "data"),
            "KIOSK_SITE_FILE": "",
            "KIOSK_TERMINAL_FILE": "",
        }
        # An installed program has its bytecode: keep it even where the caller's environment says not to.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        watchdog = threading.Timer(LIMIT_S, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
            assert process.stdout is not None
            process.stdout.close()


def first_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for the process's first JSON line. Raises ``RuntimeError`` when it ends without one."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("{"):
            found: dict[str, Any] = json.loads(line)
            return found
    raise RuntimeError(f"process {process.pid} ended with {process.wait(LIMIT_S)} and said nothing")


def seconds_until_told(words: Sequence[str], *, data: Path | None = None) -> float:
    """Give the time from starting the process to the moment that its line names; both on CLOCK_MONOTONIC."""
    begun = time.clock_gettime(time.CLOCK_MONOTONIC)
    with child(words, data=data) as process:
        told = first_line(process)
        return float(told["monotonic_s"]) - begun


def pss_mib(pid: int) -> float:
    """Weigh a process: its proportional set size in MiB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel does not tell the proportional set size")
