"""The numbered steps that bring the hall's database to its present form (Alembic)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from hall.database import WriteLock, writer_engine
from hall.errors import HallError
from hall.events import Event, record

NEWEST = "0003"
"""The version that this code works with."""


def migrate(data_dir: Path) -> str:
    """Bring the database to the newest version, under the write lock; return that version.

    Raises:
        HallError: the database belongs to a newer hall; nothing is changed.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = WriteLock(data_dir / "write.lock")
    engine = writer_engine(data_dir)
    try:
        with lock():
            with engine.begin() as connection:
                was = _version(connection)
                if was is not None and was > NEWEST:
                    raise HallError(f"the database is of version {was}, this hall knows up to {NEWEST}")
                if was != NEWEST:
                    _upgrade(connection)
                    record(Event.MIGRATED, was=was, now=NEWEST)
            engine.dispose()
    finally:
        engine.dispose()
        lock.close()
    return NEWEST


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
