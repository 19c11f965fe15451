"""A hall as a process of its own, for tests that kill it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]


def hall_command(*arguments: str) -> str:
    """Run one command of the hall to its end; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "hall", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


class HallProcess:
    """``python -m hall serve`` on a free port, until the block ends."""

    def __init__(self, data_dir: Path, *, program: Sequence[str] = ("-m", "hall"), options: Sequence[str] = ()) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *program, "serve", "--data", str(data_dir), "--port", "0", *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), f"the hall ended with {self.process.poll()}"
        self.url = line.removeprefix("listening on ").strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def wait(self) -> int:
        """Wait for the process's end."""
        return self.process.wait(30)
