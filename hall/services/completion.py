"""What begins when a case is complete: its way to the department and the message that it has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from hall.services.tables import handovers, notices
from hall.tables import cases

_NEW_HANDOVER = insert(handovers)


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


_NEW_NOTICE = insert(notices)


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
    connection.execute(
        _NEW_NOTICE,
        {
            "notice_id": about,
            "entry_id": entry_id,
            "kind": kind.value,
            "receipt_number": receipt_number,
            "due_day": due_day,
            "state": NoticeState.WAITING.value,
            "attempts": 0,
            "created_at": now,
            "next_at": now,
        },
    )


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
    waits = {"attempts": 0, "next_at": now}
    connection.execute(
        _NEW_HANDOVER,
        [{"case_id": one.case_id, "state": HandoverState.WAITING.value, "last_step": 0, **waits} for one in complete],
    )
    connection.execute(
        _NEW_NOTICE,
        [
            {
                "notice_id": f"{one.case_id}:delivered",
                "entry_id": one.entry_id,
                "kind": NoticeKind.DELIVERED.value,
                "receipt_number": one.receipt_number,
                "due_day": None,
                "state": NoticeState.WAITING.value,
                "created_at": now,
                **waits,
            }
            for one in complete
        ],
    )


def case_of_entry(connection: Connection, entry_id: str) -> list[CompleteCase]:
    """Return the case that an entry opened; nothing for an entry of another kind."""
    row = connection.execute(
        select(cases.c.case_id, cases.c.entry_id, cases.c.receipt_number).where(cases.c.entry_id == entry_id)
    ).one_or_none()
    return [] if row is None else [CompleteCase(*row)]
