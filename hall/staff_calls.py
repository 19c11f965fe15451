"""Calls for a person at a terminal: told by terminals, listed, answered and closed by staff on the command line.

A call has terminal, station and a reason code, nothing about who stands there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from hall.clocks import utc_now
from hall.database import Database
from hall.errors import HallError, ProblemError
from hall.events import Event, record
from hall.migrations import ready
from hall.services.tables import staff_calls
from hall.staff import check_staff_id
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.staff_calls import StaffCallAnswer, StaffCallRequest, StaffCallState
from offline_queue.wire.times import format_utc

CALLS_AN_HOUR = 12
"""Of one terminal; more is a child at the button, and staff would no longer look."""


class CallUnknownError(HallError):
    """There is no call of this id, or it is closed."""


def call(
    connection: Connection, asked: StaffCallRequest, *, terminal_id: str, station_code: str, now: datetime
) -> tuple[StaffCallAnswer, bool]:
    """Note a call, or find it; return it and whether it is new. Raises `ProblemError` (id-taken, rate)."""
    row = _row(connection, asked.call_id)
    if row is not None:
        if row.terminal_id != terminal_id:
            raise ProblemError(ProblemKind.ID_TAKEN)
        return _answer(row, now), False
    since = now - timedelta(hours=1)
    lately = select(func.count(), func.min(staff_calls.c.created_at)).where(
        staff_calls.c.terminal_id == terminal_id, staff_calls.c.created_at > since
    )
    count, first = connection.execute(lately).one()
    if count >= CALLS_AN_HOUR:
        raise ProblemError(ProblemKind.RATE, retry_after_s=max(1.0, (first - since).total_seconds()))
    connection.execute(
        insert(staff_calls),
        {
            "call_id": asked.call_id,
            "terminal_id": terminal_id,
            "station_code": station_code,
            "reason": asked.reason.value,
            "state": StaffCallState.WAITING.value,
            "created_at": now,
        },
    )
    return _answer(_row(connection, asked.call_id), now), True


def look_at_call(connection: Connection, call_id: str, terminal_id: str, now: datetime) -> StaffCallAnswer:
    """Return how a terminal's own call stands. Raises `ProblemError` (not-found)."""
    row = _row(connection, call_id)
    if row is None or row.terminal_id != terminal_id:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return _answer(row, now)


def take_back(connection: Connection, call_id: str, terminal_id: str, now: datetime) -> StaffCallAnswer:
    """Close a terminal's own call, of which nobody waits any longer. Raises `ProblemError` (not-found)."""
    look_at_call(connection, call_id, terminal_id, now)
    _close(connection, call_id, now, by=None)
    return look_at_call(connection, call_id, terminal_id, now)


def answer_call(connection: Connection, call_id: str, by: str, now: datetime) -> None:
    """Note who of the staff has seen a call; the first one stays. Raises `CallUnknownError`."""
    mine = (staff_calls.c.call_id == call_id) & (staff_calls.c.state != StaffCallState.CLOSED.value)
    if connection.scalar(select(func.count()).where(mine)) == 0:
        raise CallUnknownError(f"no open call {call_id}")
    waits = mine & (staff_calls.c.state == StaffCallState.WAITING.value)
    values = {"state": StaffCallState.ANSWERED.value, "answered_at": now, "answered_by": by}
    connection.execute(update(staff_calls).where(waits).values(values))


def close_call(connection: Connection, call_id: str, by: str, now: datetime) -> None:
    """Note that staff are done with a call. Raises `CallUnknownError`."""
    if not _close(connection, call_id, now, by=by):
        raise CallUnknownError(f"no open call {call_id}")


def listed_calls(connection: Connection, *, every: bool = False) -> list[dict[str, Any]]:
    """Return the calls that are open, or all, oldest first, as staff read them."""
    query = select(staff_calls).order_by(staff_calls.c.created_at)
    if not every:
        query = query.where(staff_calls.c.state != StaffCallState.CLOSED.value)
    return [
        {
            "call_id": row.call_id,
            "terminal_id": row.terminal_id,
            "station_code": row.station_code,
            "reason": row.reason,
            "state": row.state,
            "called_at": format_utc(row.created_at),
            "answered_by": row.answered_by,
        }
        for row in connection.execute(query)
    ]


def add_words(parser: argparse.ArgumentParser) -> None:
    """Add the words of ``calls``."""
    parser.add_argument("--all", action="store_true", help="closed ones, too")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--answer", metavar="CALL", help="somebody has seen it and goes there")
    what.add_argument("--close", metavar="CALL", help="it is done")
    parser.add_argument("--by", metavar="STAFF", help="who says so, by the office's number")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace, clock: Callable[[], datetime] = utc_now) -> int:
    """Run ``calls``: print one JSON line each, or note that one was answered or is done."""
    chosen = parsed.answer or parsed.close
    if chosen is not None and parsed.by is None:
        raise HallError("--answer and --close need --by")
    by = "" if parsed.by is None else check_staff_id(parsed.by)
    ready(parsed.data, parsed.database)
    database = Database(parsed.data, parsed.database)
    try:
        if chosen is None:
            for one in database.read(lambda connection: listed_calls(connection, every=parsed.all)):
                sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
            return 0
        act = answer_call if parsed.answer is not None else close_call
        database.write(lambda connection: act(connection, chosen, by, clock())).result()
        record(Event.STAFF_CALL_TAKEN if parsed.answer is not None else Event.STAFF_CALL_CLOSED, call_id=chosen)
    finally:
        database.close()
    return 0


def _close(connection: Connection, call_id: str, now: datetime, *, by: str | None) -> bool:
    mine = (staff_calls.c.call_id == call_id) & (staff_calls.c.state != StaffCallState.CLOSED.value)
    values = {"state": StaffCallState.CLOSED.value, "closed_at": now, "closed_by": by}
    return bool(connection.execute(update(staff_calls).where(mine).values(values)).rowcount)


def _row(connection: Connection, call_id: str) -> Any:  # noqa: ANN401 - a row of staff_calls
    return connection.execute(select(staff_calls).where(staff_calls.c.call_id == call_id)).one_or_none()


def _answer(row: Any, now: datetime) -> StaffCallAnswer:  # noqa: ANN401 - a row of staff_calls
    return StaffCallAnswer(call_id=row.call_id, state=StaffCallState(row.state), hall_time=now)
