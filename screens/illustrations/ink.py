"""The colours of the illustrations in each look."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from screens.canvas import Canvas
from screens.illustrations.hills import mix


@dataclass(frozen=True, slots=True)
class Ink:
    """Outline, faces, movement, lamp."""

    outline: QColor
    white: QColor
    ground: QColor
    ground_side: QColor
    ground_dark: QColor
    pale: QColor
    mid: QColor
    prim: QColor
    move: QColor
    lamp: QColor


def ink_of(canvas: Canvas) -> Ink:
    """The colours of the canvas's look; in both contrast themes outlines on one ground."""
    color = canvas.color
    if canvas.look.contrast:
        ground, line = color("card"), color("ink")
        return Ink(line, ground, ground, ground, ground, ground, line, line, color("accent"), color("help"))
    sunk, card, rim = color("sunk"), color("card"), color("rim")
    return Ink(
        outline=color("primD"),
        white=card,
        ground=mix(sunk, card, 0.35),
        ground_side=rim,
        ground_dark=mix(rim, color("edge"), 0.25),
        pale=color("tint"),
        mid=color("tintLine"),
        prim=color("prim"),
        move=color("accent"),
        lamp=color("help"),
    )
