"""What a picture of a shell says: every text that was drawn, where, in which colour, and the pixels behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.shell import Shell


@dataclass(frozen=True, slots=True)
class Ink:
    """One text on the screen. ``area`` is where, in the shell; None where it was scrolled or turned."""

    text: str
    widget: QWidget
    area: QRect | None
    color: QColor


@contextmanager
def noting() -> Iterator[list[tuple[str, QWidget, QRectF | None, QColor]]]:
    """Note every text that a canvas draws, while it goes on checking it itself."""
    drawn: list[tuple[str, QWidget, QRectF | None, QColor]] = []
    check = Canvas._check

    def note(canvas: Canvas, text: str, ink: QRectF, color: str) -> None:
        check(canvas, text, ink, color)
        device = canvas.painter.device()
        if isinstance(device, QWidget):
            drawn.append((text, device, None if canvas.bounds is None else ink, canvas.color(color)))

    Canvas._check = note  # type: ignore[assignment,method-assign]
    try:
        yield drawn
    finally:
        Canvas._check = check  # type: ignore[method-assign]


def picture_and_ink(shell: Shell) -> tuple[QImage, list[Ink]]:
    """The shell as it is painted (32 bits a pixel), and every text in it."""
    with noting() as drawn:
        picture = shell.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    inks = []
    for text, widget, area, color in drawn:
        if not widget.isVisible():
            continue
        place = None
        if area is not None:
            place = area.translated(widget.mapTo(shell, QPoint(0, 0)).toPointF()).toRect().intersected(shell.rect())
        inks.append(Ink(text, widget, place, color))
    return picture, inks


def pixels_of(picture: QImage) -> np.ndarray[Any, np.dtype[np.uint32]]:
    """The picture's pixels as 0xffRRGGBB, rows x columns."""
    words = np.frombuffer(picture.constBits(), dtype=np.uint32)
    return words.reshape(picture.height(), picture.bytesPerLine() // 4)[:, : picture.width()]


def digest_of(picture: QImage) -> str:
    """The hash of every pixel of a picture of 32 bits a pixel."""
    return hashlib.blake2b(pixels_of(picture).tobytes(), digest_size=12).hexdigest()


def ground_of(pixels: np.ndarray[Any, np.dtype[np.uint32]], area: QRect) -> QColor:
    """The colour that most pixels of that area have."""
    part = pixels[area.top() : area.bottom() + 1 : 2, area.left() : area.right() + 1 : 2]
    if part.size == 0:
        return QColor()
    colors, counts = np.unique(part, return_counts=True)
    return QColor(int(colors[counts.argmax()]))


def luminance(color: QColor) -> float:
    """Relative luminance, WCAG 2.2."""

    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF())


def contrast(first: QColor, second: QColor) -> float:
    """The ratio of two colours, WCAG 2.2."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)
