"""Short-lived links to the hall's pages for phones: made for a terminal, opened with its code, soon forgotten.

The token of a link follows from the terminal's link id and a secret of the hall, so that the same request gets the same
link; the database has a digest of it. A picture is kept as the bytes that came: only the terminal can open them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from hall.errors import ProblemError
from hall.keys import HallKeys
from hall.progress import CASE_ROW, answer_of, find_progress
from hall.services.tables import phone_links
from hall.tables import cases
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.phone_links import (
    FOLLOW_LIFE_S,
    MAX_PICTURE_BYTES,
    NONCE_BYTES,
    PICTURE_LIFE_S,
    PhoneLinkAnswer,
    PhoneLinkKind,
    PhoneLinkRequest,
    PhoneLinkState,
)
from offline_queue.wire.progress import ProgressAnswer, ProgressQuery

MOST_OPEN = 20
"""Links of one terminal at a time: one resident needs a few."""
TAG_BYTES = 16
_LIFE_S = {PhoneLinkKind.PICTURE: PICTURE_LIFE_S, PhoneLinkKind.FOLLOW: FOLLOW_LIFE_S}


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page of a link is about."""

    kind: PhoneLinkKind
    language: str
    subject: str
    state: PhoneLinkState


def digest_of_token(token: str) -> str:
    """Under which a link is found."""
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def make_link(
    connection: Connection, asked: PhoneLinkRequest, keys: HallKeys, base_url: str, terminal_id: str, now: datetime
) -> PhoneLinkAnswer:
    """Make a link, or find the one that was made under this id.

    Raises:
        ProblemError: id-taken; not-found where there is no such case; rate with too many open links.
    """
    row = _row(connection, asked.link_id)
    if row is None:
        _forget_old(connection, now)
        if asked.receipt_number is not None and asked.lookup_code is not None:
            query = ProgressQuery(receipt_number=asked.receipt_number, lookup_code=asked.lookup_code)
            find_progress(connection, query, keys, now)
        _check_room(connection, terminal_id)
        try:
            with connection.begin_nested():
                connection.execute(insert(phone_links), _columns(asked, keys, terminal_id, now))
        except IntegrityError:
            raise ProblemError(ProblemKind.BUSY, "the same request is under way", retry_after_s=1) from None
        row = _row(connection, asked.link_id)
    elif (row.terminal_id, row.kind, row.subject) != (terminal_id, asked.kind, asked.subject):
        raise ProblemError(ProblemKind.ID_TAKEN)
    return _answer(row, now, url=f"{base_url}/p/{keys.phone_token(asked.link_id)}")


def look_at(connection: Connection, link_id: str, terminal_id: str, now: datetime) -> PhoneLinkAnswer:
    """Tell what has become of a link. Raises `ProblemError` (not-found)."""
    return _answer(_own(connection, link_id, terminal_id), now)


def fetch_picture(connection: Connection, link_id: str, terminal_id: str, now: datetime) -> bytes:
    """Return the enciphered picture. It stays until the link is ended. Raises `ProblemError` (not-found)."""
    row = _own(connection, link_id, terminal_id)
    if row.expires_at <= now or row.picture is None:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return bytes(row.picture)


def end_link(connection: Connection, link_id: str, terminal_id: str, now: datetime) -> PhoneLinkAnswer:
    """Let a link lead nowhere from now on, and forget its picture; again changes nothing."""
    row = _own(connection, link_id, terminal_id)
    connection.execute(
        update(phone_links)
        .where(phone_links.c.link_id == link_id)
        .values(state=PhoneLinkState.ENDED, picture=None, expires_at=min(row.expires_at, now))
    )
    return _answer(_row(connection, link_id), now)


def open_page(connection: Connection, token: str, now: datetime) -> Opened:
    """A phone opens the page. Raises `ProblemError` (not-found) for links that lead nowhere (any more)."""
    row = _by_token(connection, token, now)
    if row.state == PhoneLinkState.WAITING:
        connection.execute(
            update(phone_links)
            .where(phone_links.c.link_id == row.link_id, phone_links.c.state == PhoneLinkState.WAITING)
            .values(state=PhoneLinkState.OPENED)
        )
    return Opened(PhoneLinkKind(row.kind), row.language, row.subject, PhoneLinkState(row.state))


def take_picture(connection: Connection, token: str, picture: bytes, now: datetime) -> None:
    """Keep the picture that a phone sent; a later one takes the place of one that was not fetched.

    Raises:
        ProblemError: not-found; schema for what cannot be an enciphered picture.
    """
    row = _by_token(connection, token, now)
    if row.kind != PhoneLinkKind.PICTURE:
        raise ProblemError(ProblemKind.NOT_FOUND)
    if not NONCE_BYTES + TAG_BYTES < len(picture) <= MAX_PICTURE_BYTES:
        raise ProblemError(ProblemKind.SCHEMA, fields=("picture",))
    connection.execute(
        update(phone_links)
        .where(phone_links.c.link_id == row.link_id)
        .values(state=PhoneLinkState.ARRIVED, picture=picture)
    )


def follow_case(connection: Connection, token: str, now: datetime) -> ProgressAnswer:
    """Return how the case of a link stands. Raises `ProblemError` (not-found)."""
    row = _by_token(connection, token, now)
    case = connection.execute(CASE_ROW.where(cases.c.receipt_number == row.receipt_number)).one_or_none()
    if row.receipt_number is None or case is None:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return answer_of(connection, case, now)


def _columns(asked: PhoneLinkRequest, keys: HallKeys, terminal_id: str, now: datetime) -> dict[str, Any]:
    return {
        "link_id": asked.link_id,
        "token_digest": digest_of_token(keys.phone_token(asked.link_id)),
        "terminal_id": terminal_id,
        "kind": asked.kind,
        "language": asked.language,
        "subject": asked.subject,
        "receipt_number": asked.receipt_number,
        "state": PhoneLinkState.WAITING,
        "created_at": now,
        "expires_at": now + timedelta(seconds=_LIFE_S[asked.kind]),
    }


def _forget_old(connection: Connection, now: datetime) -> None:
    """Links that lead nowhere go with their pictures whenever another is made."""
    connection.execute(delete(phone_links).where(phone_links.c.expires_at <= now))


def _check_room(connection: Connection, terminal_id: str) -> None:
    its = select(phone_links.c.link_id).where(phone_links.c.terminal_id == terminal_id).limit(MOST_OPEN)
    if len(connection.execute(its).all()) >= MOST_OPEN:
        raise ProblemError(ProblemKind.RATE, retry_after_s=60)


def _row(connection: Connection, link_id: str) -> Any:  # noqa: ANN401 - a row of phone_links
    return connection.execute(select(phone_links).where(phone_links.c.link_id == link_id)).one_or_none()


def _own(connection: Connection, link_id: str, terminal_id: str) -> Any:  # noqa: ANN401 - a row of phone_links
    row = _row(connection, link_id)
    if row is None or row.terminal_id != terminal_id:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return row


def _by_token(connection: Connection, token: str, now: datetime) -> Any:  # noqa: ANN401 - a row of phone_links
    wanted = select(phone_links).where(phone_links.c.token_digest == digest_of_token(token))
    row = connection.execute(wanted).one_or_none()
    if row is None or row.expires_at <= now or row.state == PhoneLinkState.ENDED:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return row


def _answer(row: Any, now: datetime, url: str | None = None) -> PhoneLinkAnswer:  # noqa: ANN401 - a row of phone_links
    over = row.expires_at <= now
    return PhoneLinkAnswer(
        link_id=row.link_id,
        state=PhoneLinkState.ENDED if over else PhoneLinkState(row.state),
        expires_at=row.expires_at,
        hall_time=now,
        url=None if over else url,
        size_bytes=0 if over or row.picture is None else len(row.picture),
    )
