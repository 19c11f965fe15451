"""The file below a driver's durable record: SQLite in WAL mode with ``synchronous=FULL``, one connection, one lock.

A commit that returned survives a power cut. What a record keeps is the business of its own module
(``drivers.printer.jobs``, ``drivers.cash.journal``); here is how it is opened, locked and how its faults are told.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from drivers.vocabulary import DeviceError

BUSY_LIMIT_S = 5.0


class RecordFile:
    """One SQLite file with one table layout. From any thread; whatever fails is raised as the record's own fault."""

    def __init__(self, path: Path, *, schema: str, version: int, fault: Callable[[str], DeviceError]) -> None:
        """Prepare; ``open`` reads the file.

        Args:
            path: the file; its folder exists.
            schema: statements that make the tables and set ``user_version`` to ``version``.
            version: of the layout; a file of another one is refused.
            fault: makes the record's typed error from a detail that names the kind of fault, never a value.
        """
        self._path = path
        self._schema = schema
        self._version = version
        self._fault = fault
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open or make the file. Does nothing when it is open."""
        with self._lock, self._faults_told():
            if self._connection is None:
                self._connection = self._connect()

    def close(self) -> None:
        """Close the file. Does nothing when it is closed."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for statements that are each a transaction of their own."""
        with self._lock, self._faults_told():
            if self._connection is None:
                raise self._fault("closed")
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: synchronised to the disk at the end, or undone."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None, timeout=BUSY_LIMIT_S)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            self._bring_schema(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _bring_schema(self, connection: sqlite3.Connection) -> None:
        """Make the tables in a new file; refuse a file of another version."""
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found == 0:
            connection.executescript(f"BEGIN IMMEDIATE; {self._schema} COMMIT;")
        elif found != self._version:
            raise self._fault(f"schema version {found}")

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as fault:
            raise self._fault(getattr(fault, "sqlite_errorname", None) or type(fault).__name__) from fault


def stamp_of(moment: datetime) -> str:
    """A moment as text that sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
