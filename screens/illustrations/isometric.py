"""Drawing in 30° isometry: flat shapes on a plane, and slabs with rounded corners."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen, QPolygonF, QTransform

from screens.canvas import Canvas

COS, SIN = math.cos(math.radians(30)), math.sin(math.radians(30))


@dataclass(frozen=True, slots=True)
class Faces:
    """The flat colours of a body: above, at the left, at the right."""

    top: QColor
    left: QColor
    right: QColor


@dataclass(frozen=True, slots=True)
class Space:
    """World units to the canvas: x goes right and down, y goes left and down, z goes up.

    ``origin`` is where (0, 0, 0) lies, ``scale`` the device pixels of one unit, ``stroke`` the outline in device px.
    """

    origin: QPointF
    scale: float
    stroke: float

    def point(self, x: float, y: float, z: float = 0) -> QPointF:
        """Where a point lies on the canvas."""
        right = (x - y) * COS * self.scale
        down = ((x + y) * SIN - z) * self.scale
        return QPointF(self.origin.x() + right, self.origin.y() + down)

    def plane(self, z: float) -> QTransform:
        """Maps (x, y) of the level plane at that height to the canvas."""
        s = self.scale
        return QTransform(COS * s, SIN * s, -COS * s, SIN * s, self.origin.x(), self.origin.y() - z * s)

    def plate(self, box: QRectF, z: float, radius: float) -> QPainterPath:
        """A level rectangle with round corners."""
        path = QPainterPath()
        path.addRoundedRect(box, radius, radius)
        return self.plane(z).map(path)

    def pen(self, color: QColor, width: float | None = None) -> QPen:
        """A pen with round ends."""
        pen = QPen(color, self.stroke if width is None else width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen

    def slab(
        self, canvas: Canvas, box: QRectF, z: float, height: float, radius: float, faces: Faces, outline: QColor
    ) -> None:
        """A body with a level top: sides, top, outlines."""
        top = self.plate(box, z + height, radius)
        foot = self.plate(box, z, radius)
        hull = _hull(top, foot)
        painter = canvas.painter
        painter.fillPath(hull, faces.left)
        nearest = self.point(box.right(), box.bottom(), z).x()
        bounds = hull.boundingRect()
        painter.save()
        painter.setClipRect(QRectF(nearest, bounds.y(), bounds.right() - nearest + 1, bounds.height() + 1))
        painter.fillPath(hull, faces.right)
        painter.restore()
        painter.strokePath(hull, self.pen(outline))
        painter.fillPath(top, faces.top)
        painter.strokePath(top, self.pen(outline, self.stroke * 0.75))


def _hull(top: QPainterPath, foot: QPainterPath) -> QPainterPath:
    """The outline of a body swept from foot to top."""
    middle = QPainterPath()
    sides = []
    for path in (top, foot):
        points = path.toFillPolygon().toList()
        sides.append((min(points, key=QPointF.x), max(points, key=QPointF.x)))
    (top_left, top_right), (foot_left, foot_right) = sides
    middle.addPolygon(
        QPolygonF(
            [
                top_left,
                top_right,
                foot_right,
                foot_left,
            ]
        )
    )
    middle.closeSubpath()
    return top.united(foot).united(middle)


def dashed(canvas: Canvas, start: QPointF, end: QPointF, color: QColor, width: float) -> None:
    """A guide: where something goes, or what the lens sees."""
    pen = QPen(color, width)
    pen.setDashPattern([3.0, 2.4])
    canvas.painter.setPen(pen)
    canvas.painter.drawLine(start, end)


def arrow(canvas: Canvas, start: QPointF, end: QPointF, color: QColor, width: float) -> None:
    """An upright arrow."""
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter = canvas.painter
    painter.setPen(pen)
    painter.drawLine(start, end)
    size = width * 2.6
    back = -1 if end.y() > start.y() else 1
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(end.x() - size, end.y() + back * size * 1.15),
                end,
                QPointF(end.x() + size, end.y() + back * size * 1.15),
            ]
        )
    )
