"""The kernel's sync calls of one enqueue, one attempt, one verdict, and of persist-queue's: counted, not timed.

``strace`` counts those of whole processes; a step costs what the process with it has more than the one without.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from offline_queue import lookup
from offline_queue.clock import SystemClock
from offline_queue.core import OutboxCore, Parts
from offline_queue.filesystem import OsFs
from offline_queue.model import AttachmentDraft, Receipt
from offline_queue.outbox import CHINA_TIME
from tests.bench.queue_rival import Rival
from tests.bench.rows import Row, row
from tests.offline_queue.build import NO_LIMITS, HallSide, case_draft, enrol_directly

TIMES = 20
PAGES = 3
PREPARED, ENQUEUED, ATTEMPTED, SETTLED, PAGED = "prepared", "enqueued", "attempted", "settled", "paged"
RIVAL_PREPARED, RIVAL_PUT, RIVAL_CYCLED = "rival-prepared", "rival-put", "rival-cycled"


def measure_syncs(folder: Path) -> list[Row]:
    """Return the rows; none where there is no ``strace`` or tracing is not allowed."""
    if shutil.which("strace") is None:
        return []
    counted: dict[str, int] = {}
    for step in (PREPARED, ENQUEUED, ATTEMPTED, SETTLED, PAGED, RIVAL_PREPARED, RIVAL_PUT, RIVAL_CYCLED):
        number = _count(folder, step)
        if number is None:
            return []
        counted[step] = number

    def each(step: str, without: str) -> float:
        return (counted[step] - counted[without]) / TIMES

    return [
        row("syncs of an enqueue, counted", each(ENQUEUED, PREPARED), "syncs", 1.0, goal=1.0),
        row("syncs of an attempt, counted", each(ATTEMPTED, ENQUEUED), "syncs", 1.0, goal=1.0),
        row("syncs of a verdict, counted", each(SETTLED, ATTEMPTED), "syncs", 1.0, goal=1.0),
        row("syncs of an enqueue with 3 pages, counted", each(PAGED, PREPARED), "syncs", PAGES + 2.0, goal=1.0),
        row("syncs of persist-queue's put, counted", each(RIVAL_PUT, RIVAL_PREPARED), "syncs"),
        row("syncs of persist-queue's put, get, ack, counted", each(RIVAL_CYCLED, RIVAL_PREPARED), "syncs"),
    ]


def _count(folder: Path, step: str) -> int | None:
    log = folder / f"strace-{step}"
    words = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(log), sys.executable]
    child = ["-m", "tests.bench.queue_syncs", str(folder / f"syncs-{step}"), step]
    done = subprocess.run([*words, *child], check=False, capture_output=True, timeout=120)
    if done.returncode != 0:
        return None
    return sum("sync(" in line for line in log.read_text().splitlines())


def _child(data_dir: Path, step: str) -> None:
    if step.startswith("rival"):
        _rival_child(data_dir, step)
        return
    enrol_directly(data_dir, HallSide())
    core = OutboxCore(data_dir, Parts(SystemClock(), secrets.token_bytes, OsFs(), NO_LIMITS, CHINA_TIME))
    code = lookup.mint_code(secrets.token_bytes)
    # The first write after a log was cut also syncs the log's header; it belongs to every run alike.
    _enqueue(core, code, 0)
    if step != PREPARED:
        receipts = [_enqueue(core, code, PAGES if step == PAGED else 0) for _ in range(TIMES)]
        for receipt in receipts:
            if step in {ATTEMPTED, SETTLED}:
                core.begin_attempt(receipt.entry_id)
            if step == SETTLED:
                core.deliver(receipt.entry_id, "C1", [])
    core.close()


def _enqueue(core: OutboxCore, code: lookup.MintedCode, pages: int) -> Receipt:
    files = [AttachmentDraft("image/jpeg", b"page") for _ in range(pages)]
    receipt = core.enqueue(case_draft(pages), files, code=code, entry_id=None, case_id=None)
    assert isinstance(receipt, Receipt)
    return receipt


def _rival_child(folder: Path, step: str) -> None:
    rival, body = Rival(folder), secrets.token_bytes(2000)
    rival.put(body)
    rival.cycle(body)
    for _ in range(0 if step == RIVAL_PREPARED else TIMES):
        (rival.put if step == RIVAL_PUT else rival.cycle)(body)
    rival.close()


if __name__ == "__main__":
    _child(Path(sys.argv[1]), sys.argv[2])
