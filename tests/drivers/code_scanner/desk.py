"""A simulated scanner, its driver, and a pair of hands."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from drivers.code_scanner.classify import ANYTHING, Code, CodeKind
from drivers.code_scanner.codec import Family
from drivers.code_scanner.model import Scan, WaitingForCode
from drivers.code_scanner.scanner import CodeScanner
from drivers.code_scanner.simulator import CodeScannerSimulator
from drivers.commands import LiveContext
from drivers.timebase import SystemTime
from drivers.transport.serial_link import SerialLink


class Desk:
    """One scanner and somebody who holds codes before it."""

    def __init__(
        self,
        folder: Path,
        family: Family,
        *,
        gap_s: float | None = None,
        reply_limit_s: float = 0.5,
        piece_bytes: int | None = None,
        pause_s: float = 0.0,
        baud: int = 0,
        opened: bool = True,
    ) -> None:
        self.simulator = CodeScannerSimulator(
            family, link=folder / "scanner", baud=baud, piece_bytes=piece_bytes, pause_s=pause_s
        )
        self.simulator.start()
        self.scanner = CodeScanner(
            SerialLink(self.simulator.port), family, baud=baud or 9600, gap_s=gap_s, reply_limit_s=reply_limit_s
        )
        if opened:
            self.scanner.open()
        self.progress: list[object] = []
        self.hands: deque[Callable[[], None]] = deque()

    def context(self, timeout_s: float = 30.0) -> LiveContext:
        """A context that notes progress and moves the hands: one movement for each sign of progress."""
        return LiveContext(timebase=SystemTime(), timeout_s=timeout_s, on_progress=self._show)

    def scan(self, *shown: str | bytes, expected: frozenset[CodeKind] = ANYTHING, timeout_s: float = 30.0) -> Code:
        """Run a ``Scan`` on this thread while these codes are held up, one for each sign of progress."""
        for code in shown:
            self.hands.append(lambda code=code: self.simulator.show(code))  # type: ignore[misc]
        return self.scanner.run(Scan(expected), self.context(timeout_s)).code

    def close(self) -> None:
        """Put everything away."""
        self.scanner.close()
        self.simulator.stop()

    def _show(self, value: object) -> None:
        self.progress.append(value)
        if self.hands:
            self.hands.popleft()()


WAITING = WaitingForCode()
