"""What the till tells of an order: what the drivers' journals have, and nothing final while that is not certain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.card_terminal.journal import CardJournal
from drivers.card_terminal.model import CardOrderId, CardReceipt, NotPaidReason, UnresolvedCause
from drivers.cash.cctalk_codec import EventBuffer
from drivers.cash.journal import CashJournal
from drivers.cash.model import UnitKind
from drivers.cash.posting import Line, NoteState, Posting
from kiosk.payments.till import JournalTill
from offline_queue.wire.payments import CardReport, CardResult, CashCredit, CashEnd, CashReport

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ORDER = "K261124123000A1B2C3D4E5F6"
DEVICE = "纸币器 7"
NOTE = Line(None, (1, 1), 5, "CN0050A", 5_000, ORDER, NoteState.ESCROW)
EMPTY = ((0, 0),) * 5


@pytest.fixture
def till(tmp_path: Path) -> JournalTill:
    return JournalTill(tmp_path / "cash.sqlite", tmp_path / "card.sqlite", lambda _kind: True)


def enter(folder: Path, line: Line, *, accepting: bool = False) -> None:
    journal = CashJournal(folder / "cash.sqlite", now=lambda: AT)
    journal.open()
    journal.meet(DEVICE, UnitKind.BILLS, EventBuffer(0, EMPTY))
    journal.accepting(DEVICE, on=accepting)
    journal.enter(DEVICE, EventBuffer(1, EMPTY), Posting((1, 1), restarted=False, lost=0, lines=(line,), happenings=()))
    journal.close()


STACKED = replace(NOTE, state=NoteState.STACKED, stacked_event=(1, 1))
CREDIT = CashCredit(device="d----7", epoch=1, counter=1, value_fen=5_000)


def test_without_a_journal_nothing_was_taken(till: JournalTill) -> None:
    """There is no validator here: the session is over, or open as long as somebody says so."""
    assert till.cash(ORDER) == CashReport(end=CashEnd.FINISHED)
    assert till.cash(ORDER, ended=False) == CashReport(end=CashEnd.OPEN)


@pytest.mark.parametrize(("ended", "end"), [(True, CashEnd.FINISHED), (False, CashEnd.OPEN)])
def test_every_note_is_told_with_its_name(till: JournalTill, tmp_path: Path, ended: bool, end: CashEnd) -> None:
    """Device, epoch and counter, in signs that the contract has."""
    enter(tmp_path, STACKED)
    assert till.cash(ORDER, ended=ended) == CashReport(credits=(CREDIT,), end=end)
    assert till.cash("another", ended=ended) == CashReport(end=end)


@pytest.mark.parametrize("state", [NoteState.ESCROW, NoteState.ROUTE_SENT, NoteState.UNKNOWN])
def test_a_note_that_is_nowhere_is_told_as_uncertain(till: JournalTill, tmp_path: Path, state: NoteState) -> None:
    enter(tmp_path, replace(NOTE, state=state))
    assert till.cash(ORDER) == CashReport(end=CashEnd.UNCERTAIN)


def test_a_validator_that_is_not_emptied_ends_nothing(till: JournalTill, tmp_path: Path) -> None:
    """It may hold something that is not in the journal yet; what is in it can be told before."""
    enter(tmp_path, STACKED, accepting=True)
    assert till.cash(ORDER) is None
    assert till.cash(ORDER, ended=False) == CashReport(credits=(CREDIT,), end=CashEnd.OPEN)


def test_a_journal_that_cannot_be_read_says_nothing(till: JournalTill, tmp_path: Path) -> None:
    for name in ("cash.sqlite", "card.sqlite"):
        (tmp_path / name).write_bytes(b"no database" * 100)
    assert till.cash(ORDER) is None
    assert till.card(ORDER, 100) is None


DECLINED = CardReport(result=CardResult.DECLINED, amount_fen=100)


def charge(folder: Path) -> tuple[CardJournal, int]:
    journal = CardJournal(folder / "card.sqlite", now=lambda: AT)
    journal.open()
    return journal, journal.started(CardOrderId(ORDER), 100, "T1", None)


def test_a_card_that_was_never_asked_for_is_not_charged(till: JournalTill, tmp_path: Path) -> None:
    """Neither without a journal nor with one of other orders."""
    assert till.card(ORDER, 100) == DECLINED
    charge(tmp_path)[0].close()
    assert till.card("another", 100) == DECLINED


def test_a_card_terminal_that_does_not_answer_is_waited_for(tmp_path: Path) -> None:
    """What it did is not known before it was asked."""
    till = JournalTill(tmp_path / "cash.sqlite", tmp_path / "card.sqlite", lambda _kind: False)
    assert till.card(ORDER, 100) is None


def test_what_the_card_terminal_said_is_told(till: JournalTill, tmp_path: Path) -> None:
    """Nothing while it has still to be asked; then unknown, declined, or approved with its number."""
    journal, row = charge(tmp_path)
    assert till.card(ORDER, 100) is None
    journal.unknown(row, UnresolvedCause.NOT_ASKED_YET, "x")
    assert till.card(ORDER, 100) is None
    other = next(cause for cause in UnresolvedCause if cause is not UnresolvedCause.NOT_ASKED_YET)
    journal.unknown(row, other, "x")
    assert till.card(ORDER, 100) == CardReport(result=CardResult.UNKNOWN, amount_fen=100)
    journal.declined(row, next(iter(NotPaidReason)), "05")
    assert till.card(ORDER, 100) == DECLINED
    second = journal.started(CardOrderId(ORDER), 100, "T1", None)
    journal.approved(second, CardReceipt(100, "000123", 1, 2, "T1"))
    journal.close()
    assert till.card(ORDER, 100) == CardReport(result=CardResult.APPROVED, amount_fen=100, reference="000123")
