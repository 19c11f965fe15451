"""The queue's figures: enqueue and the whole cycle against raw SQLite and persist-queue, ledgers of many entries.

Raw is a plain insert of as many bytes as the sealed entry has, WAL and ``synchronous=FULL``, in the same run and in
turns; with pages the raw side also writes and syncs them as plain files. persist-queue takes its turns in the same run,
as it ships (`queue_rival`); the row's name says how durable that is. Its finished rows are cleared off the clock, which
our ledger's never are; where they are kept the row says so. The draft is there before the clock starts, as it is when a
resident confirms. What is made ahead of need has rows of its own: the lookup code's slow hash, and the sealer with its
wrapped data key. Room in our log is made off the clock too, as the queue makes it at rest; raw's log grows with each
commit. By itself: ``python -m tests.bench.queue``.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from offline_queue import lookup
from offline_queue.clock import SystemClock
from offline_queue.core import OutboxCore, Parts
from offline_queue.filesystem import OsFs
from offline_queue.model import AttachmentDraft, EntryState, Receipt
from offline_queue.outbox import CHINA_TIME
from offline_queue.store import Store
from offline_queue.wire.documents import CaseDraft
from offline_queue.wire.sealing import EntrySealer
from tests.bench.queue_rival import Rival
from tests.bench.queue_syncs import measure_syncs
from tests.bench.rows import Row, row
from tests.offline_queue.build import NO_LIMITS, HallSide, case_draft, enrol_directly
from tests.offline_queue.test_store_rules import BODY, new_entry

TURNS = 150
PAGES = 3
PAGE_BYTES = 400_000
FEW, MANY, PENDING = 100, 100_000, 10_000
_RAW = "CREATE TABLE raw (number INTEGER PRIMARY KEY, state TEXT NOT NULL, body BLOB NOT NULL)"


def measure_enqueue(turns: int = TURNS) -> list[Row]:
    """Return every row; medians of turns that alternate with their baseline."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [*_against_raw(Path(folder), turns), *measure_syncs(Path(folder)), *_many(Path(folder))]
    begun = time.perf_counter()
    lookup.mint_code(secrets.token_bytes)
    rows.append(row("lookup code's slow hash, made ahead of need", _ms(begun), "ms", digits=1))
    recipient = HallSide().sealing.public_key()
    sealers = [_timed(partial(EntrySealer, recipient, str(uuid.uuid4()), "case")) for _ in range(turns)]
    return [*rows, row("sealer with its data key, made ahead of need", statistics.median(sealers), "ms")]


def _ms(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


def _core(data_dir: Path) -> OutboxCore:
    enrol_directly(data_dir, HallSide())
    return OutboxCore(data_dir, Parts(SystemClock(), secrets.token_bytes, OsFs(), NO_LIMITS, CHINA_TIME))


def _raw(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"):
        database.execute(f"PRAGMA {pragma}")
    database.execute(_RAW)
    return database


def _against_raw(folder: Path, turns: int) -> list[Row]:
    core, raw, rival = _core(folder / "queue"), _raw(folder / "raw.db"), Rival(folder / "rival")
    code = lookup.mint_code(secrets.token_bytes)
    plain = case_draft()
    body = secrets.token_bytes(len(core.begin_attempt(_enqueue(core, code, plain).entry_id).body))
    scanned = case_draft(PAGES)
    pages = [secrets.token_bytes(PAGE_BYTES) for _ in range(PAGES)]
    ours: dict[str, list[float]] = {"enqueue": [], "cycle": [], "pages": []}
    theirs: dict[str, list[float]] = {"enqueue": [], "cycle": [], "pages": []}
    rivals: dict[str, list[float]] = {"enqueue": [], "cycle": [], "keeping": []}
    for turn in range(turns):
        core.rest(idle=False)
        ours["enqueue"].append(_timed(lambda: _enqueue(core, code, plain)))
        theirs["enqueue"].append(_timed(lambda: _raw_insert(raw, body)))
        rivals["enqueue"].append(_timed(lambda: rival.put(body)))
        core.rest(idle=False)
        ours["cycle"].append(_timed(lambda: _cycle(core, code, plain)))
        theirs["cycle"].append(_timed(lambda: _raw_cycle(raw, body)))
        rivals["cycle"].append(_timed(lambda: rival.cycle(body)))
        rivals["keeping"].append(_timed(lambda: rival.cycle_keeping(body)))
        rival.rest()
        if turn % 5 == 0:
            core.rest(idle=False)
            ours["pages"].append(_timed(lambda: _enqueue(core, code, scanned, pages)))
            theirs["pages"].append(_timed(lambda: _raw_pages(raw, body, pages, folder)))
    durability = rival.durability()
    core.close()
    raw.close()
    rival.close()
    return _compared(_medians(ours), _medians(theirs), _medians(rivals), durability)


def _medians(times: dict[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(values) for name, values in times.items()}


def _compared(ours: dict[str, float], raw: dict[str, float], rival: dict[str, float], durability: str) -> list[Row]:
    other = f"persist-queue ({durability})"
    return [
        row("enqueue with sealing, against a raw insert", ours["enqueue"], "ms", raw["enqueue"], goal=2.0),
        row("enqueue, attempt, verdict, against three raw commits", ours["cycle"], "ms", raw["cycle"], goal=1.6),
        row("enqueue with 3 pages of 400 kB, against plain files", ours["pages"], "ms", raw["pages"]),
        row(f"enqueue, against {other}", ours["enqueue"], "ms", rival["enqueue"]),
        row(f"cycle, against {other}", ours["cycle"], "ms", rival["cycle"], goal=1.0),
        row(f"cycle, against {other}, rows kept", ours["cycle"], "ms", rival["keeping"]),
        row(f"put of {other}, against a raw insert", rival["enqueue"], "ms", raw["enqueue"]),
        row(f"cycle of {other}, against raw", rival["cycle"], "ms", raw["cycle"]),
    ]


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return _ms(begun)


def _enqueue(core: OutboxCore, code: lookup.MintedCode, draft: CaseDraft, pages: Sequence[bytes] = ()) -> Receipt:
    files = [AttachmentDraft("image/jpeg", page) for page in pages]
    receipt = core.enqueue(draft, files, code=code, entry_id=None, case_id=None)
    assert isinstance(receipt, Receipt)
    return receipt


def _cycle(core: OutboxCore, code: lookup.MintedCode, draft: CaseDraft) -> None:
    entry_id = _enqueue(core, code, draft).entry_id
    core.begin_attempt(entry_id)
    core.deliver(entry_id, "C1", [])


def _raw_insert(raw: sqlite3.Connection, body: bytes) -> int:
    number = raw.execute("INSERT INTO raw (state, body) VALUES ('ready', ?)", (body,)).lastrowid
    assert number is not None
    return number


def _raw_cycle(raw: sqlite3.Connection, body: bytes) -> None:
    number = _raw_insert(raw, body)
    raw.execute("UPDATE raw SET state = 'sending' WHERE number = ?", (number,))
    raw.execute("UPDATE raw SET state = 'done' WHERE number = ?", (number,))


def _raw_pages(raw: sqlite3.Connection, body: bytes, pages: list[bytes], folder: Path) -> None:
    for page in pages:
        with (folder / secrets.token_hex(8)).open("wb") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    _raw_insert(raw, body)


def _many(folder: Path) -> list[Row]:
    claims = {}
    for count in (FEW, MANY):
        path = folder / f"{count}.db"
        store = Store(path, new_epoch=lambda: "epoch")
        _fill(store, count)
        claims[count] = statistics.median(_timed(partial(store.due_records, 20, 1.0)) for _ in range(200))
        store.close()
    path = folder / "pending" / "queue.db"
    enrol_directly(path.parent, HallSide())
    store = Store(path, new_epoch=lambda: "epoch")
    _fill(store, PENDING, body=secrets.token_bytes(6000))
    store.close()
    begun = time.perf_counter()
    core = _core(path.parent)
    opened = _ms(begun)
    statuses = [_timed(core.status) for _ in range(50)]
    assert core.ledger.counts[EntryState.READY] == PENDING
    core.close()
    return [
        row(f"claim at {MANY:,} entries, against {FEW}", claims[MANY], "ms", claims[FEW], goal=1.2),
        row(f"open with {PENDING:,} pending", opened, "ms", 1000.0, goal=1.0, digits=1),
        row(f"status with {PENDING:,} pending", statistics.median(statuses), "ms", 1.0, goal=1.0),
    ]


def _fill(store: Store, count: int, body: bytes = BODY) -> None:
    with store.transaction():
        for _ in range(count):
            entry = new_entry(store.next_numbers(serial=False)[0])._replace(size_bytes=len(body))
            store.insert(entry, body, ())


if __name__ == "__main__":
    for one in measure_enqueue():
        sys.stdout.write(json.dumps(one) + "\n")
