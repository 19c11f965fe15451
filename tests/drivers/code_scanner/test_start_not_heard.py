"""The command that switches the beam on is lost: it is given again, and not for ever."""

from __future__ import annotations

import threading

import pytest

from drivers.code_scanner.codec import Family
from tests.drivers.code_scanner.desk import Desk

ANSWERING = [Family.NEWLAND, Family.NEWLAND_OLD, Family.SEVEN_E]


@pytest.mark.parametrize("family", ANSWERING, ids=str)
def test_a_lost_start_is_given_again(hasty_desk: Desk, family: Family) -> None:
    """The resident does not wait until the beam's own time is over."""
    hasty_desk.scanner.poll()
    hasty_desk.simulator.faults.misses = 1
    code = hasty_desk.scan("good")
    assert code.text == "good"
    assert hasty_desk.simulator.faults.misses == 0


@pytest.mark.parametrize("family", ANSWERING, ids=str)
def test_a_scanner_that_never_answers_still_reads(hasty_desk: Desk, family: Family) -> None:
    """Its beam is on all the while, and the code is read."""
    simulator = hasty_desk.simulator
    hasty_desk.scanner.poll()
    simulator.faults.unanswering = True

    def hold_it_there_later() -> None:
        assert simulator.await_starts(3)
        simulator.show("good")

    hand = threading.Thread(target=hold_it_there_later)
    hasty_desk.hands.append(hand.start)
    assert hasty_desk.scan().text == "good"
    hand.join()
