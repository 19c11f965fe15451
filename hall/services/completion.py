"""What begins when a case is complete: its way to the department and the message that it has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from hall.bulk import BulkInsert
from hall.services.tables import handovers, notices
from hall.tables import cases

_NEW_HANDOVERS = BulkInsert(handovers, ("case_id", "state", "last_step", "attempts", "next_at"))


class HandoverState(StrEnum):
    """Where a case is on its way to its department."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"
    """The department's system will not take it; staff must look."""
    STOPPED = "stopped"
    """Taken back by the resident before a department took it."""


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
