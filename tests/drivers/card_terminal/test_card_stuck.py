"""The card does not come out: the payment is done, and the terminal says nothing more."""

from __future__ import annotations

from drivers.card_terminal.model import CardStage, Paid, Unresolved, UnresolvedCause, Unsettled
from tests.drivers.card_terminal.desk import FEE_FEN, ORDER, MemoryDesk


def test_a_card_that_comes_out_in_time_ends_the_payment(desk: MemoryDesk) -> None:
    """The resident is told to take it, and then it is paid."""
    desk.faults.keeps_card = True
    desk.when(CardStage.REMOVE_CARD, lambda: setattr(desk.time, "on_wait", lambda _now: desk.core.free_card()))
    assert isinstance(desk.pay(), Paid)
    assert desk.stages[-1] == CardStage.REMOVE_CARD


def test_a_stuck_card_is_not_known_until_it_is_freed(desk: MemoryDesk) -> None:
    """The terminal is occupied and cannot be asked: unknown, and no other payment; then it is paid."""
    desk.faults.keeps_card = True
    assert desk.pay() == Unresolved(UnresolvedCause.NOT_ASKED_YET)
    assert desk.driver.poll() == Unsettled(ORDER)
    desk.core.free_card()
    assert isinstance(desk.ask(), Paid)
    assert (desk.bank.standing_fen, len(desk.bank.charges)) == (FEE_FEN, 1)
