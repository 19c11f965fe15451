"""Amendments go to the department that has their case: one round over the database.

An amendment whose files are all there waits until a department has taken its case, then goes to that department, again
and again until it is taken. Its entry id is the id that the department knows it by, so one that comes again, also after
a hall that died before it could note the answer, is the same one there. Amendments of one case go in their order. One
whose case was taken back goes nowhere. What a department then makes of it are steps of its own (``handover``); the
hall notes only when the correction that the amendment answers had its answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, exists, select, update

from hall.database import Database
from hall.errors import ProblemError
from hall.events import Event, record
from hall.keys import HallKeys
from hall.services.calls import CallError
from hall.services.completion import HandoverState
from hall.services.departments import Amendment
from hall.services.handover import CLAIM_S, NOBODY_S, KnownDepartment, is_taken_back, wait_s
from hall.services.opened_cases import open_amendment
from hall.services.stored_material import StoredMaterial
from hall.services.tables import amendment_handovers, corrections, handovers
from hall.tables import cases, entries


class AmendmentHandover:
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
        """Hand over what is due; return how many amendments were taken in hand."""
        if not self._departments:
            return 0
        now = self._clock()
        claimed = self._database.write(lambda connection: _claim(connection, now, limit)).result()
        for row in claimed:
            self._hand_over(row)
        return len(claimed)

    def _hand_over(self, row: Any) -> None:  # noqa: ANN401 - a row of _due
        known = self._departments.get(row.department_id)
        if known is None:
            self._wait(row.entry_id, "no-department", NOBODY_S)
            return
        try:
            known.system.amend(self._amendment(row))
        except CallError as error:
            if error.temporary:
                record(Event.AMENDMENT_DELAYED, entry_id=row.entry_id, cause=error.cause)
                self._wait(row.entry_id, error.cause, wait_s(row.attempts + 1))
            else:
                self._refuse(row.entry_id, error.cause)
        except ProblemError as problem:
            self._refuse(row.entry_id, problem.kind)
        else:
            self._take(row)

    def _amendment(self, row: Any) -> Amendment:  # noqa: ANN401 - a row of _due
        body, files = self._material.read(row.entry_id)
        document = open_amendment(body, self._keys).model_dump(mode="json", exclude_none=True)
        return Amendment(row.case_number, row.entry_id, row.received_at, document, files)

    def _take(self, row: Any) -> None:  # noqa: ANN401 - a row of _due
        now = self._clock()

        def work(connection: Connection) -> None:
            _settle(connection, row.entry_id, state=HandoverState.TAKEN.value, taken_at=now, last_fault=None)
            connection.execute(
                update(corrections)
                .where(corrections.c.transition_id == row.answers, corrections.c.answered_at.is_(None))
                .values(answered_at=now)
            )

        self._database.write(work).result()
        record(Event.AMENDMENT_TAKEN, entry_id=row.entry_id, department_id=row.department_id)

    def _wait(self, entry_id: str, fault: str, seconds: int) -> None:
        next_at = self._clock() + timedelta(seconds=seconds)
        self._database.write(
            lambda connection: _settle(connection, entry_id, last_fault=fault, next_at=next_at)
        ).result()

    def _refuse(self, entry_id: str, fault: str) -> None:
        record(Event.AMENDMENT_REFUSED, logging.WARNING, entry_id=entry_id, cause=fault)
        state = HandoverState.REFUSED.value
        self._database.write(lambda connection: _settle(connection, entry_id, state=state, last_fault=fault)).result()


def _settle(connection: Connection, entry_id: str, **values: object) -> None:
    """Note what became of an amendment, unless another process was faster and it waits no longer."""
    mine = (amendment_handovers.c.entry_id == entry_id) & _waits(amendment_handovers)
    connection.execute(update(amendment_handovers).where(mine).values(**values))


def _waits(table: Any) -> Any:  # noqa: ANN401 - the table or an alias of it; a clause
    return table.c.state == HandoverState.WAITING.value


def _due(now: datetime, limit: int) -> Select[Any]:
    """The first amendment that waits of each case, where it is due and where it is known where the case went."""
    earlier = amendment_handovers.alias("earlier")
    is_earlier = (earlier.c.queued_at < amendment_handovers.c.queued_at) | (
        (earlier.c.queued_at == amendment_handovers.c.queued_at) & (earlier.c.entry_id < amendment_handovers.c.entry_id)
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
            _waits(amendment_handovers),
            amendment_handovers.c.next_at <= now,
            handovers.c.state.in_(settled),
            ~exists().where(earlier.c.case_id == amendment_handovers.c.case_id, _waits(earlier), is_earlier),
        )
        .order_by(amendment_handovers.c.next_at)
        .limit(limit)
    )


def _claim(connection: Connection, now: datetime, limit: int) -> Sequence[Any]:
    """Take due amendments in hand; those whose case was taken back meanwhile are stopped here."""
    claimed = []
    for row in connection.execute(_due(now, limit)).all():
        mine = (
            (amendment_handovers.c.entry_id == row.entry_id)
            & _waits(amendment_handovers)
            & (amendment_handovers.c.next_at == row.next_at)
        )
        if is_taken_back(connection, row.case_id):
            stopped = update(amendment_handovers).where(mine).values(state=HandoverState.STOPPED.value)
            connection.execute(stopped)
            continue
        until = now + timedelta(seconds=CLAIM_S)
        values = {"attempts": row.attempts + 1, "next_at": until}
        if connection.execute(update(amendment_handovers).where(mine).values(values)).rowcount:
            claimed.append(row)
    return claimed
