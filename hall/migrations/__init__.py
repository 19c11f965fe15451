"""The numbered steps that bring the hall's database to its present form (Alembic)."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from hall.database import WriteLock, writer_engine
from hall.events import Event, record


def migrate(data_dir: Path) -> str | None:
    """Bring the database to the newest version, under the write lock; return that version."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = WriteLock(data_dir / "write.lock")
    engine = writer_engine(data_dir)
    config = Config()
    config.set_main_option("script_location", "hall:migrations")
    try:
        with lock():
            with engine.begin() as connection:
                was = MigrationContext.configure(connection).get_current_revision()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                now = MigrationContext.configure(connection).get_current_revision()
            engine.dispose()
    finally:
        engine.dispose()
        lock.close()
    if was != now:
        record(Event.MIGRATED, was=was, now=now)
    return now
