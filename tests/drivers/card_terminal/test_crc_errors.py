"""Frames are damaged on the serial line."""

from __future__ import annotations

import pytest

from drivers.card_terminal.errors import CardGarbledError
from drivers.card_terminal.model import Paid, Ready
from drivers.card_terminal.simulator.ends import SerialEnd
from drivers.card_terminal.zvt import commands
from tests.drivers.card_terminal.desk import FEE_FEN, MemoryDesk


def serial(desk: MemoryDesk) -> SerialEnd:
    """The terminal's end of the line."""
    assert isinstance(desk.link.end, SerialEnd)
    return desk.link.end


def test_a_damaged_frame_is_asked_for_again(desk: MemoryDesk) -> None:
    """Refused, sent again, read: nobody notices."""
    desk.when("processing", lambda: setattr(serial(desk).faults, "damaged", 2))
    assert isinstance(desk.pay(), Paid)
    assert desk.bank.standing_fen == FEE_FEN


def test_frames_that_stay_damaged_end_in_a_question(desk: MemoryDesk) -> None:
    """The payment is lost sight of, the line is opened anew, and the terminal tells."""
    desk.when("processing", lambda: setattr(serial(desk).faults, "damaged", 3))
    assert isinstance(desk.pay(), Paid)
    assert desk.core.heard.count(commands.AUTHORISATION) == 1


def test_a_line_that_damages_everything_is_a_fault_of_the_line(desk: MemoryDesk) -> None:
    """A poll tells it; when it is mended the terminal is ready again."""
    serial(desk).faults.damaged = 1000
    with pytest.raises(CardGarbledError):
        desk.driver.poll()
    serial(desk).faults.damaged = 0
    desk.reopen()
    assert isinstance(desk.driver.poll(), Ready)


def test_noise_between_frames_is_passed_over(desk: MemoryDesk) -> None:
    """Bytes that belong to no frame mean nothing."""
    desk.link.damage = lambda data: b"\xff\x00\x10" + data
    assert isinstance(desk.driver.poll(), Ready)
