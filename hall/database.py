"""The hall's database: one writer thread with group commit, readers beside it.

A *work* is a function of a connection. `Database.write` runs works one after the other on the writer's thread and
commits those that wait together in one transaction; a future is resolved only when its commit has returned, so an
answer means durable (SQLite in WAL mode with synchronous FULL: one sync per group). When one work of a group raises,
the group is rolled back and every work is run again in a transaction of its own, so works must not have effects
outside the database.

SQLite before 3.51.3 can damage a WAL file when two connections write or checkpoint at the same instant. Therefore
every writer, command-line tools included, holds an advisory lock on ``DIR/write.lock`` for each transaction, its
checkpoint and its closing. Readers cannot write (``query_only``).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

T = TypeVar("T")
Work = Callable[[Connection], T]

GROUP_LIMIT = 64
"""How many waiting works share one commit at most."""


class WriteLock:
    """One writer at a time over all processes: an advisory lock on a file, held for one transaction."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @contextlib.contextmanager
    def __call__(self) -> Iterator[None]:
        """Hold the lock."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self._descriptor)


class Database:
    """The hall's tables. Make it with the folder of data, after ``migrate``; close it."""

    def __init__(self, data_dir: Path) -> None:
        self._lock = WriteLock(data_dir / "write.lock")
        self._writer = writer_engine(data_dir)
        self._reader = _reader_engine(data_dir)
        self._works: queue.SimpleQueue[tuple[Work[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="hall-writer")
        self._thread.start()

    @property
    def pending(self) -> int:
        """How many works wait for the writer."""
        return self._works.qsize()

    def write(self, work: Work[T]) -> Future[T]:
        """Run ``work`` in a transaction; the future has its value once the commit is durable, or its exception."""
        if self._closed:
            raise RuntimeError("the database is closed")
        future: Future[T] = Future()
        self._works.put((work, future))
        return future

    def read(self, work: Work[T]) -> T:
        """Run ``work`` on a reading connection, on the caller's thread."""
        with self._reader.connect() as connection:
            return work(connection)

    def close(self) -> None:
        """Finish what waits, then close."""
        if self._closed:
            return
        self._closed = True
        self._works.put(None)
        self._thread.join()
        with self._lock():
            # The last connection to close checkpoints, whichever it is.
            self._reader.dispose()
            self._writer.dispose()
        self._lock.close()

    def _run(self) -> None:
        while True:
            first = self._works.get()
            if first is None:
                return
            group = [first]
            while len(group) < GROUP_LIMIT:
                try:
                    following = self._works.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    self._works.put(None)
                    break
                group.append(following)
            self._commit(group)

    def _commit(self, group: list[tuple[Work[Any], Future[Any]]]) -> None:
        try:
            with self._lock(), self._writer.begin() as connection:
                values = [work(connection) for work, _ in group]
        except Exception as error:  # noqa: BLE001 - top of the thread: the exception goes to whoever waits
            if len(group) == 1:
                group[0][1].set_exception(error)
                return
            for single in group:
                self._commit([single])
            return
        for (_, future), value in zip(group, values, strict=True):
            future.set_result(value)


def database_path(data_dir: Path) -> Path:
    """Return where the SQLite file is."""
    return data_dir / "hall.sqlite3"


def writer_engine(data_dir: Path) -> Engine:
    """Return an engine of one connection whose transactions start as writers; hold the `WriteLock` around each."""
    engine = create_engine(
        f"sqlite:///{database_path(data_dir)}",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": 30},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own opening of transactions is switched off: BEGIN IMMEDIATE below is the only one.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _reader_engine(data_dir: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{database_path(data_dir)}",
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=28,
        connect_args={"check_same_thread": False, "timeout": 30},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON").close()
        connection.execute("PRAGMA wal_autocheckpoint=0").close()

    return engine
