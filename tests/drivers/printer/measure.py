"""The printer's figures, one line of JSON each: ``python -m tests.drivers.printer.measure``.

Each row: ``name``, ``value``, ``unit``, ``baseline``, ``ratio``, ``goal``. The slip goes over a pseudo-terminal that is
paced at 115200 baud; the baseline of a print is the time that its bytes take on that wire.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

from drivers.commands import LiveContext
from drivers.printer.escpos import encode_job
from drivers.printer.jobs import PrintJobId
from drivers.printer.outcome import Confirmed, PrintSlip
from drivers.printer.printer import ReceiptPrinter, process_ids_of
from drivers.printer.printer_link import SerialPrinterLink
from drivers.printer.profile import PAPER_80MM
from drivers.printer.raster import SlipRenderer, Typography, render_slip
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.printer.slip_image import SlipImage
from drivers.printer.typeface import DEBIAN_FONTS, Typefaces
from drivers.timebase import SystemTime
from tests.drivers.printer.sample_slips import DEPOSIT_SLIP, striped

BITS_PER_BYTE = 10


def figure(name: str, value: float, unit: str, baseline: float | None = None, goal: float | None = None) -> None:
    """Write one row."""
    row = {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "baseline": None if baseline is None else round(baseline, 4),
        "ratio": round(value / baseline, 3) if baseline else None,
        "goal": goal,
    }
    sys.stdout.write(json.dumps(row) + "\n")


def measure_print(name: str, image: SlipImage) -> None:
    """Print over a paced line; the baseline is the wire time of the same bytes."""
    simulator = ReceiptPrinterSimulator(baud=PAPER_80MM.baud)
    simulator.start()
    driver = ReceiptPrinter(SerialPrinterLink(simulator.port, PAPER_80MM.baud), PAPER_80MM, digest_key=b"k" * 32)
    driver.open()
    job = PrintJobId(name)
    size_bytes = encode_job(image, PAPER_80MM, process_ids_of(job)).size_bytes
    start = time.perf_counter()
    outcome = driver.run(PrintSlip(image, job), LiveContext(timebase=SystemTime(), timeout_s=120))
    seconds = time.perf_counter() - start
    driver.close()
    simulator.stop()
    if not isinstance(outcome, Confirmed):
        raise SystemExit(f"{name}: {outcome}")
    figure(f"{name} bytes", size_bytes, "bytes", baseline=len(image.rows))
    figure(f"{name} until confirmed", seconds, "s", size_bytes * BITS_PER_BYTE / PAPER_80MM.baud, goal=1.1)


def main() -> None:
    """Measure and write."""
    start = time.perf_counter()
    deposit = render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, 576)
    figure("first slip drawn, imports and fonts included", time.perf_counter() - start, "s")
    renderer = SlipRenderer(Typefaces(DEBIAN_FONTS), Typography.for_width(576))
    renderer.render(DEPOSIT_SLIP)
    figure("slip drawn again", statistics.median(_timed(renderer) for _ in range(10)), "s")
    measure_print("100 rows, every dot column in use", striped(rows=100))
    measure_print("deposit slip", deposit)


def _timed(renderer: SlipRenderer) -> float:
    start = time.perf_counter()
    renderer.render(DEPOSIT_SLIP)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
