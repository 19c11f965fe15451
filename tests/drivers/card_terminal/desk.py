"""A card driver on a simulated terminal, on a line in memory whose time only moves by waiting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from drivers.card_terminal.driver import CardTerminalDriver
from drivers.card_terminal.journal import CardJournal
from drivers.card_terminal.model import CardOrderId, CardResult, CardStaged, Pay, QueryLast
from drivers.card_terminal.simulator.core import NOTHING_CODE, ZvtCore
from drivers.card_terminal.simulator.ends import SerialEnd, TcpEnd
from drivers.card_terminal.zvt.line import SerialLine, TcpLine
from drivers.card_terminal.zvt.terminal import ZvtOptions, ZvtTerminal
from drivers.commands import LiveContext
from drivers.transport.errors import NoReplyError, UnpluggedError
from tests.drivers.cash.till import MemoryTime

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ORDER = CardOrderId("K01202611240001")
OTHER = CardOrderId("K01202611240002")
FEE_FEN = 2040
OPTIONS = ZvtOptions(password="000000", nothing_code=NOTHING_CODE)


class MemoryLink:
    """A line without a device file: what is written reaches the terminal at once."""

    def __init__(self, core: ZvtCore, time: MemoryTime, *, serial: bool) -> None:
        self.is_open = False
        self.pulled = False
        self.damage: Callable[[bytes], bytes] = lambda data: data
        """What becomes of bytes on their way to the till."""
        self.on_write: Callable[[bytes], bytes] = lambda data: data
        """What becomes of bytes on their way to the terminal."""
        self._time = time
        self._waiting = bytearray()
        self.end: SerialEnd | TcpEnd = SerialEnd(core, self._carry) if serial else TcpEnd(core, self._carry)

    def open(self) -> None:
        """Plug the till in."""
        if self.pulled:
            raise UnpluggedError
        self._waiting.clear()
        if isinstance(self.end, TcpEnd):
            self.end.reset()
        self.is_open = True

    def close(self) -> None:
        """Unplug the till."""
        self.is_open = False

    def read(self, size: int, deadline: float) -> bytes:
        """Exactly so many bytes, or time passes until the deadline."""
        self._check()
        if len(self._waiting) < size:
            self._time.at = max(self._time.at, deadline) + 0.001
            self._time.on_wait(self._time.at)
            self._check()
            if len(self._waiting) < size:
                raise NoReplyError
        data = bytes(self._waiting[:size])
        del self._waiting[:size]
        return data

    def read_waiting(self, max_size: int = 4096) -> bytes:
        """What is there."""
        self._check()
        data = bytes(self._waiting[:max_size])
        del self._waiting[:max_size]
        return data

    def write(self, data: bytes) -> None:
        """Carry bytes to the terminal."""
        self._check()
        self.end.feed(self.on_write(data))

    def flush_input(self) -> None:
        """Forget what is there."""
        self._waiting.clear()

    def _carry(self, data: bytes) -> None:
        if self.is_open and not self.pulled:
            self._waiting += self.damage(data)

    def _check(self) -> None:
        if self.pulled or not self.is_open:
            raise UnpluggedError


class MemoryDesk:
    """A driver, its journal and its terminal, all in one thread and without real time."""

    def __init__(
        self, folder: Path, *, serial: bool = True, core: ZvtCore | None = None, options: ZvtOptions = OPTIONS
    ) -> None:
        self.time = MemoryTime()
        self.core = core if core is not None else ZvtCore()
        self.bank, self.faults = self.core.bank, self.core.faults
        self.link = MemoryLink(self.core, self.time, serial=serial)
        self.journal = CardJournal(folder / "card.sqlite", now=lambda: NOW)
        self.stages: list[str] = []
        self.on_stage: Callable[[str], None] = lambda _stage: None
        self._serial, self._options = serial, options
        self.driver = self.new_driver(self.journal)

    def new_driver(self, journal: CardJournal | None) -> CardTerminalDriver:
        """A driver for the same terminal, as after a start of the program."""
        line = SerialLine(self.link, self.time) if self._serial else TcpLine(self.link, self.time)
        return CardTerminalDriver(ZvtTerminal(line, self.time, self._options), journal, timebase=self.time)

    def restart(self, journal: CardJournal | None = None) -> None:
        """The program ends without a word and starts again."""
        self.journal.close()
        self.link.close()
        self.journal = journal if journal is not None else self.journal
        self.driver = self.new_driver(self.journal)
        self.driver.open()

    def reopen(self) -> None:
        """What the supervisor does after a fault of the line."""
        self.driver.close()
        self.driver.open()

    def context(self, timeout_s: float = 180.0) -> LiveContext:
        """A context that notes the stages and lets hands react to them."""
        return LiveContext(timebase=self.time, timeout_s=timeout_s, on_progress=self._show)

    def pay(
        self, order: CardOrderId = ORDER, amount_fen: int = FEE_FEN, context: LiveContext | None = None
    ) -> CardResult:
        """Charge an order on this thread."""
        return self.driver.run(Pay(order, amount_fen), context or self.context())

    def ask(self, order: CardOrderId = ORDER) -> CardResult:
        """Ask what became of an order."""
        return self.driver.run(QueryLast(order), self.context())

    def when(self, stage: str, act: Callable[[], object]) -> None:
        """The next time that the driver shows this stage, do that."""
        left = [1]

        def react(shown: str) -> None:
            if shown == stage and left[0]:
                left[0] = 0
                act()

        self.on_stage = react

    def close(self) -> None:
        """Put everything away."""
        self.driver.close()
        self.journal.close()

    def _show(self, value: object) -> None:
        assert isinstance(value, CardStaged)
        self.stages.append(value.stage)
        self.on_stage(value.stage)
