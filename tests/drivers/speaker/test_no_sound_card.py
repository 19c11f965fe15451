"""Fault: the program that plays ends with an error."""

from __future__ import annotations

import pytest

from drivers.speaker.errors import PlayerFailedError
from drivers.speaker.model import Phrase
from tests.drivers.speaker.desk import SpeakerDesk, speak


def test_no_sound_card_is_a_fault_of_hardware(desk: SpeakerDesk) -> None:
    """The command fails with its cause; the terminal goes on with captions."""
    with pytest.raises(PlayerFailedError) as fault:
        speak(desk.driver(player="false"), Phrase("请放身份证"))
    assert (fault.value.code, fault.value.detail, fault.value.temporary) == ("speaker_not_playing", "exit 1", True)
