"""The terminal's core, killed again and again: run by a test as ``python -m tests.offline_queue.crash.lives DIR URL``.

Each line on standard input begins a life: a fork that opens the queue, stores entries and sends them, over and over.
Answers, one JSON line each: ``{"pid": …}`` when it begins, ``{"stored": …, "digest": …}`` for each receipt, as soon
as it is given, ``{"ended": …}`` with the signal that ended it. The line ``finish`` begins one that sends what is left
and ends by itself. A fork costs no imports, so lives are short and many.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path

from offline_queue import lookup
from offline_queue.clock import SystemClock
from offline_queue.engine import SyncEngine, SyncPolicy
from offline_queue.model import AttachmentDraft
from offline_queue.outbox import Outbox
from offline_queue.transport import HallTransport, Signer, Timeouts
from tests.offline_queue.build import NO_LIMITS, case_draft, rating_draft

MOST_PASSES = 400


def tell(**what: object) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


def live(data_dir: Path, url: str, seed: str, *, until_empty: bool) -> None:
    rng = random.Random(seed)
    clock = SystemClock()
    with Outbox.open(data_dir, limits=NO_LIMITS) as outbox:
        transport = HallTransport(url, lambda: Signer.of(outbox.identity()), clock, timeouts=Timeouts(5, 5))
        engine = SyncEngine(
            outbox, transport, clock=clock, rng=rng, settings=SyncPolicy(chunk_bytes=4096, keep_delivered_s=0.0)
        )
        while not until_empty:
            store_one(outbox, rng)
            if rng.random() < 0.7:
                engine.sync_pass()
        result = None
        for _ in range(MOST_PASSES):
            if outbox.status().depth == 0:
                break
            result = engine.sync_pass()
            time.sleep(0.05)
        else:
            tell(failed=f"not everything was sent: {result} {outbox.status()}")
        transport.close()


def store_one(outbox: Outbox, rng: random.Random) -> None:
    match rng.randrange(4):
        case 0:
            entry_id = outbox.enqueue_rating(rating_draft()).entry_id
        case 1:
            entry_id = outbox.enqueue(case_draft()).entry_id
        case count:
            files = [AttachmentDraft("image/jpeg", rng.randbytes(rng.randrange(1, 9000))) for _ in range(count - 1)]
            entry_id = outbox.enqueue(case_draft(count - 1), files).entry_id
    tell(stored=entry_id)


def main() -> None:
    data_dir, url = Path(sys.argv[1]), sys.argv[2]
    lookup.SCRYPT_N = 2
    for number, line in enumerate(sys.stdin):
        pid = os.fork()
        if pid == 0:
            try:
                live(data_dir, url, f"{line}{number}", until_empty=line.startswith("finish"))
            except BaseException as error:  # noqa: BLE001 - a life that fails by itself is a finding
                tell(failed=repr(error))
                os._exit(1)
            os._exit(0)
        tell(pid=pid)
        _, status = os.waitpid(pid, 0)
        tell(ended=os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status))


if __name__ == "__main__":
    main()
