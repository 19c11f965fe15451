"""Several rows of one table in one statement.

The drivers' ``executemany`` runs its statement once a row. SQLite's gives the interpreter away for each of them and has
to wait until the event loop hands it back; PostgreSQL's asks the server for each. One statement with many rows does
both once. Its text is made once for each size, and the sizes are powers of two, so that few are needed and the drivers
keep them prepared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Dialect, Table

MOST_ROWS = 32
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
        written = start = 0
        while start < len(rows):
            count = min(MOST_ROWS, 1 << (len(rows) - start).bit_length() - 1)
            values = [value for row in rows[start : start + count] for value in _processed(row, processors)]
            done = connection.exec_driver_sql(
                self._text(dialect, count), tuple(values), execution_options={"preserve_rowcount": True}
            )
            written += done.rowcount
            start += count
        return written

    def _text(self, dialect: Dialect, rows: int) -> str:
        text = self._texts.get((dialect.name, rows))
        if text is None:
            placeholder = "?" if dialect.paramstyle == "qmark" else "%s"
            row = f"({', '.join([placeholder] * len(self._columns))})"
            names = ", ".join(dialect.identifier_preparer.format_column(column) for column in self._columns)
            # Names of our own tables and columns, and placeholders.
            text = f"INSERT INTO {self._table.name} ({names}) VALUES {', '.join([row] * rows)}{self._tail}"  # noqa: S608
            self._texts[dialect.name, rows] = text
        return text

    def _processors_for(self, dialect: Dialect) -> list[tuple[int, _Processor]]:
        found = ((place, column.type.dialect_impl(dialect)) for place, column in enumerate(self._columns))
        processors = ((place, kind.bind_processor(dialect)) for place, kind in found)
        return [(place, processor) for place, processor in processors if processor is not None]


def _processed(row: Sequence[object], processors: list[tuple[int, _Processor]]) -> Sequence[object]:
    """Return the values as the driver takes them."""
    values = list(row)
    for place, processor in processors:
        values[place] = processor(values[place])
    return values
