"""The printer's figures, one line of JSON each: ``python -m tests.drivers.printer.measure``.

Each row: ``name``, ``value``, ``unit``, ``baseline``, ``ratio``, ``goal``. Slips go over a pseudo-terminal that is
paced at 115200 baud. The baseline of a print is the time that its bytes take on that wire, or what python-escpos' plain
picture path needs for the same picture on the same wire: bytes, and time until the slip is cut.
"""

from __future__ import annotations

import contextlib
import io
import json
import statistics
import sys
import time

from escpos.printer import Dummy  # type: ignore[import-untyped]  # it has no types
from PIL import Image

from drivers.commands import LiveContext
from drivers.printer.escpos import encode_job
from drivers.printer.jobs import PrintJobId
from drivers.printer.outcome import Confirmed, PrintSlip
from drivers.printer.printer import ReceiptPrinter, process_ids_of
from drivers.printer.printer_link import SerialPrinterLink
from drivers.printer.profile import PAPER_80MM, PROFILES, PrinterProfile
from drivers.printer.raster import SlipRenderer, Typography, render_slip
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.printer.slip_image import SlipImage
from drivers.printer.typeface import DEBIAN_FONTS, Typefaces
from drivers.timebase import SystemTime
from tests.drivers.printer.sample_slips import DEPOSIT_SLIP, hundred_lines, striped

BITS_PER_BYTE = 10
WIRE_GOAL = 1.1


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


def measure_print(
    name: str, image: SlipImage, profile: PrinterProfile = PAPER_80MM, goal: float | None = WIRE_GOAL
) -> tuple[int, float]:
    """Print over a paced line; the baseline is the wire time of the same bytes. Gives bytes and seconds."""
    simulator = ReceiptPrinterSimulator(profile=profile, baud=profile.baud)
    simulator.start()
    driver = ReceiptPrinter(SerialPrinterLink(simulator.port, profile.baud), profile, digest_key=b"k" * 32)
    driver.open()
    job = PrintJobId(name)
    size_bytes = encode_job(image, profile, process_ids_of(job)).size_bytes
    start = time.perf_counter()
    outcome = driver.run(PrintSlip(image, job), LiveContext(timebase=SystemTime(), timeout_s=120))
    seconds = time.perf_counter() - start
    driver.close()
    simulator.stop()
    if not isinstance(outcome, Confirmed):
        raise SystemExit(f"{name}: {outcome}")
    figure(f"{name} until confirmed", seconds, "s", size_bytes * BITS_PER_BYTE / profile.baud, goal=goal)
    return size_bytes, seconds


def plain_picture(image: SlipImage) -> tuple[int, float]:
    """What python-escpos makes of the picture: bytes, and seconds until the slip is cut on the same paced line."""
    printer = Dummy()
    with contextlib.redirect_stdout(io.StringIO()):  # it remarks that a plain profile cannot centre
        printer.image(Image.open(io.BytesIO(image.to_png())), impl="bitImageRaster")
    printer.cut()
    data = printer.output
    simulator = ReceiptPrinterSimulator(baud=PAPER_80MM.baud)
    simulator.start()
    link = SerialPrinterLink(simulator.port, PAPER_80MM.baud)
    link.open()
    start = time.perf_counter()
    left = data
    while left and (taken := link.write_some(left[:4096], 60.0)):
        left = left[taken:]
    cut = simulator.wait_for_slips(1, 120)
    seconds = time.perf_counter() - start
    link.close()
    simulator.stop()
    if not cut:
        raise SystemExit("the plain picture did not come out")
    return len(data), seconds


def against_plain(name: str, ours: tuple[int, float], plain: tuple[int, float]) -> None:
    """Bytes and time beside python-escpos' plain picture path."""
    figure(f"{name} bytes, against python-escpos", ours[0], "bytes", plain[0])
    figure(f"{name} time, against python-escpos", ours[1], "s", plain[1])


def main() -> None:
    """Measure and write."""
    start = time.perf_counter()
    deposit = render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, 576)
    figure("first slip drawn, imports and fonts included", time.perf_counter() - start, "s")
    renderer = SlipRenderer(Typefaces(DEBIAN_FONTS), Typography.for_width(576))
    renderer.render(DEPOSIT_SLIP)
    figure("slip drawn again", statistics.median(_timed(renderer) for _ in range(10)), "s")
    measure_print("100 dot rows, every column in use", striped(rows=100))
    native = PROFILES["80mm-gb18030"]
    for name, image in (("deposit slip", deposit), ("slip of 100 lines", renderer.render(hundred_lines()))):
        plain = plain_picture(image)
        against_plain(name, measure_print(name, image), plain)
        against_plain(f"{name}, native text", measure_print(f"{name}, native text", image, native, None), plain)


def _timed(renderer: SlipRenderer) -> float:
    start = time.perf_counter()
    renderer.render(DEPOSIT_SLIP)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
