"""Whose cases are whose: keyed digests of card type and number, and progress for whoever has the card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from hall.database import Database
from hall.errors import ProblemError
from hall.keys import HallKeys
from hall.progress import CASE_ROW, answer_of
from hall.services.opened_cases import open_case
from hall.services.tables import case_people
from hall.tables import cases, entries
from offline_queue.wire.card_queries import CARD_CASES, CardAnswer, CardReading
from offline_queue.wire.entries import ProblemKind


def digest_of_card(card: CardReading, keys: HallKeys) -> str:
    """Return under what the cases of a card are found."""
    return keys.person_digest(card.card_type, card.number)


def find_cases(connection: Connection, person_digest: str, now: datetime) -> CardAnswer:
    """Return how the cases of a person stand. Raises `ProblemError` (not-found) when there are none."""
    rows = connection.execute(
        CASE_ROW.join(case_people, case_people.c.case_id == cases.c.case_id)
        .where(case_people.c.person_digest == person_digest)
        .order_by(entries.c.received_at.desc(), cases.c.case_id)
        .limit(CARD_CASES + 1)
    ).all()
    if not rows:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return CardAnswer(
        cases=tuple(answer_of(connection, row, now) for row in rows[:CARD_CASES]),
        more=len(rows) > CARD_CASES,
        hall_time=now,
    )


class PeopleOfOldCases:
    """Links the cases that were stored before the hall kept digests; a round that ends when none is left."""

    def __init__(self, database: Database, keys: HallKeys) -> None:
        self._database = database
        self._keys = keys

    def run_once(self, limit: int = 200) -> int:
        """Link some; return how many."""
        old = self._database.read(lambda connection: _unlinked(connection, limit))
        if not old:
            return 0
        rows = [{"case_id": case_id, "person_digest": self._digest(body)} for case_id, body in old]
        return self._database.write(_link(rows)).result()

    def _digest(self, body: bytes) -> str:
        try:
            applicant = open_case(body, self._keys).applicant
        except ProblemError:
            return "unknown"
        return self._keys.person_digest(applicant.card_type, applicant.number)


def _unlinked(connection: Connection, limit: int) -> Sequence[tuple[str, bytes]]:
    return [
        (row.case_id, row.body)
        for row in connection.execute(
            select(cases.c.case_id, entries.c.body)
            .join(entries, entries.c.entry_id == cases.c.entry_id)
            .outerjoin(case_people, case_people.c.case_id == cases.c.case_id)
            .where(case_people.c.case_id.is_(None))
            .limit(limit)
        )
    ]


def _link(rows: Sequence[dict[str, str]]) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        there = set(
            connection.scalars(
                select(case_people.c.case_id).where(case_people.c.case_id.in_([row["case_id"] for row in rows]))
            )
        )
        fresh = [row for row in rows if row["case_id"] not in there]
        if fresh:
            connection.execute(insert(case_people), fresh)
        return len(rows)

    return work
