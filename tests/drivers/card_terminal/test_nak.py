"""The terminal refuses our frames (NAK), or the commands in them (84 xx)."""

from __future__ import annotations

import pytest

from drivers.card_terminal.errors import CardGarbledError
from drivers.card_terminal.model import Paid, Ready
from drivers.card_terminal.zvt import commands
from tests.drivers.card_terminal.desk import FEE_FEN, ORDER, MemoryDesk
from tests.drivers.card_terminal.test_crc_errors import serial


def test_a_refused_frame_is_sent_again(desk: MemoryDesk) -> None:
    """Twice refused, the third time taken: charged once."""
    desk.when("connecting", lambda: setattr(serial(desk).faults, "refused", 2))
    assert isinstance(desk.pay(), Paid)
    assert (desk.bank.standing_fen, desk.core.heard.count(commands.AUTHORISATION)) == (FEE_FEN, 1)


def test_a_frame_that_is_refused_every_time_is_a_fault_of_the_line(desk: MemoryDesk) -> None:
    """Before the payment: nothing is asked of the terminal and nothing is in the journal."""
    serial(desk).faults.refused = 1000
    with pytest.raises(CardGarbledError):
        desk.pay()
    assert desk.journal.latest(ORDER) is None
    serial(desk).faults.refused = 0
    desk.reopen()
    assert isinstance(desk.driver.poll(), Ready)


def test_an_acknowledgement_that_looks_like_a_refusal_charges_once(desk: MemoryDesk) -> None:
    """The command is sent twice; the terminal takes the first, and that it refuses the second is no refusal."""

    def disturb() -> None:
        left = [1]

        def damage(data: bytes) -> bytes:
            if data == b"\x06" and left[0]:
                left[0] = 0
                return b"\x15"
            return data

        desk.link.damage = damage

    desk.when("connecting", disturb)
    assert isinstance(desk.pay(), Paid)
    assert (desk.bank.standing_fen, len(desk.bank.charges)) == (FEE_FEN, 1)
