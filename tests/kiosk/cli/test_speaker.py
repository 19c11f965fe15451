"""``kiosk device speaker``: say, status, pack."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.texts import Language, Texts
from tests.drivers.speaker.desk import HUMMING, SpeakerDesk
from tests.kiosk.cli.commands import Kiosk


@pytest.fixture
def kiosk(capsys: pytest.CaptureFixture[str]) -> Kiosk:
    return Kiosk(capsys)


@pytest.fixture
def desk(tmp_path: Path) -> SpeakerDesk:
    return SpeakerDesk(tmp_path / "played")


def test_say_plays_the_text(kiosk: Kiosk, desk: SpeakerDesk) -> None:
    """A text as it is typed."""
    told = kiosk("device", "speaker", "say", "你好", "--player", desk.player, "--voice", HUMMING, "--json")
    assert (told.code, told.json["spoken"], desk.words()) == (0, 1, ["你好"])


def test_say_plays_the_text_of_a_key(kiosk: Kiosk, desk: SpeakerDesk) -> None:
    """In the language that is asked for."""
    words = ("--key", "--lang", "en", "--player", desk.player, "--voice", HUMMING)
    assert kiosk("device", "speaker", "say", "shell.home", *words).code == 0
    assert desk.words() == [Texts.load(Language.EN)("shell.home")]


def test_a_key_that_is_none_is_told(kiosk: Kiosk) -> None:
    """Nothing is said."""
    assert kiosk("device", "speaker", "say", "no.such.key", "--key").code == 2


def test_no_sound_card_has_its_cause_and_its_cure(kiosk: Kiosk) -> None:
    """The player ends with an error."""
    told = kiosk("device", "speaker", "say", "你好", "--player", "false", "--voice", HUMMING, "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "speaker_not_playing")


def test_status_names_the_voices(kiosk: Kiosk, desk: SpeakerDesk) -> None:
    """Without a sound."""
    told = kiosk("device", "speaker", "status", "--player", desk.player, "--voice", HUMMING, "--json")
    assert told.json == {"status": "ready", "usable": True, "voices": ["espeak"]}
    assert desk.heard() == []


def test_a_player_that_is_not_there_is_told(kiosk: Kiosk) -> None:
    """It is found out without saying anything."""
    told = kiosk("device", "speaker", "status", "--player", "no-such-player", "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "speaker_player_missing")


def test_a_pack_is_begun_and_found_incomplete(kiosk: Kiosk, tmp_path: Path) -> None:
    """The script to be read is written for every language; nothing of it is recorded yet."""
    folder = tmp_path / "pack"
    assert kiosk("device", "speaker", "pack", folder, "--begin").code == 0
    script = (folder / "zh_CN" / "spoken.tsv").read_text(encoding="utf-8")
    assert f"shell.home\t{Texts.load(Language.ZH)('shell.home')}\n" in script
    told = kiosk("device", "speaker", "pack", folder, "--json")
    assert (told.code, told.json["zh_CN"]["complete"], told.json["zh_CN"]["outdated"]) == (3, 0, 0)
    assert told.json["zh_CN"]["missing"] > told.json["zh_CN"]["texts"]


def test_a_pack_is_not_begun_over_another_one(kiosk: Kiosk, tmp_path: Path) -> None:
    """Recordings are not thrown away."""
    assert kiosk("device", "speaker", "pack", tmp_path, "--begin").code == 2


def test_the_check_counts_in_words_for_people_too(kiosk: Kiosk, tmp_path: Path) -> None:
    """Without --json the first names of each list are indented below it."""
    kiosk("device", "speaker", "pack", tmp_path / "pack", "--begin")
    told = kiosk("device", "speaker", "pack", tmp_path / "pack")
    assert re.search(r"\n    missing +[0-9]+\n        [a-z_]+\.", told.out)


def test_a_folder_that_is_not_there_is_a_typed_error(kiosk: Kiosk, tmp_path: Path) -> None:
    """The name is wrong, which is not an empty pack."""
    told = kiosk("device", "speaker", "pack", tmp_path / "gone", "--json")
    assert (told.code, told.json["error"]["code"]) == (1, "speaker_pack_unusable")
