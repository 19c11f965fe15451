"""Many rows in few statements: as many rows as were given, counted as they were written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from hall.bulk import MOST_ROWS, BulkInsert
from hall.database import Database
from hall.migrations import migrate
from hall.tables import case_serials, terminals

SERIALS = BulkInsert(case_serials, ("prefix", "day", "last"), "(prefix, day) DO NOTHING")
TERMINALS = BulkInsert(terminals, ("terminal_id", "station_code", "terminal_no", "generation", "created_at"))


@pytest.fixture
def database(tmp_path: Path, engine: str) -> Iterator[Database]:
    migrate(tmp_path, os.environ.get("HALL_DATABASE"))
    database = Database(tmp_path, os.environ.get("HALL_DATABASE"))
    yield database
    database.close()


def serials(count: int) -> list[tuple[str, str, int]]:
    return [(f"{n:04d}", "20261124", n) for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2, 7, MOST_ROWS, 2 * MOST_ROWS + 5])
def test_every_row_is_written_with_its_own_values(database: Database, count: int) -> None:
    rows = serials(count)
    assert database.write(lambda connection: SERIALS(connection, rows)).result() == count
    found = database.read(lambda c: c.execute(select(case_serials).order_by(case_serials.c.prefix)).all())
    assert [tuple(row) for row in found] == rows


def test_a_row_that_is_there_is_left_out_and_not_counted(database: Database) -> None:
    database.write(lambda connection: SERIALS(connection, serials(2))).result()
    rows = [*serials(5), *serials(5)]
    assert database.write(lambda connection: SERIALS(connection, rows)).result() == 3


def test_times_are_stored_as_everywhere_else(database: Database) -> None:
    moment = datetime(2026, 11, 24, 12, 30, tzinfo=timezone(timedelta(hours=8)))
    database.write(lambda connection: TERMINALS(connection, [("LS01", "LS", 1, 1, moment)])).result()
    assert database.read(lambda c: c.scalar(select(terminals.c.created_at))) == datetime(
        2026, 11, 24, 4, 30, tzinfo=UTC
    )


def test_a_row_that_breaks_a_rule_is_an_error_where_nothing_else_was_said(database: Database) -> None:
    row = ("LS01", "LS", 1, 1, datetime(2026, 11, 24, tzinfo=UTC))
    with pytest.raises(DBAPIError):
        database.write(lambda connection: TERMINALS(connection, [row, row])).result()
