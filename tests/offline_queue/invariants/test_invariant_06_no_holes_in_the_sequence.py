"""Invariant 6: the sequence has no holes within an epoch, and the hall says which numbers it has not seen."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from offline_queue.engine import SyncEngine
from offline_queue.errors import CommitUnknownError, DraftRefusedError, StorageError, StorageFailedError
from offline_queue.events import HallNews, QueueEvent
from offline_queue.outbox import Outbox
from tests.offline_queue.build import (
    FaultyConnection,
    FaultyFs,
    ManualClock,
    case_draft,
    faulty_connect,
    opened,
    page,
    rating_draft,
)
from tests.offline_queue.played_hall import PlayedHall

YEAR_S = 366 * 86_400.0


def test_no_failure_between_two_entries_takes_a_number(data_dir: Path) -> None:
    """Refused drafts, a full disk, lost and kept commits that failed, a restart: the numbers count on by one."""
    fs = FaultyFs()
    with opened(data_dir, fs=fs, connect=faulty_connect) as outbox:
        outbox.enqueue(case_draft())
        with pytest.raises(DraftRefusedError):
            outbox.enqueue(case_draft(1))
        fs.fail_at(0)
        with pytest.raises(StorageError):
            outbox.enqueue(case_draft(1), [page()])
        fs.fail_at(None)
        outbox.enqueue_rating(rating_draft())
        FaultyConnection.fail_commit = "lost"
        with pytest.raises(StorageError):
            outbox.enqueue(case_draft())
        FaultyConnection.fail_commit = "kept"
        outbox.enqueue(case_draft())
        FaultyConnection.code, FaultyConnection.fail_commit = sqlite3.SQLITE_IOERR, "lost"
        with pytest.raises(StorageFailedError) as caught:
            outbox.enqueue(case_draft())
        assert not isinstance(caught.value, CommitUnknownError)
    with opened(data_dir) as outbox:
        outbox.enqueue(case_draft())
        assert [entry.sequence for entry in outbox.entries()] == [1, 2, 3, 4]
        assert outbox.status().highest_sequence == 4


def test_a_ledger_that_forgot_its_rows_counts_on(data_dir: Path, clock: ManualClock) -> None:
    """Rows that are over go, but never the last one: after it comes the next number, also after a restart."""
    with opened(data_dir, clock=clock) as outbox:
        outbox.set_hall_offset(0.0)
        for _ in range(3):
            outbox.settle(outbox.enqueue(case_draft()).entry_id)
        clock.move(2.0)
        assert outbox.purge(1.0) == 3
        outbox.forget(YEAR_S)
        clock.move(YEAR_S + 3601)
        assert outbox.forget(YEAR_S) == 2
    with opened(data_dir, clock=clock) as outbox:
        outbox.enqueue(case_draft())
        assert [entry.sequence for entry in outbox.entries()] == [3, 4]


def test_the_halls_report_of_a_gap_is_passed_on(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, events: list[QueueEvent]
) -> None:
    """The heartbeat tells the hall the highest number, and what the hall misses comes to whoever listens."""
    for _ in range(2):
        outbox.enqueue(case_draft())
    played.heartbeat = {"missing_sequences": (1,)}
    engine.sync_pass()
    assert b'"highest_sequence":2' in played.asked[0].body
    assert [event.missing_sequences for event in events if isinstance(event, HallNews)] == [(1,)]
