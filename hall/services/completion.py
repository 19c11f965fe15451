"""What begins when a case, an amendment or a withdrawal is complete.

A case: its way to the department and the message that it has arrived. The others: their way to the same department.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from config.domain.case_state import CaseState
from hall.bulk import BulkInsert
from hall.services.tables import amendment_handovers, handovers, notices, withdrawal_handovers
from hall.tables import amendments, cases, transitions

_NEW_HANDOVERS = BulkInsert(handovers, ("case_id", "state", "last_step", "attempts", "next_at"))


class HandoverState(StrEnum):
    """Where a case, an amendment or a withdrawal is on its way to its department."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"
    """The department's system will not take it; staff must look."""
    STOPPED = "stopped"
    """The resident took the case back before a department took it; of a withdrawal: no department has the case."""
    CLOSED = "closed"
    """Refused, and staff have ended it."""


class NoticeKind(StrEnum):
    """What a message says. None names the service."""

    DELIVERED = "delivered"
    CORRECTION = "correction"
    PROGRESS = "progress"


class NoticeState(StrEnum):
    """What became of a row."""

    WAITING = "waiting"
    SENT = "sent"
    NO_NUMBER = "no_number"
    """The resident gave none."""
    REFUSED = "refused"
    """The gateway's final word."""
    GIVEN_UP = "given_up"


_NEW_NOTICES = BulkInsert(
    notices,
    ("notice_id", "entry_id", "kind", "receipt_number", "due_day", "state", "attempts", "created_at", "next_at"),
)


def announce(
    connection: Connection,
    *,
    about: str,
    entry_id: str,
    receipt_number: str,
    kind: NoticeKind,
    now: datetime,
    due_day: str | None = None,
) -> None:
    """Add a message to the running transaction. ``about`` is its id: the same twice breaks the transaction."""
    _NEW_NOTICES(connection, [_notice_row(about, entry_id, kind, receipt_number, due_day, now)])


def _notice_row(
    about: str, entry_id: str, kind: NoticeKind, receipt_number: str, due_day: str | None, now: datetime
) -> tuple[object, ...]:
    """Return the values of `_NEW_NOTICES` for a message that is due now."""
    return (about, entry_id, kind.value, receipt_number, due_day, NoticeState.WAITING.value, 0, now, now)


@dataclass(frozen=True, slots=True)
class CompleteCase:
    """A case whose last byte is there."""

    case_id: str
    entry_id: str
    receipt_number: str


def on_complete(connection: Connection, complete: Sequence[CompleteCase], now: datetime) -> None:
    """Add to the transaction in which these cases became complete."""
    if not complete:
        return
    _NEW_HANDOVERS(connection, [(one.case_id, HandoverState.WAITING.value, 0, 0, now) for one in complete])
    rows = [
        _notice_row(f"{one.case_id}:delivered", one.entry_id, NoticeKind.DELIVERED, one.receipt_number, None, now)
        for one in complete
    ]
    _NEW_NOTICES(connection, rows)


def case_of_entry(connection: Connection, entry_id: str) -> list[CompleteCase]:
    """Return the case that an entry opened; nothing for an entry of another kind."""
    row = connection.execute(
        select(cases.c.case_id, cases.c.entry_id, cases.c.receipt_number).where(cases.c.entry_id == entry_id)
    ).one_or_none()
    return [] if row is None else [CompleteCase(*row)]


def on_amendment_complete(connection: Connection, entry_id: str, case_id: str, now: datetime) -> None:
    """Add to the transaction in which an amendment became complete; the hall need not hold its case yet."""
    newest = connection.execute(
        select(transitions.c.transition_id, transitions.c.state)
        .where(transitions.c.case_id == case_id)
        .order_by(transitions.c.transition_id.desc())
        .limit(1)
    ).one_or_none()
    asked = newest is not None and newest.state == CaseState.CORRECTION_REQUIRED
    connection.execute(
        insert(amendment_handovers),
        {
            "entry_id": entry_id,
            "case_id": case_id,
            "answers": newest.transition_id if newest is not None and asked else None,
            "state": HandoverState.WAITING.value,
            "attempts": 0,
            "queued_at": now,
            "next_at": now,
        },
    )


def on_withdrawal_complete(connection: Connection, entry_id: str, case_id: str, now: datetime) -> None:
    """Add to the transaction in which a withdrawal was stored; the hall need not hold its case yet."""
    connection.execute(
        insert(withdrawal_handovers),
        {
            "entry_id": entry_id,
            "case_id": case_id,
            "state": HandoverState.WAITING.value,
            "attempts": 0,
            "queued_at": now,
            "next_at": now,
        },
    )


def on_entry_complete(connection: Connection, entry_id: str, now: datetime) -> None:
    """Add to the transaction in which the last attached file of an entry was verified."""
    case_id = connection.scalar(select(amendments.c.case_id).where(amendments.c.entry_id == entry_id))
    if case_id is not None:
        on_amendment_complete(connection, entry_id, case_id, now)
        return
    on_complete(connection, case_of_entry(connection, entry_id), now)
