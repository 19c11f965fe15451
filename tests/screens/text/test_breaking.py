"""Where lines may break, and the space between characters."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.text.breaking import (
    balance_lines,
    break_lines,
    is_han,
    is_wide,
    may_break,
    spacing_em,
)


def ten_each(text: str) -> Sequence[float]:
    """Every character is ten wide."""
    return [10.0 * i for i in range(len(text) + 1)]


def lines(text: str, width: float) -> list[str]:
    """Lines with characters that are ten wide."""
    return break_lines(text, width, ten_each)


def test_han_breaks_between_any_two_characters() -> None:
    """Chinese has no word spaces."""
    assert lines("临潼区骊山街道", 30) == ["临潼区", "骊山街", "道"]


def test_no_line_starts_with_a_closing_mark() -> None:
    """A comma that hangs over by half may stay; one that does not fit takes its character along."""
    assert lines("您好请坐。谢谢", 40) == ["您好请", "坐。谢谢"]
    assert lines("您好请坐。谢谢", 45) == ["您好请坐。", "谢谢"]


def test_no_line_ends_with_an_opening_mark() -> None:
    """An opening quotation mark goes to the next line with what it opens."""
    assert lines("按一下“返回", 40) == ["按一下", "“返回"]


def test_latin_words_and_numbers_stay_whole() -> None:
    """A word moves to the next line as a whole."""
    assert lines("编号AB12和", 40) == ["编号", "AB12", "和"]
    assert lines("call the staff", 80) == ["call the", "staff"]


def test_a_word_wider_than_the_line_is_cut() -> None:
    """There is no other way, and nothing may be lost."""
    assert lines("LS01261124", 40) == ["LS01", "2611", "24"]


def test_a_mark_that_cannot_be_kept_with_its_word_still_makes_progress() -> None:
    """A line as narrow as one character must not loop."""
    assert lines("，，，", 1) == ["，", "，", "，"]


def test_line_feeds_always_break_and_empty_text_is_one_line() -> None:
    """Paragraphs come from the texts."""
    assert lines("甲\n\n乙", 100) == ["甲", "", "乙"]
    assert lines("", 100) == [""]


def test_spaces_at_a_break_are_dropped() -> None:
    """Neither line shows them."""
    assert lines("ab   cd", 30) == ["ab", "cd"]


@given(st.text(alphabet="您好请坐，。（）“”ab1 -", max_size=40), st.integers(10, 200))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    """Without spaces the lines are the text; a line is as wide as allowed, or half a mark wider, or one character."""
    broken = lines(text, width)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) * 10 <= width + 5.5 or len(line) == 1 for line in broken)


@given(st.text(alphabet="您好请坐，。“”", max_size=40))
def test_forbidden_edges_appear_only_where_a_line_has_no_other_break(text: str) -> None:
    """A line that could have ended earlier by the rules never ends against them."""
    broken = lines(text, 60)
    start = 0
    for line in broken[:-1]:
        end = start + len(line)
        if not may_break(text, end - 1):
            assert not any(may_break(text, i) for i in range(start, end - 1))
        start = end


def test_two_lines_of_a_title_part_at_its_comma() -> None:
    """It reads better than a line that is as full as possible."""
    title = "您好，今天办什么事？"
    assert balance_lines(title, lines(title, 80), 80, ten_each) == ["您好，", "今天办什么事？"]


def test_a_title_without_marks_gets_even_lines() -> None:
    """No single character is left alone."""
    title = "居民养老保险参保"
    assert lines(title, 70) == ["居民养老保险参", "保"]
    assert balance_lines(title, lines(title, 70), 70, ten_each) == ["居民养老", "保险参保"]


def test_a_comma_near_the_end_does_not_part_a_title() -> None:
    """The second line would be too short."""
    title = "请把身份证平放在读卡区，好"
    assert balance_lines(title, lines(title, 120), 120, ten_each) == ["请把身份证平放", "在读卡区，好"]


def test_three_lines_get_even_too() -> None:
    """A third line with one character is as bad as a second."""
    name = "居民基本养老保险参保登记"
    assert lines(name, 55) == ["居民基本养", "老保险参保", "登记"]
    assert balance_lines(name, lines(name, 55), 55, ten_each) == ["居民基本", "养老保险", "参保登记"]


def test_a_line_may_always_end_with_the_text() -> None:
    """Even behind an opening mark."""
    assert may_break("（", 0)


def test_one_line_many_lines_and_paragraphs_are_left_alone() -> None:
    """Balance is for two or three lines of one paragraph."""
    for text in ("您好", "临潼区骊山街道便民服务中心", "甲乙丙\n丁"):
        broken = lines(text, 20)
        assert balance_lines(text, broken, 20, ten_each) == broken


@pytest.mark.parametrize(
    ("text", "space"),
    [("第3", 0.2), ("3步", 0.2), ("第一", 0.0), ("ab", 0.0), ("”。", -0.5), ("。“", -0.5), ("，a", 0.0), ("末", 0.0)],
)
def test_space_between_characters(text: str, space: float) -> None:
    """A thin space between Han and digits; half an em taken from the first of two marks."""
    assert spacing_em(text, 0, halt=False) == space


def test_halt_fonts_need_no_tightening() -> None:
    """Their marks are half as wide already."""
    assert spacing_em("”。", 0, halt=True) == 0.0


def test_kinds_of_characters() -> None:
    """Rare characters beyond the basic plane are Han, too."""
    assert is_han("骊")
    assert is_han("𠀀")
    assert not is_han("a")
    assert is_wide("。")
    assert is_wide("ア")
    assert not is_wide("é")
