"""Amendments go to the department that has their case: one round over the database.

An amendment whose files are all there waits until a department has taken its case, then goes to that department, again
and again until it is taken (``follow_ups``). Amendments of one case go in their order. One whose case was taken back
goes nowhere. What a department then makes of it are steps of its own (``handover``); the hall notes only when the
correction that the amendment answers had its answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, select, update

from hall.events import Event
from hall.services.completion import HandoverState
from hall.services.departments import Amendment, Department
from hall.services.follow_ups import FollowUpEvents, FollowUpHandover, waits
from hall.services.handover import is_taken_back
from hall.services.opened_cases import open_amendment
from hall.services.tables import amendment_handovers, corrections, handovers
from hall.tables import cases, entries


class AmendmentHandover(FollowUpHandover):
    """The round of amendments."""

    table = amendment_handovers
    events = FollowUpEvents(Event.AMENDMENT_TAKEN, Event.AMENDMENT_DELAYED, Event.AMENDMENT_REFUSED)

    def due(self, now: datetime, limit: int) -> Select[Any]:
        """Select the first amendment that waits of each case, where it is due and known where the case went."""
        earlier = amendment_handovers.alias("earlier")
        is_earlier = (earlier.c.queued_at < amendment_handovers.c.queued_at) | (
            (earlier.c.queued_at == amendment_handovers.c.queued_at)
            & (earlier.c.entry_id < amendment_handovers.c.entry_id)
        )
        settled = (HandoverState.TAKEN.value, HandoverState.STOPPED.value)
        return (
            select(
                amendment_handovers,
                handovers.c.department_id,
                cases.c.case_number,
                entries.c.received_at,
            )
            .join(handovers, handovers.c.case_id == amendment_handovers.c.case_id)
            .join(cases, cases.c.case_id == amendment_handovers.c.case_id)
            .join(entries, entries.c.entry_id == amendment_handovers.c.entry_id)
            .where(
                waits(amendment_handovers),
                amendment_handovers.c.next_at <= now,
                handovers.c.state.in_(settled),
                ~exists().where(earlier.c.case_id == amendment_handovers.c.case_id, waits(earlier), is_earlier),
            )
            .order_by(amendment_handovers.c.next_at)
            .limit(limit)
        )

    def is_over(self, connection: Connection, row: Any) -> bool:  # noqa: ANN401 - a row of due
        """Return whether the case was taken back meanwhile."""
        return is_taken_back(connection, row.case_id)

    def tell(self, system: Department, row: Any) -> None:  # noqa: ANN401 - a row of due
        """Give the amendment with its files to the department."""
        body, files = self._material.read(row.entry_id)
        document = open_amendment(body, self._keys).model_dump(mode="json", exclude_none=True)
        system.amend(Amendment(row.case_number, row.entry_id, row.received_at, document, files))

    def on_taken(self, connection: Connection, row: Any, now: datetime) -> None:  # noqa: ANN401 - a row of due
        """Note that the correction which the amendment answers had its answer."""
        connection.execute(
            update(corrections)
            .where(corrections.c.transition_id == row.answers, corrections.c.answered_at.is_(None))
            .values(answered_at=now)
        )
