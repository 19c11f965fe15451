"""Somebody scanned a set-up sheet: the scanner reads whatever it sees until it is told to wait for commands again."""

from __future__ import annotations

import pytest

from drivers.code_scanner.codec import Family
from tests.drivers.code_scanner.desk import Desk

SETTINGS = {Family.HONEYWELL: "TRGMOD0", Family.NEWLAND: "SCNMOD0"}


@pytest.mark.parametrize("family", list(SETTINGS), ids=str)
def test_the_next_poll_puts_it_right(desk: Desk, family: Family) -> None:
    """Until power-off only, so that the flash is not worn."""
    desk.scanner.poll()
    desk.simulator.leave_command_mode()
    assert desk.scanner.poll().usable
    assert not desk.simulator.faults.reads_by_itself
    assert [heard.name for heard in desk.simulator.heard].count(SETTINGS[family]) == 2
    assert desk.simulator.flash_writes == 0


def test_a_code_that_is_read_unasked_is_not_taken(desk: Desk) -> None:
    """It came before the prompt."""
    desk.simulator.leave_command_mode()
    desk.simulator.show("unasked")
    assert desk.scan("asked").text == "asked"


def test_a_scanner_that_does_not_know_the_setting_serves(hasty_desk: Desk) -> None:
    """It may be in the right mode all the same."""
    hasty_desk.simulator.faults.refuses = True
    assert hasty_desk.scanner.poll().usable
    hasty_desk.simulator.faults.refuses = False
    assert hasty_desk.scan("good").text == "good"
