"""The other devices of the matrix: what reads codes, takes money, and prints pages."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from drivers.cash.accepting import CashRules
from drivers.cash.cctalk_bus import CcTalkBus
from drivers.cash.cctalk_frames import Checksum
from drivers.cash.cctalk_unit import BillValidator
from drivers.cash.driver import CashDriver
from drivers.cash.journal import CashJournal
from drivers.cash.model import Accept, Accepted, AwaitingCash, CashSessionId, NoteEscrowed
from drivers.cash.simulator.bill_core import BillCore
from drivers.cash.simulator.ports import CcTalkSimulator
from drivers.code_scanner.classify import ANYTHING
from drivers.code_scanner.codec import Family
from drivers.code_scanner.model import CodeRejected, CodeScanned, Scan, WaitingForCode
from drivers.code_scanner.scanner import CodeScanner
from drivers.code_scanner.simulator import CodeScannerSimulator
from drivers.page_printer.driver import Limits, PagePrinter
from drivers.page_printer.ipp_link import HttpIppLink
from drivers.page_printer.outcome import Confirmed, Paused, Printing, PrintPages, Probable, Sending
from drivers.page_printer.simulator.__main__ import FAULTS as PAGE_FAULTS
from drivers.page_printer.simulator.server import PagePrinterSimulator
from drivers.supervisor import Driver
from drivers.timebase import SystemTime
from drivers.transport.serial_link import SerialLink
from tests.drivers.matrix.bench import DURING, NEVER, DeviceBench, Fault, Moment

TWO_PAGES = b"%PDF-1.4\n<</Type /Pages/Kids[]>> <</Type/Page>> <</Type /Page >>\n"
ONE_YUAN = 1
"""The note type of the simulated validator."""


class CodeScannerBench(DeviceBench):
    """The code scanner; its command waits for a code. Half done: half of a code has come."""

    name = "code_scanner"
    fault_names = ("unplugged", "silent", "deaf", "garbage", "split", "by_itself")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._simulator = CodeScannerSimulator(Family.NEWLAND, link=folder / "scanner", baud=0)
        self._simulator.start()
        self._scanner = CodeScanner(SerialLink(self._simulator.port), Family.NEWLAND, gap_s=0.02, reply_limit_s=0.06)

    @property
    def driver(self) -> Driver:
        return self._scanner

    @property
    def faults(self) -> Mapping[str, Fault]:
        simulator, faults, line = self._simulator, self._simulator.faults, self._simulator.line

        def switch(home: object, name: str) -> Fault:
            return Fault(lambda: setattr(home, name, True), lambda: setattr(home, name, False), NEVER)

        return {
            "unplugged": Fault(simulator.unplug, simulator.replug),
            "silent": switch(line, "silent"),
            "split": switch(line, "split"),
            "deaf": switch(faults, "deaf"),
            "by_itself": switch(faults, "reads_by_itself"),
            "garbage": Fault(
                lambda: setattr(faults, "replaced_by", b"\xff\x00"), lambda: setattr(faults, "replaced_by", b""), NEVER
            ),
        }

    def command(self) -> object:
        return Scan(ANYTHING)

    def serve(self) -> None:
        self._simulator.show("LS01-261124-10037-X")

    def clear(self) -> None:
        self._simulator.take_away()

    def asks_again(self, progress: object) -> bool:
        return isinstance(progress, CodeRejected)

    def reached(self, moment: Moment, progress: object) -> bool:
        there = isinstance(progress, WaitingForCode)
        if there and moment is Moment.IN_THE_MIDDLE:
            self._simulator.say(b"LS01-26")
        return there

    def is_good(self, result: object) -> bool:
        return isinstance(result, CodeScanned)

    def close(self) -> None:
        self._simulator.stop()


class CashBench(DeviceBench):
    """The bill validator; its command takes one note. Half done: the note is in escrow."""

    name = "cash"
    fault_names = ("unplugged", "silent", "noise", "jam", "box_out", "full")
    alarms = frozenset({("jam", Moment.IN_THE_MIDDLE)})
    """A note of which nobody knows where it is."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._bill = BillCore(clock=time.monotonic)
        self._port = CcTalkSimulator([self._bill], link=folder / "cash", baud=None)
        self._port.start()
        link, clock = SerialLink(self._port.port), SystemTime()
        bus = CcTalkBus(link, clock, baud=921_600, checksum=Checksum.SIMPLE, reply_limit_s=0.05)
        journal = CashJournal(folder / "cash.sqlite", now=lambda: datetime.now(UTC))
        rules = CashRules(frozenset({100}), poll_period_s=0.005, settle_limit_s=0.5, quiet_s=0.02)
        self._driver = CashDriver(link, [BillValidator(bus, 40)], journal, rules)
        self._numbers = itertools.count(1)

    @property
    def driver(self) -> Driver:
        return self._driver

    @property
    def faults(self) -> Mapping[str, Fault]:
        port, bill, line = self._port, self._bill, self._port.line

        def hand(act: Callable[[], object]) -> Callable[[], None]:
            def do() -> None:
                port.hand(act)

            return do

        def line_fault(name: str, broken: object, sound: object) -> Fault:
            return Fault(lambda: setattr(line, name, broken), lambda: setattr(line, name, sound))

        return {
            "unplugged": Fault(port.unplug, port.replug),
            "silent": line_fault("silent", True, False),
            "noise": line_fault("noise", b"\xff\x00\xa5", b""),
            "jam": Fault(hand(bill.jam), hand(bill.unjam)),
            "box_out": Fault(hand(bill.take_stacker), hand(bill.put_stacker)),
            "full": Fault(hand(bill.fill), hand(bill.put_stacker)),
        }

    def command(self) -> object:
        return Accept(CashSessionId(f"order-{next(self._numbers)}"), 100)

    def serve(self) -> None:
        self._port.hand(lambda: self._bill.insert(ONE_YUAN))

    def reached(self, moment: Moment, progress: object) -> bool:
        return isinstance(progress, AwaitingCash if moment is Moment.WAITING else NoteEscrowed)

    def is_good(self, result: object) -> bool:
        return isinstance(result, Accepted) and result.credited_fen == 100

    def close(self) -> None:
        self._port.stop()


class PagePrinterBench(DeviceBench):
    """The A4 printer; its command prints two pages."""

    name = "page_printer"
    fault_names = ("gone", "paper_out", "jam", "door_open", "stopped", "held", "garbled")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._simulator = PagePrinterSimulator()
        self._simulator.start()
        address = self._simulator.address
        limits = Limits(poll_s=0.005, paused_s=0.05, silent_s=0.05)
        self._printer = PagePrinter(address, HttpIppLink(address), limits=limits)

    @property
    def driver(self) -> Driver:
        return self._printer

    @property
    def faults(self) -> Mapping[str, Fault]:
        engine = self._simulator.engine

        def fault(name: str, ends: frozenset[Moment] = DURING) -> Fault:
            broken = PAGE_FAULTS[name]
            return Fault(lambda: setattr(engine, "faults", dataclasses.replace(broken)), engine.refill, ends)

        return {
            "gone": Fault(self._simulator.go_away, self._simulator.come_back),
            "paper_out": fault("paper_out"),
            "jam": fault("jam"),
            "door_open": fault("door_open"),
            "stopped": fault("stopped"),
            "held": fault("hold", NEVER),
            "garbled": Fault(lambda: setattr(engine.faults, "garbled", True), engine.refill),
        }

    def command(self) -> object:
        return PrintPages(TWO_PAGES, 2)

    def reached(self, moment: Moment, progress: object) -> bool:
        return isinstance(progress, Sending if moment is Moment.WAITING else Printing | Paused)

    def is_good(self, result: object) -> bool:
        return isinstance(result, Confirmed | Probable)

    def close(self) -> None:
        self._simulator.stop()
