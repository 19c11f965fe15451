"""Progress queries: a case by receipt number and lookup code.

Guessing is bounded twice: queries per terminal, and wrong codes per receipt number. An unknown number and a wrong
code do the same work and get the same answer.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import Connection, select

from config.domain.case_state import CaseState
from hall.errors import ProblemError
from hall.keys import HallKeys
from hall.tables import cases, entries, transitions, withdrawals
from offline_queue.wire.entries import EntryState, ProblemKind
from offline_queue.wire.progress import ProgressAnswer, ProgressQuery, ProgressStep

_NO_DIGEST = "0" * 64


def find_progress(connection: Connection, query: ProgressQuery, keys: HallKeys, now: datetime) -> ProgressAnswer:
    """Return how the case stands. Raises `ProblemError` (not-found) for an unknown number as for a wrong code."""
    row = connection.execute(
        select(cases, entries.c.state, entries.c.received_at)
        .join(entries, entries.c.entry_id == cases.c.entry_id)
        .where(cases.c.receipt_number == query.receipt_number)
    ).one_or_none()
    expected = _NO_DIGEST if row is None else row.lookup_digest
    fits = hmac.compare_digest(expected, keys.lookup_digest(query.receipt_number, query.lookup_code))
    if row is None or not fits:
        raise ProblemError(ProblemKind.NOT_FOUND)
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
    steps = [
        ProgressStep(state=row.state, at=row.at, acceptance_doc_number=row.acceptance_doc_number, note=row.note)
        for row in connection.execute(
            select(transitions).where(transitions.c.case_id == case_id).order_by(transitions.c.transition_id)
        )
    ]
    steps += [
        ProgressStep(state=CaseState.WITHDRAWN.value, at=at)
        for at in connection.scalars(
            select(withdrawals.c.received_at)
            .where(withdrawals.c.case_id == case_id)
            .order_by(withdrawals.c.received_at)
            .limit(1)
        )
    ]
    return tuple(sorted(steps, key=lambda step: step.at))
