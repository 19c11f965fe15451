"""One case end to end without the screens: taken in with two pages of 1 MB, until the hall has said that it is whole.

The hall is a process of its own on this machine. ``stored`` is until the receipt, ``delivered`` until the hall has
confirmed the last byte. By itself: ``python -m tests.bench.case``.
"""

from __future__ import annotations

import json
import random
import secrets
import statistics
import sys
import tempfile
import time
from pathlib import Path

from offline_queue.clock import SystemClock
from offline_queue.engine import SyncEngine
from offline_queue.enrolment import enrol
from offline_queue.model import AttachmentDraft, EntryState
from offline_queue.outbox import Outbox
from offline_queue.transport import HallTransport, Signer
from tests.bench.rows import Row, row
from tests.hall.process import HallProcess, hall_command
from tests.kiosk.cli.commands import case_draft
from tests.wire.build import MOMENT

CASES = 7
PAGES = 2
PAGE_BYTES = 1_000_000


def measure_case(cases: int = CASES) -> list[Row]:
    """Return the rows; medians. The first case opens connections and is not counted."""
    stored_s, delivered_s = [], []
    with tempfile.TemporaryDirectory() as folder, HallProcess(Path(folder) / "hall") as hall:
        data_dir = Path(folder) / "queue"
        made = hall_command(
            "enrol-code", "--data", str(Path(folder) / "hall"), "--terminal", "LS01", "--station", "LS", "--json"
        )
        enrol(data_dir, hall.url, json.loads(made)["code"])
        clock = SystemClock()
        with Outbox.open(data_dir) as outbox:
            transport = HallTransport(hall.url, lambda: Signer.of(outbox.identity()), clock)
            engine = SyncEngine(outbox, transport, clock=clock, rng=random.Random(1))
            for _ in range(cases + 1):
                pages = [AttachmentDraft("image/jpeg", secrets.token_bytes(PAGE_BYTES)) for _ in range(PAGES)]
                begun = time.perf_counter()
                receipt = outbox.enqueue(case_draft(MOMENT), pages)
                stored_s.append(time.perf_counter() - begun)
                engine.sync_pass()
                delivered_s.append(time.perf_counter() - begun)
                if outbox.entry(receipt.entry_id).state is not EntryState.DELIVERED:
                    raise RuntimeError("the case did not arrive")
            transport.close()
    return [
        row("case with two pages of 1 MB, stored", statistics.median(stored_s[1:]) * 1000, "ms", digits=1),
        row("case with two pages of 1 MB, delivered", statistics.median(delivered_s[1:]) * 1000, "ms", digits=1),
    ]


if __name__ == "__main__":
    for one in measure_case():
        sys.stdout.write(json.dumps(one) + "\n")
