"""The devices of the matrix, a small adapter for each. A new device is one more class, named in ``test_matrix``."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from drivers.camera.commands import CapturedPage, PreviewFrame, Verdict, VerdictChanged, WatchPage
from drivers.camera.driver import CameraDriver
from drivers.camera.slot import LatestSlot
from drivers.camera.stage_source import Fault as StageFault
from drivers.camera.stage_source import StageSource, set_faults, set_stage
from drivers.id_card.cards import sample_card
from drivers.id_card.exchange import TimeLimits
from drivers.id_card.model import CardRead, ReadCard, Reading, WaitingForCard
from drivers.id_card.reader import IdCardReader
from drivers.id_card.simulated_faults import obey_fault
from drivers.id_card.simulator import IdCardReaderSimulator
from drivers.printer.jobs import PrintJobId, PrintJobLedger
from drivers.printer.limits import Limits
from drivers.printer.outcome import Confirmed, PrintSlip, Probable
from drivers.printer.printer import ReceiptPrinter
from drivers.printer.printer_link import SerialPrinterLink
from drivers.printer.profile import PAPER_80MM
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.supervisor import Driver
from drivers.transport.serial_link import SerialLink
from tests.drivers.matrix.bench import DURING, NEVER, DeviceBench, Fault, Moment
from tests.drivers.printer.sample_slips import striped


class IdCardBench(DeviceBench):
    """The ID card reader; its command reads a card."""

    name = "id_card"
    fault_names = ("unplugged", "silent", "torn", "bad_checksum", "noise", "garbage", "stuck", "self_test", "cut")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._simulator = IdCardReaderSimulator(link=folder / "reader", baud=None)
        self._simulator.start()
        self._reader = IdCardReader(
            SerialLink(self._simulator.port),
            today=lambda: date(2026, 11, 24),
            limits=TimeLimits(0.15, 0.15, 0.15, 0.3, 0.3, 0.15, 0.3),
            poll_period_s=0.002,
        )

    @property
    def driver(self) -> Driver:
        return self._reader

    @property
    def faults(self) -> Mapping[str, Fault]:
        def order(name: str, argument: str) -> Callable[[], None]:
            return lambda: self._order(name, argument)

        def mended() -> None:
            self._order("mend", "")
            self._simulator.replug()

        return {
            "unplugged": Fault(self._simulator.unplug, self._simulator.replug),
            "cut": Fault(order("cut", "3"), mended),
            "silent": Fault(order("silence", "on"), mended),
            "garbage": Fault(order("garbage", "FF00A5"), mended),
            "torn": Fault(order("torn", "1"), mended, NEVER),
            "bad_checksum": Fault(order("bad-checksum", "1"), mended, NEVER),
            "noise": Fault(order("noise", "AAAA96"), mended, NEVER),
            "stuck": Fault(order("stuck", "on"), mended, NEVER),
            "self_test": Fault(order("self-test", "on"), mended, NEVER),
        }

    def _order(self, name: str, argument: str) -> None:
        assert obey_fault(self._simulator, name, argument)

    def command(self) -> object:
        return ReadCard()

    def serve(self) -> None:
        self._simulator.place(sample_card())

    def clear(self) -> None:
        self._simulator.remove()

    def reached(self, moment: Moment, progress: object) -> bool:
        return isinstance(progress, WaitingForCard if moment is Moment.WAITING else Reading)

    def is_good(self, result: object) -> bool:
        return isinstance(result, CardRead)

    def close(self) -> None:
        self._simulator.stop()


class PrinterBench(DeviceBench):
    """The receipt printer; its command prints a slip with proof."""

    name = "printer"
    fault_names = ("unplugged", "power_off", "paper_out", "cover_open", "cutter_jam", "hot", "mute", "garbled", "held")
    _limits = Limits(
        reply_s=0.02,
        automatic_status_s=0.05,
        stall_s=0.3,
        proof_s=1.5,
        proof_slack_s=0.4,
        behind_slices_s=0.1,
        grace_s=0.1,
        ask_again_s=0.05,
    )

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._simulator = ReceiptPrinterSimulator(profile=PAPER_80MM, link=folder / "printer", baud=None)
        self._simulator.start()
        self._ledger = PrintJobLedger(folder / "jobs.sqlite", now=lambda: datetime(2026, 11, 24, tzinfo=UTC))
        self._ledger.open()
        link = SerialPrinterLink(self._simulator.port, PAPER_80MM.baud, flow=PAPER_80MM.flow)
        self._printer = ReceiptPrinter(link, PAPER_80MM, digest_key=b"k" * 32, ledger=self._ledger, limits=self._limits)
        self._numbers = itertools.count(1)

    @property
    def driver(self) -> Driver:
        return self._printer

    @property
    def faults(self) -> Mapping[str, Fault]:
        simulator = self._simulator
        return {
            "unplugged": Fault(simulator.unplug, simulator.replug),
            "power_off": Fault(simulator.power_off, simulator.power_on),
            "paper_out": Fault(simulator.paper_out, simulator.refill),
            "cover_open": Fault(simulator.cover_open, simulator.cover_close),
            "cutter_jam": Fault(simulator.jam_cutter, simulator.free_cutter),
            "hot": Fault(lambda: simulator.head_hot(hot=True), lambda: simulator.head_hot(hot=False), NEVER),
            "mute": Fault(lambda: simulator.mute(silent=True), lambda: simulator.mute(silent=False)),
            "garbled": Fault(lambda: simulator.garble(b"\xff\xfe"), lambda: simulator.garble(b"")),
            "held": Fault(lambda: simulator.hold(held=True), lambda: simulator.hold(held=False), NEVER),
        }

    def command(self) -> object:
        return PrintSlip(striped(400), PrintJobId(f"job-{next(self._numbers)}"), "")

    def arm(self, moment: Moment, fault: str, act: Callable[[], None]) -> bool:
        received = self._simulator.bytes_received
        del fault
        # From its own line the printer can be broken in every way, also by pulling the cable.
        self._simulator.when_received(received + (40 if moment is Moment.WAITING else 9_000), act)
        return True

    def reached(self, moment: Moment, progress: object) -> bool:
        del moment, progress
        return False

    def is_good(self, result: object) -> bool:
        return isinstance(result, Confirmed | Probable)

    def close(self) -> None:
        self._simulator.stop()
        self._ledger.close()


class LeapingTime:
    """Moves when somebody waits, and then at once."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return self._now

    def wait(self, condition: threading.Condition, timeout_s: float) -> None:
        del condition
        self.advance(timeout_s)

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._now += max(seconds, 0.001)


FRAMES_A_SECOND = 2.0
"""Few, because each is searched for a page; the camera's limits are in seconds."""


class CameraBench(DeviceBench):
    """The document camera; its command takes a page. Its frames come as fast as they can be looked at."""

    name = "camera"
    fault_names = ("unplugged", "black", "frozen", "corrupt", "tiny", "blurred")
    empty: Path
    paper: Path

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._stage = folder / "stage.txt"
        set_stage(self._stage, self.empty)
        self._time = LeapingTime()
        self._camera = CameraDriver(StageSource(self._stage, self._time, fps=FRAMES_A_SECOND), self._time)

    @property
    def driver(self) -> Driver:
        return self._camera

    @property
    def faults(self) -> Mapping[str, Fault]:
        def fault(which: StageFault, ends: frozenset[Moment]) -> Fault:
            return Fault(lambda: set_faults(self._stage, [which]), lambda: set_faults(self._stage, []), ends)

        return {
            "unplugged": fault(StageFault.UNPLUG, DURING),
            "black": fault(StageFault.BLACK, DURING),
            "frozen": fault(StageFault.FREEZE, DURING),
            "corrupt": fault(StageFault.CORRUPT, DURING),
            "tiny": fault(StageFault.TINY, DURING),
            "blurred": fault(StageFault.BLUR, NEVER),
        }

    def command(self) -> object:
        return WatchPage(LatestSlot[PreviewFrame]())

    def serve(self) -> None:
        set_stage(self._stage, self.paper)

    def clear(self) -> None:
        set_stage(self._stage, self.empty)

    def reached(self, moment: Moment, progress: object) -> bool:
        if not isinstance(progress, VerdictChanged):
            return False
        return (progress.verdict is Verdict.NO_PAGE) is (moment is Moment.WAITING)

    def pass_time(self, seconds: float) -> None:
        self._time.advance(seconds)

    def is_good(self, result: object) -> bool:
        return isinstance(result, CapturedPage) and len(result.jpeg) > 1000

    def close(self) -> None:
        self._camera.close()
