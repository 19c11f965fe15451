"""The terminal loses its power in a payment."""

from __future__ import annotations

import pytest

from drivers.card_terminal.model import CardStage, NotPaid, NotPaidReason, Paid, PayResult, Unresolved
from tests.drivers.card_terminal.desk import FEE_FEN, OTHER, MemoryDesk


def cut(desk: MemoryDesk, stage: CardStage) -> None:
    """The power goes at a stage."""

    def power() -> None:
        desk.link.end.reset()
        desk.core.power_cycle()

    desk.when(stage, power)


def until_known(desk: MemoryDesk, result: object) -> object:
    """Poll and ask, as the terminal does."""
    for _ in range(5):
        if not isinstance(result, Unresolved):
            return result
        desk.reopen()
        desk.driver.poll()
        result = desk.ask()
    return result


@pytest.mark.parametrize("stage", [CardStage.PRESENT_CARD, CardStage.ENTER_PIN])
def test_before_the_charge_nothing_was_charged(either: MemoryDesk, stage: CardStage) -> None:
    """After the power is back the last payment is the one before."""
    cut(either, stage)
    assert until_known(either, either.pay()) == NotPaid(NotPaidReason.NEVER_BEGUN)
    assert either.bank.charges == []


def test_after_the_charge_it_is_paid(either: MemoryDesk) -> None:
    """The terminal has it in its memory, and that is asked."""
    either.faults.keeps_card = True
    cut(either, CardStage.REMOVE_CARD)
    assert isinstance(until_known(either, either.pay()), Paid)
    assert either.bank.standing_fen == FEE_FEN


def test_a_terminal_that_takes_it_back_says_so(either: MemoryDesk) -> None:
    """Some reverse what they could not tell: then it is not paid."""
    either.faults.keeps_card = either.faults.reverses_after_power_cut = True
    cut(either, CardStage.REMOVE_CARD)
    result: PayResult | object = until_known(either, either.pay())
    assert result == NotPaid(NotPaidReason.DECLINED)
    assert either.bank.standing == []


def test_it_is_registered_anew_by_itself(either: MemoryDesk) -> None:
    """A terminal that was switched off between two residents takes the next payment."""
    either.pay()
    either.link.end.reset()
    either.core.power_cycle()
    assert isinstance(either.pay(OTHER), Paid)
    assert len(either.bank.charges) == 2
