"""A page printer's driver on a simulated printer, with or without a socket in between, and a clock that never waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.commands import LiveContext
from drivers.page_printer.driver import PagePrinter
from drivers.page_printer.errors import ServiceSilentError
from drivers.page_printer.operations import Address
from drivers.page_printer.outcome import PagesOutcome, PrintPages
from drivers.page_printer.simulator.engine import PrintEngine

ADDRESS = Address("localhost", 631, "/printers/hall")
TWO_PAGES = b"%PDF-1.4\n<</Type /Pages/Kids[]>> <</Type/Page>> <</Type /Page >>\n"


class JumpingTime:
    """Every wait is over at once, and the time has gone by."""

    def __init__(self) -> None:
        self._now = 1000.0

    def now(self) -> float:
        return self._now

    def wait(self, _condition: threading.Condition, timeout_s: float) -> None:
        self._now += timeout_s


@dataclass
class EngineLink:
    """Hands requests to the engine; ``silent_after`` cuts the line after so many of them."""

    engine: PrintEngine
    silent_after: int = 1_000_000
    asked: int = 0
    loses_answer: bool = False

    def exchange(self, request: bytes) -> bytes:
        self.asked += 1
        if self.asked > self.silent_after:
            if self.loses_answer:
                self.engine.answer(request)
            raise ServiceSilentError("cut")
        return self.engine.answer(request)


@dataclass
class Bench:
    """Everything together."""

    engine: PrintEngine = field(default_factory=lambda: PrintEngine(ADDRESS.path))
    time: JumpingTime = field(default_factory=JumpingTime)
    progress: list[object] = field(default_factory=list)
    when_told: Callable[[object], None] = lambda _value: None
    """Does something at the right moment: after each progress value."""

    def __post_init__(self) -> None:
        self.link = EngineLink(self.engine)
        self.printer = PagePrinter(ADDRESS, self.link, timebase=self.time)

    def context(self, timeout_s: float = 300.0) -> LiveContext:
        return LiveContext(timebase=self.time, timeout_s=timeout_s, on_progress=self._told)

    def _told(self, value: object) -> None:
        self.progress.append(value)
        self.when_told(value)

    def print_two(self, timeout_s: float = 300.0) -> PagesOutcome:
        return self.printer.run(PrintPages(TWO_PAGES, 2), self.context(timeout_s))  # type: ignore[return-value]
