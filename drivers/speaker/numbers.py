"""Numbers as the clips that say them. Pure.

Chinese: 0-9, 十, 百, 千, 万, 亿, 点; two before 百 and beyond stays 二, as in receipts. English: the usual words. What
has leading zeros or is too long to be an amount is said digit by digit.
"""

from __future__ import annotations

import re

from config.texts import Language

NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")
LONGEST_SPOKEN = 12
"""Digits of the longest number that is said as one."""

ZH_CLIPS = (*"0123456789", "10", "100", "1000", "10000", "100000000", "point")
EN_CLIPS = (*map(str, range(21)), *map(str, range(30, 100, 10)), "100", "1000", "1000000", "1000000000", "point")
CLIPS = {Language.ZH: ZH_CLIPS, Language.EN: EN_CLIPS}
"""The names of the clips that a pack has in its folder ``numbers``."""

_ZH_UNITS = ((100_000_000, "100000000"), (10_000, "10000"))
_ZH_PLACES = ((1000, "1000"), (100, "100"), (10, "10"))
_EN_UNITS = ((1_000_000_000, "1000000000"), (1_000_000, "1000000"), (1000, "1000"))


def number_clips(value: str, language: Language) -> tuple[str, ...] | None:
    """The clips that say a number one after the other; None where the value is none."""
    match = NUMBER.fullmatch(value.strip())
    if match is None:
        return None
    whole, fraction = match[1].replace(",", ""), match[2] or ""
    if len(whole) > LONGEST_SPOKEN or (len(whole) > 1 and whole.startswith("0")):
        clips: tuple[str, ...] = tuple(whole)
    else:
        clips = (_chinese if language is Language.ZH else _english)(int(whole))
    fraction = fraction.rstrip("0")
    return (*clips, "point", *fraction) if fraction else clips


def _chinese(number: int) -> tuple[str, ...]:
    """The clips of a number up to 12 digits: 10 is 十 and not 一十, 105 is 一百零五."""
    if number == 0:
        return ("0",)
    clips: list[str] = []
    rest, before = number, False
    for size, clip in _ZH_UNITS:
        count, rest = divmod(rest, size)
        if count:
            clips += [*_below_ten_thousand(count, gap=before and count < 1000), clip]
        elif before and rest:
            clips += ["0"] if clips[-1] != "0" else []
        before = before or bool(count)
    if rest:
        gap = before and rest < 1000 and clips[-1] != "0"
        clips += _below_ten_thousand(rest, gap=gap)
    return tuple(clips[1:] if clips[:2] == ["1", "10"] else clips)


def _below_ten_thousand(number: int, *, gap: bool) -> list[str]:
    clips = ["0"] if gap else []
    missing = False
    for size, clip in _ZH_PLACES:
        count, number = divmod(number, size)
        if count:
            clips += [*(["0"] if missing else []), str(count), clip]
            missing = False
        elif len(clips) > (1 if gap else 0) and number:
            missing = True
    if number:
        clips += [*(["0"] if missing else []), str(number)]
    return clips


def _english(number: int) -> tuple[str, ...]:
    if number == 0:
        return ("0",)
    clips: list[str] = []
    for size, clip in _EN_UNITS:
        count, number = divmod(number, size)
        if count:
            clips += [*_below_thousand(count), clip]
    return tuple(clips + _below_thousand(number))


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    clips = [str(hundreds), "100"] if hundreds else []
    if rest > 20:
        tens, ones = divmod(rest, 10)
        clips += [str(tens * 10), *([str(ones)] if ones else [])]
    elif rest:
        clips.append(str(rest))
    return clips
