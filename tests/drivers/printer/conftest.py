"""A printer on the bench: simulator, driver, ledger, and a way to run commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.commands import LiveContext
from drivers.printer.jobs import PrintJob, PrintJobId, PrintJobLedger
from drivers.printer.limits import Limits
from drivers.printer.outcome import Confirmed, PrintOutcome, PrintSlip, Probable, UnknownOutcome
from drivers.printer.printer import ReceiptPrinter
from drivers.printer.printer_link import SerialPrinterLink
from drivers.printer.profile import PAPER_80MM, PrinterProfile
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.printer.slip_image import SlipImage
from drivers.timebase import SystemTime

NOW = datetime(2026, 11, 24, 2, 31, tzinfo=UTC)

PATIENT = Limits(
    reply_s=2.0,
    automatic_status_s=2.0,
    stall_s=10.0,
    proof_s=10.0,
    proof_slack_s=5.0,
    behind_slices_s=5.0,
    grace_s=0.3,
    ask_again_s=0.2,
)
"""For printers that answer: long enough on a busy machine, and not waited for."""

HASTY = replace(PATIENT, reply_s=0.05, automatic_status_s=0.3, stall_s=0.5, proof_slack_s=0.5, behind_slices_s=0.1)
"""For printers that fall silent: these are waited for."""


@dataclass
class Bench:
    """One simulated printer with its driver, opened."""

    simulator: ReceiptPrinterSimulator
    driver: ReceiptPrinter
    ledger: PrintJobLedger
    progress: list[object] = field(default_factory=list)
    contexts: list[LiveContext] = field(default_factory=list)
    on_progress: Callable[[object], None] | None = None

    def print(self, image: SlipImage, job: str = "job-1") -> PrintOutcome:
        """Print and return the outcome."""
        context = LiveContext(timebase=SystemTime(), timeout_s=60, on_progress=self._note)
        self.contexts.append(context)
        outcome = self.driver.run(PrintSlip(image, PrintJobId(job), "LS01-261124-10037-X"), context)
        assert isinstance(outcome, Confirmed | Probable | UnknownOutcome)
        return outcome

    def job(self, job: str = "job-1") -> PrintJob:
        """What the ledger knows."""
        found = self.ledger.job(PrintJobId(job))
        assert found is not None
        return found

    def _note(self, value: object) -> None:
        self.progress.append(value)
        if self.on_progress is not None:
            self.on_progress(value)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[PrintJobLedger]:
    book = PrintJobLedger(tmp_path / "print-jobs.sqlite", now=lambda: NOW)
    book.open()
    yield book
    book.close()


@pytest.fixture
def make_bench(ledger: PrintJobLedger, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """Makes benches; closes them; fails when a host sent a printer what it must not."""
    made: list[Bench] = []

    def make(profile: PrinterProfile = PAPER_80MM, limits: Limits = PATIENT, baud: int | None = None) -> Bench:
        simulator = ReceiptPrinterSimulator(profile=profile, link=tmp_path / f"printer-{len(made)}", baud=baud)
        simulator.start()
        link = SerialPrinterLink(simulator.port, profile.baud, flow=profile.flow)
        driver = ReceiptPrinter(link, profile, digest_key=b"k" * 32, ledger=ledger, limits=limits)
        driver.open()
        bench = Bench(simulator, driver, ledger)
        made.append(bench)
        return bench

    yield make
    for bench in made:
        bench.driver.close()
        bench.simulator.stop()
    assert [fault for bench in made for fault in bench.simulator.faults] == []


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench()
