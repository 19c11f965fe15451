"""How long a card read takes against its bytes' own time on the wire.

Run: ``python -m tests.drivers.id_card.measure_read``. Prints one JSON row: the median of several reads (find,
select, read) on a simulated reader that paces its bytes at 115200 baud, so the ratio is what the driver adds.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from drivers.id_card.cards import sample_card
from drivers.id_card.model import ReadCard
from tests.drivers.id_card.desk import Desk

BAUD = 115200
EXCHANGED_BYTES = 10 + 15 + 10 + 19 + 10 + 1295
"""Requests and replies of find, select and read (the sheet's section 12.1)."""


def measure(reads: int = 9) -> dict[str, object]:
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


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure()) + "\n")
