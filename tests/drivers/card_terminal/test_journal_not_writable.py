"""The disk of the journal fails: nothing is charged without it, and nothing is told that is not on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.card_terminal.errors import CardJournalError, CardUnsettledError
from drivers.card_terminal.journal import CardJournal, PaymentState
from drivers.card_terminal.model import NotPaidReason, Paid, Pay, Settle, Unresolved, UnresolvedCause
from drivers.card_terminal.zvt import commands
from tests.drivers.card_terminal.desk import FEE_FEN, NOW, ORDER, OTHER, MemoryDesk


def full(*_values: object) -> None:
    """A disk without room."""
    raise CardJournalError("SQLITE_FULL")


def test_an_order_that_cannot_be_noted_is_not_charged(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal first, the terminal second."""
    monkeypatch.setattr(desk.journal, "started", full)
    with pytest.raises(CardJournalError):
        desk.pay()
    assert commands.AUTHORISATION not in desk.core.heard


@pytest.mark.expects_log_warnings
def test_an_approval_that_cannot_be_noted_is_not_known_yet(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is open; as soon as it can be written the terminal is asked, and it is paid."""
    with monkeypatch.context() as patch:
        patch.setattr(desk.journal, "approved", full)
        assert desk.pay() == Unresolved(UnresolvedCause.NOT_ASKED_YET)
    assert isinstance(desk.ask(), Paid)
    assert (desk.bank.standing_fen, len(desk.bank.charges)) == (FEE_FEN, 1)


def test_the_database_itself_refuses_a_second_payment(tmp_path: Path) -> None:
    """Whatever the program does: one order has one row that may be charged."""
    journal = CardJournal(tmp_path / "card.sqlite", now=lambda: NOW)
    journal.open()
    first = journal.started(ORDER, FEE_FEN, "", None)
    with pytest.raises(CardJournalError):
        journal.started(ORDER, FEE_FEN, "", None)
    journal.declined(first, NotPaidReason.DECLINED, "")
    assert journal.started(ORDER, FEE_FEN, "", None) != first
    journal.close()


def test_what_is_known_does_not_change_again(tmp_path: Path) -> None:
    """A declined payment is not unknown later, and an approved one is not declined."""
    journal = CardJournal(tmp_path / "card.sqlite", now=lambda: NOW)
    journal.open()
    row = journal.started(ORDER, FEE_FEN, "", "")
    journal.declined(row, NotPaidReason.DECLINED, "")
    with pytest.raises(CardJournalError):
        journal.unknown(row, UnresolvedCause.CANNOT_TELL, "")
    latest = journal.latest(ORDER)
    assert latest is not None
    assert latest.state is PaymentState.DECLINED
    journal.close()
    with pytest.raises(CardJournalError):
        journal.latest(ORDER)


def test_nothing_is_begun_beside_what_is_open(desk: MemoryDesk) -> None:
    """While the terminal cannot say what became of one order, no other is charged and no day closed."""
    desk.driver.poll()
    desk.journal.started(OTHER, 100, "", "")
    desk.faults.busy = True
    for command in (Pay(ORDER, FEE_FEN), Settle()):
        with pytest.raises(CardUnsettledError):
            desk.driver.run(command, desk.context())
    assert commands.AUTHORISATION not in desk.core.heard
