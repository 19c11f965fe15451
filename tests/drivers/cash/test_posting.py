"""From events to rows: what is credited, what is flagged, what is for a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.cash.events import (
    Escrowed,
    Fresh,
    Happening,
    Lost,
    Reject,
    Rejected,
    Restarted,
    Returned,
    Stacked,
    StackedUnknown,
)
from drivers.cash.money import Denomination, price_list
from drivers.cash.posting import Cause, Line, NoteState, Posting, post

PRICES = price_list([Denomination(3, "CN0010A", 1000), Denomination(5, "CN0050A", 5000)])
SENT = Line(1, (1, 6), 3, "CN0010A", 1000, "order", NoteState.ROUTE_SENT)
HELD = replace(SENT, state=NoteState.ESCROW)


def posted(
    change: Fresh | Lost | Restarted, *lines: Line, session: str | None = "order", escrow: bool = True
) -> Posting:
    return post(change, (1, 6), lines, PRICES, session, escrow=escrow)


def fresh(*events: Happening) -> Fresh:
    return Fresh(events)


def states(posting: Posting) -> list[tuple[NoteState, Cause]]:
    return [(line.state, line.cause) for line in posting.lines]


def test_a_note_comes_into_escrow() -> None:
    """A row under the event's number, for the session."""
    posting = posted(fresh(Escrowed(3)))
    assert posting.lines == (Line(None, (1, 7), 3, "CN0010A", 1000, "order", NoteState.ESCROW),)
    assert (posting.last_event, posting.restarted, posting.lost) == ((1, 7), False, 0)


def test_a_note_that_was_sent_on_is_credited() -> None:
    """Under the number of its stacked event."""
    posting = posted(fresh(Stacked(3)), SENT)
    assert posting.lines == (replace(SENT, state=NoteState.STACKED, stacked_event=(1, 7)),)


def test_a_note_that_we_did_not_send_on_is_credited_and_flagged() -> None:
    """Money was taken."""
    assert states(posted(fresh(Stacked(3)), HELD)) == [(NoteState.STACKED, Cause.NOT_ASKED_FOR)]
    assert states(posted(fresh(Stacked(3)))) == [(NoteState.STACKED, Cause.NOT_ASKED_FOR)]
    assert states(posted(fresh(Escrowed(3), Stacked(3)))) == [(NoteState.STACKED, Cause.NOT_ASKED_FOR)]


def test_a_coin_needs_no_escrow() -> None:
    """It is credited, and not flagged."""
    assert states(posted(fresh(Stacked(3)), escrow=False)) == [(NoteState.STACKED, Cause.NONE)]


@pytest.mark.parametrize("line", [SENT, HELD])
def test_a_note_that_came_back(line: Line) -> None:
    """Whether we wanted it or not."""
    assert states(posted(fresh(Returned()), line)) == [(NoteState.RETURNED, Cause.NONE)]
    assert posted(fresh(Returned())).lines == ()


def test_another_note_than_the_one_in_escrow_is_for_a_person() -> None:
    """Neither of the two amounts is credited."""
    assert states(posted(fresh(Stacked(5)), SENT)) == [(NoteState.UNKNOWN, Cause.TYPE_DIFFERS)]
    assert states(posted(fresh(StackedUnknown()), SENT)) == [(NoteState.UNKNOWN, Cause.UNKNOWN_TYPE)]


def test_what_has_no_amount_is_for_a_person() -> None:
    """Something is in the box."""
    for event in (Stacked(9), StackedUnknown()):
        posting = posted(fresh(event))
        assert states(posting) == [(NoteState.UNKNOWN, Cause.UNKNOWN_TYPE)]
        assert posting.lines[0].amount_fen == 0
        assert posting.lines[0].stacked_event == (1, 7)


def test_money_without_a_session_is_for_a_person() -> None:
    """There is nothing to credit it to."""
    assert states(posted(fresh(Stacked(3)), session=None)) == [(NoteState.UNKNOWN, Cause.NO_SESSION)]
    stray = replace(HELD, session="")
    assert states(posted(fresh(Stacked(3)), stray)) == [(NoteState.UNKNOWN, Cause.NO_SESSION)]


def test_money_of_an_earlier_session_stays_its_own() -> None:
    """The program was away while the note went in."""
    (line,) = posted(fresh(Stacked(3)), SENT, session=None).lines
    assert (line.session, line.state) == ("order", NoteState.STACKED)


@pytest.mark.parametrize("line", [SENT, HELD])
def test_a_restart_makes_open_rows_unknown(line: Line) -> None:
    """Nothing is credited by guessing."""
    posting = posted(Restarted(0, ()), line)
    assert states(posting) == [(NoteState.UNKNOWN, Cause.RESTARTED)]
    assert (posting.last_event, posting.restarted) == ((2, 0), True)


def test_a_stacked_event_after_a_restart_is_linked_and_not_credited() -> None:
    """It may be the same note: one row, never two."""
    (line,) = posted(Restarted(0, (Stacked(3),)), SENT).lines
    assert (line.state, line.stacked_event) == (NoteState.UNKNOWN, (2, 1))


def test_another_stacked_event_after_a_restart_is_listed_by_itself() -> None:
    """Another type cannot be the same note."""
    posting = posted(Restarted(0, (Stacked(5),)), SENT)
    assert states(posting) == [(NoteState.UNKNOWN, Cause.RESTARTED)] * 2


def test_a_late_stacked_event_is_linked_to_the_row_that_was_given_up() -> None:
    """Seen, and still for a person."""
    given_up = replace(SENT, state=NoteState.UNKNOWN, cause=Cause.NO_EVENT)
    (line,) = posted(fresh(Stacked(3)), given_up).lines
    assert (line.state, line.cause, line.stacked_event) == (NoteState.UNKNOWN, Cause.NO_EVENT, (1, 7))
    assert len(posted(fresh(Stacked(3), Stacked(3)), given_up).lines) == 2


def test_a_restart_leaves_a_row_that_was_given_up_as_it_is() -> None:
    """It is for a person already."""
    given_up = replace(SENT, state=NoteState.UNKNOWN, cause=Cause.NO_EVENT)
    assert posted(Restarted(0, ()), given_up).lines == ()


def test_lost_events_credit_nothing() -> None:
    """What is left in the buffer is listed, and its numbers leave room for what was lost."""
    posting = posted(Lost(2, (Escrowed(5), Stacked(5))), SENT)
    assert states(posting) == [(NoteState.UNKNOWN, Cause.EVENTS_LOST)] * 2
    assert (posting.last_event, posting.lost) == ((1, 10), 2)
    assert posting.lines[1].event == (1, 9)


def test_a_restart_that_forgot_events() -> None:
    """They are counted as lost in the new epoch."""
    posting = posted(Restarted(3, (Rejected(Reject.TRANSPORT),) * 5))
    assert (posting.last_event, posting.lost, posting.lines) == ((2, 8), 3, ())


def test_what_is_no_note_changes_no_row() -> None:
    """It is told all the same."""
    posting = posted(fresh(Rejected(Reject.TRANSPORT)), SENT)
    assert (posting.lines, posting.happenings) == ((), (Rejected(Reject.TRANSPORT),))
