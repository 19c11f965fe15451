"""The demo's other processes: the hall and the simulated devices, each a real process behind a real port."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class ProcessFailedError(Exception):
    """A process of the demo did not start or ended too soon; the message names it and holds its last words."""


class LineProcess:
    """A child process that speaks lines. Used as a context manager it is ended at the end, whatever happens."""

    def __init__(
        self, name: str, arguments: Sequence[str], *, log: Path, environment: dict[str, str] | None = None
    ) -> None:
        """Start it.

        Args:
            name: for messages.
            arguments: a program and its words; ``python`` as the first one is this interpreter.
            log: where its standard error goes.
            environment: added to ours.
        """
        self.name = name
        words = [sys.executable, *arguments[1:]] if arguments[0] == "python" else list(arguments)
        self._log_path = log
        self._log = log.open("ab")
        self._child = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, **(environment or {})},
            text=True,
            bufsize=1,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, name=f"lines-{name}", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._child.poll() is None

    def say(self, line: str) -> None:
        """Write one line to its standard input."""
        assert self._child.stdin is not None
        self._child.stdin.write(line + "\n")
        self._child.stdin.flush()

    def line(self, timeout_s: float) -> str | None:
        """The next line it prints; None when it has ended.

        Raises:
            ProcessFailedError: nothing came within that time.
        """
        try:
            return self._lines.get(timeout=timeout_s)
        except queue.Empty:
            raise ProcessFailedError(f"{self.name} said nothing for {timeout_s:.0f} s{self._last_words()}") from None

    def lines_so_far(self) -> list[str]:
        """What it has printed and nobody has read yet."""
        lines = []
        with contextlib.suppress(queue.Empty):
            while (line := self._lines.get_nowait()) is not None:
                lines.append(line)
        return lines

    def wait_for(self, beginning: str, timeout_s: float) -> str:
        """The first line that begins so.

        Raises:
            ProcessFailedError: it ended or the time is over.
        """
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            line = self.line(left)
            if line is None:
                raise ProcessFailedError(f"{self.name} ended{self._last_words()}")
            if line.startswith(beginning):
                return line
        raise ProcessFailedError(f"{self.name} did not say {beginning!r} within {timeout_s:.0f} s{self._last_words()}")

    def wait(self, timeout_s: float) -> int:
        """Its exit code."""
        return self._child.wait(timeout_s)

    def kill(self) -> None:
        """SIGKILL, as a power cut would do; then reap it."""
        with contextlib.suppress(ProcessLookupError):
            self._child.send_signal(signal.SIGKILL)
        self._child.wait(5)
        self._close()

    def end(self) -> None:
        """Ask it to end, then insist."""
        if self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait(5)
        self._close()

    def _close(self) -> None:
        self._reader.join(2)
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._log.close()

    def _last_words(self) -> str:
        try:
            tail = self._log_path.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-4:]
        except OSError:
            return ""
        return (": " + " | ".join(tail)) if tail else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
