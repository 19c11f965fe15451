"""The terminal's queue for whoever weighs it: ``python -m tests.bench.queue_process DIR``.

Opens the outbox in the folder, which is enrolled and has entries, tries twice to reach a hall that is not there, prints
one JSON line and stays. It imports nothing that a queue would not import by itself.
"""

from __future__ import annotations

import json
import random
import sys
import threading
from pathlib import Path

from offline_queue.clock import SystemClock
from offline_queue.engine import SyncEngine
from offline_queue.model import QueueLimits
from offline_queue.outbox import Outbox
from offline_queue.transport import HallTransport, Signer

NOBODY = "http://127.0.0.1:1"


def main(data_dir: Path) -> None:
    """Work until the process is ended."""
    clock = SystemClock()
    limits = QueueLimits(reserve_bytes=0, worst_case_bytes=1024 * 1024, ballast_bytes=0)
    with Outbox.open(data_dir, clock=clock, limits=limits) as outbox:
        transport = HallTransport(NOBODY, lambda: Signer.of(outbox.identity()), clock)
        engine = SyncEngine(outbox, transport, clock=clock, rng=random.Random(1))
        results = [engine.sync_pass().value for _ in range(2)]
        sys.stdout.write(json.dumps({"results": results, "depth": outbox.status().depth}) + "\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
