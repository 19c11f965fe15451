"""The terminal is occupied, out of order, or not ours."""

from __future__ import annotations

import pytest

from drivers.card_terminal.errors import CardFaultError, CardNotRegisteredError, CardRefusedError
from drivers.card_terminal.model import Busy, Offline, OutOfOrder, Paid, Settle, Settled
from drivers.card_terminal.simulator.core import ZvtCore
from drivers.card_terminal.zvt import commands
from drivers.card_terminal.zvt.apdu import Apdu
from drivers.vocabulary import StaffAction
from tests.drivers.card_terminal.desk import ORDER, MemoryDesk


def test_an_occupied_terminal_takes_no_payment(either: MemoryDesk) -> None:
    """It is told as busy; nothing is noted and nothing charged; when it is free it pays."""
    either.faults.busy = True
    assert either.driver.poll() == Busy()
    with pytest.raises(CardRefusedError):
        either.pay()
    assert either.journal.latest(ORDER) is None
    either.faults.busy = False
    assert isinstance(either.pay(), Paid)


def test_a_payment_that_somebody_left_open_is_stopped(by_hand: MemoryDesk) -> None:
    """What waits for a card that nobody will present is ended before the next begins."""
    by_hand.driver.poll()
    by_hand.core.receive(commands.authorisation(100, 156))
    assert by_hand.core.wants_card
    by_hand.when("present_card", lambda: setattr(by_hand.time, "on_wait", lambda _now: by_hand.core.present_card()))
    assert isinstance(by_hand.pay(), Paid)
    assert len(by_hand.bank.charges) == 1


def test_a_terminal_in_trouble_is_out_of_order(desk: MemoryDesk) -> None:
    """With its own code, for staff; nothing is charged."""
    desk.faults.trouble = 0xF0
    assert desk.driver.poll() == OutOfOrder("zvt_f0")
    with pytest.raises(CardFaultError) as caught:
        desk.pay()
    assert caught.value.action is StaffAction.CALL_SERVICE


@pytest.mark.parametrize("core", [ZvtCore(password="123456"), ZvtCore(currency=978)], ids=["password", "currency"])
def test_a_terminal_that_is_not_set_up_for_us(tmp_path_factory: pytest.TempPathFactory, core: ZvtCore) -> None:
    """Another password or currency: staff look at the settings."""
    desk = MemoryDesk(tmp_path_factory.mktemp("card"), core=core)
    desk.driver.open()
    with pytest.raises(CardNotRegisteredError) as caught:
        desk.driver.poll()
    assert desk.driver.unreached(caught.value) == Offline("card_not_registered")
    desk.close()


def test_a_terminal_that_cannot_close_its_day_says_why(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has changed then, and it is on record."""
    desk.driver.poll()
    monkeypatch.setattr(desk.core, "_day", lambda _data: iter([Apdu(commands.ABORTED, b"\x77")]))
    assert desk.driver.run(Settle(), desk.context()) == Settled("zvt_77")
