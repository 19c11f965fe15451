"""Many sessions on one driver: nothing grows but the journal."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path

from drivers.cash.model import Accept, AwaitingCash, CashSessionId
from tests.drivers.cash.till import NOW, MemoryTill

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))


def objects() -> int:
    gc.collect()
    return len(gc.get_objects())


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_accepts_without_end_leave_nothing_behind(quick_folder: Path) -> None:
    """500 a push, 10,000 in the long proof: no object, thread or descriptor more."""
    till = MemoryTill(quick_folder)
    till.driver.open()

    def accept(number: int) -> None:
        till.on_progress = lambda _value: None
        till.progress.clear()
        till.bill.requests.clear()
        till.when(AwaitingCash, lambda: till.bill.insert(number % 6 + 1))
        till.accept(Accept(CashSessionId(f"order-{number}"), None), timeout_s=2)

    for number in range(50):
        accept(number)
    till.vault.stacked.clear()
    before, threads, files = objects(), threading.active_count(), descriptors()
    rounds = 500 * PROVE
    for number in range(50, 50 + rounds):
        accept(number)
        till.vault.stacked.clear()
    assert objects() - before < 200
    assert (threading.active_count(), descriptors()) == (threads, files)
    assert len(till.journal.in_box_since(NOW)) == 6
    till.close()
