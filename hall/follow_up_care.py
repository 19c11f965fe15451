"""``python -m hall amendments | withdrawals``: what a department refused, and what staff decide about it.

A department's system can refuse for good what a resident handed in after a case, or that the case was asked back. Then
it waits for staff: they send it again, when what was wrong is put right there, or close it. Either is kept with who
and why; whoever asks at a terminal sees that staff have it, and of one that was closed since when and for what reason.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from hall.clocks import utc_now
from hall.database import Database
from hall.errors import HallError
from hall.events import Event, record
from hall.migrations import ready
from hall.services.completion import HandoverState
from hall.services.tables import amendment_handovers, handover_decisions, handovers, withdrawal_handovers
from hall.staff import check_staff_id
from hall.tables import cases
from offline_queue.wire.times import format_utc

COMMANDS = {"amendments": amendment_handovers, "withdrawals": withdrawal_handovers}
"""The table of each command."""
_REASON_CHARACTERS = 200


class NothingToDecideError(HallError):
    """There is nothing of this id that waits for staff."""


class Outcome(StrEnum):
    """What staff decide."""

    AGAIN = "again"
    """The department is told once more."""
    CLOSED = "closed"
    """Nobody is told any more."""


@dataclass(frozen=True, slots=True)
class CareDecision:
    """What staff decide about one.

    Attributes:
        outcome: what becomes of it.
        decided_by: who says so, as the office numbers its staff.
        reason: why; of one that is closed the resident reads it. It names nobody.
    """

    outcome: Outcome
    decided_by: str
    reason: str

    def __post_init__(self) -> None:
        """Raise `HallError` where it could not be kept as it is."""
        check_staff_id(self.decided_by)
        if not self.reason.strip() or len(self.reason) > _REASON_CHARACTERS or not self.reason.isprintable():
            raise HallError(f"--reason is one line of 1 to {_REASON_CHARACTERS} characters")


def decide(connection: Connection, table: Table, entry_id: str, decision: CareDecision, now: datetime) -> None:
    """Send one that was refused again, or close it; kept in the same transaction.

    Args:
        connection: in a transaction that writes.
        table: one of ``COMMANDS``.
        entry_id: the entry's.
        decision: what, who and why.
        now: when.

    Raises:
        NothingToDecideError: there is none of this id, or it does not wait for staff.
    """
    row = connection.execute(select(table).where(table.c.entry_id == entry_id)).one_or_none()
    if row is None:
        raise NothingToDecideError(f"there is none of the id {entry_id}")
    match decision.outcome:
        case Outcome.AGAIN:
            values = {"state": HandoverState.WAITING.value, "attempts": 0, "next_at": now}
        case Outcome.CLOSED:
            values = {"state": HandoverState.CLOSED.value}
    refused = (table.c.entry_id == entry_id) & (table.c.state == HandoverState.REFUSED.value)
    if not connection.execute(update(table).where(refused).values(values)).rowcount:
        raise NothingToDecideError(f"{entry_id} is {row.state}: it does not wait for staff")
    connection.execute(
        insert(handover_decisions),
        {
            "entry_id": entry_id,
            "outcome": decision.outcome.value,
            "fault": row.last_fault,
            "decided_by": decision.decided_by,
            "reason": decision.reason.strip(),
            "decided_at": now,
        },
    )
    record(Event.HANDOVER_DECIDED, entry_id=entry_id, outcome=decision.outcome)


def listed(connection: Connection, table: Table, *, refused_only: bool) -> list[dict[str, Any]]:
    """Return what staff may see of those in ``table``, oldest first: ids, states, and what was decided before."""
    query = (
        select(table, cases.c.receipt_number, cases.c.case_number, handovers.c.department_id)
        .outerjoin(cases, cases.c.case_id == table.c.case_id)
        .outerjoin(handovers, handovers.c.case_id == table.c.case_id)
        .order_by(table.c.queued_at, table.c.entry_id)
    )
    if refused_only:
        query = query.where(table.c.state == HandoverState.REFUSED.value)
    return [
        {
            "entry_id": row.entry_id,
            "receipt_number": row.receipt_number,
            "case_number": row.case_number,
            "department_id": row.department_id,
            "state": row.state,
            "cause": row.last_fault,
            "queued_at": format_utc(row.queued_at),
            "taken_at": None if row.taken_at is None else format_utc(row.taken_at),
            "decisions": _decisions(connection, row.entry_id),
        }
        for row in connection.execute(query).all()
    ]


def _decisions(connection: Connection, entry_id: str) -> list[dict[str, Any]]:
    query = select(handover_decisions).where(handover_decisions.c.entry_id == entry_id)
    return [
        {
            "outcome": row.outcome,
            "cause": row.fault,
            "decided_by": row.decided_by,
            "reason": row.reason,
            "decided_at": format_utc(row.decided_at),
        }
        for row in connection.execute(query.order_by(handover_decisions.c.decision_id))
    ]


def add_words(parser: argparse.ArgumentParser, table: Table) -> None:
    """Give the command of one of the tables in ``COMMANDS`` its options."""
    parser.add_argument("--refused", action="store_true", help="only those that a department refused")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--again", metavar="ENTRY_ID", help="tell the department once more")
    what.add_argument("--close", metavar="ENTRY_ID", help="tell nobody any more")
    parser.add_argument("--by", metavar="STAFF", help="who decides, by the office's number")
    parser.add_argument("--reason", help="why; of one that is closed the resident reads it; names nobody")
    parser.set_defaults(table=table, run=run)


def run(parsed: argparse.Namespace, clock: Callable[[], datetime] = utc_now) -> int:
    """Run the command: print one JSON line each, or decide about one."""
    entry_id = parsed.again or parsed.close
    decision = None
    if entry_id is not None:
        if parsed.by is None or parsed.reason is None:
            raise HallError("say --by and --reason too")
        decision = CareDecision(Outcome.AGAIN if parsed.again else Outcome.CLOSED, parsed.by, parsed.reason)
    ready(parsed.data, parsed.database)
    database = Database(parsed.data, parsed.database)
    now = clock()
    try:
        if decision is None:
            for one in database.read(lambda c: listed(c, parsed.table, refused_only=parsed.refused)):
                sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
            return 0
        database.write(lambda c: decide(c, parsed.table, entry_id, decision, now)).result()
        sys.stdout.write(f"{entry_id}: {decision.outcome}, by {decision.decided_by} at {format_utc(now)}\n")
    finally:
        database.close()
    return 0
