"""Large text looks the same whatever was drawn before it: Qt leaves a typeface moved by a fraction of a pixel."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from operator import methodcaller

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from screens.look import Look, Role
from screens.text.block import OUTLINE_PX
from screens.text.typesetter import Typesetter

TEXT = "Put in 新的纸卷"
SMALL = ("Online", "Put the roll", "·—①②", "“您好”，…", "A9z", "办好事 3", "㛃")
ROLES = (Role.TITLE, Role.ACTION, Role.BODY)
"""The three faces: serif bold, sans bold, sans regular.

Each test draws small text at sizes of its own: only a glyph that is drawn for the first time moves the typeface.
"""


def _drawn(text: str, role: Role, font_px: int, turn: Callable[[QPainter], object] | None = None) -> bytes:
    """The pixels of that text, newly set."""
    picture = QImage(900, 160, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if turn is not None:
        turn(painter)
    Typesetter(Look()).block(text, role, font_px=font_px).draw(painter, 10, 10, QColor("black"))
    painter.end()
    return bytes(picture.constBits())


@pytest.mark.parametrize("role", ROLES)
def test_large_text_is_the_same_after_any_small_text(role: Role) -> None:
    """Each small text leaves the typeface at another fraction of a pixel; the large one takes no notice."""
    before = _drawn(TEXT, role, OUTLINE_PX + 8)
    for small, font_px in product(SMALL, range(47, 54)):
        _drawn(small, role, font_px)
        assert _drawn(TEXT, role, OUTLINE_PX + 8) == before, (small, font_px)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("how", "sizes"), [("scale", range(33, 40)), ("shear", range(26, 33))])
def test_text_that_a_painter_enlarges_or_slants_is_the_same_too(role: Role, how: str, sizes: range) -> None:
    """Then its outlines are filled at any size."""
    turn = methodcaller(how, 1.6, 1.6) if how == "scale" else methodcaller(how, 0.3, 0.0)
    before = _drawn(TEXT, role, 42, turn)
    for small, font_px in product(SMALL, sizes):
        _drawn(small, role, font_px)
        assert _drawn(TEXT, role, 42, turn) == before, (small, font_px)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("limit", [OUTLINE_PX - 1, OUTLINE_PX])
def test_text_at_the_limit_of_either_way_of_drawing_is_the_same(role: Role, limit: int) -> None:
    """One pixel below the limit its pictures are kept, from the limit on its outlines are filled."""
    before = _drawn(TEXT, role, limit)
    for small, font_px in product(SMALL, range(limit - 8, limit - 4, 2)):
        _drawn(small, role, font_px)
        assert _drawn(TEXT, role, limit) == before, (small, font_px)
