"""What may go out as text: characters that the font has, lines that fit; all else is a picture."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printer.document import Align
from drivers.printer.profile import Charset
from drivers.printer.slip_image import TextLine, TextRun
from drivers.printer.text_lines import Piece, encode_character, native_line, text_lines

ALL = [Charset.GB2312, Charset.GBK, Charset.GB18030_DOUBLE, Charset.GB18030]


@pytest.mark.parametrize(
    ("character", "data", "first"),
    [
        ("A", "41", Charset.GB2312),
        ("$", "24", Charset.GB2312),
        ("你", "c4e3", Charset.GB2312),
        ("￥", "a3a4", Charset.GB2312),
        ("¥", "a3a4", Charset.GB2312),
        ("—", "a1aa", Charset.GB2312),
        ("，", "a3ac", Charset.GB2312),
        ("。", "a1a3", Charset.GB2312),
        ("〇", "a996", Charset.GBK),
        ("镕", "e946", Charset.GBK),
        ("䶮", "fe9f", Charset.GB18030_DOUBLE),
        ("鿏", "82359334", Charset.GB18030),
        ("𠮷", "9534b235", Charset.GB18030),
    ],
)
def test_the_golden_bytes_of_the_sheet_and_the_smallest_font_that_has_them(
    character: str, data: str, first: Charset
) -> None:
    found = [encode_character(character, charset) for charset in ALL]

    start = ALL.index(first)
    assert found == [None] * start + [bytes.fromhex(data)] * (4 - start)
    assert encode_character("你", Charset.NONE) is None


@pytest.mark.parametrize(
    "character", ["\n", "\x1b", "\x7f", "\x9b", "\ue000", "\U000f0000", "龴", "︐", "ñ", "😀", "\ud800", "ﷺ"]
)
def test_what_no_font_is_sure_to_have_is_never_text(character: str) -> None:
    assert [encode_character(character, charset) for charset in ALL] == [None] * 4


@settings(max_examples=300, deadline=None)
@given(st.characters(codec="utf-16"), st.sampled_from(ALL))
def test_what_goes_out_as_text_decodes_to_itself_and_holds_no_command(character: str, charset: Charset) -> None:
    data = encode_character(character, charset)

    if data is not None:
        assert data.decode("gb18030") == character.replace("¥", "￥")
        assert min(data) >= 0x20
        assert 0x7F not in data[:1]


def line(*runs: TextRun, size_px: int = 28, high: int = 36) -> TextLine:
    return TextLine(100, 100 + high, size_px, runs)


def data_of(text: TextLine, charset: Charset = Charset.GBK) -> str | None:
    native = native_line(text, charset, 576)
    return None if native is None else native.data.hex(" ")


def test_a_line_stands_where_the_picture_has_it() -> None:
    assert data_of(line(TextRun(24, 528, "你A"))) == "1b 24 18 00 c4 e3 41"
    assert data_of(line(TextRun(24, 528, "你", Align.CENTRE))) == "1b 24 14 01 c4 e3"
    assert data_of(line(TextRun(24, 528, "你", Align.RIGHT))) == "1b 24 10 02 c4 e3"


def test_two_columns_are_one_line() -> None:
    text = data_of(line(TextRun(24, 100, "你"), TextRun(200, 300, "好", bold=True)))

    assert text == "1b 24 18 00 c4 e3 1b 45 01 1b 24 c8 00 ba c3 1b 45 00"


def test_large_text_is_twice_as_large() -> None:
    assert data_of(line(TextRun(24, 528, "你"), size_px=44, high=57)) == "1d 21 11 1b 24 18 00 c4 e3 1d 21 00"


@pytest.mark.parametrize(
    "text",
    [
        line(TextRun(24, 528, "你𠮷")),
        line(TextRun(24, 528, "你" * 24)),
        line(TextRun(24, 30, "你你"), TextRun(60, 300, "好")),
        line(TextRun(24, 30, "你你", Align.RIGHT), TextRun(-40, 30, "好")),
        line(TextRun(24, 528, "你"), size_px=36),
        line(TextRun(24, 528, "你"), size_px=28, high=20),
        line(TextRun(0, 10, "你你", Align.CENTRE)),
    ],
)
def test_what_does_not_fit_goes_out_as_dots(text: TextLine) -> None:
    assert data_of(text) is None


def piece(top: int, left: int = 0, *, size_px: int = 28, text: str = "x") -> Piece:
    return Piece(top, top + size_px + 8, size_px, left, 500, text, Align.LEFT, bold=False)


def test_pieces_side_by_side_are_one_line_and_the_next_one_below() -> None:
    lines = text_lines([piece(40), piece(0, 100), piece(0)], [])

    assert [(one.top, one.bottom, len(one.runs)) for one in lines] == [(0, 36, 2), (40, 76, 1)]
    assert [run.left for run in lines[0].runs] == [0, 100]


def test_pieces_that_overlap_in_height_a_graphic_or_nothing_are_no_line() -> None:
    assert text_lines([piece(0), piece(10, 100)], []) == ()
    assert text_lines([piece(0), piece(0, 100, size_px=30)], []) == ()
    assert text_lines([piece(0)], [(30, 31)]) == ()
    assert text_lines([piece(0, text="  ")], []) == ()
    assert text_lines([], []) == ()
