"""The small language of the icon drawings.

A drawing is up to three strings of commands with absolute coordinates on the 48 grid:

    M x y       move             L x y       line             H x / V y   line along one axis
    C x1 y1 x2 y2 x y  cubic     Q x1 y1 x y quadratic        Z           close
    O x y r     circle           R x y w h r rounded box      A x y r start sweep   arc, degrees, anticlockwise from 3 h
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

_COUNT = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0, "O": 3, "R": 5, "A": 5}


class Drawing(NamedTuple):
    """Lines, at most one tinted shape, and what is filled with the line's colour."""

    strokes: str
    tint: str = ""
    solid: str = ""


class Shape(NamedTuple):
    """The paths of a drawing."""

    strokes: QPainterPath
    tint: QPainterPath
    solid: QPainterPath


def shape_of(drawing: Drawing) -> Shape:
    """Turn a drawing into paths. ValueError for a command that the language does not have."""
    return Shape(path_of(drawing.strokes), path_of(drawing.tint), path_of(drawing.solid))


def path_of(commands: str) -> QPainterPath:
    """Turn one string of commands into a path. ValueError for an unknown command or a missing number."""
    path = QPainterPath()
    words = commands.split()
    index = 0
    while index < len(words):
        command = words[index]
        if command not in _COUNT:
            raise ValueError(f"unknown drawing command {command!r}")
        count = _COUNT[command]
        numbers = [float(word) for word in words[index + 1 : index + 1 + count]]
        if len(numbers) != count:
            raise ValueError(f"{command} needs {count} numbers")
        _apply(path, command, numbers)
        index += 1 + count
    return path


def _apply(path: QPainterPath, command: str, n: list[float]) -> None:
    here = path.currentPosition()
    match command:
        case "M":
            path.moveTo(n[0], n[1])
        case "L":
            path.lineTo(n[0], n[1])
        case "H":
            path.lineTo(n[0], here.y())
        case "V":
            path.lineTo(here.x(), n[0])
        case "C":
            path.cubicTo(n[0], n[1], n[2], n[3], n[4], n[5])
        case "Q":
            path.quadTo(n[0], n[1], n[2], n[3])
        case "Z":
            path.closeSubpath()
        case "O":
            path.addEllipse(QRectF(n[0] - n[2], n[1] - n[2], 2 * n[2], 2 * n[2]))
        case "R":
            path.addRoundedRect(QRectF(n[0], n[1], n[2], n[3]), n[4], n[4])
        case _:
            box = QRectF(n[0] - n[2], n[1] - n[2], 2 * n[2], 2 * n[2])
            path.arcMoveTo(box, n[3])
            path.arcTo(box, n[3], n[4])
