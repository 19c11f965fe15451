"""The person presses the red key, walks away, or changes their mind at the screen."""

from __future__ import annotations

import pytest

from drivers.card_terminal.journal import PaymentState
from drivers.card_terminal.model import NotPaid, NotPaidReason, Paid
from drivers.card_terminal.zvt import commands
from drivers.commands import CommandStoppedError
from tests.drivers.card_terminal.desk import FEE_FEN, ORDER, MemoryDesk


def test_the_red_key_charges_nothing(by_hand: MemoryDesk) -> None:
    """It is told as cancelled, and another try is another try."""
    by_hand.when("present_card", lambda: setattr(by_hand.time, "on_wait", lambda _now: by_hand.core.press_stop()))
    assert by_hand.pay() == NotPaid(NotPaidReason.CANCELLED, "zvt_6c")
    by_hand.time.on_wait = lambda _now: None
    by_hand.core.auto = True
    assert isinstance(by_hand.pay(), Paid)


def test_cancelled_at_the_screen_the_terminal_is_stopped(by_hand: MemoryDesk) -> None:
    """Its last word is awaited; then it is certain that nothing was charged."""
    context = by_hand.context()
    by_hand.when("present_card", context.cancel)
    with pytest.raises(CommandStoppedError):
        by_hand.pay(context=context)
    payment = by_hand.journal.latest(ORDER)
    assert payment is not None
    assert payment.state is PaymentState.DECLINED
    assert by_hand.bank.charges == []
    assert commands.ABORT in by_hand.core.heard


def test_nobody_comes_with_a_card(by_hand: MemoryDesk) -> None:
    """When the time is over the terminal is stopped, and that is no fault."""
    assert by_hand.pay(context=by_hand.context(20)) == NotPaid(NotPaidReason.TIME_OVER, "zvt_6c")
    assert not by_hand.core.wants_card


def test_a_cancel_that_comes_too_late_is_a_payment(desk: MemoryDesk) -> None:
    """The bank was quicker: the terminal's last word counts."""
    context = desk.context()
    desk.when("processing", context.cancel)
    result = desk.pay(context=context)
    assert isinstance(result, Paid)
    assert desk.bank.standing_fen == FEE_FEN


def test_cancelled_before_it_began_nothing_is_asked(desk: MemoryDesk) -> None:
    """No row, no charge."""
    context = desk.context()
    context.cancel()
    with pytest.raises(CommandStoppedError):
        desk.pay(context=context)
    assert desk.journal.latest(ORDER) is None
    assert commands.AUTHORISATION not in desk.core.heard
