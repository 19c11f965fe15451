"""Several rows of one table in one statement, and questions about several ids in one.

The drivers' ``executemany`` runs its statement once a row. SQLite's gives the interpreter away for each of them and has
to wait until the event loop hands it back; PostgreSQL's asks the server for each. One statement with many rows does
both once. Its text is made once for each size, and the sizes are powers of two, so that few are needed and the drivers
keep them prepared.

On SQLite these statements go to the driver itself: what SQLAlchemy does around a statement takes longer than
a small one runs. Its errors are the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

MOST_ROWS = 64
"""More rows go in several statements."""

_Processor = Callable[[object], object]


class BulkInsert:
    """Inserts rows of one table; make it once, at import.

    Args:
        table: where the rows go.
        columns: which columns are given, in the order of the values; the others get their defaults.
        on_conflict: what stands at the end of the statement, such as ``DO NOTHING``; then the count says how many were
            really written.
    """

    def __init__(self, table: Table, columns: Sequence[str], on_conflict: str = "") -> None:
        self._table = table
        self._columns = [table.c[name] for name in columns]
        self._tail = f" ON CONFLICT {on_conflict}" if on_conflict else ""
        self._texts: dict[tuple[str, int], str] = {}
        self._processors: dict[str, list[tuple[int, _Processor]]] = {}

    def __call__(self, connection: Connection, rows: Sequence[Sequence[object]]) -> int:
        """Insert the rows; return how many were written."""
        dialect = connection.dialect
        processors = self._processors.get(dialect.name)
        if processors is None:
            processors = self._processors[dialect.name] = self._processors_for(dialect)
        values = _processed(rows, processors)
        written = start = 0
        while start < len(rows):
            count = min(MOST_ROWS, 1 << (len(rows) - start).bit_length() - 1)
            part = [value for row in values[start : start + count] for value in row]
            written += run_sql(connection, self._text(dialect, count), part)[0]
            start += count
        return written

    def _text(self, dialect: Dialect, rows: int) -> str:
        text = self._texts.get((dialect.name, rows))
        if text is None:
            row = f"({', '.join([mark_of(dialect)] * len(self._columns))})"
            names = ", ".join(dialect.identifier_preparer.format_column(column) for column in self._columns)
            # Names of our own tables and columns, and placeholders.
            text = f"INSERT INTO {self._table.name} ({names}) VALUES {', '.join([row] * rows)}{self._tail}"  # noqa: S608
            self._texts[dialect.name, rows] = text
        return text

    def _processors_for(self, dialect: Dialect) -> list[tuple[int, _Processor]]:
        found = ((place, column.type.dialect_impl(dialect)) for place, column in enumerate(self._columns))
        processors = ((place, kind.bind_processor(dialect)) for place, kind in found)
        return [(place, processor) for place, processor in processors if processor is not None]


class BulkSelect:
    """Asks about several ids at once; make it once, at import.

    Args:
        text: SQL for both engines, with ``{ids}`` where the ids go, in brackets; once or several times.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._places = text.count("{ids}")

    def __call__(self, connection: Connection, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the rows for ids, of which there is one at least."""
        size = 1 << (len(ids) - 1).bit_length()
        # To the next power of two with what is there already: it changes no answer.
        padded = [*ids, *[ids[0]] * (size - len(ids))]
        marks = ", ".join([mark_of(connection.dialect)] * size)
        return run_sql(connection, self._text.replace("{ids}", marks), padded * self._places)[1]


def mark_of(dialect: Dialect) -> str:
    """Return what stands for a value."""
    return "?" if dialect.paramstyle == "qmark" else "%s"


def run_sql(connection: Connection, text: str, values: Sequence[Any] = ()) -> tuple[int, list[tuple[Any, ...]]]:
    """Run a statement whose places are ``mark_of``'s; return how many rows it wrote, and those it answered.

    Raises:
        DBAPIError: as from SQLAlchemy.
    """
    if connection.dialect.name != "sqlite":
        done = connection.exec_driver_sql(text, tuple(values), execution_options={"preserve_rowcount": True})
        rows: list[tuple[Any, ...]] = [tuple(row) for row in done] if done.returns_rows else []
        return done.rowcount, rows
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text, values)
        return cursor.rowcount, list(cursor.fetchall())
    except sqlite3.Error as error:
        raise DBAPIError.instance(text, None, error, sqlite3.Error, hide_parameters=True) from error
    finally:
        cursor.close()


def _processed(rows: Sequence[Sequence[object]], processors: list[tuple[int, _Processor]]) -> list[list[object]]:
    """Return the values as the driver takes them. What all rows share, such as the time, is made ready once."""
    values = [list(row) for row in rows]
    for place, processor in processors:
        before: object = None
        ready: object = None
        for row in values:
            if row[place] is not before:
                before, ready = row[place], processor(row[place])
            row[place] = ready
    return values
