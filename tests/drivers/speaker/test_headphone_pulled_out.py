"""Fault: the headphone is pulled out while something private is being said."""

from __future__ import annotations

from pathlib import Path

from drivers.speaker.model import Phrase
from tests.drivers.speaker.desk import SpeakerDesk, script_of, speak


def test_the_sound_ends_when_the_headphone_is_pulled_out(desk: SpeakerDesk, tmp_path: Path) -> None:
    """Bystanders hear at most half a second of it, and nothing private afterwards."""
    asked = tmp_path / "asked"
    jack = script_of(tmp_path, "jack", f'echo x >> "{asked}"\n[ $(wc -l < "{asked}") -le 2 ] && echo values=on')
    driver = desk.driver(player=desk.player_at(1000.0), headphone=jack)
    said = speak(driver, Phrase("张*华", private=True), Phrase("尾号1234", private=True))
    assert (said.spoken, said.withheld) == (0, 2)
    assert [one.whole for one in desk.heard()] in ([False], [])
