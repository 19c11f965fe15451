"""A cash driver on simulated devices, on a line in memory whose time only moves by waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from drivers.cash.accepting import CashRules
from drivers.cash.cctalk_bus import CcTalkBus
from drivers.cash.cctalk_frames import Checksum
from drivers.cash.cctalk_unit import BillValidator, CoinAcceptor
from drivers.cash.driver import CashDriver
from drivers.cash.journal import CashJournal
from drivers.cash.model import Accept, Accepted, CashSessionId
from drivers.cash.simulator.bill_core import BillCore, BillTimes
from drivers.cash.simulator.cctalk_core import CcTalkCore
from drivers.cash.simulator.coin_core import CoinCore
from drivers.cash.simulator.ports import RequestSplitter
from drivers.commands import LiveContext
from drivers.transport.errors import NoReplyError, UnpluggedError

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ACCEPTED_FEN = frozenset({10, 50, 100, 500, 1000, 2000, 5000, 10000})
SESSION = CashSessionId("order-1")
RULES = CashRules(ACCEPTED_FEN)


def then(*acts: Callable[[], object]) -> Callable[[], None]:
    """One act after the other."""

    def do() -> None:
        for act in acts:
            act()

    return do


class MemoryTime:
    """Moves when somebody waits, and then at once."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.on_wait: Callable[[float], None] = lambda _now: None

    def now(self) -> float:
        """Seconds."""
        return self.at

    def wait(self, condition: threading.Condition, timeout_s: float) -> None:
        """Let the time pass and whatever falls into it happen."""
        del condition
        self.at += max(timeout_s, 0.001)
        self.on_wait(self.at)


class MemoryWire:
    """A ccTalk line without a device file: what is written is answered at once."""

    def __init__(self, cores: list[CcTalkCore], time: MemoryTime, *, echo: bool = True) -> None:
        self.cores = cores
        self.echo = echo
        self.pulled = False
        self.is_open = False
        self.damage: Callable[[bytes], bytes] = lambda data: data
        """What becomes of the bytes on their way to the host."""
        self.on_write: Callable[[bytes], bytes] = lambda data: data
        """What becomes of the bytes on their way to the device."""
        self.written = 0
        self.time = time
        self._splitter = RequestSplitter(time.now)
        self._waiting = bytearray()

    def open(self) -> None:
        """Plug the host in."""
        if self.pulled:
            raise UnpluggedError
        self._waiting.clear()
        self.is_open = True

    def close(self) -> None:
        """Unplug the host."""
        self.is_open = False

    def read(self, size: int, deadline: float) -> bytes:
        """Exactly so many bytes, or time passes until the deadline."""
        self._check()
        if len(self._waiting) < size:
            self.time.at = max(self.time.at, deadline)
            self.time.on_wait(self.time.at)
            self._waiting.clear()
            raise NoReplyError(f"{len(self._waiting)} of {size} bytes")
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
        """Carry bytes to the devices and their replies back."""
        self._check()
        self.written += len(data)
        if self.echo:
            self._waiting += data
        for request in self._splitter.feed(self.on_write(data)):
            for core in self.cores:
                self._waiting += self.damage(core.answer(request))
        self.time.at += 0.02

    def flush_input(self) -> None:
        """Forget what is there."""
        self._check()
        self._waiting.clear()

    def _check(self) -> None:
        if self.pulled:
            raise UnpluggedError


class MemoryTill:
    """A driver, its journal and its devices, all in one thread and without real time."""

    def __init__(
        self,
        folder: Path,
        *,
        checksum: Checksum = Checksum.SIMPLE,
        coins: bool = False,
        echo: bool = True,
        times: BillTimes | None = None,
        rules: CashRules = RULES,
        fixed: Checksum | None = None,
        wire: MemoryWire | None = None,
    ) -> None:
        """Prepare; ``wire``: with a bill validator on it that has lived before."""
        self.time = MemoryTime() if wire is None else wire.time
        self.bill = BillCore(clock=self.time.now, checksum=checksum, times=times or BillTimes(0.3, 0.3))
        if wire is not None:
            (old,) = wire.cores
            assert isinstance(old, BillCore)
            self.bill = old
        self.vault = self.bill.vault
        self.coin = CoinCore(clock=self.time.now, checksum=checksum, vault=self.vault)
        cores: list[CcTalkCore] = [self.bill, self.coin] if coins else [self.bill]
        self.wire = MemoryWire(cores, self.time, echo=echo) if wire is None else wire
        self.journal = CashJournal(folder / "cash.sqlite", now=lambda: NOW)
        self.progress: list[object] = []
        self.on_progress: Callable[[object], None] = lambda _value: None
        self._coins, self._rules, self._fixed = coins, rules, fixed
        self.driver = self.new_driver(self.journal)

    def new_driver(self, journal: CashJournal | None) -> CashDriver:
        """A driver for the same devices, as after a start of the program."""
        bus = CcTalkBus(self.wire, self.time, checksum=self._fixed)
        units = [BillValidator(bus), CoinAcceptor(bus)] if self._coins else [BillValidator(bus)]
        return CashDriver(self.wire, units, journal, self._rules, timebase=self.time)

    def restart(self) -> None:
        """The program ends without a word and starts again."""
        self.journal.close()
        self.wire.close()
        self.driver = self.new_driver(self.journal)
        self.driver.open()

    def context(self, timeout_s: float = 60.0) -> LiveContext:
        """A context that notes progress and lets hands react to it."""
        return LiveContext(timebase=self.time, timeout_s=timeout_s, on_progress=self._show)

    def accept(self, command: Accept | None = None, *, timeout_s: float = 60.0) -> Accepted:
        """Run an ``Accept`` on this thread."""
        result = self.driver.run(command or Accept(SESSION, 10000), self.context(timeout_s))
        assert isinstance(result, Accepted)
        return result

    def when(self, kind: type[object], act: Callable[[], object], *, times: int = 1) -> None:
        """So many next times that the driver shows such a value, do that."""
        before, left = self.on_progress, [times]

        def react(value: object) -> None:
            before(value)
            if isinstance(value, kind) and left[0] > 0:
                left[0] -= 1
                act()

        self.on_progress = react

    def close(self) -> None:
        """Put everything away."""
        self.driver.close()
        self.journal.close()

    def _show(self, value: object) -> None:
        self.progress.append(value)
        self.on_progress(value)
