"""How what was handed in after a case stands, and that it was asked back, as whoever asks at a terminal is told.

Also what a department's system refused is told: that staff have it, and of what they closed since when and why.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from hall.effects import LinkState
from hall.services.completion import HandoverState
from hall.services.tables import amendment_handovers, handover_decisions, withdrawal_handovers
from hall.tables import amendments, withdrawals
from offline_queue.wire.progress import AmendmentProgress, WithdrawalProgress

_WITH_STAFF = "with_staff"
_CLOSED = "closed"


def withdrawal_of(connection: Connection, case_id: str) -> WithdrawalProgress | None:
    """Return what became of the first request for the case, and when a department was first told of one.

    As long as none was told, what is told of the newest is whether it waits for staff or was closed by them.
    """
    rows = connection.execute(_rows(withdrawals, withdrawal_handovers, case_id)).all()
    if not rows:
        return None
    stopped = any(row.link == LinkState.WITHDRAWN for row in rows)
    told = min((row.taken_at for row in rows if row.taken_at is not None), default=None)
    care, closed_at, reason = _care(connection, rows[-1]) if told is None else (None, None, None)
    return WithdrawalProgress(
        asked_at=rows[0].received_at,
        state="withdrawn" if stopped else "with_department",
        told_at=told,
        care=care,
        closed_at=closed_at,
        closed_reason=reason,
    )


def amendments_of(connection: Connection, case_id: str) -> tuple[AmendmentProgress, ...]:
    """Return how each amendment of the case stands, oldest first."""
    amended = []
    for row in connection.execute(_rows(amendments, amendment_handovers, case_id)).all():
        care, closed_at, reason = _care(connection, row)
        amended.append(
            AmendmentProgress(
                received_at=row.received_at,
                complete=row.state is not None,
                told_at=row.taken_at,
                care=care,
                closed_at=closed_at,
                closed_reason=reason,
            )
        )
    return tuple(amended)


def _rows(links: Table, handed: Table, case_id: str) -> Select[Any]:
    """Those of a case, oldest first, each with how far it has come; without that where its files are not all there."""
    return (
        select(links.c.entry_id, links.c.received_at, links.c.state.label("link"), handed.c.state, handed.c.taken_at)
        .outerjoin(handed, handed.c.entry_id == links.c.entry_id)
        .where(links.c.case_id == case_id)
        .order_by(links.c.received_at, links.c.entry_id)
    )


def _care(connection: Connection, row: Any) -> tuple[str | None, datetime | None, str | None]:  # noqa: ANN401 - of _rows
    """Return what staff have to do with it, and of one that they closed when and why."""
    if row.state == HandoverState.REFUSED.value:
        return _WITH_STAFF, None, None
    if row.state != HandoverState.CLOSED.value:
        return None, None, None
    decided = connection.execute(
        select(handover_decisions.c.decided_at, handover_decisions.c.reason)
        .where(handover_decisions.c.entry_id == row.entry_id)
        .order_by(handover_decisions.c.decision_id.desc())
        .limit(1)
    ).one()
    return _CLOSED, decided.decided_at, decided.reason
