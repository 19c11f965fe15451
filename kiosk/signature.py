"""A signature made on the screen: when there is enough ink, and the picture that goes into the case.

It is an image of strokes (手写签名影像) and no reliable electronic signature (电子签名法 13; glossary section 2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from screens.components.ink_field import Stroke, path_of

REF = "signature_image"
"""The ref of its record in a case document."""
LEAST_LENGTH = 0.5
"""Of all strokes together, in widths of the field: less is a touch by accident."""
LEAST_WIDTH = 0.1
WIDTH_PX, HEIGHT_PX, PEN_PX = 900, 360, 8


@dataclass(slots=True)
class Signature:
    """What was drawn; or that the resident signs on paper with staff."""

    strokes: list[Stroke] = field(default_factory=list, repr=False)
    on_paper: bool = False

    @property
    def enough(self) -> bool:
        """Whether there is ink enough for a name, as far as can be told without reading it."""
        points = [point for stroke in self.strokes for point in stroke]
        if not points:
            return False
        length = sum(hypot(x2 - x1, y2 - y1) for stroke in self.strokes for (x1, y1), (x2, y2) in pairwise(stroke))
        columns = [x for x, _ in points]
        return length >= LEAST_LENGTH and max(columns) - min(columns) >= LEAST_WIDTH

    def wipe(self) -> None:
        """Forget it."""
        self.strokes.clear()
        self.on_paper = False


def png_of(strokes: list[Stroke]) -> bytes:
    """The strokes in black on white, as PNG."""
    image = QImage(WIDTH_PX, HEIGHT_PX, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(Qt.GlobalColor.black, PEN_PX)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for stroke in strokes:
        painter.drawPath(path_of(stroke, QRectF(0, 0, WIDTH_PX, HEIGHT_PX)))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, PySide takes str
    return bytes(buffer.data().data())
