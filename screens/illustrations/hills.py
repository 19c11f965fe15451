"""The clock over the hills: a quarter of an hour to the service circle below 骊山."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen, QPolygonF

from screens.canvas import Canvas
from screens.rings import draw_arc

Ridge = Sequence[tuple[float, float]]

# Tops and valleys of the four ridges: part of the width, part of the height from the top of the hills.
RIDGES: tuple[Ridge, ...] = (
    ((0, 0.40), (0.11, 0.235), (0.158, 0.285), (0.335, 0.0), (0.435, 0.165), (0.515, 0.09), (0.665, 0.345),
     (0.81, 0.155), (0.905, 0.255), (1.0, 0.16)),
    ((0, 0.575), (0.135, 0.465), (0.268, 0.58), (0.452, 0.42), (0.55, 0.50), (0.735, 0.285), (0.875, 0.465),
     (1.0, 0.385)),
    ((0, 0.70), (0.19, 0.775), (0.375, 0.65), (0.60, 0.795), (0.815, 0.66), (1.0, 0.76)),
    ((0, 1.0), (0.22, 0.925), (0.47, 1.0), (0.745, 0.905), (1.0, 0.98)),
)  # fmt: skip


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """A colour between two, ``share`` of the second."""
    keep = 1 - share
    return QColor(
        round(first.red() * keep + second.red() * share),
        round(first.green() * keep + second.green() * share),
        round(first.blue() * keep + second.blue() * share),
    )


def draw_hills(canvas: Canvas, area: QRectF, top: float, ridge_height: float) -> None:
    """Four ridges from pale to dark down to the area's bottom.

    Args:
        canvas: where to draw.
        area: what the hills fill; nothing is drawn outside of it.
        top: where the highest top lies.
        ridge_height: the height from there to the foot of the nearest ridge.
    """
    painter = canvas.painter
    painter.save()
    painter.setClipRect(area)
    prim, paper, pale = canvas.color("prim"), canvas.color("paper"), canvas.color("tintLine")
    colors = (mix(pale, paper, 0.55), pale, mix(prim, pale, 0.36), prim)
    for ridge, color in zip(RIDGES, colors, strict=True):
        path = _ridge_path(ridge, area, top, ridge_height)
        if canvas.look.contrast:
            painter.fillPath(path, paper)
            painter.strokePath(path, QPen(canvas.color("line"), canvas.look.hairline))
        else:
            painter.fillPath(path, color)
    painter.restore()


def _ridge_path(ridge: Ridge, area: QRectF, top: float, height: float) -> QPainterPath:
    """Each point is a top, a valley or an end, so that the line is level there."""
    points = [QPointF(area.x() + x * area.width(), top + y * height) for x, y in ridge]
    margin = area.width() * 0.02
    path = QPointF(points[0].x() - margin, points[0].y())
    shape = QPainterPath(path)
    shape.lineTo(points[0])
    for before, here in pairwise(points):
        half = (here.x() - before.x()) * 0.45
        shape.cubicTo(QPointF(before.x() + half, before.y()), QPointF(here.x() - half, here.y()), here)
    shape.lineTo(points[-1].x() + margin, points[-1].y())
    shape.lineTo(points[-1].x() + margin, area.bottom() + margin)
    shape.lineTo(points[0].x() - margin, area.bottom() + margin)
    shape.closeSubpath()
    return shape


def draw_clock(canvas: Canvas, center: QPointF, radius: float, *, rings: bool = True) -> None:
    """The clock at a quarter past: the sign, large. ``rings`` adds the walking circles inside."""
    prim = canvas.color("prim")
    box = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
    faint = mix(canvas.color("tintLine"), canvas.color("prim"), 0.0)
    if rings:
        for part in (1 / 3, 2 / 3):
            inner = radius * part
            circle = QRectF(center.x() - inner, center.y() - inner, 2 * inner, 2 * inner)
            draw_arc(canvas, circle, canvas.look.hairline, canvas.color("line"), 0, 360)
    draw_arc(canvas, box, max(canvas.px(5), radius * 0.014), faint, 0, 360)
    thick = radius * 0.068
    outer = box.adjusted(-thick * 0.42, -thick * 0.42, thick * 0.42, thick * 0.42)
    draw_arc(canvas, outer, thick, canvas.color("accent"), 0, 90)
    for hour in range(12):
        main = hour % 3 == 0
        angle = math.radians(hour * 30)
        way = QPointF(math.sin(angle), -math.cos(angle))
        pen = QPen(prim, radius * (0.018 if main else 0.01))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        canvas.painter.setPen(pen)
        canvas.painter.drawLine(
            QLineF(center + way * radius * (0.86 if main else 0.89), center + way * radius * (0.93 if main else 0.92))
        )
    pen = QPen(prim, radius * 0.028)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    canvas.painter.setPen(pen)
    canvas.painter.drawLine(QLineF(center, center + QPointF(0, -radius * 0.63)))
    canvas.painter.drawLine(QLineF(center, center + QPointF(radius * 0.46, 0)))
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(prim)
    canvas.painter.drawEllipse(center, radius * 0.055, radius * 0.055)


def draw_house(canvas: Canvas, x: float, floor: float, width: float, *, lit: bool) -> None:
    """A small house: dark roof, pale wall, a door that is lit or not."""
    height = width * 0.62
    wall = QRectF(x, floor - height, width, height)
    roof = QPolygonF(
        [
            QPointF(x - width * 0.12, wall.top()),
            QPointF(x + width / 2, wall.top() - width * 0.4),
            QPointF(x + width * 1.12, wall.top()),
        ]
    )
    painter = canvas.painter
    contrast = canvas.look.contrast
    painter.setPen(QPen(canvas.color("line"), canvas.look.hairline) if contrast else Qt.PenStyle.NoPen)
    painter.setBrush(canvas.color("paper"))
    painter.drawRect(wall)
    painter.setBrush(canvas.color("plinth"))
    painter.drawPolygon(roof)
    painter.setPen(Qt.PenStyle.NoPen)
    door = canvas.color("help") if lit else canvas.color("tintLine")
    painter.fillRect(QRectF(x + width * 0.39, floor - height * 0.62, width * 0.23, height * 0.62), door)


def draw_skyline(canvas: Canvas, width: int, floor: int) -> None:
    """The small picture of the read-only upper half in lower reach: clock, hills, houses down to ``floor``."""
    px = canvas.px
    draw_clock(canvas, QPointF(width * 0.704, floor - px(240)), px(170), rings=False)
    draw_hills(canvas, QRectF(0, floor - px(280), width, px(280)), floor - px(256), px(222))
    for x, size, lit in ((250, 64, True), (340, 80, True), (880, 58, False)):
        draw_house(canvas, width * x / 1080, floor - px(14), px(size), lit=lit)
    canvas.hline(0, width, floor, "edge")
