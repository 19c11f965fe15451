"""The schematic map: this place in the middle, rings of 5, 10 and 15 minutes, numbered pins round it.

It shows where points lie to each other and claims no geography: no streets, no north, no distances.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.look import Role
from screens.rings import draw_arc
from screens.text.block import Align

RING_SHARES = (0.36, 0.68, 1.0)
"""The radii of the rings, as shares of the outer one."""
OUTER_SHARE = 0.43
"""The radius of the outer ring, as a share of the map's shorter side."""
PIN_HEAD_PX = 29
PIN_HEIGHT_PX = 76
TAP_PX = 60


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A point on the map.

    Attributes:
        key: names it in ``place_pressed``.
        number: stands in the pin.
        east: to the right of the middle, in outer radii; -1 to 1 lies inside the outer ring.
        south: below the middle, in outer radii.
        selected: the pin of which the list tells.
    """

    key: str
    number: str
    east: float
    south: float
    selected: bool = False


@dataclass(frozen=True, slots=True)
class RingMapSpec:
    """What the map shows; ``here`` is the label of the middle, empty when the terminal stands on no known point."""

    name: str
    here: str = ""
    rings: tuple[str, ...] = ()
    places: tuple[MapPlace, ...] = ()


class RingMap(ReadOnly):
    """The map. The list beside it says the same in words and is what keys reach.

    Signals:
        place_pressed: the pin that was tapped, by its key.
    """

    place_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = RingMapSpec("")

    def show_spec(self, spec: RingMapSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(spec.name)
        self.update()

    def forget_text(self) -> None:
        """Let go of the places, too."""
        super().forget_text()
        self.show_spec(RingMapSpec(""))

    # -- where things lie ------------------------------------------------------------------------------------------

    def foot_of(self, place: MapPlace) -> QPointF:
        """Where the pin's point stands, in own coordinates; pins beyond the picture stand at its border."""
        middle, radius = self._middle(), self._radius()
        side, above = self.look.px(PIN_HEAD_PX + 14), self.look.px(PIN_HEIGHT_PX + 12)
        x = min(max(middle.x() + place.east * radius, side), self.width() - side)
        y = min(max(middle.y() + place.south * radius, above), self.height() - self.look.px(16))
        return QPointF(x, y)

    def _middle(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    def _radius(self) -> float:
        return min(self.width(), self.height()) * OUTER_SHARE

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The pin under the finger, if there is one."""
        at, best, found = event.position(), float(self.look.px(TAP_PX)), ""
        for place in self.spec.places:
            foot = self.foot_of(place)
            away = hypot(at.x() - foot.x(), at.y() - (foot.y() - self.look.px(PIN_HEIGHT_PX) * 0.6))
            if away <= best:
                best, found = away, place.key
        if found:
            self.place_pressed.emit(found)

    # -- drawing ---------------------------------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        """Ground, rings, ways, pins; the chosen pin last, over the others."""
        radius = canvas.look.radius("tile")
        canvas.painter.save()
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), radius, radius)
        canvas.painter.setClipPath(shape)
        canvas.fill(self.rect(), "tint")
        self._paint_rings(canvas)
        self._paint_ways(canvas)
        canvas.painter.restore()
        canvas.outline(self.rect(), "line", canvas.look.hairline, radius)
        self._paint_labels(canvas)
        for place in sorted(self.spec.places, key=lambda one: (one.selected, self.foot_of(one).y())):
            self._paint_pin(canvas, place)

    def _box(self, share: float) -> QRectF:
        middle, radius = self._middle(), self._radius() * share
        return QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)

    def _paint_rings(self, canvas: Canvas) -> None:
        painter = canvas.painter
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(canvas.color("card"))
        painter.drawEllipse(self._box(RING_SHARES[-1]))
        if not canvas.look.contrast:
            painter.setOpacity(0.55)
            painter.setBrush(canvas.color("tint"))
            painter.drawEllipse(self._box(RING_SHARES[0]))
            painter.setOpacity(1.0)
        for share in RING_SHARES[:-1]:
            pen = QPen(canvas.color("prim"), canvas.px(2.5))
            pen.setDashPattern([4, 4])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self._box(share))
        outer = self._box(RING_SHARES[-1])
        draw_arc(canvas, outer, canvas.px(4), canvas.color("prim"), 0, 360)
        draw_arc(canvas, outer.adjusted(-3, -3, 3, 3), canvas.px(10), canvas.color("accent"), 0, 90)

    def _paint_ways(self, canvas: Canvas) -> None:
        if not self.spec.here:
            return
        pen = QPen(canvas.color("tintLine"), canvas.px(4))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        for place in self.spec.places:
            pen.setColor(canvas.color("accent" if place.selected else "tintLine"))
            pen.setWidth(canvas.px(6 if place.selected else 4))
            canvas.painter.setPen(pen)
            canvas.painter.drawLine(self._middle(), self.foot_of(place))

    def _paint_labels(self, canvas: Canvas) -> None:
        middle = self._middle()
        for share, words in zip(RING_SHARES, self.spec.rings, strict=False):
            self._paint_pill(canvas, words, Role.CAPTION, middle.y() + self._radius() * share, fill="card", ink="ink")
        if self.spec.here:
            painter = canvas.painter
            painter.setPen(QPen(canvas.color("prim"), canvas.px(8)))
            painter.setBrush(canvas.color("card"))
            painter.drawEllipse(middle, canvas.px(19), canvas.px(19))
            above = middle.y() - canvas.px(34) - canvas.look.font_px(Role.NOTE) * 0.75
            self._paint_pill(canvas, self.spec.here, Role.NOTE, above, fill="prim", ink="onPrim")

    def _paint_pill(self, canvas: Canvas, words: str, role: Role, y: float, *, fill: str, ink: str) -> None:
        height = round(canvas.look.font_px(role) * 1.5)
        width = round(canvas.text_width(words, role, bold=True)) + height
        top = min(round(y - height / 2), self.height() - height - canvas.px(6))
        box = QRect(round(self._middle().x() - width / 2), top, width, height)
        canvas.fill(box, fill, height / 2)
        canvas.line(words, role, self._middle().x(), top + height / 2, ink, align=Align.CENTER, bold=True)

    def _paint_pin(self, canvas: Canvas, place: MapPlace) -> None:
        foot, head = self.foot_of(place), canvas.px(PIN_HEAD_PX + (5 if place.selected else 0))
        top = QPointF(foot.x(), foot.y() - canvas.px(PIN_HEIGHT_PX) + canvas.px(PIN_HEAD_PX))
        pin = QPainterPath()
        pin.addEllipse(top, head, head)
        tail = QPainterPath(foot)
        tail.lineTo(top.x() - head * 0.9, top.y() + head * 0.42)
        tail.lineTo(top.x() + head * 0.9, top.y() + head * 0.42)
        tail.closeSubpath()
        painter = canvas.painter
        fill = "primD" if not place.selected else "warn"
        painter.setPen(QPen(canvas.color("card"), canvas.px(6)))
        painter.setBrush(canvas.color(fill))
        painter.drawPath(pin.united(tail))
        canvas.line(place.number, Role.LABEL, top.x(), top.y(), "card", align=Align.CENTER, bold=True)
