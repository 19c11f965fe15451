"""Enrolment codes: made by staff, used once by a terminal.

A code has eight Crockford characters. The first three find its row, the other five prove it; so wrong tries count
against one code and lock it after five. The database keeps a salted slow digest. A code binds to the first key that
uses it; the same key gets the same answer again. Enrolling revokes the terminal's earlier keys: at most one is valid.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from hall.errors import HallError, ProblemError
from hall.settings import HallSettings
from hall.tables import enrolment_codes, terminal_keys, terminals
from hall.terminals import revoke_keys
from offline_queue.wire.enrolment import CODE_ALPHABET, CODE_LENGTH
from offline_queue.wire.entries import ProblemKind

SELECTOR_LENGTH = 3
SCRYPT_N = 2**12
SCRYPT_R = 8
_MAX_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What an enrolment gives, besides the hall's keys."""

    terminal_id: str
    station_code: str
    terminal_no: int
    generation: int
    key_id: str
    is_new: bool


def make_code(
    connection: Connection,
    *,
    terminal_id: str,
    station_code: str,
    terminal_no: int | None,
    now: datetime,
    settings: HallSettings,
    entropy: Callable[[int], bytes],
) -> str:
    """Make a code for a terminal, and the terminal's row when there is none; earlier unused codes of it end.

    Raises:
        HallError: the terminal belongs to another station, or the number is taken within the station.
    """
    _ensure_terminal(connection, terminal_id, station_code, terminal_no, now)
    connection.execute(
        delete(enrolment_codes).where(
            (enrolment_codes.c.terminal_id == terminal_id) | (enrolment_codes.c.expires_at < now)
        )
    )
    taken = set(connection.scalars(select(enrolment_codes.c.selector)))
    for _ in range(_MAX_DRAWS):
        code = "".join(CODE_ALPHABET[byte % 32] for byte in entropy(CODE_LENGTH))
        if code[:SELECTOR_LENGTH] not in taken:
            break
    else:
        raise HallError("too many open enrolment codes")
    salt = entropy(16)
    connection.execute(
        insert(enrolment_codes).values(
            selector=code[:SELECTOR_LENGTH],
            salt=salt,
            digest=_slow_digest(code, salt),
            terminal_id=terminal_id,
            created_at=now,
            expires_at=now + timedelta(seconds=settings.enrol_code_valid_s),
            tries=0,
        )
    )
    return code


def use_code(
    connection: Connection, *, code: str, public_key: bytes, key_id: str, now: datetime, settings: HallSettings
) -> Enrolled | ProblemKind:
    """Enrol ``public_key`` with ``code``. A refusal is returned, not raised: the count of wrong tries must commit."""
    row = connection.execute(
        select(enrolment_codes).where(enrolment_codes.c.selector == code[:SELECTOR_LENGTH])
    ).one_or_none()
    refusal = _judge(row, code, key_id, now, settings)
    if row is None or refusal is not None:
        if row is not None and refusal is ProblemKind.CODE_UNKNOWN:
            connection.execute(
                update(enrolment_codes).where(enrolment_codes.c.selector == row.selector).values(tries=row.tries + 1)
            )
        return refusal or ProblemKind.CODE_UNKNOWN
    if row.spent_key_id is None:
        _bind(connection, row, public_key, key_id, now)
    found = connection.execute(
        select(terminals, terminal_keys.c.generation.label("key_generation"))
        .join(terminal_keys, terminal_keys.c.terminal_id == terminals.c.terminal_id)
        .where(terminal_keys.c.key_id == key_id)
    ).one()
    return Enrolled(
        found.terminal_id,
        found.station_code,
        found.terminal_no,
        found.key_generation,
        key_id,
        is_new=row.spent_key_id is None,
    )


def _judge(row: Row[Any] | None, code: str, key_id: str, now: datetime, settings: HallSettings) -> ProblemKind | None:
    """Return why the code is refused, or None. What a stranger learns before proving the code is: unknown or locked."""
    if row is None:
        return ProblemKind.CODE_UNKNOWN
    if row.tries >= settings.enrol_code_tries:
        return ProblemKind.CODE_LOCKED
    if not hmac.compare_digest(row.digest, _slow_digest(code, row.salt)):
        return ProblemKind.CODE_UNKNOWN
    if row.spent_key_id is not None and row.spent_key_id != key_id:
        return ProblemKind.CODE_SPENT
    if row.expires_at < now:
        return ProblemKind.CODE_EXPIRED
    return None


def _bind(connection: Connection, row: Row[Any], public_key: bytes, key_id: str, now: datetime) -> None:
    known = connection.scalar(select(terminal_keys.c.key_id).where(terminal_keys.c.key_id == key_id))
    if known is not None:
        raise ProblemError(ProblemKind.CODE_SPENT, "this key was enrolled before")
    revoke_keys(connection, row.terminal_id, now)
    generation = connection.scalar(
        update(terminals)
        .where(terminals.c.terminal_id == row.terminal_id)
        .values(generation=terminals.c.generation + 1)
        .returning(terminals.c.generation)
    )
    connection.execute(
        insert(terminal_keys).values(
            key_id=key_id,
            terminal_id=row.terminal_id,
            public_key=public_key,
            generation=generation,
            enrolled_at=now,
        )
    )
    connection.execute(
        update(enrolment_codes).where(enrolment_codes.c.selector == row.selector).values(spent_key_id=key_id)
    )


def _ensure_terminal(
    connection: Connection, terminal_id: str, station_code: str, terminal_no: int | None, now: datetime
) -> None:
    row = connection.execute(select(terminals).where(terminals.c.terminal_id == terminal_id)).one_or_none()
    if row is not None:
        if row.station_code != station_code or terminal_no not in {None, row.terminal_no}:
            raise HallError(f"{terminal_id} is number {row.terminal_no} of station {row.station_code}")
        return
    number = terminal_no or _free_number(connection, terminal_id, station_code)
    if not 1 <= number <= 99:
        raise HallError("a terminal's number is 1 to 99")
    holder = connection.scalar(
        select(terminals.c.terminal_id).where(
            terminals.c.station_code == station_code, terminals.c.terminal_no == number
        )
    )
    if holder is not None:
        raise HallError(f"number {number} of station {station_code} is {holder}")
    connection.execute(
        insert(terminals).values(
            terminal_id=terminal_id,
            station_code=station_code,
            terminal_no=number,
            generation=0,
            created_at=now,
        )
    )


def _free_number(connection: Connection, terminal_id: str, station_code: str) -> int:
    """Return the digits at the end of the id, or the number after the highest of the station."""
    digits = re.search(r"(?<![0-9])0?([1-9][0-9]?)$", terminal_id)
    if digits is not None:
        return int(digits[1])
    highest = connection.scalar(
        select(func.max(terminals.c.terminal_no)).where(terminals.c.station_code == station_code)
    )
    return (highest or 0) + 1


def _slow_digest(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode("ascii"), salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=1)
