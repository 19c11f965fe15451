"""How the fields of a form share the page: narrow ones side by side, one screenful after the other. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect


@dataclass(frozen=True, slots=True)
class FieldSize:
    """What a field needs: its height in the whole width and in a column, and whether a column is enough."""

    key: str
    height: int
    column_height: int
    narrow: bool


Row = tuple[FieldSize, ...]


def rows_of(fields: Sequence[FieldSize], *, columns: int) -> list[Row]:
    """Neighbouring narrow fields in one row, as many as there are columns; wide fields alone."""
    rows: list[list[FieldSize]] = []
    for entry in fields:
        joins = bool(rows) and entry.narrow and rows[-1][0].narrow and len(rows[-1]) < columns
        if joins:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return [tuple(row) for row in rows]


def row_height(row: Row) -> int:
    """The height of a row; a field that stands alone has the whole width."""
    return row[0].height if len(row) == 1 else max(entry.column_height for entry in row)


def screenfuls(rows: Sequence[Row], height: int, gap: int) -> list[list[Row]]:
    """Rows by screenful, each at most that high; a row that is higher stands alone."""
    pages: list[list[Row]] = []
    used = 0
    for row in rows:
        needed = row_height(row)
        if pages and used + gap + needed <= height:
            pages[-1].append(row)
            used += gap + needed
        else:
            pages.append([row])
            used = needed
    return pages


def holding(pages: Sequence[Sequence[Row]], key: str) -> int:
    """The number of the screenful in which that field stands; 0 when none has it."""
    for number, page in enumerate(pages):
        if any(entry.key == key for row in page for entry in row):
            return number
    return 0


def shortened(rows: Sequence[Row], key: str, height: int, gap: int) -> list[Row]:
    """Rows around the field of that key that fit the height: first those above are left out, then those below."""
    kept = list(rows)
    while len(kept) > 1 and _height(kept, gap) > height:
        if any(entry.key == key for entry in kept[0]):
            kept.pop()
        else:
            kept.pop(0)
    return kept


def filled(rows: Sequence[Row], kept: Sequence[Row], height: int, gap: int) -> list[Row]:
    """The kept rows (neighbours among all rows) and those before, then behind them, as far as the height goes."""
    first = rows.index(kept[0])
    last = first + len(kept)
    while first > 0 and _height(rows[first - 1 : last], gap) <= height:
        first -= 1
    while last < len(rows) and _height(rows[first : last + 1], gap) <= height:
        last += 1
    return list(rows[first:last])


def place_rows(rows: Sequence[Row], area: QRect, *, columns: int, gap: int, gutter: int) -> dict[str, QRect]:
    """Where each field lies, from the top of the area."""
    places: dict[str, QRect] = {}
    y = area.y()
    width = (area.width() - gutter * (columns - 1)) // columns
    for row in rows:
        for place, entry in enumerate(row):
            if len(row) == 1:
                places[entry.key] = QRect(area.x(), y, area.width(), entry.height)
            else:
                places[entry.key] = QRect(area.x() + place * (width + gutter), y, width, entry.column_height)
        y += row_height(row) + gap
    return places


def _height(rows: Sequence[Row], gap: int) -> int:
    return sum(row_height(row) for row in rows) + gap * (len(rows) - 1)
