"""A full or failing disk at every write, sync and rename: a typed error, nothing stored, usable afterwards."""

from __future__ import annotations

import contextlib
import errno
import secrets
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from config.domain.identifiers import EntryId
from offline_queue.core import OutboxCore, Parts
from offline_queue.errors import CommitUnknownError, StorageError, StorageFailedError, StorageFullError
from offline_queue.model import EntryState
from offline_queue.outbox import CHINA_TIME
from tests.offline_queue.build import (
    NO_LIMITS,
    FaultyConnection,
    FaultyFs,
    ManualClock,
    case_draft,
    entries_without_log,
    faulty_connect,
    opened,
    page,
    rating_draft,
)

ENTRY = EntryId("11111111-1111-4111-8111-111111111111")


@pytest.mark.parametrize(("code", "error"), [(errno.ENOSPC, StorageFullError), (errno.EIO, StorageFailedError)])
def test_disk_fails_at_every_step_of_the_pages(data_dir: Path, code: int, error: type[StorageError]) -> None:
    """Two pages are create, write, sync, rename each, and one folder sync: nine places to fail."""
    fs = FaultyFs()
    with opened(data_dir, fs=fs) as outbox:
        step = 0
        while True:
            fs.fail_at(step, code)
            pages = [page(), page()]
            with contextlib.suppress(error):
                outbox.enqueue(case_draft(2), pages)
            if not fs.has_failed:
                break
            assert bytes(pages[0].content) == bytes(page().content), "kept, so that one can try again"
            fs.fail_at(None)
            assert outbox.status().depth == 0
            assert list(data_dir.glob("blobs/*/*")) == []
            step += 1
        assert step == 9
        assert outbox.status().highest_sequence == 1, "what failed leaves no hole"


def test_disk_full_at_every_statement(data_dir: Path) -> None:
    with opened(data_dir, connect=faulty_connect) as outbox:
        outbox.status()
        step = unknown = 0
        while True:
            FaultyConnection.seen, FaultyConnection.fail_statement = 0, step
            try:
                outbox.enqueue(case_draft(1), [page()], entry_id=ENTRY)
            except CommitUnknownError:
                # The commit itself: and while nothing can be opened, nobody can look.
                FaultyConnection.fail_statement = None
                unknown += 1
            except StorageFullError:
                FaultyConnection.fail_statement = None
                assert list(data_dir.glob("blobs/*/*")) == []
            else:
                break
            assert outbox.status().depth == 0
            step += 1
        FaultyConnection.fail_statement = None
        assert step > 5
        assert unknown == 1
        assert outbox.status().depth == 1
        assert outbox.status().highest_sequence == 1


def test_disk_full_in_earnest(data_dir: Path) -> None:
    """SQLite itself finds no page left."""

    def connect(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA max_page_count = 40")
        return connection

    with opened(data_dir, connect=connect) as outbox:
        stored = 0
        with contextlib.suppress(StorageFullError):
            while stored < 100:
                outbox.enqueue(case_draft(extra="9" * 3000))
                stored += 1
        assert 0 < stored < 100
        assert outbox.status().depth == stored
    with opened(data_dir) as outbox:
        assert outbox.status().depth == stored
        outbox.enqueue(case_draft())


def test_ballast_is_given_up_to_drain(data_dir: Path) -> None:
    limits = replace(NO_LIMITS, ballast_bytes=4096)
    with opened(data_dir, connect=faulty_connect, limits=limits) as outbox:
        entry_id = outbox.enqueue(case_draft()).entry_id
        assert (data_dir / "ballast").stat().st_size == 4096
        FaultyConnection.fail_commit = "lost"
        assert outbox.begin_attempt(entry_id).entry.attempts == 1
        FaultyConnection.code, FaultyConnection.fail_commit = sqlite3.SQLITE_IOERR, "lost"
        with pytest.raises(CommitUnknownError):
            outbox.begin_attempt(entry_id)
        assert outbox.begin_attempt(entry_id).entry.attempts == 2


def test_without_ballast_a_full_disk_is_said(data_dir: Path) -> None:
    with opened(data_dir, connect=faulty_connect) as outbox:
        entry_id = outbox.enqueue(case_draft()).entry_id
        FaultyConnection.seen, FaultyConnection.fail_statement = 0, 1
        with pytest.raises(StorageFullError):
            outbox.begin_attempt(entry_id)
        FaultyConnection.fail_statement = None
        assert outbox.entry(entry_id).attempts == 0


def test_ballast_needs_room_and_never_raises(data_dir: Path) -> None:
    fs = FaultyFs()
    fs.free = 1000
    limits = replace(NO_LIMITS, ballast_bytes=4096)
    with opened(data_dir, fs=fs, limits=limits) as outbox:
        outbox.enqueue(case_draft())
        assert not (data_dir / "ballast").exists()


def test_disk_full_while_opening(data_dir: Path) -> None:
    fs = FaultyFs()
    fs.fail_at(1)
    with pytest.raises(StorageFullError), opened(data_dir, fs=fs):
        pass
    fs.fail_at(0)
    with pytest.raises(StorageFullError), opened(data_dir, fs=fs):
        pass
    fs.fail_at(None)
    with opened(data_dir, fs=fs) as outbox:
        outbox.enqueue(case_draft())


def test_a_failed_checkpoint_keeps_the_log_for_the_next_rest(data_dir: Path, clock: ManualClock) -> None:
    """Writing the log back can wait: what is in it is durable already."""
    parts = Parts(clock, secrets.token_bytes, FaultyFs(), NO_LIMITS, CHINA_TIME, faulty_connect)
    core = OutboxCore(data_dir, parts)
    stored = core.enqueue(rating_draft(), (), code=None, entry_id=None, case_id=None)
    assert entries_without_log(data_dir) == 0
    FaultyConnection.seen, FaultyConnection.fail_statement = 0, 0
    core.rest(idle=True)
    FaultyConnection.fail_statement = None
    assert entries_without_log(data_dir) == 0
    core.rest(idle=True)
    assert entries_without_log(data_dir) == 1
    assert core.ledger.store.entry(stored.entry_id).state is EntryState.READY
    core.close()
