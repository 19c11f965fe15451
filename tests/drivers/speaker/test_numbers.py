"""Numbers as clips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.texts import Language
from drivers.speaker.numbers import CLIPS, number_clips

ZH_WORDS = {"10": "十", "100": "百", "1000": "千", "10000": "万", "100000000": "亿", "point": "点"} | {
    str(n): word for n, word in enumerate("零一二三四五六七八九")
}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "零"),
        ("10", "十"),
        ("12", "十二"),
        ("20", "二十"),
        ("105", "一百零五"),
        ("110", "一百一十"),
        ("1005", "一千零五"),
        ("1050", "一千零五十"),
        ("10005", "一万零五"),
        ("100500", "十万零五百"),
        ("1200345", "一百二十万零三百四十五"),
        ("100010000", "一亿零一万"),
        ("1,234", "一千二百三十四"),
        ("12.50", "十二点五"),
        ("3.00", "三"),
        ("0012", "零零一二"),
    ],
)
def test_chinese_numbers_are_said_as_people_say_them(value: str, words: str) -> None:
    """Gaps are said once, ten at the beginning is ten, and an ending that means nothing is not said."""
    clips = number_clips(value, Language.ZH)
    assert clips is not None
    assert "".join(ZH_WORDS[clip] for clip in clips) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "0"),
        ("15", "15"),
        ("42", "40 2"),
        ("105", "1 100 5"),
        ("36000", "30 6 1000"),
        ("1200345", "1 1000000 2 100 1000 3 100 40 5"),
        ("2.5", "2 point 5"),
        ("13800005678999", "1 3 8 0 0 0 0 5 6 7 8 9 9 9"),
    ],
)
def test_english_numbers_are_composed_of_the_usual_words(value: str, words: str) -> None:
    """What is longer than an amount is said digit by digit."""
    clips = number_clips(value, Language.EN)
    assert clips is not None
    assert " ".join(clips) == words


@pytest.mark.parametrize("value", ["", "一", "LS01", "1-2", "3 %", "1,23", "."])
def test_what_is_no_number_has_no_clips(value: str) -> None:
    """Another voice has to say it."""
    assert number_clips(value, Language.ZH) is None


@given(st.integers(0, 10**13), st.sampled_from(list(Language)))
def test_every_clip_of_a_number_is_one_that_a_pack_has(number: int, language: Language) -> None:
    """No number asks for a clip that is not in the list to be recorded."""
    clips = number_clips(str(number), language)
    assert clips
    assert set(clips) <= set(CLIPS[language])


def _value(clips: tuple[str, ...]) -> int:
    """The number that Chinese clips say, by the rules of reading."""
    total = section = digit = 0
    for clip in clips:
        size = int(clip)
        if clip in {"10000", "100000000"}:
            section += digit
            total = (total + section) * size if clip == "100000000" else total + section * size
            section = digit = 0
        elif size >= 10:
            section += max(digit, 1) * size
            digit = 0
        else:
            digit = size
    return total + section + digit


@given(st.integers(0, 10**12 - 1))
def test_a_listener_gets_the_number_that_was_meant(number: int) -> None:
    """Reading the clips by the rules of Chinese gives the number back."""
    clips = number_clips(str(number), Language.ZH)
    assert clips is not None
    assert _value(clips) == number
