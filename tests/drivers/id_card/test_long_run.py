"""Reads without an end: 500 a push, and as many times more as ``make prove`` asks for; nothing grows."""

from __future__ import annotations

import gc
import os
import threading
import tracemalloc
from pathlib import Path

from drivers.id_card.cards import sample_card
from drivers.id_card.model import Ready
from tests.drivers.id_card.desk import Desk

READS = 500 * int(os.environ.get("KIOSK_PROVE", "1"))
WARM_UP = 50
ALLOWED_BYTES = 64 * 1024


def _descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _read(desk: Desk, number: int) -> None:
    desk.simulator.place(sample_card("citizen" if number % 2 else "citizen-man"))
    assert desk.read().record.sex == ("2" if number % 2 else "1")
    desk.simulator.remove()
    desk.wait_removal()
    assert isinstance(desk.reader.poll(), Ready)
    # What the test itself has noted.
    desk.simulator.requests.clear()
    desk.progress.clear()


def test_reads_leave_no_memory_threads_or_descriptors_behind(desk: Desk) -> None:
    """Card after card on an unpaced line, with a poll in between."""
    for number in range(WARM_UP):
        _read(desk, number)
    gc.collect()
    threads, descriptors = threading.active_count(), _descriptors()
    tracemalloc.start()
    try:
        _read(desk, 0)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        for number in range(READS):
            _read(desk, number)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < ALLOWED_BYTES
    assert (threading.active_count(), _descriptors()) == (threads, descriptors)


def test_polls_alone_leave_nothing_behind(desk: Desk) -> None:
    """A terminal that nobody uses asks its reader every two seconds for weeks."""
    for _ in range(WARM_UP * 4):
        desk.reader.poll()
    desk.simulator.requests.clear()
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(READS):
            desk.reader.poll()
        desk.simulator.requests.clear()
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < ALLOWED_BYTES // 4
