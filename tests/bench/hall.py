"""What the hall gets done, beside the bare framework, a bare INSERT and a plain copy in the same run; what it weighs.

One PUT is: check the signature, open the seal, check the document, look for a replay, store entry, case, transition
and serial, commit with synchronous FULL, sign the answer. The load is sealed and signed beforehand and sent over 32
kept-open connections; client, server and database share the machine, so the ratio is the figure, not the rate. The
bare INSERT writes as many bytes as an entry has into one table, a transaction each, WAL and synchronous FULL. Memory is
that of the hall after the load, and of a queue of the terminal with as many entries that has a hall it cannot reach.

By itself: ``python -m tests.bench.hall``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.child import child, first_line, pss_mib
from tests.bench.hall_load import BATCH, drive, hello, signed_load
from tests.bench.hall_uploads import measure_uploads
from tests.bench.rows import Row, row
from tests.hall.process import HallProcess, hall_command
from tests.offline_queue.build import NO_LIMITS, HallSide, case_draft, enrol_directly

REQUESTS = 2500
ROUNDS = 10
BODY_BYTES = 2128
"""Of the entries that are put."""
QUEUED = 50


def measure_hall(requests: int = REQUESTS) -> list[Row]:
    """Return the rows of entries, and the hall's memory."""
    share = requests // ROUNDS
    bare, hellos, singles, batches, times_ms = [], [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "hall"
        code = json.loads(
            hall_command("enrol-code", "--data", str(data_dir), "--terminal", "LS01", "--station", "LS", "--json")
        )["code"]
        with hello() as hello_url, HallProcess(data_dir) as hall:
            load, together = signed_load(hall.url, code, share * ROUNDS)
            part = len(together) // ROUNDS
            asked = [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"] * share
            # Turn and turn about, so that whatever else the machine does touches all alike.
            for turn in range(ROUNDS):
                hellos.append(asyncio.run(drive(hello_url, asked, 200))[0])
                rate, times = asyncio.run(drive(hall.url, load[turn * share : (turn + 1) * share], 201))
                singles.append(rate)
                times_ms += times
                packed = together[turn * part : (turn + 1) * part]
                batches.append(asyncio.run(drive(hall.url, packed, 200))[0] * BATCH)
                bare.append(_bare_inserts(Path(folder) / "bare.sqlite3", share))
            hall_mib = pss_mib(hall.process.pid)
        stored = json.loads(hall_command("status", "--data", str(data_dir), "--json"))["cases"]
    answered = len(times_ms) + part * ROUNDS * BATCH
    if stored != answered:
        raise AssertionError(f"{answered} entries were answered, {stored} are stored")
    return [
        _against("hall_entry_put", singles, hellos, ">= 0.20"),
        _against("hall_entry_batch", batches, singles, ">= 3.0"),
        row("hall_entry_put_p99", statistics.quantiles(times_ms, n=100)[98], "ms", digits=1) | {"goal": "<= 100"},
        _against("hall_entry_put_against_insert", singles, bare, None),
        row("hall_memory", hall_mib, "MB PSS", digits=1),
    ]


def measure_queue_memory() -> Row:
    """Return the memory of a process that is nothing but the terminal's queue at work."""
    # Late: whoever measures the hall alone needs no queue.
    from offline_queue.outbox import Outbox

    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        enrol_directly(data_dir, HallSide())
        with Outbox.open(data_dir, limits=NO_LIMITS) as outbox:
            for _ in range(QUEUED):
                outbox.enqueue(case_draft(), ())
        with child(("tests.bench.queue_process", folder)) as process:
            first_line(process)
            return row("queue_memory", pss_mib(process.pid), "MB PSS", digits=1)


def _bare_inserts(path: Path, count: int) -> float:
    """Insert that many bodies, a transaction each; return how many a second."""
    bodies = [os.urandom(BODY_BYTES) for _ in range(count)]
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS bare (number INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        begun = time.perf_counter()
        for body in bodies:
            connection.execute("INSERT INTO bare (body) VALUES (?)", (body,))
        return count / (time.perf_counter() - begun)
    finally:
        connection.close()


def _against(name: str, rates: Sequence[float], baselines: Sequence[float], goal: str | None) -> dict[str, Any]:
    """Return a row of medians; the ratio is the median of what the turns' ratios are."""
    ratio = statistics.median(one / other for one, other in zip(rates, baselines, strict=True))
    return {
        "name": name,
        "value": round(statistics.median(rates), 1),
        "unit": "1/s",
        "baseline": round(statistics.median(baselines), 1),
        "ratio": round(ratio, 3),
        "goal": goal,
    }


if __name__ == "__main__":
    for one in (*measure_hall(), *measure_uploads(), measure_queue_memory()):
        sys.stdout.write(json.dumps(one) + "\n")
        sys.stdout.flush()
