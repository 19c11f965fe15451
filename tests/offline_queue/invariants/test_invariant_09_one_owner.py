"""Invariant 9: one process, one connection, one owning thread, a lock on the folder, and checkpoints only at rest."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from offline_queue.errors import AlreadyOpenError, StorageFailedError
from offline_queue.opening import FolderLock
from offline_queue.outbox import Outbox
from offline_queue.store import MAX_WAL_BYTES, PAGE_BYTES, Store
from tests.offline_queue.build import case_draft, opened, page
from tests.offline_queue.test_store_rules import add

ROOT = Path(__file__).parents[3]


def test_a_second_opener_in_this_process_is_refused(data_dir: Path, outbox: Outbox) -> None:
    with pytest.raises(AlreadyOpenError), opened(data_dir):
        pass
    outbox.enqueue(case_draft())


def test_a_second_process_is_refused(data_dir: Path, outbox: Outbox) -> None:
    outbox.status()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from offline_queue.commands import status; from pathlib import Path; status(Path({str(data_dir)!r}))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "AlreadyOpenError" in done.stderr
    outbox.enqueue(case_draft())


def test_after_closing_the_next_one_may(data_dir: Path) -> None:
    for _ in range(2):
        with opened(data_dir) as outbox:
            outbox.enqueue(case_draft())


def test_a_folder_that_cannot_be_locked_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(StorageFailedError):
        FolderLock(tmp_path / "absent")


def test_another_thread_is_refused(store: Store) -> None:
    """One owning thread, asserted."""
    caught: list[BaseException] = []

    def intrude() -> None:
        try:
            store.counts()
        except AssertionError as error:
            caught.append(error)

    thread = threading.Thread(target=intrude)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_settings_of_the_connection(store: Store, path: Path) -> None:
    """WAL, FULL, exclusive, no automatic checkpoint, no shared-memory file."""
    add(store)
    pragma = {
        name: store._db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "locking_mode", "wal_autocheckpoint", "foreign_keys", "page_size")
    }
    assert pragma == {
        "journal_mode": "wal",
        "synchronous": 2,
        "locking_mode": "exclusive",
        "wal_autocheckpoint": 0,
        "foreign_keys": 1,
        "page_size": PAGE_BYTES,
    }
    assert not path.with_name("queue.db-shm").exists()


class Named(sqlite3.Connection):
    """Notes on which thread it is used, and every checkpoint with the transactions before it."""

    threads: set[str]
    checkpoints: list[str]

    def execute(self, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
        self.threads.add(threading.current_thread().name)
        if "wal_checkpoint" in sql:
            self.checkpoints.append("in a transaction" if self.in_transaction else "at rest")
        return super().execute(sql, parameters)  # type: ignore[arg-type]


def test_a_session_has_one_connection_on_one_thread_and_checkpoints_at_rest(data_dir: Path) -> None:
    """Stored, settled and purged from several threads: one connection, used by one thread that is none of them."""
    connections: list[Named] = []

    def connect(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=0, factory=Named)
        connection.threads, connection.checkpoints = set(), []
        connections.append(connection)
        return connection

    def work(outbox: Outbox) -> None:
        receipt = outbox.enqueue(case_draft(1), [page()])
        outbox.begin_attempt(receipt.entry_id)
        outbox.settle(receipt.entry_id)
        outbox.status()

    with opened(data_dir, connect=connect) as outbox:
        callers = [threading.Thread(target=work, args=(outbox,), name=f"caller-{n}") for n in range(3)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        outbox.purge(0.0)
        assert outbox.status().depth == 0
    [connection] = connections
    assert len(connection.threads) == 1
    assert connection.threads.isdisjoint({threading.current_thread().name, *(caller.name for caller in callers)})
    assert set(connection.checkpoints) == {"at rest"}


def test_a_log_is_written_back_when_it_is_too_long_and_not_before(store: Store, path: Path) -> None:
    """SQLite by itself never does: what grows stays in the log until somebody asks, and is whole afterwards."""
    while path.with_name("queue.db-wal").stat().st_size <= MAX_WAL_BYTES // 64:
        add(store)
    assert not store.checkpoint(over_bytes=MAX_WAL_BYTES)
    entries = store.highest_sequence()
    assert in_the_file_alone(path) == 0
    assert store.checkpoint(over_bytes=MAX_WAL_BYTES // 64)
    assert path.with_name("queue.db-wal").stat().st_size == 0
    assert in_the_file_alone(path) == entries


def in_the_file_alone(path: Path) -> int:
    """How many entries the database file has without its log, copied by another process: see `Store`."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["cp", str(path), folder], check=True, timeout=60)
        database = sqlite3.connect(Path(folder) / path.name)
        try:
            known = database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'entry'").fetchone()[0]
            return int(database.execute("SELECT count(*) FROM entry").fetchone()[0]) if known else 0
        finally:
            database.close()
