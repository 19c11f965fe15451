"""The terminal has charged something else than it was asked for: a person has to look."""

from __future__ import annotations

import pytest

from drivers.card_terminal.journal import PaymentState
from drivers.card_terminal.model import Paid, Unresolved, UnresolvedCause
from drivers.card_terminal.simulator.core import TERMINAL_ID
from drivers.card_terminal.zvt import commands
from tests.drivers.card_terminal.desk import FEE_FEN, ORDER, OTHER, MemoryDesk

pytestmark = pytest.mark.expects_log_warnings


@pytest.mark.parametrize("lost_from", ["", "charge"], ids=["told", "asked_for"])
def test_another_amount_is_neither_paid_nor_failed(either: MemoryDesk, lost_from: str) -> None:
    """Unknown for good, listed, and never charged again; other orders are."""
    either.faults.other_amount_fen, either.faults.silent_from = FEE_FEN - 1, lost_from
    assert either.pay() == Unresolved(UnresolvedCause.DIFFERS)
    either.faults.other_amount_fen, either.faults.silent_from = 0, ""
    assert either.pay() == Unresolved(UnresolvedCause.DIFFERS)
    assert [one.order for one in either.journal.listed()] == [ORDER]
    assert either.core.heard.count(commands.AUTHORISATION) == 1
    assert isinstance(either.pay(OTHER), Paid)


def test_a_payment_by_hand_that_hides_ours_is_for_a_person(desk: MemoryDesk) -> None:
    """Somebody paid at the terminal before it could be asked: the last payment is not ours."""
    desk.when("processing", lambda: setattr(desk.link, "pulled", True))
    desk.pay()
    desk.core.pay_by_hand(12345)
    desk.link.pulled = False
    desk.reopen()
    desk.driver.poll()
    assert desk.ask() == Unresolved(UnresolvedCause.DIFFERS)


def test_another_terminal_at_the_same_place_cannot_tell(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal was exchanged before it could be asked: its last payment means nothing for us."""
    desk.when("processing", lambda: setattr(desk.link, "pulled", True))
    desk.pay()
    monkeypatch.setattr("drivers.card_terminal.simulator.core.TERMINAL_ID", TERMINAL_ID + 1)
    desk.core.power_cycle()
    desk.link.pulled = False
    desk.reopen()
    desk.driver.poll()
    payment = desk.journal.latest(ORDER)
    assert payment is not None
    assert (payment.state, payment.cause) == (PaymentState.UNKNOWN, UnresolvedCause.CANNOT_TELL)
