"""From phrases to what reaches the player, with real programs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.texts import Language
from drivers.commands import CommandStoppedError, TimeLimitError
from drivers.speaker.model import Mute, Phrase, Ready, Said, Say
from drivers.speaker.numbers import CLIPS
from drivers.speaker.sound import Sound, write_wav
from tests.drivers.speaker.desk import SpeakerDesk, context, script_of, speak

PLACE = Phrase("请把身份证放在读卡区", "id_card.place")
PRIVATE = Phrase("张*华", private=True, instead=Phrase("个人信息不朗读"))


def test_phrases_are_played_one_after_the_other(desk: SpeakerDesk) -> None:
    """As one sound with all their words."""
    said = speak(desk.driver(), PLACE, Phrase("请稍候"))
    assert (said.spoken, said.withheld, said.silent) == (2, 0, 0)
    assert desk.words() == ["请把身份证放在读卡区\n请稍候"]
    assert desk.heard()[0].seconds == pytest.approx(said.seconds, abs=0.01)


def test_private_phrases_stay_unheard_without_a_headphone(desk: SpeakerDesk) -> None:
    """What is said instead is said once, however many there are."""
    said = speak(desk.driver(), PLACE, PRIVATE, PRIVATE)
    assert (said.spoken, said.withheld) == (2, 2)
    assert desk.words() == ["请把身份证放在读卡区\n个人信息不朗读"]


def test_private_phrases_are_heard_in_headphones(desk: SpeakerDesk, tmp_path: Path) -> None:
    """The jack's own program says that one is plugged in."""
    jack = script_of(tmp_path, "jack", "echo '  : values=on'")
    said = speak(desk.driver(headphone=jack), PLACE, PRIVATE)
    assert said.withheld == 0
    assert desk.words() == ["请把身份证放在读卡区", "张*华"]


@pytest.mark.parametrize("script", ["echo '  : values=off'", "echo values=on; exit 1", "echo"])
def test_a_jack_that_does_not_say_yes_says_no(desk: SpeakerDesk, tmp_path: Path, script: str) -> None:
    """Off, failed, and silent are all no."""
    assert speak(desk.driver(headphone=script_of(tmp_path, "jack", script)), PRIVATE).withheld == 1


def test_a_handset_hears_everything(desk: SpeakerDesk) -> None:
    """A terminal without a loudspeaker has nothing to hide from bystanders."""
    assert speak(desk.driver(headphone="always"), PRIVATE).withheld == 0


def test_softer_is_softer(desk: SpeakerDesk) -> None:
    """The loudness of what is played follows the volume."""
    speak(desk.driver(), PLACE)
    speak(desk.driver(), PLACE, volume=0.25)
    loud, soft = desk.heard()
    assert soft.rms == pytest.approx(loud.rms / 4, rel=0.02)


def test_recorded_prompts_come_before_the_voice(desk: SpeakerDesk, tmp_path: Path) -> None:
    """The pack says what it has, the voice the rest; two rates are two sounds."""
    place = tmp_path / "pack" / "zh_CN"
    (place / "numbers").mkdir(parents=True)
    (place / "spoken.tsv").write_text(f"id_card.place\t{PLACE.text}\n", encoding="utf-8")
    (place / "id_card.place.wav").write_bytes(write_wav(Sound(44_100, b"\0\1" * 4410)))
    for clip in CLIPS[Language.ZH]:
        (place / "numbers" / f"{clip}.wav").write_bytes(write_wav(Sound(44_100, b"\0\1")))
    driver = desk.driver(pack=tmp_path / "pack")
    assert driver.poll() == Ready(("pack", "espeak"))
    assert speak(driver, PLACE, Phrase("请稍候")).spoken == 2
    assert (desk.heard()[0].text, desk.heard()[0].seconds) == (PLACE.text, 0.1)


def test_without_any_voice_there_are_captions_only(desk: SpeakerDesk) -> None:
    """That is a status and no fault."""
    driver = desk.driver(voice="")
    assert driver.poll() == Mute()
    assert speak(driver, PLACE) == Said(0, 0, 1, 0.0)
    assert desk.heard() == []


def test_a_stop_is_silence(desk: SpeakerDesk) -> None:
    """The player is ended in the middle of the sound, and nothing more is played."""
    running = context()
    driver = desk.driver(player=desk.player_at(1000.0), headphone="always")
    running.progress(None)
    stopper = _stop_when_started(driver, running)
    with pytest.raises(CommandStoppedError):
        driver.run(Say((PLACE, PRIVATE), Language.ZH), running)
    assert stopper == ["started"]


def _stop_when_started(driver: object, running: object) -> list[str]:
    """Cancel the command as soon as its first player runs."""
    player = driver._player  # type: ignore[attr-defined]
    begin, noted = player.start, []

    def start(wav: bytes) -> object:
        playing = begin(wav)
        noted.append("started")
        running.cancel()  # type: ignore[attr-defined]
        return playing

    player.start = start
    return noted


def test_a_sound_that_never_ends_is_ended_by_the_limit(desk: SpeakerDesk) -> None:
    """A hanging player does not hang the terminal's voice."""
    driver = desk.driver(player=desk.player_at(1000.0))
    with pytest.raises(TimeLimitError):
        driver.run(Say((PLACE,), Language.ZH), context(1.0))


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
@pytest.mark.parametrize(
    ("language", "text"), [(Language.ZH, "请把身份证放在读卡区"), (Language.EN, "Please place your card on the reader")]
)
def test_espeak_speaks(desk: SpeakerDesk, language: Language, text: str) -> None:
    """About as long as such a sentence takes, and not silent."""
    speak(desk.driver(voice="espeak-ng"), Phrase(text), language=language)
    (heard,) = desk.heard()
    assert 1.0 < heard.seconds < 6.0
    assert heard.rms > 0.02
    assert heard.text == text


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_espeak_reads_han_text_as_mandarin(desk: SpeakerDesk) -> None:
    """Ten syllables more take about ten syllables longer: letters of the pinyin would take far longer."""
    driver = desk.driver(voice="espeak-ng")
    speak(driver, Phrase("身份证身份证身份证"))
    speak(driver, Phrase("身份证身份证身份证身份证身份证身份证"))
    short, long = desk.heard()
    syllable_s = (long.seconds - short.seconds) / 9
    assert 0.12 < syllable_s < 0.5
