"""Set text: widths, overflow, drawing."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from screens.look import Look, Role
from screens.text import Align, Typesetter


@pytest.fixture
def setter() -> Typesetter:
    """A typesetter in the standard look."""
    return Typesetter(Look())


def ink(setter: Typesetter, text: str, align: Align = Align.LEFT) -> QImage:
    """The text drawn in black on white at (20, 10), in a width of 200."""
    image = QImage(240, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    setter.block(text, Role.BODY, width=200, align=align).draw(painter, 20, 10, QColor("black"))
    painter.end()
    return image


def dark_columns(image: QImage) -> list[int]:
    """The columns with ink in them."""
    return [x for x in range(image.width()) if any(image.pixelColor(x, y).lightness() < 128 for y in range(80))]


def test_a_thin_space_stands_between_han_and_digits(setter: Typesetter) -> None:
    """A fifth of an em on both sides of the number."""
    px = Look().font_px(Role.BODY)
    apart = setter.block("第", Role.BODY).natural_width + setter.block("3", Role.BODY).natural_width
    assert setter.block("第3", Role.BODY).natural_width == pytest.approx(apart + 0.2 * px, abs=1)


def test_adjacent_marks_lose_half_an_em(setter: Typesetter) -> None:
    """”。 is one and a half em wide."""
    px = Look().font_px(Role.BODY)
    assert setter.block("”。", Role.BODY).natural_width == pytest.approx(1.5 * px, abs=1)


def test_serif_titles_set_their_marks_half_as_wide(setter: Typesetter) -> None:
    """From 40 px on; smaller section headings keep full marks."""
    title = Look().font_px(Role.TITLE)
    assert setter.block("好，", Role.TITLE).natural_width == pytest.approx(1.5 * title, abs=1)
    section = Look().font_px(Role.SECTION)
    assert setter.block("好，", Role.SECTION).natural_width == pytest.approx(2 * section, abs=1)


def test_rare_characters_beyond_the_basic_plane_keep_their_place(setter: Typesetter) -> None:
    """They are two units in Qt's strings; lines and spaces must not slip."""
    assert setter.block("𠀀𠀀𠀀𠀀", Role.BODY, width=60).lines == ["𠀀𠀀", "𠀀𠀀"]
    px = Look().font_px(Role.BODY)
    assert setter.block("𠀀3", Role.BODY).natural_width > px + 0.2 * px


def test_text_stands_where_it_is_aligned(setter: Typesetter) -> None:
    """Left, middle and right of its width."""
    left, middle, right = (dark_columns(ink(setter, "口", align)) for align in (Align.LEFT, Align.CENTER, Align.RIGHT))
    assert left[0] < 30
    assert abs((middle[0] + middle[-1]) / 2 - 120) <= 2
    assert right[-1] > 210


def test_the_em_box_is_centred_on_its_line(setter: Typesetter) -> None:
    """The ink of a full character lies round the middle of the line box."""
    image = ink(setter, "国")
    rows = [y for y in range(80) if any(image.pixelColor(x, y).lightness() < 128 for x in range(240))]
    middle = 10 + Look().line_height(Role.BODY) / 2
    assert abs((rows[0] + rows[-1]) / 2 - middle) <= 2


def test_overflow_is_seen_in_both_directions(setter: Typesetter) -> None:
    """Too wide a word, too many lines."""
    block = setter.block("临潼区骊山街道", Role.BODY, width=100)
    assert block.overflows(100, 50)
    assert not block.overflows(100, block.height)
    assert setter.block("临潼区", Role.BODY).overflows(40, 100)
    assert not setter.block("临", Role.BODY).overflows(100, Look().font_px(Role.BODY))


def test_empty_text_has_no_width(setter: Typesetter) -> None:
    """And can be drawn."""
    block = setter.block("", Role.BODY)
    assert block.natural_width == 0
    assert not dark_columns(ink(setter, ""))


def test_fit_shrinks_to_the_caption_size_and_no_further(setter: Typesetter) -> None:
    """What does not fit even then is reported, not cut."""
    roomy = setter.fit("临潼区骊山街道", Role.STRONG, 400, 60)
    tight = setter.fit("临潼区骊山街道", Role.STRONG, 180, 60)
    hopeless = setter.fit("临潼区骊山街道便民服务中心", Role.STRONG, 60, 30)
    least = Look().font_px(Role.CAPTION)
    assert roomy.setting.font_px == Look().font_px(Role.STRONG)
    assert least <= tight.setting.font_px < roomy.setting.font_px
    assert not tight.overflows(180, 60)
    assert hopeless.setting.font_px == least
    assert hopeless.overflows(60, 30)


def test_fit_does_not_cut_latin_words(setter: Typesetter) -> None:
    """A smaller size is better than a word in two pieces."""
    block = setter.fit("Departments", Role.STRONG, 160, 120)
    assert block.lines == ["Departments"]


def test_what_was_not_used_in_a_paint_is_forgotten(setter: Typesetter) -> None:
    """Only what is on the screen is kept, so that nothing of a resident outlives its page."""
    first = setter.block("测试员", Role.BODY)
    setter.turn()
    assert setter.block("测试员", Role.BODY) is first
    setter.turn()
    setter.turn()
    assert setter.block("测试员", Role.BODY) is not first


def test_forget_drops_everything_and_so_does_another_look(setter: Typesetter) -> None:
    """The visit is over, or the size is another one."""
    first = setter.block("测试员", Role.BODY)
    setter.forget()
    second = setter.block("测试员", Role.BODY)
    assert second is not first
    setter.look = Look(width=540, height=960)
    assert setter.block("测试员", Role.BODY).setting.font_px == 14
