"""The picture of a slip: the golden one, rare characters, crisp QR codes, nothing outside the paper."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest
from PIL import Image

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
    Slip,
    Space,
    Table,
    TextSize,
    Title,
)
from drivers.printer.errors import FontUnusableError
from drivers.printer.raster import render_slip
from drivers.printer.simulator.paper import read_codes
from drivers.printer.slip_image import SlipImage
from drivers.printer.typeface import DEBIAN_FONTS
from tests.drivers.printer.sample_slips import DEPOSIT_SLIP, GOLDEN, RECEIPT


def draw(*blocks: Line | Paragraph | QrCode | Rows | NumberedList | Title | Space | Cut, width: int = 576) -> SlipImage:
    return render_slip(Slip(blocks), DEBIAN_FONTS, width)


def ink(image: SlipImage) -> int:
    return sum(byte.bit_count() for byte in image.rows)


def test_the_deposit_slip_looks_as_it_did(tmp_path: Path) -> None:
    """Dot for dot, with the pinned Pillow and Debian's fonts; ``sample_slips`` says how to draw it anew."""
    drawn = render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, 576)

    (tmp_path / "drawn.png").write_bytes(drawn.to_png())
    with Image.open(GOLDEN) as golden, Image.open(io.BytesIO(drawn.to_png())) as picture:
        assert picture.size == golden.size
        assert picture.tobytes() == golden.tobytes(), f"compare {tmp_path / 'drawn.png'} with {GOLDEN}"


def test_the_same_slip_gives_the_same_bytes_twice() -> None:
    assert render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, 384) == render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, 384)


@pytest.mark.parametrize("width", [576, 384])
def test_the_qr_code_on_the_slip_reads_back(width: int) -> None:
    assert read_codes(render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, width)) == (f"https://hall.example/q?r={RECEIPT}",)


def test_a_long_code_stands_alone_with_its_caption_below() -> None:
    data = "https://hall.example/" + "x" * 400

    image = draw(QrCode(data, "请拍照保存。"), width=384)

    assert read_codes(image) == (data,)


def test_a_code_that_cannot_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="QR code"):
        draw(QrCode("x" * 2000), width=128)


@pytest.mark.parametrize("character", ["𠮷", "䶮", "㛃", "鿏", "喆", "堃", "镕", "犇", "〇"])
@pytest.mark.parametrize("bold", [False, True])
def test_every_rare_character_prints(character: str, *, bold: bool) -> None:
    drawn = draw(Line(character, bold=bold))

    assert ink(drawn) > 40
    assert drawn.rows != draw(Line("〓", bold=bold)).rows


def test_a_character_that_no_font_has_prints_as_a_mark() -> None:
    assert draw(Line("\U0010fffd")).rows == draw(Line("〓")).rows


def test_two_characters_that_look_alike_stay_apart() -> None:
    assert draw(Line("𠮷")).rows != draw(Line("吉")).rows


def test_text_stays_between_the_margins() -> None:
    image = draw(Paragraph("本回执只证明您在上述时间把所列材料封存在本终端" * 4), Line("右", align=Align.RIGHT))

    left = [image.row(y)[:3] for y in range(image.height)]
    right = [image.row(y)[-3:] for y in range(image.height)]
    assert not any(map(any, left))
    assert not any(map(any, right))


def test_alignment_moves_the_line() -> None:
    pictures = {align: draw(Line("测试", align=align)).rows for align in Align}

    assert len(set(pictures.values())) == 3


def test_sizes_and_weight_change_the_ink() -> None:
    sizes = [ink(draw(Line("测试员", size=size))) for size in (TextSize.SMALL, TextSize.NORMAL, TextSize.LARGE)]

    assert sizes == sorted(sizes)
    assert ink(draw(Line("测试员", bold=True))) > sizes[1]


def test_a_long_label_and_a_long_note_push_nothing_off_the_paper() -> None:
    image = draw(
        Rows((Row("一个长得放不下的标签名称要折行", "值"), Row("短", "很长的值" * 12))),
        NumberedList((ListItem("一份名称很长的材料" * 3, "共 120 页"), ListItem("短")), first=9),
        width=384,
    )

    assert not any(image.row(y)[-1] & 0x0F for y in range(image.height))


def test_a_very_long_slip_grows_the_sheet() -> None:
    image = draw(*(Line("测试") for _ in range(200)), Space(3000), Line("尾"))

    assert image.height > 9000
    assert any(image.row(image.height - 30))


def test_a_big_number_shrinks_to_one_line_under_its_label() -> None:
    short = render_slip(Slip((BigNumber("740231", "查询码"),)), DEBIAN_FONTS, 384)
    long = render_slip(Slip((BigNumber("LS01-261124-10037-X-00000", "查询码"),)), DEBIAN_FONTS, 384)

    assert long.height < short.height


def test_cuts_become_rows_and_an_end_cut_is_not_doubled() -> None:
    image = draw(Cut(), Line("一"), Cut(), Cut(), Line("二"), Cut())

    assert len(image.cuts) == 2
    assert 0 < image.cuts[0] < image.cuts[1] < image.height


def test_a_missing_font_file_is_named() -> None:
    fonts = dataclasses.replace(DEBIAN_FONTS, regular=Path("no-such-font.ttc"))

    with pytest.raises(FontUnusableError) as caught:
        render_slip(Slip((Line("测"),)), fonts, 576)

    assert caught.value.detail == "no-such-font.ttc"


def test_a_table_has_its_columns_under_each_other_and_breaks_long_cells() -> None:
    columns = (Column("项目", 2), Column("金额", 1, Align.RIGHT))
    short = render_slip(Slip((Table(columns, (("工本费", "10"),)),)), DEBIAN_FONTS, 576)
    long = render_slip(Slip((Table(columns, (("很长的项目名称" * 6, "10"),)),)), DEBIAN_FONTS, 576)
    bare = render_slip(Slip((Table((Column(), Column()), (("工本费", "10"),)),)), DEBIAN_FONTS, 576)

    assert bare.height < short.height < long.height
    assert [len(line.runs) for line in short.lines] == [2, 2]
    assert short.lines[0].runs[0].bold
    assert long.lines[1].runs[1].text == "10"
    assert all(run.left + run.room <= 576 for line in long.lines for run in line.runs)


def test_a_slip_says_which_rows_are_text() -> None:
    image = render_slip(DEPOSIT_SLIP, DEBIAN_FONTS, 576)

    said = ["".join(run.text for run in line.runs) for line in image.lines]
    assert said[:2] == ["材料暂存回执", "（不是受理通知书）"]
    assert [line.top for line in image.lines] == sorted(line.top for line in image.lines)
    assert not [text for text in said if "热敏纸" in text], "the caption stands beside the code"
