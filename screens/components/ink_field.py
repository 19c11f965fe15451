"""A field to sign in: strokes of a finger or a pen, drawn while they are made, told when they end."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.look import Role
from screens.text.block import Align

Stroke = tuple[tuple[float, float], ...]
"""The points of one stroke, each coordinate 0 to 1 of the field."""
MOST_POINTS = 4000
"""Of all strokes together; beyond it nothing more is drawn."""
PEN_PX = 9
LINE_SHARE = 0.72
"""Where the line to sign on lies, as a share of the height."""


@dataclass(frozen=True, slots=True)
class InkSpec:
    """What the field shows. The strokes are personal and stay out of ``repr``."""

    name: str
    hint: str
    """Stands on the line while nothing is drawn."""
    strokes: tuple[Stroke, ...] = field(default=(), repr=False)


class InkField(ReadOnly):
    """Draws by itself while a finger is down, so that the ink does not lag behind.

    Signals:
        stroke_ended: the points of the stroke that was just made.
    """

    stroke_ended = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = InkSpec("", "")
        self._now: list[tuple[float, float]] = []

    def show_spec(self, spec: InkSpec) -> None:
        """Show that."""
        self.spec = spec
        self.setAccessibleName(spec.name)
        self.update()

    def forget_text(self) -> None:
        """Let go of every stroke, too."""
        super().forget_text()
        self._now.clear()
        self.show_spec(InkSpec("", ""))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A stroke begins."""
        self._now = [self._point(event)]
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """It goes on."""
        used = len(self._now) + sum(len(stroke) for stroke in self.spec.strokes)
        if self._now and used < MOST_POINTS:
            self._now.append(self._point(event))
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """It ends."""
        if self._now:
            stroke, self._now = tuple(self._now), []
            self.stroke_ended.emit(stroke)

    def paint(self, canvas: Canvas) -> None:
        """A white sheet, a line to sign on, the ink."""
        rect, look = self.rect(), canvas.look
        canvas.panel(rect)
        y = rect.y() + round(rect.height() * LINE_SHARE)
        pad = canvas.px(48)
        canvas.hline(rect.left() + pad, rect.right() - pad, y)
        if not self.spec.strokes and not self._now:
            box = rect.adjusted(pad, 0, -pad, -(rect.bottom() - y))
            canvas.paragraph(self.spec.hint, Role.STRONG, box, "ink2", align=Align.CENTER, middle=True)
        pen = QPen(canvas.color("ink"), look.px(PEN_PX), Qt.PenStyle.SolidLine)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        canvas.painter.setRenderHint(canvas.painter.RenderHint.Antialiasing)
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.setPen(pen)
        for stroke in (*self.spec.strokes, tuple(self._now)):
            if stroke:
                canvas.painter.drawPath(path_of(stroke, QRectF(rect)))

    def _point(self, event: QMouseEvent) -> tuple[float, float]:
        place, width, height = event.position(), max(1, self.width()), max(1, self.height())
        return min(1.0, max(0.0, place.x() / width)), min(1.0, max(0.0, place.y() / height))


def path_of(stroke: Stroke, rect: QRectF) -> QPainterPath:
    """A stroke in that rectangle; a single point becomes a dot."""
    points = [QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height()) for x, y in stroke]
    path = QPainterPath(points[0])
    for point in points[1:] or [points[0] + QPointF(0.1, 0.0)]:
        path.lineTo(point)
    return path
