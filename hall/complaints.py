"""Complaints for staff: which there are, and that one was answered. What was written in them stays sealed.

The answer itself goes the way that the complaint names; here it is noted only that it was given, so that whoever asks
at a terminal sees it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from hall.clocks import utc_now
from hall.database import Database
from hall.effects import ComplaintState
from hall.errors import HallError
from hall.events import Event, record
from hall.migrations import ready
from hall.tables import complaints
from offline_queue.wire.times import format_utc


class ComplaintUnknownError(HallError):
    """There is no complaint of this number."""


def answer_complaint(connection: Connection, number: str, now: datetime) -> datetime:
    """Note that a complaint was answered; return since when. The first time stays, however often it is noted.

    Args:
        connection: in a transaction that writes.
        number: the one that the hall minted, such as ``TS202611240001``, or the receipt number.
        now: when it was answered, unless it was noted before.

    Raises:
        ComplaintUnknownError: the hall has no such complaint.
    """
    mine = (complaints.c.complaint_number == number) | (complaints.c.receipt_number == number)
    fresh = connection.execute(
        update(complaints)
        .where(mine, complaints.c.state == ComplaintState.RECEIVED.value)
        .values(state=ComplaintState.ANSWERED.value, answered_at=now)
    ).rowcount
    row = connection.execute(select(complaints.c.complaint_number, complaints.c.answered_at).where(mine)).one_or_none()
    if row is None:
        raise ComplaintUnknownError(f"there is no complaint of the number {number}")
    if fresh:
        record(Event.COMPLAINT_ANSWERED, complaint_number=row.complaint_number)
    answered_at: datetime = row.answered_at
    return answered_at


def listed_complaints(connection: Connection, *, unanswered_only: bool) -> list[dict[str, Any]]:
    """Return what staff may see of the complaints, oldest first."""
    query = select(complaints).order_by(complaints.c.received_at, complaints.c.complaint_number)
    if unanswered_only:
        query = query.where(complaints.c.state == ComplaintState.RECEIVED.value)
    return [
        {
            "complaint_number": row.complaint_number,
            "receipt_number": row.receipt_number,
            "entry_id": row.entry_id,
            "category": row.category,
            "item_id": row.item_id,
            "about_receipt_number": row.about_receipt_number,
            "state": row.state,
            "received_at": format_utc(row.received_at),
            "answered_at": None if row.answered_at is None else format_utc(row.answered_at),
        }
        for row in connection.execute(query)
    ]


def run(parsed: argparse.Namespace, clock: Callable[[], datetime] = utc_now) -> int:
    """Run ``complaints``: print one JSON line each, or note that one was answered."""
    ready(parsed.data, parsed.database)
    database = Database(parsed.data, parsed.database)
    try:
        if parsed.answered is None:
            for one in database.read(lambda c: listed_complaints(c, unanswered_only=parsed.unanswered)):
                sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
            return 0
        now = clock()
        answered_at = database.write(lambda c: answer_complaint(c, parsed.answered, now)).result()
        sys.stdout.write(f"{parsed.answered} answered at {format_utc(answered_at)}\n")
    finally:
        database.close()
    return 0
