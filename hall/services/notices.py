"""Text messages to residents: a row in the transaction of what they are about, handed to the port later.

At least once: a row is claimed for a while, sent, then marked. A hall that dies between sending and marking sends it
again under the same id. Whom it is for is read from the sealed entry at the moment of sending and kept nowhere.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from hall.database import Database
from hall.errors import ProblemError
from hall.events import Event, record
from hall.keys import HallKeys
from hall.services.calls import CallError
from hall.services.completion import NoticeKind, NoticeState
from hall.services.notice_ports import Message, NoticePort
from hall.services.opened_cases import mobile_of, open_case
from hall.services.tables import notices
from hall.tables import entries

CLAIM_S = 120
"""A claimed row is sent again by whoever comes after this time."""
GIVE_UP_S = 3 * 24 * 3600
"""Old news helps nobody: a message that found no way for so long is given up, with a warning for staff."""
MARKS_AHEAD = 4
"""While so many marks are on their way to the writer, where they share a commit, the next message is sent already; so
many at most are sent twice when the marks are lost."""
FAULTS_UNTIL_NOT_LIVE = 3
"""After so many attempts in a row that failed, slips promise no messages any more."""


def text_of(kind: NoticeKind, language: str, receipt_number: str, due_day: str | None) -> str:
    """Return what is sent, in the language of the visit where there is a text in it, else in Chinese."""
    texts = _texts()
    key = "correction_undated" if kind is NoticeKind.CORRECTION and due_day is None else kind.value
    return texts.get(language, texts["zh_CN"])[key].format(receipt_number=receipt_number, due_day=due_day)


def wait_s(attempts: int) -> int:
    """Return how long to wait after so many attempts: 30 s, doubled each time, an hour at most."""
    return int(min(3600, 30 * 2 ** min(attempts - 1, 10)))


class NoticeOutbox:
    """Hands messages to the port. One round at a time; several halls on one database share the work."""

    def __init__(self, database: Database, keys: HallKeys, port: NoticePort, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._port = port
        self._clock = clock
        self._faults = 0

    @property
    def live(self) -> bool:
        """Whether residents get messages: the adapter reaches them, and its last attempts did not all fail."""
        return self._port.reaches_residents and self._faults < FAULTS_UNTIL_NOT_LIVE

    def run_once(self, limit: int = 20) -> int:
        """Send what is due; return how many rows were taken in hand."""
        now = self._clock()
        claimed = self._database.write(lambda connection: _claim(connection, now, limit)).result()
        marks: deque[Future[int]] = deque()
        for row in claimed:
            marks.append(self._send(row))
            if len(marks) > MARKS_AHEAD:
                marks.popleft().result()
        for mark in marks:
            mark.result()
        return len(claimed)

    def _send(self, row: Any) -> Future[int]:  # noqa: ANN401 - a row of _claim
        """Send one message; return its mark on the way to the database."""
        try:
            message = self._message(row)
            if message is None:
                return self._settle(row.notice_id, NoticeState.NO_NUMBER)
            self._port.send(message)
        except CallError as error:
            self._faults += 1
            return self._on_fault(row, error)
        except ProblemError as problem:
            record(Event.NOTICE_FAILED, logging.WARNING, notice_id=row.notice_id, cause=problem.kind)
            return self._settle(row.notice_id, NoticeState.GIVEN_UP, fault=problem.kind)
        self._faults = 0
        marked = self._settle(row.notice_id, NoticeState.SENT)
        record(Event.NOTICE_SENT, notice_id=row.notice_id, kind=row.kind)
        return marked

    def _message(self, row: Any) -> Message | None:  # noqa: ANN401 - a row of _claim
        body = self._database.read(
            lambda connection: connection.scalar(select(entries.c.body).where(entries.c.entry_id == row.entry_id))
        )
        assert isinstance(body, bytes)
        case = open_case(body, self._keys)
        number = mobile_of(case)
        if number is None:
            return None
        text = text_of(NoticeKind(row.kind), case.language, row.receipt_number, row.due_day)
        return Message(row.notice_id, number, text)

    def _on_fault(self, row: Any, error: CallError) -> Future[int]:  # noqa: ANN401 - a row of _claim
        now = self._clock()
        if error.temporary and now - row.created_at < timedelta(seconds=GIVE_UP_S):
            record(Event.NOTICE_DELAYED, notice_id=row.notice_id, cause=error.cause, attempts=row.attempts + 1)
            next_at = now + timedelta(seconds=wait_s(row.attempts + 1))
            return self._settle(row.notice_id, NoticeState.WAITING, fault=error.cause, next_at=next_at)
        state = NoticeState.GIVEN_UP if error.temporary else NoticeState.REFUSED
        record(Event.NOTICE_FAILED, logging.WARNING, notice_id=row.notice_id, cause=error.cause)
        return self._settle(row.notice_id, state, fault=error.cause)

    def _settle(
        self, notice_id: str, state: NoticeState, *, fault: str | None = None, next_at: datetime | None = None
    ) -> Future[int]:
        values: dict[str, Any] = {"state": state.value, "last_fault": fault}
        if next_at is not None:
            values["next_at"] = next_at
        if state is NoticeState.SENT:
            values["sent_at"] = self._clock()
        statement = update(notices).where(notices.c.notice_id == notice_id).values(values)
        return self._database.write(lambda connection: connection.execute(statement).rowcount)


def _claim(connection: Connection, now: datetime, limit: int) -> Sequence[Any]:
    """Take due rows in hand for a while; a row that another hall took meanwhile is left to it."""
    due = connection.execute(
        select(notices)
        .where(notices.c.state == NoticeState.WAITING.value, notices.c.next_at <= now)
        .order_by(notices.c.next_at)
        .limit(limit)
    ).all()
    return [
        row
        for row in due
        if connection.execute(
            update(notices)
            .where(
                notices.c.notice_id == row.notice_id,
                notices.c.state == NoticeState.WAITING.value,
                notices.c.next_at == row.next_at,
            )
            .values(attempts=row.attempts + 1, next_at=now + timedelta(seconds=CLAIM_S))
        ).rowcount
    ]


@cache
def _texts() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("notice_texts.json").read_bytes())
    return texts
