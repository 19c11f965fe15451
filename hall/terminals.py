"""Which terminal a key belongs to, and whether it still may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, bindparam, select, update

from hall.database import Database
from hall.errors import ProblemError
from hall.tables import terminal_keys, terminals
from offline_queue.wire.entries import ProblemKind

CACHE_S = 1.0
"""For so long a looked-up key is believed; a revocation by another process takes that long to bite."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An enrolled terminal."""

    terminal_id: str
    station_code: str
    key_id: str
    public_key: Ed25519PublicKey


_CALLER = (
    select(terminals.c.terminal_id, terminals.c.station_code, terminal_keys.c.public_key, terminal_keys.c.revoked_at)
    .join(terminals, terminals.c.terminal_id == terminal_keys.c.terminal_id)
    .where(terminal_keys.c.key_id == bindparam("key_id"))
)
"""Made once: making it costs more than asking it."""


class Callers:
    """Finds the terminal that signed. Kept in memory for a second, so that a burst costs one look-up."""

    def __init__(self, database: Database, steady_clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = steady_clock
        self._known: dict[str, tuple[float, Caller]] = {}

    def find(self, key_id: str) -> Caller:
        """Return the caller. Raises `ProblemError` for a key that is unknown or revoked."""
        now = self._clock()
        known = self._known.get(key_id)
        if known is not None and now - known[0] < CACHE_S:
            return known[1]
        self._known.pop(key_id, None)
        caller = self._database.read(lambda connection: find_caller(connection, key_id))
        self._known[key_id] = (now, caller)
        return caller

    def forget(self) -> None:
        """Look every key up anew: something was enrolled or revoked."""
        self._known.clear()


def revoke_keys(connection: Connection, terminal_id: str, now: datetime) -> int:
    """Revoke every valid key of a terminal; return how many there were."""
    return connection.execute(
        update(terminal_keys)
        .where(terminal_keys.c.terminal_id == terminal_id, terminal_keys.c.revoked_at.is_(None))
        .values(revoked_at=now)
    ).rowcount


def find_caller(connection: Connection, key_id: str, *, revoked_too: bool = False) -> Caller:
    """Return whose key it is. Raises `ProblemError` (key-unknown; key-revoked unless those count too)."""
    row = connection.execute(_CALLER, {"key_id": key_id}).one_or_none()
    if row is None:
        raise ProblemError(ProblemKind.KEY_UNKNOWN)
    if row.revoked_at is not None and not revoked_too:
        raise ProblemError(ProblemKind.KEY_REVOKED)
    public_key = Ed25519PublicKey.from_public_bytes(row.public_key)
    return Caller(row.terminal_id, row.station_code, key_id, public_key)
