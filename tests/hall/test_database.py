"""The writer: durable before it answers, one failure does not touch its neighbours, nothing is lost at closing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from hall.database import GROUP_LIMIT, Database, Work
from hall.migrations import migrate
from hall.tables import case_serials


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    migrate(tmp_path)
    database = Database(tmp_path)
    yield database
    database.close()


def add(prefix: str) -> Work[str]:
    def work(connection: Connection) -> str:
        connection.execute(insert(case_serials).values(prefix=prefix, day="20261124", last=1))
        return prefix

    return work


def prefixes(database: Database) -> list[str]:
    return database.read(lambda c: list(c.scalars(select(case_serials.c.prefix).order_by(case_serials.c.prefix))))


def test_sqlite_syncs_each_commit(database: Database) -> None:
    found = database.write(
        lambda c: (
            c.exec_driver_sql("PRAGMA journal_mode").scalar(),
            c.exec_driver_sql("PRAGMA synchronous").scalar(),
            c.exec_driver_sql("PRAGMA foreign_keys").scalar(),
        )
    ).result()
    assert found == ("wal", 2, 1)


def test_what_was_answered_is_there_for_everybody(database: Database, tmp_path: Path) -> None:
    assert database.write(add("A")).result() == "A"
    other = Database(tmp_path)
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


def test_closing_finishes_what_waits(tmp_path: Path) -> None:
    migrate(tmp_path)
    database = Database(tmp_path)
    futures = [database.write(add(f"{n:04d}")) for n in range(200)]
    database.close()
    assert all(future.done() and future.exception() is None for future in futures)
    database.close()
    with pytest.raises(RuntimeError, match="closed"):
        database.write(add("late"))


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(OperationalError):
        database.read(add("A"))
    assert prefixes(database) == []
