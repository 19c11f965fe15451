"""The journal of what went into the cash box: one row for each note or coin, on disk before the device moves it.

Rows have session, device, boot epoch, counter, denomination, state and times; nothing about a person. The key of a
credit is the device, its boot epoch and the number of its *stacked* event, so that none is counted twice. A row that
nobody can judge by data is ``unknown`` and stays listed until a person has looked into the box.

The file is SQLite in WAL mode with ``synchronous=FULL``; every method is one transaction.

Source: payments sheet, section 10. Errors: ``CashJournalError``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from drivers.cash.cctalk_codec import EventBuffer
from drivers.cash.errors import CashJournalError
from drivers.cash.model import UnitKind
from drivers.cash.posting import Cause, EventKey, Line, NoteState, Posting
from drivers.record_file import RecordFile, stamp_of

SCHEMA_VERSION = 1

_SCHEMA = f"""
CREATE TABLE cash_device (
    device TEXT PRIMARY KEY,
    unit TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    pairs BLOB NOT NULL,
    accepting INTEGER NOT NULL,
    seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE cash_note (
    note_id INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    device TEXT NOT NULL REFERENCES cash_device,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    type INTEGER NOT NULL,
    name TEXT NOT NULL,
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    state TEXT NOT NULL CHECK (state IN ('escrow', 'route_sent', 'stacked', 'returned', 'unknown', 'found', 'absent')),
    cause TEXT NOT NULL,
    stacked_epoch INTEGER,
    stacked_number INTEGER,
    seen_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    UNIQUE (device, epoch, number),
    UNIQUE (device, stacked_epoch, stacked_number),
    CHECK (state <> 'stacked' OR (stacked_number IS NOT NULL AND amount_fen > 0 AND session <> ''))
) STRICT;
CREATE INDEX cash_note_session ON cash_note (session);
CREATE INDEX cash_note_open ON cash_note (device) WHERE state IN ('escrow', 'route_sent', 'unknown');
CREATE TABLE cash_loss (
    loss_id INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    events INTEGER,
    settled INTEGER NOT NULL DEFAULT 0,
    seen_at TEXT NOT NULL
) STRICT;
PRAGMA user_version = {SCHEMA_VERSION};
"""

_LINE = "note_id, epoch, number, type, name, amount_fen, session, state, cause, stacked_epoch, stacked_number"


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """What the journal knows of a device.

    Attributes:
        last_event: boot epoch and number of the newest event that is in the journal.
        buffer: its event buffer at that time.
        accepting: whether it may have taken money since then.
    """

    last_event: EventKey
    buffer: EventBuffer
    accepting: bool


@dataclass(frozen=True, slots=True)
class Loss:
    """Events that nobody has seen; each of them may be a note in the box.

    Attributes:
        loss_id: the row.
        device: whose.
        last_event: boot epoch and number of the newest event of that time.
        events: how many are lost by the counter; None where a device that took money forgot all that it had done.
    """

    loss_id: int
    device: str
    last_event: EventKey
    events: int | None


@dataclass(frozen=True, slots=True)
class Credit:
    """A note or coin that is in the box for a session.

    Attributes:
        device: which took it.
        event: boot epoch and number of its stacked event; with the device its name for ever.
        amount_fen: what it is worth.
    """

    device: str
    event: EventKey
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Listed:
    """What a person has to judge: notes of unknown state, and events that were lost."""

    notes: tuple[Line, ...]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class BoxCount:
    """What must be in the box of one denomination.

    Attributes:
        name: the device's name of it.
        count: how many.
        amount_fen: what they are worth together.
    """

    name: str
    count: int
    amount_fen: int


class CashJournal:
    """The journal in one SQLite file. From any thread.

    Raises:
        CashJournalError: from every method, when the file cannot be read or written; nothing is changed then.
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime]) -> None:
        """Prepare; ``open`` reads the file.

        Args:
            path: the SQLite file; its folder exists.
            now: the wall clock, with a zone.
        """
        self._file = RecordFile(path, schema=_SCHEMA, version=SCHEMA_VERSION, fault=CashJournalError)
        self._now = now

    def open(self) -> None:
        """Open or make the file. Does nothing when it is open."""
        self._file.open()

    def close(self) -> None:
        """Close the file. Does nothing when it is closed."""
        self._file.close()

    # ---- what the driver writes ----

    def known(self, device: str) -> KnownDevice | None:
        """What is known of a device; None when it was never seen."""
        rows = self._read(
            "SELECT epoch, number, counter, pairs, accepting FROM cash_device WHERE device = ?", (device,)
        )
        if not rows:
            return None
        ((epoch, number, counter, pairs, accepting),) = rows
        return KnownDevice((epoch, number), EventBuffer(counter, _pairs(pairs)), bool(accepting))

    def meet(self, device: str, unit: UnitKind, buffer: EventBuffer) -> None:
        """Enter the device that answers. What a new one has in its buffer belongs to no session of ours.

        Open rows of every other device that takes the same become ``unknown``: it was exchanged.
        """
        stamp = self._stamp()
        others = "SELECT device FROM cash_device WHERE unit = ? AND device <> ?"
        with self._file.writing() as connection:
            connection.execute(
                f"UPDATE cash_note SET state = ?, cause = ?, changed_at = ? WHERE state IN (?, ?) AND device IN ({others})",  # noqa: S608, E501 - fixed words
                (NoteState.UNKNOWN, Cause.EXCHANGED, stamp, NoteState.ESCROW, NoteState.ROUTE_SENT, unit, device),
            )
            connection.execute(
                "INSERT INTO cash_loss (device, epoch, number, events, seen_at)"
                " SELECT device, epoch, number, NULL, ? FROM cash_device WHERE accepting AND unit = ? AND device <> ?",
                (stamp, unit, device),
            )
            connection.execute("UPDATE cash_device SET accepting = 0 WHERE unit = ? AND device <> ?", (unit, device))
            connection.execute(
                "INSERT INTO cash_device VALUES (?, ?, 1, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
                (device, unit, buffer.counter, buffer.counter, buffer.encode_pairs(), stamp),
            )

    def accepting(self, device: str, *, on: bool) -> None:
        """Note, before the device is let take money, that it may; after it was stopped and emptied, that it may not."""
        with self._file.writing() as connection:
            connection.execute("UPDATE cash_device SET accepting = ? WHERE device = ?", (on, device))

    def unwatched(self, device: str) -> None:
        """Note that a device that remembers nothing was left alone while it may have taken money."""
        with self._file.writing() as connection:
            _note_gap(connection, device, self._stamp())

    def open_lines(self, device: str) -> tuple[Line, ...]:
        """The device's rows that events can still change: open ones, and unknown ones without a stacked event."""
        return self._lines(
            "device = ? AND state IN (?, ?, ?) AND stacked_number IS NULL",
            (device, NoteState.ESCROW, NoteState.ROUTE_SENT, NoteState.UNKNOWN),
        )

    def enter(self, device: str, buffer: EventBuffer, posting: Posting) -> None:
        """Write what a look at the device has changed, all of it or nothing."""
        stamp = self._stamp()
        with self._file.writing() as connection:
            for line in posting.lines:
                _write_line(connection, device, line, stamp)
            if posting.restarted:
                _note_gap(connection, device, stamp)
            if posting.lost:
                connection.execute(
                    "INSERT INTO cash_loss (device, epoch, number, events, seen_at) VALUES (?, ?, ?, ?, ?)",
                    (device, *posting.last_event, posting.lost, stamp),
                )
            connection.execute(
                "UPDATE cash_device SET epoch = ?, number = ?, counter = ?, pairs = ?, seen_at = ? WHERE device = ?",
                (*posting.last_event, buffer.counter, buffer.encode_pairs(), stamp, device),
            )

    def route_sent(self, note_id: int) -> None:
        """Note, before the order goes out, that a note in escrow is sent into the box. On disk when this returns."""
        self._move(note_id, NoteState.ROUTE_SENT, Cause.NONE, (NoteState.ESCROW,))

    def given_up(self, note_id: int, cause: Cause) -> None:
        """Note that nothing tells what became of a note: a person has to look."""
        self._move(note_id, NoteState.UNKNOWN, cause, (NoteState.ESCROW, NoteState.ROUTE_SENT))

    # ---- what others ask ----

    def credited_fen(self, session: str) -> int:
        """What a session has in the box, in fen."""
        ((amount_fen,),) = self._read(
            "SELECT coalesce(sum(amount_fen), 0) FROM cash_note WHERE session = ? AND state = ?",
            (session, NoteState.STACKED),
        )
        return int(amount_fen)

    def credits_of(self, session: str) -> tuple[Credit, ...]:
        """Every note and coin that a session has in the box, in order."""
        rows = self._read(
            "SELECT device, stacked_epoch, stacked_number, amount_fen FROM cash_note WHERE session = ? AND state = ?"
            " ORDER BY note_id",
            (session, NoteState.STACKED),
        )
        return tuple(Credit(device, (epoch, number), amount_fen) for device, epoch, number, amount_fen in rows)

    def at_work(self) -> bool:
        """Whether a device may have taken money that is not entered yet: it was let take some and not emptied since."""
        return bool(self._read("SELECT 1 FROM cash_device WHERE accepting LIMIT 1", ()))

    def lines_of(self, session: str) -> tuple[Line, ...]:
        """Every row of a session, in order."""
        return self._lines("session = ?", (session,))

    def listed(self) -> Listed:
        """What a person has to judge."""
        rows = self._read(
            "SELECT loss_id, device, epoch, number, events FROM cash_loss WHERE settled = 0 ORDER BY loss_id", ()
        )
        losses = tuple(
            Loss(loss_id, device, (epoch, number), events) for loss_id, device, epoch, number, events in rows
        )
        return Listed(self._lines("state = ?", (NoteState.UNKNOWN,)), losses)

    def in_box_since(self, moment: datetime) -> tuple[BoxCount, ...]:
        """What was stacked since then, by denomination: the box must hold it, besides what is listed."""
        rows = self._read(
            "SELECT name, count(*), sum(amount_fen) FROM cash_note WHERE state IN (?, ?) AND changed_at >= ?"
            " GROUP BY name ORDER BY name",
            (NoteState.STACKED, NoteState.FOUND, stamp_of(moment)),
        )
        return tuple(BoxCount(name, count, amount_fen) for name, count, amount_fen in rows)

    def judged(self, note_id: int, *, in_box: bool) -> None:
        """A person has looked for a note of unknown state. Its credit is the person's to give."""
        self._move(note_id, NoteState.FOUND if in_box else NoteState.ABSENT, None, (NoteState.UNKNOWN,))

    def loss_judged(self, loss_id: int) -> None:
        """A person has counted the box after events were lost."""
        with self._file.writing() as connection:
            connection.execute("UPDATE cash_loss SET settled = 1 WHERE loss_id = ?", (loss_id,))

    # ---- the file ----

    def _move(self, note_id: int, state: NoteState, cause: Cause | None, before: tuple[NoteState, ...]) -> None:
        marks = ", ".join("?" for _ in before)
        change = "state = ?, cause = coalesce(?, cause), changed_at = ?"
        statement = f"UPDATE cash_note SET {change} WHERE note_id = ? AND state IN ({marks})"  # noqa: S608 - marks only
        with self._file.writing() as connection:
            if connection.execute(statement, (state, cause, self._stamp(), note_id, *before)).rowcount != 1:
                raise CashJournalError("no such row")

    def _read(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._file.reading() as connection:
            return connection.execute(statement, values).fetchall()

    def _lines(self, condition: str, values: tuple[object, ...]) -> tuple[Line, ...]:
        statement = f"SELECT {_LINE} FROM cash_note WHERE {condition} ORDER BY note_id"  # noqa: S608 - fixed conditions
        return tuple(_line(row) for row in self._read(statement, values))

    def _stamp(self) -> str:
        return stamp_of(self._now())


def _note_gap(connection: sqlite3.Connection, device: str, stamp: str) -> None:
    """List that a device may have taken money that it no longer knows of."""
    connection.execute(
        "INSERT INTO cash_loss (device, epoch, number, events, seen_at)"
        " SELECT device, epoch, number, NULL, ? FROM cash_device WHERE device = ? AND accepting",
        (stamp, device),
    )


def _write_line(connection: sqlite3.Connection, device: str, line: Line, stamp: str) -> None:
    stacked_epoch, stacked_number = line.stacked_event or (None, None)
    if line.note_id is None:
        connection.execute(
            "INSERT INTO cash_note (session, device, epoch, number, type, name, amount_fen, state, cause,"
            " stacked_epoch, stacked_number, seen_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(line.session, device, *line.event, line.type, line.name, line.amount_fen, line.state, line.cause),
                *(stacked_epoch, stacked_number, stamp, stamp),
            ),
        )
        return
    connection.execute(
        "UPDATE cash_note SET state = ?, cause = ?, stacked_epoch = ?, stacked_number = ?, changed_at = ?"
        " WHERE note_id = ?",
        (line.state, line.cause, stacked_epoch, stacked_number, stamp, line.note_id),
    )


def _line(row: tuple[Any, ...]) -> Line:
    note_id, epoch, number, kind, name, amount_fen, session, state, cause, stacked_epoch, stacked_number = row
    stacked = None if stacked_number is None else (stacked_epoch, stacked_number)
    return Line(
        *(note_id, (epoch, number), kind, name, amount_fen, session, NoteState(state), Cause(cause)),
        stacked_event=stacked,
    )


def _pairs(data: bytes) -> tuple[tuple[int, int], ...]:
    return tuple(zip(data[::2], data[1::2], strict=True))
