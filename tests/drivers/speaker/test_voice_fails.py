"""Fault: the program that speaks hangs, crashes or writes no sound."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from config.texts import Language
from drivers.speaker.errors import VoiceFailedError
from drivers.speaker.model import Phrase
from drivers.speaker.programs import ProgramVoice
from tests.drivers.speaker.desk import SpeakerDesk, script_of, speak


@pytest.mark.parametrize(
    ("script", "detail"), [("exit 3", "exit 3"), ("echo hello", "no WAV"), ("kill -9 $$", "exit -9")]
)
def test_no_sound_is_a_typed_fault(desk: SpeakerDesk, tmp_path: Path, script: str, detail: str) -> None:
    """Nothing is played, and the cause says how the program ended."""
    with pytest.raises(VoiceFailedError) as fault:
        speak(desk.driver(voice=script_of(tmp_path, "voice", script)), Phrase("请放身份证"))
    assert (fault.value.detail, desk.heard()) == (detail, [])


def test_a_voice_that_hangs_is_given_up(tmp_path: Path) -> None:
    """Its time is limited."""
    voice = ProgramVoice(shlex.split(script_of(tmp_path, "voice", "exec sleep 60")), rate_wpm=140, limit_s=0.2)
    with pytest.raises(VoiceFailedError, match="too slow"):
        voice.say(Phrase("请放身份证"), Language.ZH)


def test_a_pack_that_cannot_be_used_leaves_everything_to_the_voice(desk: SpeakerDesk, tmp_path: Path) -> None:
    """A wrong folder does not make the terminal mute."""
    assert speak(desk.driver(pack=tmp_path / "gone"), Phrase("请放身份证", "id_card.place")).spoken == 1
