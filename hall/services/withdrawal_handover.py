"""Withdrawals go to the department that has their case: one round over the database.

A case that no department has seen is stopped at the hall, and nobody else has to be told. Where a department has it, or
may have it because it was asked and its answer did not come, the resident's wish goes there, again and again until it
is taken (``follow_ups``). Whether a case that the department has begun ends with it is the department's to say, as
steps of its own (``handover``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from hall.events import Event
from hall.services.completion import HandoverState
from hall.services.departments import Department, Withdrawal
from hall.services.follow_ups import FollowUpEvents, FollowUpHandover, waits
from hall.services.opened_cases import open_withdrawal
from hall.services.tables import handovers, withdrawal_handovers
from hall.tables import cases, entries

_NOT_THERE = frozenset({"status-404", "status-410"})
"""What a department says of a case that it does not hold."""


class WithdrawalHandover(FollowUpHandover):
    """The round of withdrawals."""

    table = withdrawal_handovers
    events = FollowUpEvents(Event.WITHDRAWAL_TAKEN, Event.WITHDRAWAL_DELAYED, Event.WITHDRAWAL_REFUSED)

    def due(self, now: datetime, limit: int) -> Select[Any]:
        """Select the withdrawals that are due and of whose case it is known where it went."""
        return (
            select(
                withdrawal_handovers,
                handovers.c.department_id,
                handovers.c.state.label("case_handover"),
                handovers.c.attempts.label("case_attempts"),
                cases.c.case_number,
                entries.c.received_at,
            )
            .join(handovers, handovers.c.case_id == withdrawal_handovers.c.case_id)
            .join(cases, cases.c.case_id == withdrawal_handovers.c.case_id)
            .join(entries, entries.c.entry_id == withdrawal_handovers.c.entry_id)
            .where(
                waits(withdrawal_handovers),
                withdrawal_handovers.c.next_at <= now,
                handovers.c.state != HandoverState.WAITING.value,
            )
            .order_by(withdrawal_handovers.c.next_at)
            .limit(limit)
        )

    def is_over(self, connection: Connection, row: Any) -> bool:  # noqa: ANN401, ARG002 - a row of due
        """Return whether no department can have the case: none has it, and none was asked before it was stopped."""
        asked = row.department_id is not None and row.case_attempts > 0
        match HandoverState(row.case_handover):
            case HandoverState.TAKEN:
                return False
            case HandoverState.STOPPED:
                return not asked
            case HandoverState.REFUSED | HandoverState.WAITING | HandoverState.CLOSED:
                return True

    def tell(self, system: Department, row: Any) -> None:  # noqa: ANN401 - a row of due
        """Give the withdrawal to the department."""
        body, _files = self._material.read(row.entry_id)
        document = open_withdrawal(body, self._keys).model_dump(mode="json", exclude_none=True)
        system.withdraw(Withdrawal(row.case_number, row.entry_id, row.received_at, document))

    def ends_quietly(self, row: Any, cause: str) -> bool:  # noqa: ANN401 - a row of due
        """Return whether a department that was asked to take the case, and never answered, has not got it."""
        return cause in _NOT_THERE and row.case_handover != HandoverState.TAKEN.value
