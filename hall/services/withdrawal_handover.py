"""Withdrawals go to the department that has their case: one round over the database.

A case that no department has seen is stopped at the hall, and nobody else has to be told. Where a department has it, or
may have it because it was asked and its answer did not come, the resident's wish goes there, again and again until it
is taken, under the id of the withdrawal's entry, so that one which comes again is the same one there. Whether a case
that the department has begun ends with it is the department's to say, as steps of its own (``handover``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select, update

from hall.database import Database
from hall.errors import ProblemError
from hall.events import Event, record
from hall.keys import HallKeys
from hall.services.calls import CallError
from hall.services.completion import HandoverState
from hall.services.departments import Withdrawal
from hall.services.handover import CLAIM_S, NOBODY_S, KnownDepartment, wait_s
from hall.services.opened_cases import open_withdrawal
from hall.services.stored_material import StoredMaterial
from hall.services.tables import handovers, withdrawal_handovers
from hall.tables import cases, entries

_NOT_THERE = frozenset({"status-404", "status-410"})
"""What a department says of a case that it does not hold."""


class WithdrawalHandover:
    """The round. Several halls on one database share the work."""

    def __init__(
        self,
        database: Database,
        material: StoredMaterial,
        keys: HallKeys,
        departments: Sequence[KnownDepartment],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._material = material
        self._keys = keys
        self._departments = {known.part.department_id: known for known in departments}
        self._clock = clock

    def push_once(self, limit: int = 10) -> int:
        """Tell departments what is due; return how many withdrawals were taken in hand."""
        if not self._departments:
            return 0
        now = self._clock()
        claimed = self._database.write(lambda connection: _claim(connection, now, limit)).result()
        for row in claimed:
            self._tell(row)
        return len(claimed)

    def _tell(self, row: Any) -> None:  # noqa: ANN401 - a row of _due
        known = self._departments.get(row.department_id)
        if known is None:
            self._wait(row.entry_id, "no-department", NOBODY_S)
            return
        try:
            known.system.withdraw(self._withdrawal(row))
        except CallError as error:
            if error.temporary:
                record(Event.WITHDRAWAL_DELAYED, entry_id=row.entry_id, cause=error.cause)
                self._wait(row.entry_id, error.cause, wait_s(row.attempts + 1))
            elif error.cause in _NOT_THERE and row.case_handover != HandoverState.TAKEN.value:
                # It was asked to take the case and its answer never came; now it is known that it has not got it.
                self._settle(row.entry_id, state=HandoverState.STOPPED.value, last_fault=error.cause)
            else:
                self._refuse(row.entry_id, error.cause)
        except ProblemError as problem:
            self._refuse(row.entry_id, problem.kind)
        else:
            self._settle(row.entry_id, state=HandoverState.TAKEN.value, taken_at=self._clock(), last_fault=None)
            record(Event.WITHDRAWAL_TAKEN, entry_id=row.entry_id, department_id=row.department_id)

    def _withdrawal(self, row: Any) -> Withdrawal:  # noqa: ANN401 - a row of _due
        body, _files = self._material.read(row.entry_id)
        document = open_withdrawal(body, self._keys).model_dump(mode="json", exclude_none=True)
        return Withdrawal(row.case_number, row.entry_id, row.received_at, document)

    def _wait(self, entry_id: str, fault: str, seconds: int) -> None:
        self._settle(entry_id, last_fault=fault, next_at=self._clock() + timedelta(seconds=seconds))

    def _refuse(self, entry_id: str, fault: str) -> None:
        record(Event.WITHDRAWAL_REFUSED, logging.WARNING, entry_id=entry_id, cause=fault)
        self._settle(entry_id, state=HandoverState.REFUSED.value, last_fault=fault)

    def _settle(self, entry_id: str, **values: object) -> None:
        """Note what became of a withdrawal, unless another process was faster and it waits no longer."""
        mine = (withdrawal_handovers.c.entry_id == entry_id) & _waits()
        statement = update(withdrawal_handovers).where(mine).values(**values)
        self._database.write(lambda connection: connection.execute(statement).rowcount).result()


def _waits() -> Any:  # noqa: ANN401 - a clause
    return withdrawal_handovers.c.state == HandoverState.WAITING.value


def _due(now: datetime, limit: int) -> Select[Any]:
    """The withdrawals that are due and of whose case it is known where it went."""
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
        .where(_waits(), withdrawal_handovers.c.next_at <= now, handovers.c.state != HandoverState.WAITING.value)
        .order_by(withdrawal_handovers.c.next_at)
        .limit(limit)
    )


def _claim(connection: Connection, now: datetime, limit: int) -> Sequence[Any]:
    """Take due withdrawals in hand; those of cases that no department can have are over here."""
    claimed = []
    for row in connection.execute(_due(now, limit)).all():
        mine = (
            (withdrawal_handovers.c.entry_id == row.entry_id)
            & _waits()
            & (withdrawal_handovers.c.next_at == row.next_at)
        )
        if not _may_be_there(row):
            stopped = update(withdrawal_handovers).where(mine).values(state=HandoverState.STOPPED.value)
            connection.execute(stopped)
            continue
        until = now + timedelta(seconds=CLAIM_S)
        values = {"attempts": row.attempts + 1, "next_at": until}
        if connection.execute(update(withdrawal_handovers).where(mine).values(values)).rowcount:
            claimed.append(row)
    return claimed


def _may_be_there(row: Any) -> bool:  # noqa: ANN401 - a row of _due
    """Whether a department has the case, or was asked to take it before it was stopped."""
    asked = row.department_id is not None and row.case_attempts > 0
    match HandoverState(row.case_handover):
        case HandoverState.TAKEN:
            return True
        case HandoverState.STOPPED:
            return asked
        case HandoverState.REFUSED | HandoverState.WAITING:
            return False
