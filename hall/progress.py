"""Progress queries: a case or a complaint by receipt number and lookup code.

Guessing is bounded twice: queries per terminal, and wrong codes per receipt number. An unknown number and a wrong
code do the same work and get the same answer.
"""

from __future__ import annotations

import hmac
import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from hall.complaints import answer_text
from hall.errors import ProblemError
from hall.follow_up_progress import amendments_of, withdrawal_of
from hall.keys import HallKeys
from hall.services.tables import corrections
from hall.tables import cases, complaints, entries, transitions
from offline_queue.wire.entries import EntryState, ProblemKind
from offline_queue.wire.progress import (
    ComplaintAnswer,
    Correction,
    ProgressAnswer,
    ProgressQuery,
    ProgressReply,
    ProgressStep,
)

_NO_DIGEST = "0" * 64
CASE_ROW = select(cases, entries.c.state, entries.c.received_at).join(entries, entries.c.entry_id == cases.c.entry_id)
"""A case with the state of its entry."""
_COMPLAINT_ROW = select(complaints, entries.c.state.label("entry_state")).join(
    entries, entries.c.entry_id == complaints.c.entry_id
)
"""A complaint with the state of its entry."""


def find_progress(connection: Connection, query: ProgressQuery, keys: HallKeys, now: datetime) -> ProgressReply:
    """Return how the case stands, or the complaint where the query has ``complaints``.

    Raises `ProblemError` (not-found) for an unknown number as for a wrong code. What is found in one table does not
    spare looking into the other: the time tells no more than the answer.
    """
    digest = keys.lookup_digest(query.receipt_number, query.lookup_code)
    case = connection.execute(CASE_ROW.where(cases.c.receipt_number == query.receipt_number)).one_or_none()
    complaint = None
    if query.complaints:
        wanted = _COMPLAINT_ROW.where(complaints.c.receipt_number == query.receipt_number)
        complaint = connection.execute(wanted).one_or_none()
    of_case, of_complaint = _fits(case, digest), _fits(complaint, digest)
    if case is not None and of_case:
        return ProgressReply(answer_of(connection, case, now))
    if complaint is not None and of_complaint:
        text = answer_text(connection, keys, complaint.entry_id)
        return ProgressReply(_complaint_answer(complaint, text, now))
    raise ProblemError(ProblemKind.NOT_FOUND)


def _fits(row: Any, digest: str) -> bool:  # noqa: ANN401 - a row with lookup_digest
    """Whether the code is that of the row; the same work where there is none."""
    return hmac.compare_digest(_NO_DIGEST if row is None else row.lookup_digest, digest)


def _complaint_answer(row: Any, text: str | None, now: datetime) -> ComplaintAnswer:  # noqa: ANN401 - a row of _COMPLAINT_ROW
    return ComplaintAnswer(
        receipt_number=row.receipt_number,
        reference_number=row.complaint_number,
        category=row.category,
        state=row.state,
        received_at=row.received_at,
        complete=row.entry_state == EntryState.COMPLETE,
        hall_time=now,
        answered_at=row.answered_at,
        answer=text,
    )


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
        withdrawal=withdrawal_of(connection, row.case_id),
        amendments=amendments_of(connection, row.case_id),
        case_id=row.case_id,
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
