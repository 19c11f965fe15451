"""The terminal's last words are lost on the way: what it did is asked for."""

from __future__ import annotations

import pytest

from drivers.card_terminal.model import NotVoided, Paid, Void, Voided
from drivers.card_terminal.zvt import commands
from tests.drivers.card_terminal.desk import FEE_FEN, ORDER, MemoryDesk


@pytest.mark.parametrize("lost_from", ["charge", "status"])
def test_a_charged_order_is_paid_whatever_was_lost(either: MemoryDesk, lost_from: str) -> None:
    """The status, or only the completion after it: the question tells, and nothing is charged again."""
    either.faults.silent_from = lost_from
    assert isinstance(either.pay(), Paid)
    assert either.bank.standing_fen == FEE_FEN
    assert either.core.heard.count(commands.AUTHORISATION) == 1


def test_a_completion_without_a_status_is_asked_for(either: MemoryDesk) -> None:
    """Done, it says, and not what: that is no receipt."""
    either.faults.no_status = True
    result = either.pay()
    assert isinstance(result, Paid)
    assert result.receipt.receipt_no == 1


@pytest.mark.expects_log_warnings
def test_a_lost_answer_to_a_void_is_not_known_and_settled_by_naming_the_receipt_again(either: MemoryDesk) -> None:
    """The receipt can be reversed once: asked again, the terminal says that it is."""
    either.pay()
    either.faults.silent_from = "charge"
    lost = either.driver.run(Void(ORDER), either.context())
    assert isinstance(lost, NotVoided)
    assert not lost.known
    assert [one.order for one in either.journal.listed()] == [ORDER]
    either.faults.silent_from = ""
    assert isinstance(either.driver.run(Void(ORDER), either.context()), Voided)
    assert either.bank.standing == []
    assert either.journal.listed() == ()
