"""500 scans a push, 10,000 in ``make prove``, unpaced: nothing grows, neither memory nor threads nor descriptors."""

from __future__ import annotations

import gc
import os
import threading
import tracemalloc
from pathlib import Path

import pytest

from drivers.code_scanner.codec import Family, SevenECodec
from drivers.code_scanner.model import CodeScanned, Scan
from drivers.commands import LiveContext
from drivers.timebase import SystemTime
from drivers.transport import serial_link
from tests.drivers.code_scanner.desk import Desk
from tests.drivers.code_scanner.test_scanner import PAYMENT, PAYMENT_CODE

SCANS = 500 * int(os.environ.get("KIOSK_PROVE", "1"))
WARM_UP = 50
MAX_GROWTH_BYTES = 200_000


def test_many_scans_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code each time, the right one, with stops and starts in between."""
    monkeypatch.setattr(serial_link, "_READ_SLICE_S", 0.002)  # an idle line is noticed sooner; nothing else changes
    monkeypatch.setattr(SevenECodec, "command_gap_s", 0.0)
    desk = Desk(tmp_path, Family.SEVEN_E, gap_s=0.002)
    time = SystemTime()

    def scan(number: int) -> None:
        code = f"{int(PAYMENT_CODE) + number}"
        desk.simulator.show(code)
        result = desk.scanner.run(Scan(PAYMENT), LiveContext(timebase=time, timeout_s=60))
        assert isinstance(result, CodeScanned)
        assert result.code.text == code
        if number % 50 == 0:
            desk.scanner.poll()
            desk.scanner.close()
            desk.scanner.open()
        desk.simulator.heard.clear()

    for number in range(WARM_UP):
        scan(number)
    before = _held()
    tracemalloc.start()
    gc.collect()
    memory = tracemalloc.get_traced_memory()[0]
    for number in range(WARM_UP, WARM_UP + SCANS):
        scan(number)
    gc.collect()
    growth = tracemalloc.get_traced_memory()[0] - memory
    tracemalloc.stop()
    assert _held() == before
    assert growth < MAX_GROWTH_BYTES
    desk.close()


def _held() -> tuple[int, int]:
    """Threads and open descriptors."""
    return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
