"""One figure as a row, and a table of rows for people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]
"""``name``, ``value``, ``unit``, ``baseline``, ``ratio``, ``goal``, ``met``."""
COLUMNS = (("name", 52), ("value", 10), ("unit", 7), ("baseline", 10), ("ratio", 8), ("goal", 8), ("met", 5))


def row(
    name: str, value: float, unit: str, baseline: float | None = None, goal: float | None = None, digits: int = 3
) -> Row:
    """Make a row; the ratio is value over baseline."""
    return {
        "name": name,
        "value": round(value, digits),
        "unit": unit,
        "baseline": None if baseline is None else round(baseline, digits),
        "ratio": None if not baseline else round(value / baseline, 3),
        "goal": goal,
    }


def judged(one: Row) -> Row:
    """Add ``met``: whether the ratio, or the value where there is none, keeps the goal; None without a goal.

    A goal is an upper bound, or a text such as ``>= 0.20``.
    """
    ratio = one.get("ratio")
    return {**one, "met": _keeps(float(one["value"] if ratio is None else ratio), one.get("goal"))}


def table(rows: Sequence[Row]) -> str:
    """Lay rows out for a terminal."""
    head = "  ".join(name.ljust(width) if name == "name" else name.rjust(width) for name, width in COLUMNS)
    return "\n".join([head, *(_line(one) for one in rows)])


def _keeps(measured: float, goal: object) -> bool | None:
    if goal is None:
        return None
    found = re.fullmatch(r"\s*(<=|>=)?\s*([0-9.]+)\s*", str(goal))
    if found is None:
        raise ValueError(f"not a goal: {goal!r}")
    bound = float(found[2])
    return measured >= bound if found[1] == ">=" else measured <= bound


def _line(one: Row) -> str:
    cells = []
    for name, width in COLUMNS:
        value = one.get(name)
        text = {None: "-", True: "yes", False: "NO"}.get(value, str(value)) if name == "met" or value is None else value
        cells.append(str(text).ljust(width) if name == "name" else str(text).rjust(width))
    return "  ".join(cells)
