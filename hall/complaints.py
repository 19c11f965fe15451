"""Complaints for staff: which there are, that one was answered, and what the answer is.

What was written in them stays sealed. An answer that staff give as a text is sealed to the hall's own key as entries
are (ADR 006), and opened for whoever asks at a terminal with the complaint's number and code. Where it went the way
that the complaint names, it may be noted only that it was given.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from hall.clocks import utc_now
from hall.database import Database
from hall.effects import ComplaintState
from hall.errors import HallError
from hall.events import Event, record
from hall.keys import HallKeys, load_or_make_keys
from hall.migrations import ready
from hall.staff import check_staff_id
from hall.tables import complaint_answers, complaints
from offline_queue.wire.sealing import SUITE, EntryOpener, EntrySealer, SealError
from offline_queue.wire.times import format_utc

ANSWER_CHARACTERS = 2000
"""An answer is read on a page and printed on a slip."""
_SEALED_AS = "complaint-answer"
"""Bound into the seal in the place of an entry's kind: no entry opens as an answer, and no answer as an entry."""


class ComplaintUnknownError(HallError):
    """There is no complaint of this number."""


def answer_complaint(connection: Connection, number: str, now: datetime) -> datetime:
    """Note that a complaint was answered; return since when. The first time stays, however often it is noted.

    Args:
        connection: in a transaction that writes.
        number: the one that the hall minted, such as ``TS202611240001``, or the receipt number.
        now: when it was answered, unless it was noted before.

    Raises:
        ComplaintUnknownError: the hall has no such complaint.
    """
    mine = _of_number(number)
    fresh = connection.execute(
        update(complaints)
        .where(mine, complaints.c.state == ComplaintState.RECEIVED.value)
        .values(state=ComplaintState.ANSWERED.value, answered_at=now)
    ).rowcount
    row = connection.execute(select(complaints.c.complaint_number, complaints.c.answered_at).where(mine)).one_or_none()
    if row is None:
        raise ComplaintUnknownError(f"there is no complaint of the number {number}")
    if fresh:
        record(Event.COMPLAINT_ANSWERED, complaint_number=row.complaint_number)
    answered_at: datetime = row.answered_at
    return answered_at


def keep_answer(
    connection: Connection, keys: HallKeys, number: str, text: str, answered_by: str, now: datetime
) -> None:
    """Seal what was answered and keep it; the newest counts, and the same text twice is kept once.

    Args:
        connection: in the transaction of `answer_complaint`.
        keys: the hall's.
        number: as for `answer_complaint`.
        text: what the resident reads, as `read_answer` returns it.
        answered_by: who of the staff.
        now: when.
    """
    entry_id: str = connection.execute(select(complaints.c.entry_id).where(_of_number(number))).scalar_one()
    if answer_text(connection, keys, entry_id) == text:
        return
    sealer = EntrySealer(keys.sealing[keys.current_sealing].public_key(), entry_id, _SEALED_AS)
    sealed = sealer.seal_document(text.encode())
    connection.execute(
        insert(complaint_answers),
        {
            "entry_id": entry_id,
            "suite": SUITE,
            "key_id": keys.current_sealing,
            "wrapped_key": sealed.wrapped_key,
            "sealed_text": sealed.sealed_document,
            "answered_by": answered_by,
            "answered_at": now,
        },
    )


def answer_text(connection: Connection, keys: HallKeys, entry_id: str) -> str | None:
    """Return what was answered last; None where nothing is written down, or where its key is gone, which is logged."""
    mine = complaint_answers.c.entry_id == entry_id
    newest = select(complaint_answers).where(mine).order_by(complaint_answers.c.answer_id.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    if row is None:
        return None
    try:
        private_key = keys.sealing[row.key_id]
        opener = EntryOpener(
            private_key, suite=row.suite, entry_id=entry_id, kind=_SEALED_AS, wrapped_key=row.wrapped_key
        )
        return opener.open_document(row.sealed_text).decode()
    except (KeyError, SealError):
        record(Event.ANSWER_NOT_OPENED, logging.ERROR, entry_id=entry_id)
        return None


def read_answer(text: str) -> str:
    """Return an answer as it is kept, without blank ends. Raises `HallError` for one that no page can show."""
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n").strip()
    if not text or len(text) > ANSWER_CHARACTERS:
        raise HallError(f"an answer has 1 to {ANSWER_CHARACTERS} characters")
    if not all(character == "\n" or character.isprintable() for character in text):
        raise HallError("an answer has characters that cannot be shown")
    return text


def listed_complaints(connection: Connection, *, unanswered_only: bool) -> list[dict[str, Any]]:
    """Return what staff may see of the complaints, oldest first."""
    texts = (
        select(complaint_answers.c.entry_id, func.count().label("texts"))
        .group_by(complaint_answers.c.entry_id)
        .subquery()
    )
    query = (
        select(complaints, texts.c.texts)
        .outerjoin(texts, texts.c.entry_id == complaints.c.entry_id)
        .order_by(complaints.c.received_at, complaints.c.complaint_number)
    )
    if unanswered_only:
        query = query.where(complaints.c.state == ComplaintState.RECEIVED.value)
    return [
        {
            "complaint_number": row.complaint_number,
            "receipt_number": row.receipt_number,
            "entry_id": row.entry_id,
            "category": row.category,
            "item_id": row.item_id,
            "about_receipt_number": row.about_receipt_number,
            "state": row.state,
            "received_at": format_utc(row.received_at),
            "answered_at": None if row.answered_at is None else format_utc(row.answered_at),
            "has_text": bool(row.texts),
        }
        for row in connection.execute(query)
    ]


def add_words(parser: argparse.ArgumentParser) -> None:
    """Give the command its options."""
    parser.add_argument("--unanswered", action="store_true", help="only those that nobody has answered")
    parser.add_argument("--answered", metavar="NUMBER", help="the complaint's number, or its receipt number")
    written = parser.add_mutually_exclusive_group()
    written.add_argument("--text-file", type=Path, metavar="FILE", help="what was answered, for the resident; UTF-8")
    written.add_argument("--text", help="the same in the command itself, which every list of processes shows")
    parser.add_argument("--by", metavar="STAFF", help="who gives the text, by the office's number")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace, clock: Callable[[], datetime] = utc_now) -> int:
    """Run ``complaints``: print one JSON line each, or note that one was answered and keep the text that says how."""
    text = _text_of(parsed.text, parsed.text_file)
    if text is not None and (parsed.answered is None or parsed.by is None):
        raise HallError("a text needs --answered and --by")
    by = "" if parsed.by is None else check_staff_id(parsed.by)
    ready(parsed.data, parsed.database)
    database = Database(parsed.data, parsed.database)
    try:
        if parsed.answered is None:
            for one in database.read(lambda c: listed_complaints(c, unanswered_only=parsed.unanswered)):
                sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
            return 0
        answered_at = database.write(lambda c: _answer(c, parsed, text, by, clock())).result()
        sys.stdout.write(f"{parsed.answered} answered at {format_utc(answered_at)}\n")
    finally:
        database.close()
    return 0


def _answer(connection: Connection, parsed: argparse.Namespace, text: str | None, by: str, now: datetime) -> datetime:
    answered_at = answer_complaint(connection, parsed.answered, now)
    if text is not None:
        # Whoever may write here is the hall; its keys are there since its first start.
        keep_answer(connection, load_or_make_keys(parsed.data), parsed.answered, text, by, now)
    return answered_at


def _text_of(text: str | None, file: Path | None) -> str | None:
    if file is not None:
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            raise HallError(f"{file} is not UTF-8") from None
    return None if text is None else read_answer(text)


def _of_number(number: str) -> Any:  # noqa: ANN401 - a clause
    return (complaints.c.complaint_number == number) | (complaints.c.receipt_number == number)
