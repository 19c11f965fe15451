"""Progress queries: a case by receipt number and lookup code.

Guessing is bounded twice: queries per terminal, and wrong codes per receipt number. An unknown number and a wrong
code do the same work and get the same answer.
"""

from __future__ import annotations

import hmac
import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from hall.errors import ProblemError
from hall.keys import HallKeys
from hall.services.tables import corrections
from hall.tables import cases, entries, transitions
from offline_queue.wire.entries import EntryState, ProblemKind
from offline_queue.wire.progress import Correction, ProgressAnswer, ProgressQuery, ProgressStep

_NO_DIGEST = "0" * 64
CASE_ROW = select(cases, entries.c.state, entries.c.received_at).join(entries, entries.c.entry_id == cases.c.entry_id)
"""A case with the state of its entry."""


def find_progress(connection: Connection, query: ProgressQuery, keys: HallKeys, now: datetime) -> ProgressAnswer:
    """Return how the case stands. Raises `ProblemError` (not-found) for an unknown number as for a wrong code."""
    row = connection.execute(CASE_ROW.where(cases.c.receipt_number == query.receipt_number)).one_or_none()
    expected = _NO_DIGEST if row is None else row.lookup_digest
    fits = hmac.compare_digest(expected, keys.lookup_digest(query.receipt_number, query.lookup_code))
    if row is None or not fits:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return answer_of(connection, row, now)


def answer_of(connection: Connection, row: Any, now: datetime) -> ProgressAnswer:  # noqa: ANN401 - a row of CASE_ROW
    """Return how the case of a row of `CASE_ROW` stands."""
    return ProgressAnswer(
        receipt_number=row.receipt_number,
        case_number=row.case_number,
        item_id=row.item_id,
        item_name=row.item_name,
        receiving_office=row.receiving_office,
        complete=row.state == EntryState.COMPLETE,
        steps=_steps(connection, row.case_id),
        hall_time=now,
    )


def _steps(connection: Connection, case_id: str) -> tuple[ProgressStep, ...]:
    return tuple(
        ProgressStep(
            state=row.state,
            at=row.at,
            acceptance_doc_number=row.acceptance_doc_number,
            note=row.note,
            corrections=tuple(Correction(**item) for item in json.loads(row.wanted or "[]")),
            correction_due=None if row.due_day is None else date.fromisoformat(row.due_day),
            answered_at=row.answered_at,
        )
        for row in connection.execute(
            select(transitions, corrections.c.wanted, corrections.c.due_day, corrections.c.answered_at)
            .outerjoin(corrections, corrections.c.transition_id == transitions.c.transition_id)
            .where(transitions.c.case_id == case_id)
            .order_by(transitions.c.transition_id)
        )
    )
