"""The journal: one row for each note, nothing twice, nothing halfway, nothing about a person."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.cash.cctalk_codec import EventBuffer
from drivers.cash.errors import CashJournalError
from drivers.cash.events import Escrowed, Stacked
from drivers.cash.journal import BoxCount, CashJournal, Credit, Loss
from drivers.cash.model import UnitKind
from drivers.cash.posting import Cause, EventKey, Line, NoteState, Posting
from tests.drivers.cash.till import NOW

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))
NONE = ((0, 0),) * 5
NEW = Line(None, (1, 1), 5, "CN0050A", 5000, "order", NoteState.ESCROW)


def buffer(counter: int) -> EventBuffer:
    return EventBuffer(counter, NONE)


def posting(*lines: Line, at: EventKey = (1, 1), restarted: bool = False, lost: int = 0) -> Posting:
    return Posting(at, restarted, lost, lines, ())


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[CashJournal]:
    made = CashJournal(tmp_path / "cash.sqlite", now=lambda: NOW)
    made.open()
    made.meet("A", UnitKind.BILLS, buffer(0))
    yield made
    made.close()


def stack(journal: CashJournal, number: int, session: str = "order") -> Line:
    """One note all the way."""
    journal.enter("A", buffer(number), posting(replace(NEW, event=(1, number), session=session), at=(1, number)))
    (line,) = [one for one in journal.open_lines("A") if one.event == (1, number)]
    assert line.note_id is not None
    journal.route_sent(line.note_id)
    done = replace(line, state=NoteState.STACKED, stacked_event=(1, number + 1))
    journal.enter("A", buffer(number + 1), posting(done, at=(1, number + 1)))
    return done


def test_a_device_that_was_never_seen(journal: CashJournal) -> None:
    """What it had done before belongs to nobody here."""
    assert journal.known("B") is None
    journal.meet("B", UnitKind.COINS, buffer(9))
    known = journal.known("B")
    assert known is not None
    assert (known.last_event, known.buffer, known.accepting) == ((1, 9), buffer(9), False)


def test_meeting_again_changes_nothing(journal: CashJournal) -> None:
    """Its place in the events is kept."""
    journal.enter("A", buffer(4), posting(at=(1, 4)))
    journal.meet("A", UnitKind.BILLS, buffer(7))
    known = journal.known("A")
    assert known is not None
    assert known.buffer == buffer(4)


def test_a_note_all_the_way(journal: CashJournal) -> None:
    """Escrow, sent on, stacked; the credit is there with the last step and not before."""
    journal.enter("A", buffer(1), posting(NEW))
    (line,) = journal.open_lines("A")
    assert (line.state, journal.credited_fen("order")) == (NoteState.ESCROW, 0)
    assert line.note_id is not None
    journal.route_sent(line.note_id)
    (line,) = journal.open_lines("A")
    assert (line.state, journal.credited_fen("order")) == (NoteState.ROUTE_SENT, 0)
    journal.enter("A", buffer(2), posting(replace(line, state=NoteState.STACKED, stacked_event=(1, 2)), at=(1, 2)))
    assert journal.open_lines("A") == ()
    assert journal.credited_fen("order") == 5000
    assert journal.credited_fen("another") == 0
    assert journal.credits_of("order") == (Credit("A", (1, 2), 5000),)
    assert journal.credits_of("another") == ()
    (line,) = journal.lines_of("order")
    assert line.stacked_event == (1, 2)


def test_one_event_is_never_two_credits(journal: CashJournal) -> None:
    """The database itself refuses, and the whole look is undone."""
    done = stack(journal, 1)
    again = replace(NEW, event=(1, 9), state=NoteState.STACKED, stacked_event=done.stacked_event)
    with pytest.raises(CashJournalError):
        journal.enter("A", buffer(9), posting(again, at=(1, 9)))
    known = journal.known("A")
    assert known is not None
    assert (known.last_event, journal.credited_fen("order")) == ((1, 2), 5000)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(NEW, state=NoteState.STACKED),
        replace(NEW, state=NoteState.STACKED, stacked_event=(1, 2), amount_fen=0),
        replace(NEW, state=NoteState.STACKED, stacked_event=(1, 2), session=""),
        replace(NEW, amount_fen=-1),
    ],
)
def test_a_credit_needs_event_amount_and_session(journal: CashJournal, wrong: Line) -> None:
    """A mistake of this program is stopped by the file."""
    with pytest.raises(CashJournalError, match="CONSTRAINT"):
        journal.enter("A", buffer(2), posting(wrong))
    assert journal.lines_of("order") == ()


def test_steps_out_of_order_are_refused(journal: CashJournal) -> None:
    """A row that is closed is not sent on and not given up."""
    done = stack(journal, 1)
    assert done.note_id is not None
    for step in (journal.route_sent, lambda note: journal.given_up(note, Cause.NO_EVENT)):
        with pytest.raises(CashJournalError, match="no such row"):
            step(done.note_id)
    with pytest.raises(CashJournalError, match="no such row"):
        journal.judged(done.note_id, in_box=True)


def test_a_row_that_was_given_up_is_listed_until_a_person_has_looked(journal: CashJournal) -> None:
    """Found or absent; neither is a credit by itself."""
    for number, in_box in ((1, True), (3, False)):
        journal.enter("A", buffer(number), posting(replace(NEW, event=(1, number)), at=(1, number)))
        (line,) = journal.open_lines("A")
        assert line.note_id is not None
        journal.given_up(line.note_id, Cause.NO_EVENT)
        (listed,) = journal.listed().notes
        assert (listed.state, listed.cause) == (NoteState.UNKNOWN, Cause.NO_EVENT)
        journal.judged(line.note_id, in_box=in_box)
        assert journal.listed().notes == ()
    assert [line.state for line in journal.lines_of("order")] == [NoteState.FOUND, NoteState.ABSENT]
    assert journal.credited_fen("order") == 0


def test_an_exchanged_device_leaves_its_open_rows_to_a_person(journal: CashJournal) -> None:
    """Of the same kind only."""
    journal.meet("C", UnitKind.COINS, buffer(0))
    journal.enter("C", buffer(1), posting(NEW))
    journal.enter("A", buffer(1), posting(NEW))
    journal.accepting("A", on=True)
    journal.meet("B", UnitKind.BILLS, buffer(3))
    (line,) = journal.listed().notes
    assert (line.cause, line.event) == (Cause.EXCHANGED, (1, 1))
    assert journal.listed().losses == (Loss(1, "A", (1, 1), None),)
    assert len(journal.open_lines("C")) == 1
    journal.meet("A", UnitKind.BILLS, buffer(1))
    assert len(journal.listed().losses) == 1


def test_lost_events_are_listed_until_the_box_was_counted(journal: CashJournal) -> None:
    """They may be notes."""
    journal.enter("A", buffer(9), posting(at=(1, 9), lost=4))
    (loss,) = journal.listed().losses
    assert loss == Loss(loss.loss_id, "A", (1, 9), 4)
    journal.loss_judged(loss.loss_id)
    assert journal.listed().losses == ()


def test_a_restart_of_a_device_that_may_have_taken_money_is_listed(journal: CashJournal) -> None:
    """Of one that was inhibited it is not."""
    journal.enter("A", buffer(0), posting(at=(2, 0), restarted=True))
    assert journal.listed().losses == ()
    journal.accepting("A", on=True)
    assert journal.at_work()
    journal.enter("A", buffer(0), posting(at=(3, 0), restarted=True))
    assert [loss.events for loss in journal.listed().losses] == [None]
    journal.accepting("A", on=False)
    assert not journal.at_work()
    journal.unwatched("A")
    assert len(journal.listed().losses) == 1


def test_the_box_is_counted_by_denomination(journal: CashJournal) -> None:
    """What was stacked or found since a moment."""
    stack(journal, 1)
    stack(journal, 3, "another")
    assert journal.in_box_since(NOW) == (BoxCount("CN0050A", 2, 10000),)
    assert journal.in_box_since(NOW + timedelta(seconds=1)) == ()


def test_everything_is_there_after_opening_again(journal: CashJournal, tmp_path: Path) -> None:
    """On disk, in a file that a second connection reads."""
    stack(journal, 1)
    journal.open()
    journal.close()
    journal.close()
    with pytest.raises(CashJournalError, match="closed"):
        journal.credited_fen("order")
    again = CashJournal(tmp_path / "cash.sqlite", now=lambda: NOW)
    again.open()
    assert again.credited_fen("order") == 5000
    again.close()


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    """It is not guessed at."""
    path = tmp_path / "cash.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(CashJournalError, match="schema version 99"):
        CashJournal(path, now=lambda: NOW).open()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """A typed error, and no value in it."""
    path = tmp_path / "cash.sqlite"
    path.write_bytes(b"not a database, and longer than a header" * 40)
    with pytest.raises(CashJournalError, match="SQLITE_NOTADB"):
        CashJournal(path, now=lambda: NOW).open()


def test_the_file_is_synchronised_at_every_commit(journal: CashJournal) -> None:
    """WAL and synchronous FULL, as the rules of money ask."""
    with journal._file.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_power_cut_at_any_byte_of_a_commit_leaves_all_of_it_or_nothing(tmp_path: Path, quick_folder: Path) -> None:
    """The write-ahead log is cut at every place: the credit is there, or the note is still sent on."""
    path = quick_folder / "cash.sqlite"
    journal = CashJournal(path, now=lambda: NOW)
    journal.open()
    journal.meet("A", UnitKind.BILLS, buffer(0))
    journal.enter("A", buffer(1), posting(NEW))
    (line,) = journal.open_lines("A")
    assert line.note_id is not None
    journal.route_sent(line.note_id)
    log = Path(f"{path}-wal")
    before = log.stat().st_size
    journal.enter("A", buffer(2), posting(replace(line, state=NoteState.STACKED, stacked_event=(1, 2)), at=(1, 2)))
    whole = log.read_bytes()
    assert len(whole) > before
    places = range(before, len(whole) + 1)
    rng = random.Random(len(whole))
    chosen = places if PROVE > 1 else sorted({before, len(whole), *rng.sample(places, 120)})
    seen = set()
    for size in chosen:
        copy = quick_folder / "torn.sqlite"
        shutil.copy(path, copy)
        Path(f"{copy}-wal").write_bytes(whole[:size])
        torn = CashJournal(copy, now=lambda: NOW)
        torn.open()
        known = torn.known("A")
        assert known is not None
        after = (known.last_event, torn.credited_fen("order"), len(torn.open_lines("A")))
        assert after in {((1, 1), 0, 1), ((1, 2), 5000, 0)}
        seen.add(after)
        torn.close()
        for file in (copy, Path(f"{copy}-wal"), Path(f"{copy}-shm")):
            file.unlink(missing_ok=True)
    assert len(seen) == 2
    journal.close()


def test_nothing_of_a_person_has_a_place(journal: CashJournal) -> None:
    """The columns are devices, events, denominations, states and times."""
    with journal._file.reading() as connection:
        columns = {
            row[1]
            for table in ("cash_device", "cash_note", "cash_loss")
            for row in connection.execute(f"PRAGMA table_info({table})")
        }
    assert columns == {
        *("device", "unit", "epoch", "number", "counter", "pairs", "accepting", "seen_at"),
        *("note_id", "session", "type", "name", "amount_fen", "state", "cause", "changed_at"),
        *("stacked_epoch", "stacked_number", "loss_id", "events", "settled"),
    }


def test_happenings_are_not_stored(journal: CashJournal) -> None:
    """Rows are; what else happened is in the log."""
    journal.enter("A", buffer(2), Posting((1, 2), False, 0, (), (Escrowed(3), Stacked(3))))
    assert journal.lines_of("order") == ()
