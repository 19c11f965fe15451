"""Cases go to their departments, and what departments decide comes back: two rounds over the database.

*Push*: a complete case that nobody took back is given to the department that its office or item belongs to, again and
again until it is taken (a repetition changes nothing at the department). *Pull*: each department's steps are read by a
cursor and written as transitions, each once: in one transaction the step's number is compared with the last one seen,
the transition, its corrections and the resident's notice are written.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert, select, update

from config.domain.case_state import CaseState
from hall.database import Database
from hall.errors import ProblemError
from hall.events import Event, record
from hall.keys import HallKeys
from hall.services.calls import CallError
from hall.services.completion import HandoverState, NoticeKind, announce
from hall.services.configuration import DepartmentPart
from hall.services.departments import Department, DepartmentStep, StepPage, Submission
from hall.services.opened_cases import open_case
from hall.services.stored_material import StoredMaterial
from hall.services.tables import corrections, department_feeds, handovers
from hall.tables import cases, entries, transitions

CLAIM_S = 600
"""A case that is being handed over is left alone for so long."""
NOBODY_S = 3600
"""A case that no configured department takes is looked at again after so long."""
PAGES_AT_ONCE = 20

_NOTED: Mapping[CaseState, NoticeKind] = {
    CaseState.CORRECTION_REQUIRED: NoticeKind.CORRECTION,
    CaseState.ACCEPTED: NoticeKind.PROGRESS,
    CaseState.NOT_ACCEPTED: NoticeKind.PROGRESS,
    CaseState.APPROVED: NoticeKind.PROGRESS,
    CaseState.REFUSED: NoticeKind.PROGRESS,
    CaseState.RETURNED: NoticeKind.PROGRESS,
    CaseState.CLOSED: NoticeKind.PROGRESS,
}
"""Which steps residents are told of by message."""


@dataclass(frozen=True, slots=True)
class KnownDepartment:
    """A department with its part of the configuration."""

    part: DepartmentPart
    system: Department


class Handover:
    """The two rounds. Several halls on one database share the work."""

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
        """Hand over what is due; return how many cases were taken in hand."""
        if not self._departments:
            return 0
        now = self._clock()
        claimed = self._database.write(lambda connection: _claim(connection, now, limit, self._name_for)).result()
        for row in claimed:
            self._hand_over(row)
        return len(claimed)

    def pull_once(self) -> int:
        """Read the steps of every department that is due; return how many were written."""
        written = 0
        for known in self._departments.values():
            now = self._clock()
            name = known.part.department_id
            lease = timedelta(seconds=known.part.poll_s)
            row = self._database.write(partial(_claim_feed, department_id=name, now=now, lease=lease)).result()
            if row is not None:
                written += self._read_feed(known, row.after, row.attempts)
        return written

    def department_for(self, item_id: str, office: str) -> KnownDepartment | None:
        """Return whose case it is: by item first, then by office."""
        for known in self._departments.values():
            if item_id in known.part.items:
                return known
        for known in self._departments.values():
            if office in known.part.offices:
                return known
        return None

    def _name_for(self, item_id: str, office: str) -> str | None:
        known = self.department_for(item_id, office)
        return None if known is None else known.part.department_id

    def _hand_over(self, row: Any) -> None:  # noqa: ANN401 - a row of _claim
        known = self.department_for(row.item_id, row.receiving_office)
        if known is None:
            next_at = self._clock() + timedelta(seconds=NOBODY_S)
            self._settle(row.case_id, HandoverState.WAITING, fault="no-department", next_at=next_at)
            return
        name = known.part.department_id
        try:
            known.system.accept(self._submission(row))
        except CallError as error:
            self._on_fault(row, name, error)
        except ProblemError as problem:
            record(Event.HANDOVER_REFUSED, logging.WARNING, case_id=row.case_id, cause=problem.kind)
            self._settle(row.case_id, HandoverState.REFUSED, fault=problem.kind)
        else:
            self._settle(row.case_id, HandoverState.TAKEN)
            record(Event.HANDOVER_TAKEN, case_id=row.case_id, department_id=name)

    def _on_fault(self, row: Any, department_id: str, error: CallError) -> None:  # noqa: ANN401 - a row of _claim
        if error.temporary:
            record(Event.HANDOVER_DELAYED, case_id=row.case_id, department_id=department_id, cause=error.cause)
            next_at = self._clock() + timedelta(seconds=wait_s(row.attempts + 1))
            self._settle(row.case_id, HandoverState.WAITING, fault=error.cause, next_at=next_at)
            return
        record(
            Event.HANDOVER_REFUSED, logging.WARNING, case_id=row.case_id, department_id=department_id, cause=error.cause
        )
        self._settle(row.case_id, HandoverState.REFUSED, fault=error.cause)

    def _submission(self, row: Any) -> Submission:  # noqa: ANN401 - a row of _claim
        body, files = self._material.read(row.entry_id)
        case = open_case(body, self._keys)
        return Submission(
            row.case_number,
            row.received_at,
            case.model_dump(mode="json", exclude={"lookup_code"}, exclude_none=True),
            files,
        )

    def _settle(
        self,
        case_id: str,
        state: HandoverState,
        *,
        fault: str | None = None,
        next_at: datetime | None = None,
    ) -> None:
        values: dict[str, Any] = {"state": state.value, "last_fault": fault}
        if state is HandoverState.TAKEN:
            values["taken_at"] = self._clock()
        if next_at is not None:
            values["next_at"] = next_at
        statement = update(handovers).where(handovers.c.case_id == case_id).values(values)
        self._database.write(lambda connection: connection.execute(statement).rowcount).result()

    def _read_feed(self, known: KnownDepartment, after: str, attempts: int) -> int:
        name, written = known.part.department_id, 0
        for _ in range(PAGES_AT_ONCE):
            try:
                page = known.system.status(after)
            except CallError as error:
                next_at = self._clock() + timedelta(seconds=wait_s(attempts + 1))
                record(Event.DEPARTMENT_SILENT, department_id=name, cause=error.cause)
                self._note_feed_fault(name, attempts + 1, error.cause, next_at)
                break
            if page.refused:
                record(Event.STEP_REFUSED, logging.WARNING, department_id=name, count=page.refused)
            written += self._write_page(name, page)
            if page.after == after:
                break
            after = page.after
        return written

    def _write_page(self, department_id: str, page: StepPage) -> int:
        now = self._clock()

        def work(connection: Connection) -> int:
            count = sum(_write_step(connection, department_id, step, now) for step in page.steps)
            connection.execute(
                update(department_feeds)
                .where(department_feeds.c.department_id == department_id)
                .values(after=page.after, attempts=0, last_fault=None)
            )
            return count

        return self._database.write(work).result()

    def _note_feed_fault(self, department_id: str, attempts: int, cause: str, next_at: datetime) -> None:
        statement = (
            update(department_feeds)
            .where(department_feeds.c.department_id == department_id)
            .values(attempts=attempts, last_fault=cause, next_at=next_at)
        )
        self._database.write(lambda connection: connection.execute(statement).rowcount).result()


def wait_s(attempts: int) -> int:
    """Return how long to wait after so many attempts: 15 s, doubled each time, half an hour at most."""
    return int(min(1800, 15 * 2 ** min(attempts - 1, 10)))


def _claim(
    connection: Connection, now: datetime, limit: int, name_for: Callable[[str, str], str | None]
) -> Sequence[Any]:
    """Take due cases in hand; those that were taken back meanwhile are stopped here.

    The department is named before it is asked: its steps may be read before the hall knows that it took the case.
    """
    due = connection.execute(
        select(
            handovers.c.case_id,
            handovers.c.attempts,
            handovers.c.next_at,
            cases.c.entry_id,
            cases.c.case_number,
            cases.c.item_id,
            cases.c.receiving_office,
            entries.c.received_at,
        )
        .join(cases, cases.c.case_id == handovers.c.case_id)
        .join(entries, entries.c.entry_id == cases.c.entry_id)
        .where(handovers.c.state == HandoverState.WAITING.value, handovers.c.next_at <= now)
        .order_by(handovers.c.next_at)
        .limit(limit)
    ).all()
    claimed = []
    for row in due:
        mine = (
            (handovers.c.case_id == row.case_id)
            & (handovers.c.state == HandoverState.WAITING.value)
            & (handovers.c.next_at == row.next_at)
        )
        if is_taken_back(connection, row.case_id):
            connection.execute(update(handovers).where(mine).values(state=HandoverState.STOPPED.value))
            continue
        until = now + timedelta(seconds=CLAIM_S)
        values: dict[str, Any] = {"attempts": row.attempts + 1, "next_at": until}
        name = name_for(row.item_id, row.receiving_office)
        if name is not None:
            values["department_id"] = name
        if connection.execute(update(handovers).where(mine).values(values)).rowcount:
            claimed.append(row)
    return claimed


def is_taken_back(connection: Connection, case_id: str) -> bool:
    """Return whether the resident took a case back before a department took it."""
    return (
        connection.execute(
            select(transitions.c.transition_id)
            .where(transitions.c.case_id == case_id, transitions.c.state == CaseState.WITHDRAWN.value)
            .limit(1)
        ).one_or_none()
        is not None
    )


def _claim_feed(connection: Connection, department_id: str, now: datetime, lease: timedelta) -> Any | None:  # noqa: ANN401 - a row
    of_feed = department_feeds.c.department_id == department_id
    row = connection.execute(select(department_feeds).where(of_feed)).one_or_none()
    if row is None:
        first = {"department_id": department_id, "after": "", "attempts": 0, "next_at": now + lease}
        connection.execute(insert(department_feeds), first)
        return connection.execute(select(department_feeds).where(of_feed)).one()
    if row.next_at > now:
        return None
    taken = connection.execute(
        update(department_feeds).where(of_feed, department_feeds.c.next_at == row.next_at).values(next_at=now + lease)
    ).rowcount
    return row if taken else None


def _write_step(connection: Connection, department_id: str, step: DepartmentStep, now: datetime) -> bool:
    """Write one step as a transition, once. False for one that was seen, or of a case that is not this department's."""
    row = connection.execute(
        select(handovers.c.case_id, handovers.c.last_step, cases.c.entry_id, cases.c.receipt_number)
        .join(cases, cases.c.case_id == handovers.c.case_id)
        .where(cases.c.case_number == step.case_number, handovers.c.department_id == department_id)
    ).one_or_none()
    if row is None or step.sequence <= row.last_step:
        return False
    fresh = connection.execute(
        update(handovers)
        .where(handovers.c.case_id == row.case_id, handovers.c.last_step == row.last_step)
        .values(last_step=step.sequence)
    ).rowcount
    if not fresh:
        return False
    written = connection.execute(
        insert(transitions).values(
            case_id=row.case_id,
            state=step.state.value,
            at=step.at,
            acceptance_doc_number=step.acceptance_doc_number,
            note=step.note,
        )
    )
    key = written.inserted_primary_key
    assert key is not None
    due_day = None if step.correction_due is None else step.correction_due.isoformat()
    if step.state is CaseState.CORRECTION_REQUIRED:
        items = [{"material_ref": item.material_ref, "text": item.text} for item in step.corrections]
        connection.execute(
            insert(corrections),
            {
                "transition_id": key[0],
                "due_day": due_day,
                "wanted": json.dumps(items, ensure_ascii=False),
            },
        )
    kind = _NOTED.get(step.state)
    if kind is not None:
        announce(
            connection,
            about=f"{row.case_id}:{step.sequence}",
            entry_id=row.entry_id,
            receipt_number=row.receipt_number,
            kind=kind,
            now=now,
            due_day=due_day,
        )
    record(Event.STEP_TAKEN, case_id=row.case_id, state=step.state)
    return True
