"""What was written, and the small picture of it that a recogniser takes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

Stroke = tuple[tuple[float, float], ...]
"""The points of one stroke, in the order in which the finger went, in any unit."""
Strokes = tuple[Stroke, ...]

SIZE_PX = 48
"""The model's height; one character is a square."""
MARGIN_PX = 5
PEN_PX = 2.6
"""Of pens from 1.6 to 3.2 px and margins from 2 to 6 px these read shaky writing best (docs/handwriting.md)."""


def ink_picture(strokes: Strokes) -> bytes:
    """Draw the strokes, as large as they fit, in the middle of a white square.

    Args:
        strokes: at least one, each with at least one point.

    Returns:
        ``SIZE_PX`` × ``SIZE_PX`` bytes of grey, row by row; 0 is ink, 255 is paper.
    """
    xs = [x for stroke in strokes for x, _ in stroke]
    ys = [y for stroke in strokes for _, y in stroke]
    extent = max(max(xs) - min(xs), max(ys) - min(ys), 1.0)
    scale = (SIZE_PX - 2 * MARGIN_PX) / extent
    left = (SIZE_PX - scale * (max(xs) + min(xs))) / 2
    top = (SIZE_PX - scale * (max(ys) + min(ys))) / 2
    image = QImage(SIZE_PX, SIZE_PX, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(QColor(0, 0, 0), PEN_PX, Qt.PenStyle.SolidLine, cap, join))
    for stroke in strokes:
        points = [QPointF(x * scale + left, y * scale + top) for x, y in stroke]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(points)
    painter.end()
    # A line of 48 bytes needs no padding: lines are aligned to four bytes.
    return bytes(image.constBits())
