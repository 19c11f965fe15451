"""What events do to the journal: a pure function from what is known and what has happened to rows.

* Credit comes from a *stacked* event alone, once, under the number of that event. The device's counter goes round
  after 255, so an event's number is counted on from the start of the boot epoch.
* A restart or lost events end every open row as unknown. What is seen as stacked after that is for a person: it is
  linked to such a row where it can be the same note, and listed by itself otherwise. It is never credited.
* Money that came without our asking was taken all the same: it is credited and flagged where a session is open, and
  listed where none is.

Source: payments sheet, section 10.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from drivers.cash.events import (
    Advance,
    Escrowed,
    Fresh,
    Happening,
    Lost,
    Restarted,
    Returned,
    Stacked,
    StackedUnknown,
)
from drivers.cash.money import PriceList


class NoteState(StrEnum):
    """What is known of one note or coin."""

    ESCROW = "escrow"
    ROUTE_SENT = "route_sent"
    STACKED = "stacked"
    RETURNED = "returned"
    UNKNOWN = "unknown"
    FOUND = "found"
    """A person has found it in the box."""
    ABSENT = "absent"
    """A person has not found it in the box."""


class Cause(StrEnum):
    """Why a row is unknown, or flagged."""

    NONE = ""
    RESTARTED = "restarted"
    EXCHANGED = "exchanged"
    EVENTS_LOST = "events_lost"
    NO_EVENT = "no_event"
    TYPE_DIFFERS = "type_differs"
    UNKNOWN_TYPE = "unknown_type"
    NO_SESSION = "no_session"
    NOT_ASKED_FOR = "not_asked_for"


EventKey = tuple[int, int]
"""Boot epoch of the device, and the event's number in it, from 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the journal, as far as events can change it.

    Attributes:
        note_id: the row; None for one that is new.
        event: boot epoch and number of the event that made the row.
        type: the device's number of the denomination; 0 where it does not know.
        name: the device's name of it.
        amount_fen: what it is worth; 0 where that is not known.
        session: what it was for; empty without a session.
        state: what is known.
        cause: why it is unknown or flagged.
        stacked_event: boot epoch and number of its stacked event; None without one.
    """

    note_id: int | None
    event: EventKey
    type: int
    name: str
    amount_fen: int
    session: str
    state: NoteState
    cause: Cause = Cause.NONE
    stacked_event: EventKey | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """What a look at the device changes.

    Attributes:
        last_event: boot epoch and number of the newest event.
        restarted: whether a new boot epoch has begun.
        lost: how many events nobody has seen.
        lines: rows to write, new and changed, in order.
        happenings: what has happened, the oldest first.
    """

    last_event: EventKey
    restarted: bool
    lost: int
    lines: tuple[Line, ...]
    happenings: tuple[Happening, ...]


OPEN = frozenset({NoteState.ESCROW, NoteState.ROUTE_SENT})


def post(
    change: Advance,
    last_event: EventKey,
    lines: tuple[Line, ...],
    prices: PriceList,
    session: str | None,
    *,
    escrow: bool,
) -> Posting:
    """Decide what the journal says after a look at the device.

    Args:
        change: what is new since the last look.
        last_event: boot epoch and number of the newest event at the last look.
        lines: the device's rows that are open, and the unknown ones for which no stacked event was seen.
        prices: its denominations.
        session: what money is taken for now; None while none is taken.
        escrow: whether the device holds notes until they are routed.
    """
    book = _Book(lines, prices, session, escrow=escrow)
    epoch, number = last_event
    match change:
        case Fresh(events):
            lost = 0
        case Lost(lost, events):
            book.doubt(Cause.EVENTS_LOST)
        case Restarted(lost, events):
            epoch, number = epoch + 1, 0
            book.doubt(Cause.RESTARTED)
        case _:
            assert_never(change)
    for at, happening in enumerate(events, number + lost + 1):
        book.enter((epoch, at), happening)
    newest = (epoch, number + lost + len(events))
    return Posting(newest, epoch != last_event[0], lost, book.changed(), events)


class _Book:
    """The rows while events are entered."""

    def __init__(self, lines: tuple[Line, ...], prices: PriceList, session: str | None, *, escrow: bool) -> None:
        self._lines = list(lines)
        self._touched: set[int] = set()
        self._prices = prices
        self._session = session
        self._escrow = escrow
        self._doubt: Cause | None = None

    def doubt(self, cause: Cause) -> None:
        """Open rows become unknown, and nothing that follows is credited."""
        self._doubt = cause
        for at, line in enumerate(self._lines):
            if line.state in OPEN:
                self._write(at, replace(line, state=NoteState.UNKNOWN, cause=cause))

    def changed(self) -> tuple[Line, ...]:
        """The rows that are new or another than before."""
        return tuple(line for at, line in enumerate(self._lines) if at in self._touched)

    def enter(self, event: EventKey, happening: Happening) -> None:
        """Enter one event."""
        match happening:
            case Escrowed(number):
                self._add(self._line(event, number, NoteState.ESCROW))
            case Stacked(number):
                self._stacked(event, number)
            case StackedUnknown():
                self._stacked(event, 0)
            case Returned():
                at = self._last(OPEN)
                if at is not None:
                    self._write(at, replace(self._lines[at], state=NoteState.RETURNED))
            case _:
                return

    def _stacked(self, event: EventKey, number: int) -> None:
        at = self._last(OPEN)
        if at is not None:
            self._write(at, replace(self._settled(self._lines[at], number), stacked_event=event))
            return
        at = self._last(frozenset({NoteState.UNKNOWN}), number)
        if at is not None:
            self._write(at, replace(self._lines[at], stacked_event=event))
            return
        line = replace(self._line(event, number, NoteState.STACKED), stacked_event=event)
        self._add(self._credited(line, flagged=self._escrow))

    def _settled(self, line: Line, number: int) -> Line:
        """An open row whose note is in the box."""
        if number and number != line.type:
            return replace(line, state=NoteState.UNKNOWN, cause=Cause.TYPE_DIFFERS)
        if not number:
            return replace(line, state=NoteState.UNKNOWN, cause=Cause.UNKNOWN_TYPE)
        return self._credited(line, flagged=line.state is NoteState.ESCROW)

    def _credited(self, line: Line, *, flagged: bool) -> Line:
        """A row whose note is in the box: credited where that is beyond doubt, for a person otherwise."""
        if self._doubt is not None:
            cause = self._doubt
        elif not line.amount_fen:
            cause = Cause.UNKNOWN_TYPE
        elif not line.session:
            cause = Cause.NO_SESSION
        else:
            return replace(line, state=NoteState.STACKED, cause=Cause.NOT_ASKED_FOR if flagged else Cause.NONE)
        return replace(line, state=NoteState.UNKNOWN, cause=cause)

    def _line(self, event: EventKey, number: int, state: NoteState) -> Line:
        known = self._prices.get(number)
        name, amount_fen = (known.name, known.amount_fen) if known is not None else (f"type {number}", 0)
        return Line(None, event, number, name, amount_fen, self._session or "", state)

    def _last(self, states: frozenset[NoteState], number: int | None = None) -> int | None:
        """The newest row in one of these states (of one type) for which no stacked event was seen."""
        for at in range(len(self._lines) - 1, -1, -1):
            line = self._lines[at]
            if line.state in states and line.stacked_event is None and number in {None, line.type}:
                return at
        return None

    def _add(self, line: Line) -> None:
        self._lines.append(line)
        self._touched.add(len(self._lines) - 1)

    def _write(self, at: int, line: Line) -> None:
        self._lines[at] = line
        self._touched.add(at)
