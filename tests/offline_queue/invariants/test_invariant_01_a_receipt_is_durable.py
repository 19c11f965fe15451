"""Invariant 1: a receipt exists only after pages, their names, their folder and the commit are durable.

That nothing durable is lost is proven by replayed power cuts (``crash/test_power_cuts.py``) and by kills at every step
(``test_killed_around_enqueue.py``); here is the order itself, and what becomes of pages that no receipt stands for.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from offline_queue.errors import StorageError
from offline_queue.store import Store
from tests.offline_queue.build import FaultyFs, case_draft, opened, page, rating_draft

A_PAGE = ["create", "write", "fsync", "rename"]


class Watched(sqlite3.Connection):
    """Notes BEGIN and COMMIT among what is done to the files, each when it has returned."""

    done: list[str]

    def execute(self, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
        cursor = super().execute(sql, parameters)  # type: ignore[arg-type]
        if sql.split(" ", maxsplit=1)[0] in {"BEGIN", "COMMIT", "ROLLBACK"}:
            self.done.append(sql.split(" ", maxsplit=1)[0])
        return cursor


def watched(fs: FaultyFs, path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=0, factory=Watched)
    connection.done = fs.done
    return connection


def test_pages_then_their_folder_then_the_commit_then_the_receipt(data_dir: Path) -> None:
    """Each page is written, synced and named, their folder is synced, the commit returns: then there is a receipt."""
    fs = FaultyFs()
    with opened(data_dir, fs=fs, connect=lambda path: watched(fs, path)) as outbox:
        for pages in (2, 0):
            assert outbox.enqueue(case_draft(pages), [page() for _ in range(pages)]).receipt_number
            synced = [*(A_PAGE * pages), "fsync_folder"] if pages else []
            assert transaction(fs) == ["BEGIN", *synced, "COMMIT"]
        outbox.enqueue_rating(rating_draft())
        assert transaction(fs) == ["BEGIN", "COMMIT"]


def transaction(fs: FaultyFs) -> list[str]:
    """What was done in the last one, in its order; what the store's thread does at rest is not in it."""
    done = list(fs.done)
    begun = len(done) - done[::-1].index("BEGIN") - 1
    return done[begun : done.index("COMMIT", begun) + 1]


def test_a_commit_is_synced_before_it_returns(store: Store) -> None:
    """WAL with FULL: what the order above rests on."""
    asked = [store._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert asked == ["wal", 2]


@pytest.mark.parametrize("step", range(9))
def test_pages_without_a_receipt_are_gone(data_dir: Path, step: int) -> None:
    """Whichever step fails: no receipt, no entry, no page; what a dead process left is swept at the start."""
    fs = FaultyFs()
    with opened(data_dir, fs=fs) as outbox:
        kept = outbox.enqueue(case_draft(1), [page()])
        fs.fail_at(step)
        with pytest.raises(StorageError):
            outbox.enqueue(case_draft(2), [page(), page()])
        fs.fail_at(None)
        assert [entry.entry_id for entry in outbox.entries()] == [kept.entry_id]
        [own] = data_dir.glob("blobs/*/*")
    for left in ("66666666-6666-4666-8666-666666666666.sealed", "half.part"):
        own.with_name(left).write_bytes(b"of a process that died")
    with opened(data_dir) as outbox:
        assert list(data_dir.glob("blobs/*/*")) == [own]
        file = outbox.sealed(kept.entry_id).attachments[0]
        assert len(outbox.read_sealed(file.attachment_id, 0, file.sealed_size_bytes)) == file.sealed_size_bytes
