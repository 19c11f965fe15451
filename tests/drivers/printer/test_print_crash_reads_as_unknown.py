"""The process dies while a slip is on its way: the ledger says unknown afterwards, never printed and never failed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from drivers.printer.jobs import INTERRUPTED, NEVER_SENT, JobState, PrintJobId, PrintJobLedger
from drivers.printer.simulator import ReceiptPrinterSimulator
from tests.drivers.printer.conftest import NOW

PRINT_AND_DIE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from drivers.commands import LiveContext
from drivers.printer.jobs import PrintJobId, PrintJobLedger
from drivers.printer.outcome import Printing, PrintSlip
from drivers.printer.printer import ReceiptPrinter
from drivers.printer.printer_link import SerialPrinterLink
from drivers.printer.profile import PAPER_80MM
from drivers.timebase import SystemTime
from tests.drivers.printer.sample_slips import striped

def die(value):
    if isinstance(value, Printing) and value.fraction > 0.2:
        os.kill(os.getpid(), signal.SIGKILL)

ledger = PrintJobLedger(Path(sys.argv[2]), now=lambda: datetime.now(UTC))
ledger.open()
driver = ReceiptPrinter(SerialPrinterLink(sys.argv[1], 115200), PAPER_80MM, digest_key=os.urandom(32), ledger=ledger)
driver.open()
context = LiveContext(timebase=SystemTime(), timeout_s=60, on_progress=die)
driver.run(PrintSlip(striped(rows=2000), PrintJobId("job-1"), "LS01-261124-10037-X"), context)
"""


def test_killed_while_sending_the_job_is_unknown_after_the_restart(tmp_path: Path) -> None:
    path = tmp_path / "print-jobs.sqlite"
    simulator = ReceiptPrinterSimulator(link=tmp_path / "printer", baud=None)
    simulator.start()
    try:
        died = subprocess.run(
            [sys.executable, "-c", PRINT_AND_DIE, simulator.port, str(path)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=False,
            timeout=60,
        )
    finally:
        simulator.stop()
    assert died.returncode == -signal.SIGKILL

    ledger = PrintJobLedger(path, now=lambda: NOW)
    settled = ledger.open()

    job = ledger.job(PrintJobId("job-1"))
    ledger.close()
    assert settled == (job,)
    assert job is not None
    assert (job.state, job.cause) == (JobState.UNKNOWN, INTERRUPTED)


def test_a_job_that_was_queued_only_has_failed(tmp_path: Path) -> None:
    path = tmp_path / "print-jobs.sqlite"
    first = PrintJobLedger(path, now=lambda: NOW)
    first.open()
    first.queue(PrintJobId("job-1"), "", "digest")
    first.close()

    second = PrintJobLedger(path, now=lambda: NOW)
    settled = second.open()
    second.close()

    assert [(job.state, job.cause) for job in settled] == [(JobState.FAILED, NEVER_SENT)]
