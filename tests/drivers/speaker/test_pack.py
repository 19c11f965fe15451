"""Recorded prompts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from config.texts import Language
from drivers.speaker.errors import PackUnusableError, SoundDamagedError
from drivers.speaker.model import Phrase
from drivers.speaker.numbers import CLIPS
from drivers.speaker.pack import PromptPack, script_lines, words_of
from drivers.speaker.sound import Sound, write_wav

TEXTS = {"id_card.place": "请放身份证", "guide.step": "第 {step} 步，共 {total} 步", "sealed.why": "已封存\n等待传送"}
ZH = Language.ZH


def _clip(length: int) -> bytes:
    return write_wav(Sound(16_000, b"\0\1" * length))


def _record(folder: Path, texts: Mapping[str, str]) -> None:
    """Record every clip of these texts, each as long as its name."""
    place = folder / ZH.value
    (place / "numbers").mkdir(parents=True, exist_ok=True)
    (place / "spoken.tsv").write_text("\n".join(script_lines(texts)) + "\n", encoding="utf-8")
    names = [clip for key, text in texts.items() for clip in words_of(key, text).clips]
    for name in [*names, *(f"numbers/{clip}" for clip in CLIPS[ZH])]:
        (place / f"{name}.wav").write_bytes(_clip(len(name) * 100))


@pytest.fixture
def pack(tmp_path: Path) -> PromptPack:
    _record(tmp_path, TEXTS)
    return PromptPack(tmp_path)


def test_a_text_without_places_is_one_clip(pack: PromptPack) -> None:
    """It carries the words that it says."""
    sound = pack.say(Phrase("请放身份证", "id_card.place"), ZH)
    assert sound is not None
    assert (sound.caption, len(sound.samples)) == ("请放身份证", 2 * 100 * len("id_card.place"))


def test_numbers_are_composed_between_the_words(pack: PromptPack) -> None:
    """Words, number, words, number, words: seven clips for 第 12 步，共 7 步, two of them for 12."""
    phrase = Phrase("第 12 步，共 7 步", "guide.step", (("step", "12"), ("total", "7")))
    sound = pack.say(phrase, ZH)
    assert sound is not None
    clips = ["guide.step.1", "numbers/10", "numbers/2", "guide.step.2", "numbers/7", "guide.step.3"]
    pauses = (len(clips) - 1) * round(0.06 * 16_000)
    assert len(sound.samples) // 2 == sum(100 * len(clip) for clip in clips) + pauses


@pytest.mark.parametrize(
    "phrase",
    [
        Phrase("请放身份证"),
        Phrase("请放好身份证", "id_card.place"),
        Phrase("第 一 步，共 7 步", "guide.step", (("step", "一"), ("total", "7"))),
        Phrase("第 1 步，共 7 步", "guide.step"),
        Phrase("别的", "other.key"),
    ],
    ids=["no key", "other wording", "no number", "no values", "not recorded"],
)
def test_what_the_pack_cannot_say_exactly_it_does_not_say(pack: PromptPack, phrase: Phrase) -> None:
    """The next voice has to: a recording of another wording would say something else than the screen."""
    assert pack.say(phrase, ZH) is None


def test_a_clip_that_is_gone_is_left_to_the_next_voice(pack: PromptPack, tmp_path: Path) -> None:
    """Half a sentence is not played."""
    (tmp_path / "zh_CN" / "guide.step.2.wav").unlink()
    assert pack.say(Phrase("第 1 步，共 7 步", "guide.step", (("step", "1"), ("total", "7"))), ZH) is None


def test_a_damaged_clip_is_a_fault_that_names_the_file(pack: PromptPack, tmp_path: Path) -> None:
    """So that it can be found."""
    (tmp_path / "zh_CN" / "id_card.place.wav").write_bytes(b"no sound")
    with pytest.raises(SoundDamagedError, match=r"id_card\.place\.wav"):
        pack.say(Phrase("请放身份证", "id_card.place"), ZH)


def test_a_language_that_was_not_recorded_has_nothing(pack: PromptPack) -> None:
    """That is no fault."""
    assert pack.say(Phrase("Place your card", "id_card.place"), Language.EN) is None


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """The settings name it wrongly."""
    with pytest.raises(PackUnusableError):
        PromptPack(tmp_path / "gone").say(Phrase("请放身份证", "id_card.place"), ZH)


@pytest.mark.parametrize("line", ["no tab", "../../etc\ttext"])
def test_a_script_that_is_none_is_a_fault(tmp_path: Path, line: str) -> None:
    """A line without a tab, or a key that leads out of the folder."""
    (tmp_path / "zh_CN").mkdir()
    (tmp_path / "zh_CN" / "spoken.tsv").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(PackUnusableError):
        PromptPack(tmp_path).say(Phrase("请放身份证", "id_card.place"), ZH)


def test_a_complete_pack_passes_the_check(pack: PromptPack) -> None:
    """Every text of today can be said."""
    report = pack.check(ZH, TEXTS)
    assert (report.sound, report.complete) == (True, len(TEXTS))


Change = Callable[[Path], object]


@pytest.mark.parametrize(
    ("change", "texts", "found"),
    [
        (lambda place: (place / "guide.step.3.wav").unlink(), TEXTS, ("missing", "guide.step")),
        (lambda place: (place / "numbers" / "100.wav").unlink(), TEXTS, ("missing", "numbers/100")),
        (lambda place: (place / "sealed.why.wav").write_bytes(b""), TEXTS, ("damaged", "sealed.why")),
        (lambda place: place, {**TEXTS, "new.text": "新"}, ("missing", "new.text")),
        (lambda place: place, {**TEXTS, "id_card.place": "请放您的身份证"}, ("outdated", "id_card.place")),
        (lambda place: place, {"id_card.place": "请放身份证"}, ("unknown", "guide.step")),
    ],
)
def test_the_check_names_what_does_not_fit(
    pack: PromptPack, tmp_path: Path, change: Change, texts: Mapping[str, str], found: tuple[str, str]
) -> None:
    """A clip or a number that is missing, a file that is none, a new text, another wording, a text that is gone."""
    change(tmp_path / "zh_CN")
    report = pack.check(ZH, texts)
    assert found[1] in getattr(report, found[0])
    assert report.sound is (found[0] == "unknown")
