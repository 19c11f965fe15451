"""Hundreds of prints on one driver leave nothing behind: no memory, thread or descriptor. 10,000 in ``make prove``.

They run in a process of their own (this file as a program), so that nothing but the driver is weighed.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from pathlib import Path

from drivers.commands import LiveContext
from drivers.printer.jobs import PrintJobId, PrintJobLedger
from drivers.printer.outcome import Confirmed, PrintSlip
from drivers.printer.printer import ReceiptPrinter
from drivers.printer.printer_link import SerialPrinterLink
from drivers.printer.profile import PAPER_80MM
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.timebase import SystemTime
from tests.drivers.printer.conftest import NOW, PATIENT
from tests.drivers.printer.sample_slips import striped

PRINTS = 500 * int(os.environ.get("KIOSK_PROVE", "1"))
LIMIT_S = 100.0 * int(os.environ.get("KIOSK_PROVE", "1"))
ROOT = Path(__file__).parents[3]
GROWTH_BYTES = 3_000_000
GROWTH_OBJECTS = 300


def weigh() -> tuple[int, int, int, int]:
    """Threads, open descriptors, objects, resident bytes."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    files = len(list(Path("/proc/self/fd").iterdir()))
    return threading.active_count(), files, len(gc.get_objects()), pages * os.sysconf("SC_PAGESIZE")


def test_many_prints_leave_nothing_behind(tmp_path: Path) -> None:
    """The program ends well only when every bound is kept."""
    words = [sys.executable, "-m", __name__, str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert done.returncode == 0, done.stderr


def print_many(folder: Path) -> None:
    simulator = ReceiptPrinterSimulator(link=folder / "printer", baud=None)
    simulator.start()
    ledger = PrintJobLedger(folder / "print-jobs.sqlite", now=lambda: NOW)
    ledger.open()
    link = SerialPrinterLink(simulator.port, 115200)
    driver = ReceiptPrinter(link, PAPER_80MM, digest_key=b"k" * 32, ledger=ledger, limits=PATIENT)
    driver.open()
    image, time = striped(rows=8), SystemTime()
    before = (0, 0, 0, 0)
    for number in range(PRINTS):
        if number == PRINTS // 4:
            before = weigh()
        if number % 50 == 49:
            driver.close()
            driver.open()
        context = LiveContext(timebase=time, timeout_s=60)
        assert isinstance(driver.run(PrintSlip(image, PrintJobId(f"job-{number}")), context), Confirmed)
        simulator.slips.clear()
    after = weigh()
    driver.close()
    ledger.close()
    simulator.stop()

    assert simulator.faults == []
    assert after[:2] == before[:2]
    assert after[2] - before[2] < GROWTH_OBJECTS
    assert after[3] - before[3] < GROWTH_BYTES


if __name__ == "__main__":
    print_many(Path(sys.argv[1]))
