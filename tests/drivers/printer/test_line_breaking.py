"""Where lines break: closing marks stay with their word, words and numbers stay whole, nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printer.line_breaking import NEVER_FIRST, NEVER_LAST, break_lines


def columns(character: str) -> float:
    """Two columns for Chinese, one for Latin."""
    return 2.0 if ord(character) >= 0x2E80 else 1.0


def lines(text: str, width: int) -> list[str]:
    return break_lines(text, width, columns)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("材料已封存", 10, ["材料已封存"]),
        ("材料已封存，等待传送", 10, ["材料已封", "存，等待传", "送"]),
        ("请到（综合窗口）办理", 6, ["请到", "（综合", "窗口）", "办理"]),
        ("回执号LS01-261124-10037-X", 20, ["回执号", "LS01-261124-10037-X"]),
        ("please take your slip", 11, ["please take", "your slip"]),
        ("□已校时 ■未校时", 8, ["□已校时", "■未校时"]),
        ("一\n\n二", 10, ["一", "", "二"]),
        ("  缩进", 10, ["  缩进"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("好abcdefghij", 4, ["好", "abcd", "efgh", "ij"]),
        ("abcd   efgh", 4, ["abcd", "efgh"]),
    ],
)
def test_breaks(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="材料封存，。（）“”ab1 -", max_size=40), st.integers(min_value=2, max_value=24))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    broken = lines(text, width)

    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(sum(map(columns, line)) <= width for line in broken)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="材料封存办理", min_size=1, max_size=30), st.sampled_from("，。）”、"), st.integers(6, 20))
def test_a_closing_mark_never_starts_a_line_and_an_opening_one_never_ends_it(text: str, mark: str, width: int) -> None:
    sentence = mark.join(text) + mark + "（" + text + "）"

    broken = lines(sentence, width)

    assert all(line[0] not in NEVER_FIRST for line in broken if line)
    assert all(line[-1] not in NEVER_LAST for line in broken if line)
