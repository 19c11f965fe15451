"""The migrations make the tables, on both engines, once, whoever else starts at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from hall.__main__ import main
from hall.engines import engine_at
from hall.errors import HallError
from hall.migrations import NEWEST, migrate, ready
from hall.tables import metadata
from tests.hall.servers import Servers


@pytest.fixture(params=["sqlite", "postgres"])
def bare(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """A database without a table: SQLite's in the folder, or the address of one of PostgreSQL."""
    if request.param == "sqlite":
        yield None
        return
    servers: Servers = request.getfixturevalue("servers")
    with servers.database() as database_url:
        yield database_url


def test_the_tables_are_what_the_migrations_make(tmp_path: Path, bare: str | None) -> None:
    migrate(tmp_path, bare)
    engine = engine_at(tmp_path, bare)
    with engine.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.close()


_WRITTEN_AT_5 = (
    "INSERT INTO terminals VALUES ('LS01', 'LS', 1, 0, '2026-11-24 04:30:00')",
    *(
        "INSERT INTO entries (entry_id, kind, terminal_id, epoch, sequence, digest, content_sha256, body,"
        " signature_input, signature, state, received_at)"
        f" VALUES ('{name}', 'amendment', 'LS01', 'e', 1, 'd', 'c', 'b', 'i', 's', '{name}', '2026-11-24 04:30:00')"
        for name in ("complete", "stored")
    ),
    *(
        f"INSERT INTO amendments VALUES ('{name}', 'case', 'attached', '2026-11-24 04:30:00')"
        for name in ("complete", "stored")
    ),
)


def test_amendments_that_were_complete_before_are_handed_on_too(
    tmp_path: Path, bare: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Version 6; one whose files are not all there goes when they are."""
    with monkeypatch.context() as patch:
        patch.setattr("hall.migrations.NEWEST", "0005")
        migrate(tmp_path, bare)
    engine = engine_at(tmp_path, bare)
    with engine.writing() as connection:
        for statement in _WRITTEN_AT_5:
            connection.execute(text(statement))
    migrate(tmp_path, bare)
    with engine.reading() as connection:
        rows = connection.execute(text("SELECT entry_id, case_id, state, attempts, answers FROM amendment_handovers"))
        assert [tuple(row) for row in rows] == [("complete", "case", "waiting", 0, None)]
    engine.close()


def test_departments_are_told_of_withdrawals_from_before_too(
    tmp_path: Path, bare: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Version 7; whose case they are about is looked up when it is known where that went."""
    with monkeypatch.context() as patch:
        patch.setattr("hall.migrations.NEWEST", "0006")
        migrate(tmp_path, bare)
    engine = engine_at(tmp_path, bare)
    withdrawn = "INSERT INTO withdrawals (entry_id, case_id, received_at, state) VALUES"
    with engine.writing() as connection:
        for statement in (*_WRITTEN_AT_5[:-2], f"{withdrawn} ('complete', 'case', '2026-11-24 04:30:00', 'too_late')"):
            connection.execute(text(statement))
    migrate(tmp_path, bare)
    with engine.reading() as connection:
        rows = connection.execute(text("SELECT entry_id, case_id, state, attempts, taken_at FROM withdrawal_handovers"))
        assert [tuple(row) for row in rows] == [("complete", "case", "waiting", 0, None)]
        assert connection.execute(text("SELECT count(answered_at) FROM complaints")).scalar_one() == 0
    engine.close()


def test_a_database_of_a_newer_hall_is_refused(tmp_path: Path, bare: str | None) -> None:
    migrate(tmp_path, bare)
    engine = engine_at(tmp_path, bare)
    with engine.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.close()
    for step in (migrate, ready):
        with pytest.raises(HallError, match="9999"):
            step(tmp_path, bare)


def test_migrations_by_several_at_once_do_not_disturb_each_other(tmp_path: Path, bare: str | None) -> None:
    outcomes: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(migrate(tmp_path, bare)), name=f"migrate-{n}") for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [NEWEST] * 4
    ready(tmp_path, bare)


def test_a_servers_database_is_not_changed_by_a_start(
    tmp_path: Path, servers: Servers, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of several processes none may change the tables under the others; `migrate` is a step of its own."""
    with servers.database() as database_url:
        where = ["--data", str(tmp_path), "--database", database_url]
        assert main(["serve", *where]) == 2
        assert "python -m hall migrate" in capsys.readouterr().err
        assert main(["migrate", *where]) == 0
        assert main(["status", *where]) == 0


def test_the_newest_version_is_the_last_step() -> None:
    config = Config()
    config.set_main_option("script_location", "hall:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]
