"""Fault: the program that plays is not there."""

from __future__ import annotations

import pytest

from drivers.speaker.errors import PlayerMissingError
from drivers.speaker.model import Offline, Phrase
from tests.drivers.speaker.desk import SpeakerDesk, speak

GONE = "no-such-player -q"


def test_it_is_found_out_before_anything_is_said(desk: SpeakerDesk) -> None:
    """Opening and asking both tell it, and its name."""
    driver = desk.driver(player=GONE)
    for act in (driver.open, driver.poll):
        with pytest.raises(PlayerMissingError) as fault:
            act()
        assert fault.value.detail == "no-such-player"
    assert driver.unreached(fault.value) == Offline("speaker_player_missing")


def test_a_player_that_vanishes_is_the_same_fault(desk: SpeakerDesk) -> None:
    """It was there when the terminal started."""
    with pytest.raises(PlayerMissingError):
        speak(desk.driver(player=GONE), Phrase("请放身份证"))
