"""The record of live queries: that a terminal asked, for which item, on what basis, what came. Nobody's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from hall.services.tables import data_queries

_NEW = insert(data_queries)


@dataclass(frozen=True, slots=True)
class Asked:
    """One query.

    Attributes:
        kind: ``card``, ``prefill``, ``certificates`` or ``certificate_file``.
        source: which other system was asked, if one was.
        outcome: such as ``answered``, ``nothing``, ``down``, ``not-found``.
    """

    kind: str
    terminal_id: str
    outcome: str
    item_id: str | None = None
    source: str | None = None
    basis: str | None = None


def keep_record(connection: Connection, queries: list[Asked], now: datetime) -> int:
    """Write what was asked; return how many rows."""
    rows = [
        {
            "kind": one.kind,
            "terminal_id": one.terminal_id,
            "item_id": one.item_id,
            "source": one.source,
            "basis": one.basis,
            "outcome": one.outcome,
            "at": now,
        }
        for one in queries
    ]
    connection.execute(_NEW, rows)
    return len(rows)
