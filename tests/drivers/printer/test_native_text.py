"""Text in the printer's own font, chosen line by line: fast, and no character is ever lost or replaced."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.printer.document import Block, Line, Paragraph, Row, Rows, Slip, Title
from drivers.printer.escpos import encode_job
from drivers.printer.profile import PROFILES, Charset, PrinterProfile, TextPath
from drivers.printer.raster import SlipRenderer, Typography
from drivers.printer.simulator.decoder import Command, Decoder, Text
from drivers.printer.slip_image import SlipImage, TextLine
from drivers.printer.text_lines import native_line
from drivers.printer.typeface import DEBIAN_FONTS, Typefaces
from tests.drivers.printer.sample_slips import DEPOSIT_SLIP, FEES, GOLDEN_NATIVE, GOLDEN_NATIVE_58, RECEIPT, printed

NATIVE = PROFILES["80mm-gb18030"]
RENDERER = SlipRenderer(Typefaces(DEBIAN_FONTS), Typography.for_width(576))
IDS = (b"@ABC", b"@CBA")


def bytes_of(image: SlipImage, profile: PrinterProfile) -> bytes:
    return b"".join(part.data for part in encode_job(image, profile, IDS).slices)


def text_in(data: bytes) -> str:
    """The characters that go out as text; fails on anything that is no command of the sheet's table."""
    decoder = Decoder(chinese=False)
    decoder.feed(data)
    text = ""
    while (element := decoder.next()) is not None:
        match element:
            case Text(character):
                text += character
            case Command():
                pass
            case _:
                pytest.fail(f"{element} in a job")
    assert len(decoder) == 0
    return text


@pytest.mark.parametrize(
    ("slip", "name", "golden"),
    [(DEPOSIT_SLIP, "80mm-gb18030", GOLDEN_NATIVE), (FEES, "58mm-gb2312", GOLDEN_NATIVE_58)],
    ids=["deposit", "fees"],
)
def test_a_native_slip_looks_as_it_did(slip: Slip, name: str, golden: Path) -> None:
    drawn = Image.open(io.BytesIO(printed(slip, PROFILES[name]).image.to_png())).convert("1")
    kept = Image.open(golden).convert("1")

    assert drawn.size == kept.size
    differing = sum(a != b for a, b in zip(drawn.tobytes(), kept.tobytes(), strict=True))
    assert differing == 0


def test_lines_with_rare_names_are_pictures_and_the_others_text() -> None:
    slip = printed(DEPOSIT_SLIP, NATIVE)

    assert RECEIPT in slip.text
    assert "本回执只证明您在上述时间把所列材料封" in slip.text
    assert not set("𠮷䶮㛃鿏〓") & set(slip.text)


def test_native_text_needs_a_fraction_of_the_bytes() -> None:
    slip = Slip(tuple(Line(f"第{n}行 材料名称 社会保障卡") for n in range(20)))
    image = RENDERER.render(slip)

    native, dots = bytes_of(image, NATIVE), bytes_of(image, replace(NATIVE, text=TextPath.BITMAP))

    assert encode_job(image, NATIVE, IDS).native_lines == 20
    assert len(native) * 20 < len(dots)


def test_the_bytes_of_a_native_line() -> None:
    job = encode_job(RENDERER.render(Slip((Line("应缴：￥100.00元"),))), NATIVE, IDS)

    data = b"".join(part.data for part in job.slices)
    assert data.startswith(bytes.fromhex("1b40 1d50cbcb 1c26 1b5200 1c530000 1b4a0e"))
    assert bytes.fromhex("1b2418 00 d3a6bdc9a3ba a3a4 3130302e3030 d4aa 0a") in data


def test_the_bitmap_path_never_sends_text() -> None:
    assert text_in(bytes_of(RENDERER.render(DEPOSIT_SLIP), PROFILES["80mm"])) == ""


POOL = "你好材料回执龙镕喆〇￥¥，。—·（）ABCxyz019?$#~ 䶮㛃𠮷鿏龦𰻞ñ😀"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.sampled_from(POOL), min_size=1, max_size=30), min_size=1, max_size=6),
    st.sampled_from([Charset.GB2312, Charset.GBK, Charset.GB18030_DOUBLE, Charset.GB18030]),
)
def test_no_character_is_lost_or_replaced(texts: list[str], charset: Charset) -> None:
    profile = replace(NATIVE, charset=charset)
    rows = Rows((Row(texts[0], texts[-1], bold=True),))
    blocks: list[Block] = [Title(texts[0]), *map(Line, texts), rows, Paragraph(texts[-1])]
    image = RENDERER.render(Slip(tuple(blocks)))
    as_text = [line for line in image.lines if native_line(line, charset, 576) is not None]

    sent = text_in(bytes_of(image, profile))

    expected = "\n".join("".join(run.text for run in line.runs) for line in as_text).replace("¥", "￥")
    assert sent.strip("\n") == expected.strip("\n")
    assert len(as_text) == encode_job(image, profile, IDS).native_lines
    assert dots_below(image, as_text) == dots_of(bytes_of(image, profile))


def dots_below(image: SlipImage, as_text: list[TextLine]) -> int:
    """Black dots of the picture outside the lines that go out as text."""
    inside = {row for line in image.lines if line in as_text for row in range(line.top, line.bottom)}
    return sum(int.from_bytes(image.row(y)).bit_count() for y in range(image.height) if y not in inside)


def dots_of(data: bytes) -> int:
    """Black dots in the pictures of a job."""
    decoder = Decoder()
    decoder.feed(data)
    dots = 0
    while (element := decoder.next()) is not None:
        if isinstance(element, Command) and (element.prefix, element.code) == (0x1D, 0x76):
            dots += int.from_bytes(element.arguments[6:]).bit_count()
    return dots
