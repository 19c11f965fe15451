"""What comes after a case goes to the department that has the case: the round that amendments and withdrawals share.

Each is told again and again until the department has taken it, under the id of its entry, so that one which comes
again, also after a hall that died before it could note the answer, is the same one there. What a department refuses
waits for staff. Which ones are due, which are over without being told, and what is said to
the department is each one's own (``amendment_handover``, ``withdrawal_handover``).
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, Table, update

from hall.database import Database
from hall.errors import ProblemError
from hall.events import Event, record
from hall.keys import HallKeys
from hall.services.calls import CallError
from hall.services.completion import HandoverState
from hall.services.departments import Department
from hall.services.handover import CLAIM_S, NOBODY_S, KnownDepartment, wait_s
from hall.services.stored_material import StoredMaterial


@dataclass(frozen=True, slots=True)
class FollowUpEvents:
    """What is logged when one was taken, has to wait, or was refused for good."""

    taken: Event
    delayed: Event
    refused: Event


def _nothing(_connection: Connection) -> None:
    """Add nothing to the transaction."""


class FollowUpHandover(ABC):
    """The round. Several halls on one database share the work.

    Attributes:
        table: one row for each, with ``entry_id``, ``case_id``, ``state``, ``attempts``, ``next_at``, ``taken_at`` and
            ``last_fault``.
        events: what is logged.
    """

    table: Table
    events: FollowUpEvents

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

    @abstractmethod
    def due(self, now: datetime, limit: int) -> Select[Any]:
        """Select what is due: all of ``table`` with at least ``department_id``, ``case_number`` and ``received_at``."""

    @abstractmethod
    def is_over(self, connection: Connection, row: Any) -> bool:  # noqa: ANN401 - a row of due
        """Return whether no department has to be told of it any more."""

    @abstractmethod
    def tell(self, system: Department, row: Any) -> None:  # noqa: ANN401 - a row of due
        """Give it to the department. Raises `CallError`, or `ProblemError` where it cannot be opened."""

    def on_taken(self, connection: Connection, row: Any, now: datetime) -> None:  # noqa: ANN401, B027 - a row; may be none
        """Add to the transaction that notes that the department has it."""

    def ends_quietly(self, row: Any, cause: str) -> bool:  # noqa: ANN401, ARG002 - a row of due; for those that can
        """Return whether a refusal of this cause says only that nobody has to be told."""
        return False

    def push_once(self, limit: int = 10) -> int:
        """Tell departments what is due; return how many were taken in hand."""
        if not self._departments:
            return 0
        now = self._clock()
        claimed = self._database.write(lambda connection: self._claim(connection, now, limit)).result()
        for row in claimed:
            self._hand_over(row)
        return len(claimed)

    def _hand_over(self, row: Any) -> None:  # noqa: ANN401 - a row of due
        known = self._departments.get(row.department_id)
        if known is None:
            self._wait(row.entry_id, "no-department", NOBODY_S)
            return
        try:
            self.tell(known.system, row)
        except CallError as error:
            self._on_fault(row, error)
        except ProblemError as problem:
            self._refuse(row.entry_id, problem.kind)
        else:
            self._take(row)

    def _on_fault(self, row: Any, error: CallError) -> None:  # noqa: ANN401 - a row of due
        if error.temporary:
            record(self.events.delayed, entry_id=row.entry_id, cause=error.cause)
            self._wait(row.entry_id, error.cause, wait_s(row.attempts + 1))
        elif self.ends_quietly(row, error.cause):
            self._settle(row.entry_id, state=HandoverState.STOPPED.value, last_fault=error.cause)
        else:
            self._refuse(row.entry_id, error.cause)

    def _take(self, row: Any) -> None:  # noqa: ANN401 - a row of due
        now = self._clock()
        then = partial(self.on_taken, row=row, now=now)
        self._settle(row.entry_id, then, state=HandoverState.TAKEN.value, taken_at=now, last_fault=None)
        record(self.events.taken, entry_id=row.entry_id, department_id=row.department_id)

    def _wait(self, entry_id: str, fault: str, seconds: int) -> None:
        self._settle(entry_id, last_fault=fault, next_at=self._clock() + timedelta(seconds=seconds))

    def _refuse(self, entry_id: str, fault: str) -> None:
        record(self.events.refused, logging.WARNING, entry_id=entry_id, cause=fault)
        self._settle(entry_id, state=HandoverState.REFUSED.value, last_fault=fault)

    def _settle(self, entry_id: str, then: Callable[[Connection], None] = _nothing, **values: object) -> None:
        """Note what became of one, unless another process was faster and it waits no longer."""
        statement = update(self.table).where(self._mine(entry_id)).values(**values)

        def work(connection: Connection) -> None:
            connection.execute(statement)
            then(connection)

        self._database.write(work).result()

    def _mine(self, entry_id: str) -> Any:  # noqa: ANN401 - a clause
        return (self.table.c.entry_id == entry_id) & waits(self.table)

    def _claim(self, connection: Connection, now: datetime, limit: int) -> Sequence[Any]:
        """Take in hand what is due; what nobody has to be told of any more is stopped here."""
        claimed = []
        for row in connection.execute(self.due(now, limit)).all():
            mine = self._mine(row.entry_id) & (self.table.c.next_at == row.next_at)
            if self.is_over(connection, row):
                connection.execute(update(self.table).where(mine).values(state=HandoverState.STOPPED.value))
                continue
            values = {"attempts": row.attempts + 1, "next_at": now + timedelta(seconds=CLAIM_S)}
            if connection.execute(update(self.table).where(mine).values(values)).rowcount:
                claimed.append(row)
        return claimed


def waits(table: Any) -> Any:  # noqa: ANN401 - the table or an alias of it; a clause
    """Return the clause of those that wait to be told."""
    return table.c.state == HandoverState.WAITING.value
