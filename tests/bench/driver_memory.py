"""Memory of each driver: a process with one open driver against one with none. PSS from outside.

The devices are the simulators on their pseudo-terminals, the camera's frames are files. By itself:
``python -m tests.bench.driver_memory``.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from drivers.card_terminal.simulator.ports import SerialCardSimulator
from drivers.cash.simulator.bill_core import BillCore
from drivers.cash.simulator.ports import CcTalkSimulator
from drivers.code_scanner.codec import Family
from drivers.code_scanner.simulator import CodeScannerSimulator
from drivers.id_card.simulator import IdCardReaderSimulator
from drivers.page_printer.simulator import PagePrinterSimulator
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.vocabulary import DeviceKind
from tests.bench.child import child, first_line, pss_mib
from tests.bench.rows import Row, row

RUNS = 3
SETTLE_S = 0.5
PAGES = Path(__file__).parents[1] / "data" / "pages"
PROCESS = "tests.bench.driver_process"


def measure_drivers(runs: int = RUNS) -> list[Row]:
    """Return a row for each kind; the process without a driver is weighed in turns with each."""
    rows = []
    with devices() as places:
        for kind, settings in places.items():
            none, with_driver = [], []
            with environment(kind, settings):
                for _ in range(runs):
                    none.append(_weigh("none"))
                    with_driver.append(_weigh(kind.value))
            rows.append(
                row(
                    f"memory of a process with the {kind.value} driver",
                    statistics.median(with_driver),
                    "MB PSS",
                    statistics.median(none),
                    digits=1,
                )
            )
    return rows


@contextmanager
def devices() -> Iterator[Mapping[DeviceKind, Mapping[str, str]]]:
    """Plug in one simulator of each kind; gives the settings that name it."""
    reader = IdCardReaderSimulator(baud=None)
    printer = ReceiptPrinterSimulator(baud=None)
    scanner = CodeScannerSimulator(Family.HONEYWELL, baud=0)
    cash = CcTalkSimulator([BillCore(clock=time.monotonic)], baud=None)
    sheets = PagePrinterSimulator()
    cards = SerialCardSimulator(baud=None)
    for one in (reader, printer, scanner, cash, sheets, cards):
        one.start()
    at = sheets.address
    try:
        yield {
            DeviceKind.ID_CARD: {"PORT": reader.port},
            DeviceKind.PRINTER: {"PORT": printer.port},
            DeviceKind.CODE_SCANNER: {"PORT": scanner.port},
            DeviceKind.CASH: {"PORT": cash.port},
            DeviceKind.CARD_TERMINAL: {"PORT": cards.port},
            DeviceKind.PAGE_PRINTER: {"QUEUE": f"ipp://{at.host}:{at.port}{at.path}"},
            DeviceKind.CAMERA: {"SOURCE": f"dir:{PAGES}"},
        }
    finally:
        for one in (reader, printer, scanner, cash, sheets, cards):
            one.stop()


@contextmanager
def environment(kind: DeviceKind, settings: Mapping[str, str]) -> Iterator[None]:
    """Name the device to processes that are started in the block."""
    names = {f"KIOSK_DEVICES__{kind.upper()}__{key}": value for key, value in settings.items()}
    os.environ.update(names)
    try:
        yield
    finally:
        for name in names:
            del os.environ[name]


def _weigh(kind: str) -> float:
    with child((PROCESS, kind)) as process:
        first_line(process)
        time.sleep(SETTLE_S)
        return pss_mib(process.pid)


if __name__ == "__main__":
    for one in measure_drivers():
        sys.stdout.write(json.dumps(one) + "\n")
