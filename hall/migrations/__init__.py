"""The numbered steps that bring the hall's database to its present form (Alembic)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from hall.engines import engine_at
from hall.errors import HallError
from hall.events import Event, record

NEWEST = "0012"
"""The version that this code works with."""


def migrate(data_dir: Path, database_url: str | None = None) -> str:
    """Bring the database to the newest version, in the writers' turn; return that version.

    Raises:
        HallError: the database belongs to a newer hall; nothing is changed.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = engine_at(data_dir, database_url)
    try:
        with engine.writing() as connection:
            was = _version(connection)
            _refuse_newer(was)
            if was != NEWEST:
                _upgrade(connection)
                record(Event.MIGRATED, was=was, now=NEWEST)
    finally:
        engine.close()
    return NEWEST


def ready(data_dir: Path, database_url: str | None = None) -> None:
    """Bring the folder's own database to the newest version; a server's must have been brought there before.

    Of several processes none should change the tables under the others at its start: that is a step of its own.

    Raises:
        HallError: a server's database is not of the version that this code works with.
    """
    if database_url is None:
        migrate(data_dir)
        return
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = engine_at(data_dir, database_url)
    try:
        with engine.reading() as connection:
            was = _version(connection)
    finally:
        engine.close()
    _refuse_newer(was)
    if was != NEWEST:
        raise HallError(f"the database is of version {was or 'none'}, not {NEWEST}: run `python -m hall migrate` first")


def _refuse_newer(was: str | None) -> None:
    if was is not None and was > NEWEST:
        raise HallError(f"the database is of version {was}, this hall knows up to {NEWEST}")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: Connection) -> None:
    # Late: Alembic takes a third of a second to import and is needed once per version.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "hall:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, NEWEST)
