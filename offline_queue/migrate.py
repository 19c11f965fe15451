"""Brings a database to the newest schema: one numbered file, one transaction, one step of ``user_version`` each.

Before a step on a database that holds something, a copy is made with ``VACUUM INTO`` beside it. A database of
a newer version is refused and left as it is.
"""

from __future__ import annotations

import functools
import sqlite3
from importlib import resources
from pathlib import Path

from offline_queue.errors import SchemaTooNewError

APPLICATION_ID = 0x53435131  # "SCQ1"


@functools.cache
def migrations() -> tuple[str, ...]:
    """Return the SQL of every step, the first one first."""
    folder = resources.files("offline_queue").joinpath("migrations")
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return tuple(entry.read_text(encoding="utf-8") for entry in files)


def migrate(connection: sqlite3.Connection, copy_to: Path | None, steps: tuple[str, ...] | None = None) -> int:
    """Apply the missing steps; return the version.

    Args:
        connection: in autocommit mode.
        copy_to: where to copy a database that holds something before it is changed; None for no copy.
        steps: the SQL of all steps; the package's own by default.

    Raises:
        SchemaTooNewError: the database knows more steps than this program.
        sqlite3.Error: a step failed; the database is as before that step.
    """
    known = migrations() if steps is None else steps
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(known):
        raise SchemaTooNewError(f"schema {version}, known {len(known)}")
    if 0 < version < len(known) and copy_to is not None:
        copy_to.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", (str(copy_to),))
    for number in range(version, len(known)):
        _apply(connection, known[number], number + 1)
    return len(known)


def schema_of(connection: sqlite3.Connection) -> str:
    """Return every table, index and trigger as SQL, in one fixed order; ``schema.sql`` is this text."""
    rows = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'trigger', type = 'index', name"
    )
    return "\n".join(f"{row[0]};\n" for row in rows)


def _apply(connection: sqlite3.Connection, step: str, version: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in _statements(step):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(script: str) -> list[str]:
    """Cut a script where a statement is complete; ``executescript`` would commit on its own."""
    statements, held = [], ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            statements.append(held.strip())
            held = ""
    return statements
