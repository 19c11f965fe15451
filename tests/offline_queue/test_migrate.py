"""The schema and the way to it."""

from __future__ import annotations

import sqlite3
from importlib import resources
from pathlib import Path

import pytest

from offline_queue.errors import SchemaTooNewError
from offline_queue.migrate import migrate, migrations, schema_of
from tests.offline_queue.build import opened


@pytest.fixture
def database(tmp_path: Path) -> sqlite3.Connection:
    return sqlite3.connect(tmp_path / "any.db", isolation_level=None)


def test_schema_sql_is_the_migrated_result(database: sqlite3.Connection) -> None:
    migrate(database, None)
    assert schema_of(database) == resources.files("offline_queue").joinpath("schema.sql").read_text(encoding="utf-8")
    database.close()


def test_migrating_twice_changes_nothing(database: sqlite3.Connection) -> None:
    assert migrate(database, None) == migrate(database, None) == len(migrations())
    database.close()


def test_a_copy_is_made_before_a_database_in_use_is_changed(database: sqlite3.Connection, tmp_path: Path) -> None:
    first = "CREATE TABLE one (a TEXT);\nINSERT INTO one VALUES ('kept; here');\n"
    copy = tmp_path / "copy.db"
    migrate(database, copy, (first,))
    assert not copy.exists()
    for _ in range(2):
        migrate(database, copy, (first, "CREATE TABLE two (b TEXT);\n"))
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT a FROM one").fetchall() == [("kept; here",)]
    assert kept.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (1,)
    kept.close()
    database.close()


def test_a_failing_step_leaves_the_database_as_before(database: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError):
        migrate(database, None, ("CREATE TABLE one (a TEXT);\nCREATE TABLE one (a TEXT);\n",))
    assert schema_of(database) == ""
    assert database.execute("PRAGMA user_version").fetchone() == (0,)
    database.close()


def test_a_newer_schema_is_refused_and_left_alone(data_dir: Path) -> None:
    with opened(data_dir):
        pass
    database = sqlite3.connect(data_dir / "queue.db")
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = (data_dir / "queue.db").read_bytes()
    with pytest.raises(SchemaTooNewError), opened(data_dir):
        pass
    assert (data_dir / "queue.db").read_bytes() == before
    assert not (data_dir / "set_aside").exists()
