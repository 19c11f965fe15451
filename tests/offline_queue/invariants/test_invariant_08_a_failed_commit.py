"""Invariant 8: a commit that fails is not believed and not repeated blindly: close, reopen, look, then answer."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.domain.identifiers import EntryId
from offline_queue.errors import CommitUnknownError, StorageError, StorageFailedError, StorageFullError
from offline_queue.model import EntryState, Level
from offline_queue.outbox import Outbox
from tests.offline_queue.build import FaultyConnection, case_draft, faulty_connect, opened, page

ENTRY = EntryId("11111111-1111-4111-8111-111111111111")


def test_commit_fails_and_does_not_count(data_dir: Path) -> None:
    """The store is reopened to see, and only then answered."""
    with opened(data_dir, connect=faulty_connect) as outbox:
        outbox.enqueue(case_draft())
        FaultyConnection.fail_commit = "lost"
        with pytest.raises(StorageFullError):
            outbox.enqueue(case_draft(1), [page()], entry_id=ENTRY)
        assert list(data_dir.glob("blobs/*/*")) == []
        assert outbox.enqueue(case_draft(1), [page()], entry_id=ENTRY).entry_id == ENTRY
        assert outbox.status().depth == 2


def test_commit_fails_for_another_reason(data_dir: Path) -> None:
    with opened(data_dir, connect=faulty_connect) as outbox:
        FaultyConnection.code, FaultyConnection.fail_commit = sqlite3.SQLITE_IOERR, "lost"
        with pytest.raises(StorageFailedError):
            outbox.enqueue(case_draft())


def test_commit_fails_and_counts_all_the_same(data_dir: Path) -> None:
    """A row that is there after reopening is a receipt."""
    with opened(data_dir, connect=faulty_connect) as outbox:
        FaultyConnection.fail_commit = "kept"
        receipt = outbox.enqueue(case_draft(1), [page()])
        assert outbox.entry(receipt.entry_id).state is EntryState.READY
        assert outbox.status().depth == 1
        assert len(list(data_dir.glob("blobs/*/*"))) == 1


@pytest.mark.parametrize("commit", ["kept", "lost"])
def test_commit_fails_and_nobody_can_look(data_dir: Path, commit: str) -> None:
    """Unknown is said to be unknown; the same entry id later gives one entry, never two."""
    with opened(data_dir, connect=faulty_connect) as outbox:
        outbox.status()
        FaultyConnection.fail_commit = commit
        pages = [page()]
        with _no_connection(), pytest.raises(CommitUnknownError):
            outbox.enqueue(case_draft(1), pages, entry_id=ENTRY)
        with _no_connection():
            assert outbox.admit(0).level is Level.RED
            with pytest.raises(StorageError):
                outbox.status()
        receipt = outbox.enqueue(case_draft(1), pages, entry_id=ENTRY)
        assert receipt.entry_id == ENTRY
        assert bytes(pages[0].content) == bytes(len(pages[0].content))
        assert outbox.status().depth == 1


@contextlib.contextmanager
def _no_connection() -> Iterator[None]:
    """While this holds, a connection that is opened fails at its first statement."""
    FaultyConnection.refuse_to_open = True
    yield
    FaultyConnection.refuse_to_open = False


@pytest.mark.parametrize("commit", ["kept", "lost"])
@pytest.mark.parametrize(
    ("change", "becomes"),
    [
        (lambda outbox: outbox.register(ENTRY, "C-1"), EntryState.REGISTERED),
        (lambda outbox: outbox.settle(ENTRY, "C-1"), EntryState.DELIVERED),
        (lambda outbox: outbox.hold(ENTRY), EntryState.HELD),
        (lambda outbox: outbox.refuse(ENTRY, "final"), EntryState.REFUSED),
    ],
)
def test_a_change_whose_commit_failed_is_told_and_can_be_asked_again(
    data_dir: Path, commit: str, change: Callable[[Outbox], object], becomes: EntryState
) -> None:
    """Whether it counts or not, the same again ends in the same state, noted once; no other state is ever seen."""
    connections: list[Path] = []

    def connect(path: Path) -> sqlite3.Connection:
        connections.append(path)
        return faulty_connect(path)

    with opened(data_dir, connect=connect) as outbox:
        outbox.enqueue(case_draft(), entry_id=ENTRY)
        FaultyConnection.code, FaultyConnection.fail_commit = sqlite3.SQLITE_IOERR, commit
        with pytest.raises(StorageError):
            change(outbox)
        assert outbox.entry(ENTRY).state is (becomes if commit == "kept" else EntryState.READY)
        assert len(connections) == 2, "closed and opened anew before anybody was answered"
        change(outbox)
        assert outbox.entry(ENTRY).state is becomes
    database = sqlite3.connect(data_dir / "queue.db")
    steps = [row[0] for row in database.execute("SELECT becomes FROM audit ORDER BY number")]
    database.close()
    assert steps.count(becomes.value) == 1
