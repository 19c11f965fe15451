"""The writer: durable before it answers, one failure does not touch its neighbours, nothing is lost at closing."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from hall.database import GROUP_LIMIT, Database, Work
from hall.migrations import migrate
from hall.tables import case_serials
from tests.hall.servers import Servers


@pytest.fixture
def database_url(engine: str) -> str | None:
    return os.environ.get("HALL_DATABASE")


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    migrate(tmp_path, database_url)
    database = Database(tmp_path, database_url)
    yield database
    database.close()


def add(prefix: str) -> Work[str]:
    def work(connection: Connection) -> str:
        connection.execute(insert(case_serials).values(prefix=prefix, day="20261124", last=1))
        return prefix

    return work


def prefixes(database: Database) -> list[str]:
    return database.read(lambda c: list(c.scalars(select(case_serials.c.prefix).order_by(case_serials.c.prefix))))


def test_sqlite_syncs_each_commit(tmp_path: Path) -> None:
    migrate(tmp_path)
    database = Database(tmp_path)
    found = database.write(
        lambda c: (
            c.exec_driver_sql("PRAGMA journal_mode").scalar(),
            c.exec_driver_sql("PRAGMA synchronous").scalar(),
            c.exec_driver_sql("PRAGMA foreign_keys").scalar(),
        )
    ).result()
    database.close()
    assert found == ("wal", 2, 1)


def test_postgresql_syncs_each_commit_whatever_the_server_says(
    servers: Servers, shared_database: str, tmp_path: Path
) -> None:
    name = shared_database.partition("@/")[2].partition("?")[0]
    servers.command(f"ALTER DATABASE {name} SET synchronous_commit = off")
    database = Database(tmp_path, shared_database)
    assert database.write(lambda c: c.exec_driver_sql("SHOW synchronous_commit").scalar()).result() == "on"
    database.close()
    servers.command(f"ALTER DATABASE {name} RESET synchronous_commit")


def test_what_was_answered_is_there_for_everybody(database: Database, tmp_path: Path, database_url: str | None) -> None:
    assert database.write(add("A")).result() == "A"
    other = Database(tmp_path, database_url)
    assert prefixes(other) == ["A"]
    other.close()


def test_a_group_shares_one_transaction_and_a_failure_leaves_its_neighbours(database: Database) -> None:
    gate = threading.Event()
    begun = threading.Event()

    def wait(_: Connection) -> None:
        begun.set()
        gate.wait(20)

    first = database.write(wait)
    assert begun.wait(20)
    futures = [database.write(add(name)) for name in ("A", "B", "A", "C")]
    assert database.pending == 4
    gate.set()
    first.result(20)
    outcomes = [future.exception(20) for future in futures]
    assert [type(outcome) for outcome in outcomes] == [type(None), type(None), IntegrityError, type(None)]
    assert prefixes(database) == ["A", "B", "C"]


def test_more_than_a_group_is_all_written(database: Database) -> None:
    futures = [database.write(add(f"{n:04d}")) for n in range(3 * GROUP_LIMIT)]
    assert [future.result(20) for future in futures] == [f"{n:04d}" for n in range(3 * GROUP_LIMIT)]
    assert len(prefixes(database)) == 3 * GROUP_LIMIT


def test_closing_finishes_what_waits(database: Database) -> None:
    futures = [database.write(add(f"{n:04d}")) for n in range(200)]
    database.close()
    assert all(future.done() and future.exception() is None for future in futures)
    database.close()
    with pytest.raises(RuntimeError, match="closed"):
        database.write(add("late"))


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError):
        database.read(add("A"))
    assert prefixes(database) == []


def test_two_writers_take_turns(database: Database, tmp_path: Path, database_url: str | None) -> None:
    """What one has read stays true until it has written: as if each process were alone."""
    other = Database(tmp_path, database_url)
    key = {"prefix": "A", "day": "20261124"}
    database.write(lambda c: c.execute(insert(case_serials).values(**key, last=0)).rowcount).result()

    def count_up(connection: Connection) -> None:
        last = connection.scalar(select(case_serials.c.last)) or 0
        connection.execute(update(case_serials).values(last=last + 1))

    futures = [each.write(count_up) for _ in range(200) for each in (database, other)]
    for future in futures:
        future.result(20)
    assert database.read(lambda c: c.scalar(select(case_serials.c.last))) == 400
    other.close()
