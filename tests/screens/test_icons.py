"""Icons: every one drawn, inside its square, in its own language."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from screens.icons import Icon, draw_icon, icon_shape
from screens.icons.drawing import path_of


@pytest.mark.parametrize("icon", Icon)
def test_every_icon_stays_in_its_square(icon: Icon) -> None:
    """With half a stroke of room on each side."""
    shape = icon_shape(icon)
    bounds = shape.strokes.boundingRect()
    assert min(bounds.left(), bounds.top()) >= 1.5
    assert max(bounds.right(), bounds.bottom()) <= 46.5
    assert max(bounds.width(), bounds.height()) >= 26
    assert QRectF(0, 0, 48, 48).contains(shape.tint.boundingRect()) or shape.tint.isEmpty()


@pytest.mark.parametrize("size", [24, 48, 96])
def test_an_icon_is_drawn_in_its_colour_and_tint(size: int) -> None:
    """Line and one tinted shape; without tint only the line."""
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw_icon(painter, Icon.DOC, QRectF(0, 0, size, size), QColor("black"), QColor("red"), 3)
    painter.end()
    colors = {image.pixelColor(x, y).name() for x in range(size) for y in range(size)}
    assert "#ff0000" in colors
    assert any(QColor(name).lightness() < 100 and QColor(name).red() < 100 for name in colors)


def test_names_from_catalogues_find_their_icon_or_a_sheet_of_paper() -> None:
    """A catalogue from elsewhere must not break the page."""
    assert Icon.named("elder") is Icon.ELDER
    assert Icon.named("no such icon") is Icon.DOC


def test_drawing_language() -> None:
    """Every command does what its letter says."""
    path = path_of("M 1 2 L 3 4 H 10 V 20 Q 11 11 12 12 C 1 1 2 2 3 3 Z")
    assert path.elementAt(0).x == 1
    assert path.elementAt(2).x == 10
    assert path.elementAt(3).y == 20
    assert path_of("O 24 24 10").boundingRect() == QRectF(14, 14, 20, 20)
    assert path_of("R 4 8 20 10 2").boundingRect() == QRectF(4, 8, 20, 10)
    assert path_of("A 24 24 10 0 -90").boundingRect().bottom() == pytest.approx(34, abs=0.1)
    assert path_of("").isEmpty()


@pytest.mark.parametrize("commands", ["X 1 2", "M 1", "L one two"])
def test_mistakes_in_a_drawing_are_refused(commands: str) -> None:
    """Unknown command, missing number, no number."""
    with pytest.raises(ValueError, match=r"."):
        path_of(commands)
