"""The terminal's core as a process: ``python -m tests.offline_queue.faulty_line.sender``.

Each line on standard input is an order (`Order` as JSON). A fork carries it out: it opens the queue, sends until
nothing waits or until its passes are used up, and ends. Its answer is one line of JSON. A fork costs no imports.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from offline_queue import lookup
from offline_queue.clock import SystemClock
from offline_queue.engine import SyncEngine, SyncPolicy
from offline_queue.events import LineChanged, QueueEvent
from offline_queue.outbox import Outbox
from offline_queue.transport import HallTransport, Signer, Timeouts
from tests.offline_queue.build import NO_LIMITS

MOST_REST_S = 0.02
"""The engine's own rests are seconds and minutes; what it does after them is the same."""


@dataclass(frozen=True, slots=True)
class Order:
    """What one life of the terminal does.

    Attributes:
        passes: at most so many.
        clock_off_s: how far the terminal's clock is ahead.
    """

    data_dir: str
    url: str
    seed: int = 1
    passes: int = 60
    chunk_bytes: int = 4096
    stall_s: float = 0.5
    clock_off_s: float = 0.0


class WrongClock(SystemClock):
    """The machine's clock, set wrong."""

    def __init__(self, off_s: float) -> None:
        super().__init__()
        self._off_s = off_s

    def now_s(self) -> float:
        """Return Unix seconds, so far off."""
        return super().now_s() + self._off_s


def carry_out(order: Order) -> dict[str, object]:
    """Send; tell how it went."""
    clock = WrongClock(order.clock_off_s)
    faults: Counter[str] = Counter()

    def note(event: QueueEvent) -> None:
        if isinstance(event, LineChanged) and event.state.fault is not None:
            faults[event.state.fault.value] += 1

    results: Counter[str] = Counter()
    with Outbox.open(Path(order.data_dir), clock=clock, limits=NO_LIMITS) as outbox:
        timeouts = Timeouts(order.stall_s, order.stall_s)
        transport = HallTransport(order.url, lambda: Signer.of(outbox.identity()), clock, timeouts=timeouts)
        engine = SyncEngine(
            outbox,
            transport,
            clock=clock,
            rng=random.Random(order.seed),
            on_change=note,
            settings=SyncPolicy(chunk_bytes=order.chunk_bytes),
        )
        for _ in range(order.passes):
            if outbox.status().depth == 0:
                break
            result = engine.sync_pass()
            results[result.value] += 1
            time.sleep(min(MOST_REST_S, engine.rest_s(result)))
        transport.close()
        left = outbox.status().depth
    return {"left": left, "results": results, "faults": faults}


def main() -> None:
    lookup.SCRYPT_N = 2  # slow on purpose, and not what is proven here
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                told = carry_out(Order(**json.loads(line)))
            except BaseException as error:  # noqa: BLE001 - a life that fails by itself is a finding
                told = {"failed": repr(error)}
            os.write(1, json.dumps(told).encode() + b"\n")
            os._exit(0)
        os.waitpid(pid, 0)


def order_line(order: Order) -> bytes:
    """Return an order as the process reads it."""
    return json.dumps(asdict(order)).encode() + b"\n"


if __name__ == "__main__":
    main()
