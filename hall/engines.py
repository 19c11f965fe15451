"""The engines under the hall's database: SQLite in the hall's folder, or PostgreSQL at an address.

Both keep the same promise: one writing transaction at a time over all processes, durable when it has committed, and
readers that cannot write. So a work may look first and write then, whatever it runs on.

SQLite before 3.51.3 can damage a WAL file when two connections write or checkpoint at the same instant. Therefore
every writer, command-line tools included, holds an advisory lock on ``DIR/write.lock`` for each transaction, its
checkpoint and its closing. On PostgreSQL the turn is an advisory lock of the database that ends with the transaction,
also when the process or its machine dies. Group commit makes the turns few: what waits meanwhile goes in one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from hall.errors import SettingsRefusedError

TURN_KEY = 0x68616C6C_77726974
"""The advisory lock on PostgreSQL that is the writers' turn."""

STALL_S = 30
"""A writer waits so long for its turn; PostgreSQL ends a session that stands still in a transaction for so long."""

_SESSION = (
    # An answer means durable, whatever the server's own default is.
    "-c synchronous_commit=on -c timezone=UTC"
    f" -c lock_timeout={STALL_S * 1000} -c idle_in_transaction_session_timeout={STALL_S * 1000}"
    " -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
)


class DatabaseEngine(Protocol):
    """What the hall needs of an engine."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a transaction in the writers' turn; it commits at the end of the block, or rolls back."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a connection that cannot write and sees one moment of the database."""

    def close(self) -> None:
        """Close every connection."""


def engine_at(data_dir: Path, database_url: str | None = None) -> DatabaseEngine:
    """Return the engine: SQLite in the folder, or the PostgreSQL that the address names.

    Raises:
        SettingsRefusedError: the address is none, or psycopg is not installed.
    """
    return SqliteEngine(data_dir) if database_url is None else PostgresEngine(database_url)


def server_is_away(error: DBAPIError) -> bool:
    """Whether a database server did not do its part; SQLite has none. The same work can succeed later."""
    return not isinstance(error.orig, sqlite3.Error)


class WriteLock:
    """One writer at a time over all processes of a machine: an advisory lock on a file, held for one transaction."""

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


class SqliteEngine:
    """``DIR/hall.sqlite3``, in WAL mode with synchronous FULL: one sync for each commit."""

    def __init__(self, data_dir: Path) -> None:
        self._lock = WriteLock(data_dir / "write.lock")
        self._writer = writer_engine(data_dir)
        self._reader = _reader_engine(data_dir)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction in the writers' turn."""
        with self._lock(), self._writer.begin() as connection:
            yield connection

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a connection that cannot write."""
        return self._reader.connect()

    def close(self) -> None:
        """Close every connection; the last one checkpoints, whichever it is."""
        with self._lock():
            self._reader.dispose()
            self._writer.dispose()
        self._lock.close()


class PostgresEngine:
    """A PostgreSQL that several hall processes may share."""

    def __init__(self, database_url: str) -> None:
        self._writer = _postgres_engine(database_url, pool_size=1, max_overflow=0)
        self._reader = _postgres_engine(database_url, pool_size=4, max_overflow=28).execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction in the writers' turn."""
        with self._writer.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN_KEY})")
            yield connection

    def reading(self) -> AbstractContextManager[Connection]:
        """Open a connection that cannot write."""
        return self._reader.connect()

    def close(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        self._writer.dispose()


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


def _postgres_engine(database_url: str, *, pool_size: int, max_overflow: int) -> Engine:
    """Return an engine that looks whether a connection still lives before it uses it."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise SettingsRefusedError("the database's address is not postgresql://USER@HOST:PORT/NAME") from None
    if url.drivername not in {"postgresql", "postgresql+psycopg"}:
        raise SettingsRefusedError(f"no engine for {url.drivername}: only postgresql, or none for SQLite")
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=pool_size,
            max_overflow=max_overflow,
            pool_pre_ping=True,
            connect_args={"options": _SESSION, "connect_timeout": 10, "application_name": "hall"},
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        raise SettingsRefusedError("PostgreSQL needs psycopg: install service-circle-kiosk[hall-scale]") from error
