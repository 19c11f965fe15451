"""Everything that a hall has written, wherever it keeps it."""

from __future__ import annotations

from collections.abc import Iterator

from obstore.store import S3Store
from sqlalchemy import Connection, MetaData, select

from hall.object_files import object_store_at
from tests.hall.terminal import RunningHall


def everything_kept(running: RunningHall) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file; of every row and every object too, where they are not files."""
    settings = running.hall.settings
    for path in settings.data_dir.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(settings.data_dir)), path.read_bytes()
    if settings.database_url is not None:
        yield from running.hall.database.read(_rows)
    if settings.files_url is not None:
        store = object_store_at(settings.files_url)
        for name in objects(store, ""):
            yield name, bytes(store.get(name).bytes())


def objects(store: S3Store, prefix: str) -> list[str]:
    """The names of the objects below a prefix."""
    return [meta["path"] for page in store.list(prefix or None) for meta in page]


def _rows(connection: Connection) -> list[tuple[str, bytes]]:
    tables = MetaData()
    tables.reflect(connection)
    return [
        (f"table {table.name}", value if isinstance(value, bytes) else str(value).encode())
        for table in tables.sorted_tables
        for row in connection.execute(select(table))
        for value in row
        if value is not None
    ]
