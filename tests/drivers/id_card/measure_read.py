"""How long a card read takes against its bytes' own time on the wire, and how soon a card is noticed.

Run: ``python -m tests.drivers.id_card.measure_read``. Prints two JSON rows. The first is the median of several reads
(find, select, read) on a simulated reader that paces its bytes at 115200 baud, so the ratio is what the driver adds.
The second is the longest time from laying a card down, at moments spread over the poll period, until the driver says
that it is there; its baseline is the poll period of the default settings.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from drivers.commands import LiveContext
from drivers.id_card.cards import sample_card
from drivers.id_card.model import CardFound, ReadCard, WaitingForCard
from drivers.id_card.reader import IdCardReader
from drivers.id_card.simulator import IdCardReaderSimulator
from drivers.timebase import SystemTime
from drivers.transport.serial_link import SerialLink
from tests.drivers.id_card.desk import TODAY, Desk

BAUD = 115200
EXCHANGED_BYTES = 10 + 15 + 10 + 19 + 10 + 1295
"""Requests and replies of find, select and read (the sheet's section 12.1)."""
POLL_PERIOD_S = 0.4


def measure_read(reads: int = 9) -> dict[str, object]:
    """Read a card so many times; return the figure as a row for the bench."""
    wire_ms = EXCHANGED_BYTES * 10 / BAUD * 1000
    taken_ms: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), baud=BAUD)
        desk.reader.poll()
        for _ in range(reads):
            desk.simulator.place(sample_card())
            begun = time.perf_counter()
            desk.read(ReadCard(with_address=False))
            taken_ms.append((time.perf_counter() - begun) * 1000)
            desk.simulator.remove()
            desk.wait_removal()
        desk.close()
    value = statistics.median(taken_ms)
    return {
        "name": "id_card_read",
        "value": round(value, 2),
        "unit": "ms",
        "baseline": round(wire_ms, 2),
        "ratio": round(value / wire_ms, 4),
        "goal": 1.05,
    }


def measure_presence(placements: int = 12) -> dict[str, object]:
    """Lay a card down so many times while the driver waits; return the longest time as a row for the bench."""
    taken_ms: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        simulator = IdCardReaderSimulator(link=Path(folder) / "reader", baud=BAUD)
        simulator.start()
        for number in range(placements):
            # A driver of its own each time: the card before need not be waited for.
            reader = IdCardReader(SerialLink(simulator.port), today=lambda: TODAY, poll_period_s=POLL_PERIOD_S)
            reader.open()
            reader.poll()
            taken_ms.append(_time_to_notice(simulator, reader, POLL_PERIOD_S * (1 + number / placements)))
            reader.close()
            simulator.remove()
        simulator.stop()
    value = max(taken_ms)
    return {
        "name": "id_card_presence",
        "value": round(value, 1),
        "unit": "ms",
        "baseline": POLL_PERIOD_S * 1000,
        "ratio": round(value / (POLL_PERIOD_S * 1000), 4),
        "goal": 1.01,
    }


def _time_to_notice(simulator: IdCardReaderSimulator, reader: IdCardReader, after_s: float) -> float:
    """Milliseconds from laying a card down, so long after the wait began, until it is said to be there."""
    placed: list[float] = []
    noticed: list[float] = []

    def place() -> None:
        simulator.place(sample_card())
        placed.append(time.perf_counter())

    hand = threading.Timer(after_s, place)

    def show(progress: object) -> None:
        if progress == WaitingForCard():
            hand.start()
        elif progress == CardFound():
            noticed.append(time.perf_counter())

    reader.run(ReadCard(with_address=False), LiveContext(timebase=SystemTime(), timeout_s=30, on_progress=show))
    hand.join()
    return (noticed[0] - placed[0]) * 1000


if __name__ == "__main__":
    for row in (measure_read(), measure_presence()):
        sys.stdout.write(json.dumps(row) + "\n")
