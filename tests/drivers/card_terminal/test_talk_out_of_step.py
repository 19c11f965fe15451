"""What the terminal says too late, too much, or while nobody listens is never taken for another answer."""

from __future__ import annotations

import pytest

from drivers.card_terminal.errors import CardUnsettledError
from drivers.card_terminal.model import NotPaid, NotPaidReason, Paid, Ready, Void
from drivers.card_terminal.zvt import commands
from drivers.card_terminal.zvt.apdu import Apdu
from drivers.commands import CommandStoppedError
from drivers.transport.errors import UnpluggedError
from tests.drivers.card_terminal.desk import ORDER, OTHER, MemoryDesk

STALE = Apdu(commands.INTERMEDIATE, b"\x0e\x01")


def test_the_end_of_an_earlier_command_ends_no_later_one(either: MemoryDesk) -> None:
    """A completion that comes before the command is taken belongs to another: it is answered and means nothing."""
    either.driver.poll()

    def late(data: bytes) -> bytes:
        if b"\x06\x01" in data:
            either.core.out(Apdu(commands.COMPLETION))
            either.link.on_write = lambda later: later
        return data

    either.link.on_write = late
    assert isinstance(either.pay(), Paid)
    assert len(either.bank.charges) == 1


def test_a_terminal_that_does_not_stop_talking_is_not_listened_to_for_ever(either: MemoryDesk) -> None:
    """There is a limit, and then the next command is sent."""
    either.driver.poll()

    def slowly(data: bytes) -> bytes:
        either.time.at += 1
        return data

    either.link.on_write = slowly
    for _ in range(12):
        either.core.out(STALE)
    either.driver._terminal.stop()
    either.link.on_write = lambda data: data
    assert isinstance(either.driver.poll(), Ready)


def test_a_line_that_goes_after_the_last_word_changes_nothing(by_hand: MemoryDesk) -> None:
    """Stopped, said so, and then the cable is pulled: nothing was charged."""
    context = by_hand.context()
    by_hand.when("present_card", context.cancel)

    def pulled_after(data: bytes) -> bytes:
        by_hand.link.on_write = pulled_at_answer if b"\x06\xb0" in data else pulled_after
        return data

    def pulled_at_answer(data: bytes) -> bytes:
        by_hand.link.pulled = b"\x80\x00\x00" in data
        return data

    by_hand.link.on_write = pulled_after
    with pytest.raises(CommandStoppedError):
        by_hand.pay(context=context)
    assert by_hand.link.pulled
    assert by_hand.bank.charges == []


def test_a_command_that_is_not_known_charges_nothing(either: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """84 83 to an authorisation: refused before it was taken."""
    begin = either.core._begin

    def answer(apdu: Apdu) -> None:
        if apdu.control == commands.AUTHORISATION:
            either.core.out(Apdu(0x8483))
        else:
            begin(apdu)

    monkeypatch.setattr(either.core, "_begin", answer)
    assert either.pay() == NotPaid(NotPaidReason.TERMINAL_TROUBLE, "zvt_83")
    assert either.bank.charges == []


def test_nothing_is_taken_back_beside_what_is_open(desk: MemoryDesk) -> None:
    """It would hide the last payment."""
    desk.pay()
    desk.journal.started(OTHER, 100, "", "")
    desk.faults.busy = True
    with pytest.raises(CardUnsettledError):
        desk.driver.run(Void(ORDER), desk.context())
    assert commands.REVERSAL not in desk.core.heard


@pytest.mark.parametrize("journal", [True, False])
def test_a_line_that_cannot_be_opened_leaves_nothing_open(desk: MemoryDesk, journal: bool) -> None:
    """Neither line nor journal; the supervisor tries again."""
    desk.driver.close()
    driver = desk.new_driver(desk.journal if journal else None)
    desk.link.pulled = True
    with pytest.raises(UnpluggedError):
        driver.open()
    assert not desk.link.is_open
    desk.link.pulled = False
    driver.open()
    assert isinstance(driver.poll(), Ready)
    driver.close()
