"""Slips as values: cleaned texts, hidden from logs, readable as plain text."""

from __future__ import annotations

import pytest

from drivers.printer.document import (
    Align,
    BigNumber,
    Column,
    Cut,
    Line,
    ListItem,
    NumberedList,
    Paragraph,
    QrCode,
    Row,
    Rows,
    Rule,
    Slip,
    Space,
    Table,
    Title,
    check_box,
    clean,
    clean_line,
)
from tests.drivers.printer.sample_slips import DEPOSIT_SLIP


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("张\x1b@桂\x1d\x56\x00兰", "张@桂V兰"),
        ("a\r\nb\rc", "a\nbc"),
        ("a\tb", "a b"),
        ("\u202e612\u2066\ufeff\u200b", "612"),
        ("\x7f\x85\x9f", ""),
        ("葛\U000e0100", "葛"),
        ("\ud842", "〓"),
        ("𠮷", "𠮷"),
    ],
)
def test_no_control_or_direction_character_survives(dirty: str, cleaned: str) -> None:
    assert clean(dirty) == cleaned


def test_a_single_line_has_no_line_end() -> None:
    assert clean_line("a\nb") == "a b"


def test_every_block_cleans_its_texts() -> None:
    dirty = "a\x1bb"
    slip = Slip(
        (
            Title(dirty, dirty),
            Line(dirty),
            Rows((Row(dirty, dirty),)),
            Paragraph(dirty),
            NumberedList((ListItem(dirty, dirty),)),
            BigNumber(dirty, dirty),
            QrCode("https://hall.example", dirty),
        )
    )

    assert "\x1b" not in slip.to_text()
    assert slip.to_text().count("ab") == 11


def test_repr_shows_no_text() -> None:
    shown = repr(DEPOSIT_SLIP)

    assert "740231" not in shown
    assert "张" not in shown
    assert "hall.example" not in shown


def test_plain_text_reads_from_top_to_bottom() -> None:
    slip = Slip(
        (
            Title("材料暂存回执", "（不是受理通知书）"),
            Rule(),
            Rows((Row("申请人", "张*\n610***********0016"),)),
            NumberedList((ListItem("社会保障卡", "1 页"), ListItem("授权委托书")), first=3),
            Space(),
            BigNumber("740231", "查询码"),
            QrCode("https://hall.example", "请拍照保存。"),
            Cut(),
            Line("测试"),
        )
    )

    assert slip.to_text().splitlines() == [
        "材料暂存回执",
        "（不是受理通知书）",
        "-" * 40,
        "申请人  张*",
        "    610***********0016",
        "3. 社会保障卡  1 页",
        "4. 授权委托书",
        "",
        "查询码",
        "740231",
        "[QR https://hall.example]",
        "请拍照保存。",
        "=" * 40,
        "测试",
    ]


def test_a_box_is_a_character() -> None:
    assert (check_box(checked=True), check_box(checked=False)) == ("■", "□")


def test_a_table_reads_row_by_row() -> None:
    columns = (Column("项目"), Column("金额\n", align=Align.RIGHT))

    with_heading = Slip((Table(columns, (("工本费\x1b", "￥10"),)),))
    bare = Slip((Table((Column(), Column()), (("a\nb", "c"),)),))

    assert with_heading.to_text() == "项目  金额\n工本费  ￥10\n"
    assert bare.to_text() == "a b  c\n"
    assert "工本费" not in repr(with_heading)


def test_a_table_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="one cell for each column"):
        Table((Column(),), (("a", "b"),))
    with pytest.raises(ValueError, match="one cell for each column"):
        Table((), ())
    with pytest.raises(ValueError, match="share of 0"):
        Column(share=0)
