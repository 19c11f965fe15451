"""Invariant 3: an attempt is committed before anything is sent, so that what kills the process still counts."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from offline_queue.engine import PassResult, SyncEngine
from offline_queue.model import EntryState
from offline_queue.outbox import Outbox
from offline_queue.transport import HallTransport, Signer
from tests.offline_queue.build import FaultyConnection, ManualClock, case_draft, faulty_connect, opened, page
from tests.offline_queue.played_hall import LOST, Asked, PlayedHall, Reply


def test_an_attempt_counts_before_anything_is_sent(outbox: Outbox, engine: SyncEngine, played: PlayedHall) -> None:
    """The hall, when it is asked, could look and find it counted."""
    receipt = outbox.enqueue(case_draft())
    counted: list[int] = []

    def look(hall: PlayedHall, asked: Asked) -> Reply:
        counted.append(outbox.entry(receipt.entry_id).attempts)
        return hall.act(asked)

    played.next("PUT", look)
    engine.sync_pass()
    assert counted == [1]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_terminal_that_dies_while_it_sends_has_counted_the_attempt(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, data_dir: Path, tmp_path: Path, method: str
) -> None:
    """What lies on the disk at the moment of the request, record or bytes, knows of it after a restart."""
    entry_id = outbox.enqueue(case_draft(1), [page()]).entry_id
    copy = tmp_path / "as-it-lay"

    def die(hall: PlayedHall, asked: Asked) -> Reply:
        # By another process: to open and close the files in this one would drop SQLite's locks on them.
        subprocess.run(["cp", "-r", str(data_dir), str(copy)], check=True, timeout=60)
        return hall.act(asked)

    played.next(method, die)
    engine.sync_pass()
    with opened(copy) as found:
        entry = found.entry(entry_id)
        expected = {"PUT": (EntryState.READY, 1), "PATCH": (EntryState.REGISTERED, 2)}
        assert (entry.state, entry.attempts) == expected[method]
    shutil.rmtree(copy)


def test_every_record_of_a_batch_is_counted_before_it_goes(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, data_dir: Path, tmp_path: Path
) -> None:
    """In one commit; the copy taken at the request has them all."""
    entry_ids = [outbox.enqueue(case_draft()).entry_id for _ in range(3)]
    played.heartbeat = {"max_batch_entries": 20, "max_batch_bytes": 256 * 1024}
    copy = tmp_path / "as-it-lay"

    def die(hall: PlayedHall, asked: Asked) -> Reply:
        subprocess.run(["cp", "-r", str(data_dir), str(copy)], check=True, timeout=60)
        return LOST

    played.next("POST", lambda hall, asked: hall.act(asked))
    played.next("POST", die)
    engine.sync_pass()
    with opened(copy) as found:
        assert [found.entry(entry_id).attempts for entry_id in entry_ids] == [1, 1, 1]


def test_an_attempt_that_cannot_be_counted_is_not_made(data_dir: Path, played: PlayedHall, clock: ManualClock) -> None:
    """Where the disk does not take the count, nothing is sent; when it does again, the first attempt is the first."""
    with opened(data_dir, clock=clock, connect=faulty_connect) as outbox:
        entry_id = outbox.enqueue(case_draft()).entry_id
        transport = HallTransport(played.url, lambda: Signer.of(outbox.identity()), clock)
        engine = SyncEngine(outbox, transport, clock=clock, rng=random.Random(1))
        FaultyConnection.code, FaultyConnection.fail_commit = sqlite3.SQLITE_IOERR, "lost"
        assert engine.sync_pass() is PassResult.STORAGE
        assert played.requests("PUT") == []
        assert engine.sync_pass() is PassResult.IDLE
        transport.close()
        assert (outbox.entry(entry_id).attempts, len(played.requests("PUT"))) == (1, 1)
