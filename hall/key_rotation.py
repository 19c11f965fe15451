"""A terminal's keys: the next one beside the present one, and the older ones revoked once the next one is used."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from hall.errors import ProblemError
from hall.tables import terminal_keys
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.sealing import key_id_of


def add_key(connection: Connection, terminal_id: str, *, old_key_id: str, public_key: bytes, now: datetime) -> bool:
    """Take a terminal's next key beside the one it has; return whether it is new.

    Raises:
        ProblemError: key-taken, for a key that belongs to another terminal or is revoked.
    """
    key_id = key_id_of(public_key)
    known = connection.execute(
        select(terminal_keys.c.terminal_id, terminal_keys.c.revoked_at).where(terminal_keys.c.key_id == key_id)
    ).one_or_none()
    if known is not None:
        if known.terminal_id != terminal_id or known.revoked_at is not None or key_id == old_key_id:
            raise ProblemError(ProblemKind.KEY_TAKEN)
        return False
    old = connection.execute(
        select(terminal_keys.c.generation, terminal_keys.c.enrolled_at).where(terminal_keys.c.key_id == old_key_id)
    ).one()
    # Of keys that were never used there is one at most: the newest.
    connection.execute(
        update(terminal_keys)
        .where(
            terminal_keys.c.terminal_id == terminal_id,
            terminal_keys.c.key_id != old_key_id,
            terminal_keys.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    connection.execute(
        insert(terminal_keys).values(
            key_id=key_id,
            terminal_id=terminal_id,
            public_key=public_key,
            generation=old.generation,
            # Later than the key before it, whatever the clock has done: their order decides which one is retired.
            enrolled_at=max(now, old.enrolled_at + timedelta(milliseconds=1)),
        )
    )
    return True


_RETIRE = (
    update(terminal_keys)
    .where(
        terminal_keys.c.terminal_id == bindparam("of_terminal"),
        terminal_keys.c.key_id != bindparam("used_key"),
        terminal_keys.c.revoked_at.is_(None),
        terminal_keys.c.enrolled_at
        < select(terminal_keys.c.enrolled_at).where(terminal_keys.c.key_id == bindparam("used_key")).scalar_subquery(),
    )
    .values(revoked_at=bindparam("now"))
)
"""Made once: every heartbeat runs it."""


def retire_older_keys(connection: Connection, terminal_id: str, key_id: str, now: datetime) -> int:
    """Revoke the keys that a terminal had before the one it uses now; return how many."""
    return connection.execute(_RETIRE, {"of_terminal": terminal_id, "used_key": key_id, "now": now}).rowcount
