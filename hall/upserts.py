"""``INSERT … ON CONFLICT`` for both engines; the one place that imports a dialect's own insert.

SQLite took the clause over from PostgreSQL, and SQLAlchemy writes PostgreSQL's form of it for either engine,
placeholders included. So a statement can be made once, at import, before anybody knows which engine it will run on.
"""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert, insert


def insert_or(table: Table) -> Insert:
    """Begin an insert that takes ``on_conflict_…``; its ``rowcount`` is how many rows were really written."""
    return insert(table).execution_options(preserve_rowcount=True)
