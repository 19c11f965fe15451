"""A reader driver on a simulated reader, and hands that react to what the driver shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import date
from pathlib import Path

from drivers.commands import LiveContext
from drivers.id_card.codec import Command
from drivers.id_card.exchange import TimeLimits
from drivers.id_card.model import CardRead, CardRemoved, ReadCard, WaitRemoval
from drivers.id_card.reader import IdCardReader
from drivers.id_card.simulator import IdCardReaderSimulator
from drivers.timebase import SystemTime
from drivers.transport.serial_link import SerialLink

TODAY = date(2026, 11, 24)
BRIEF = TimeLimits(0.15, 0.15, 0.15, 0.15, 0.15, 0.15, 0.15)
"""For tests in which the module stays silent."""


class Desk:
    """One reader, its driver, and a pair of hands."""

    def __init__(self, folder: Path, *, baud: int | None = None, limits: TimeLimits | None = None) -> None:
        self.simulator = IdCardReaderSimulator(link=folder / "reader", baud=baud)
        self.simulator.start()
        self.reader = IdCardReader(
            SerialLink(self.simulator.port), today=lambda: TODAY, limits=limits, poll_period_s=0.002
        )
        self.reader.open()
        self.progress: list[object] = []
        self.hands: dict[object, deque[Callable[[], None]]] = {}

    def when(self, progress: object, act: Callable[[], None]) -> None:
        """The next time that the driver shows this, do that (several are done one after the other)."""
        self.hands.setdefault(progress, deque()).append(act)

    def context(self, timeout_s: float = 30.0) -> LiveContext:
        """A context that notes progress and moves the hands."""
        return LiveContext(timebase=SystemTime(), timeout_s=timeout_s, on_progress=self._show)

    def read(self, command: ReadCard | None = None, *, timeout_s: float = 30.0) -> CardRead:
        """Run a ``ReadCard`` on this thread."""
        result = self.reader.run(command or ReadCard(), self.context(timeout_s))
        assert isinstance(result, CardRead)
        return result

    def wait_removal(self) -> CardRemoved:
        """Run a ``WaitRemoval`` on this thread."""
        result = self.reader.run(WaitRemoval(), self.context())
        assert isinstance(result, CardRemoved)
        return result

    def requests(self, *commands: Command) -> int:
        """How often the module was asked one of these."""
        return sum(1 for request in self.simulator.requests if request in commands)

    def close(self) -> None:
        """Put everything away."""
        self.reader.close()
        self.simulator.stop()

    def _show(self, value: object) -> None:
        self.progress.append(value)
        waiting = self.hands.get(value)
        if waiting:
            waiting.popleft()()
