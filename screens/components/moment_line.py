"""One step of a case with its piece of the time line, so that a long time line can go over several pages."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.components.timeline import Moment, TimelineEntry
from screens.icons import Icon
from screens.look import Role
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class MomentSpec:
    """One step of a case and whether there are steps before and after it."""

    entry: TimelineEntry
    first: bool = False
    last: bool = False


class MomentLine(ReadOnly):
    """A step with its piece of the line, so that a long time line can go over several pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = MomentSpec(TimelineEntry(Moment.LATER, ""))

    def show_spec(self, spec: MomentSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        entry = spec.entry
        self.setAccessibleName(f"{entry.label} {entry.when} {entry.sub}".strip())
        self.update()

    def _columns(self, width: int) -> tuple[int, int]:
        """Where the words begin and how wide the label is; the time stands to its right, or below when long."""
        left = self.look.px(88)
        when = self._when_width()
        beside = when <= width * 0.36
        return left, width - left - (when + self.look.px(24) if beside else 0)

    def _when_width(self) -> int:
        if not self.spec.entry.when:
            return 0
        return round(self._setter.block(self.spec.entry.when, Role.BODY, bold=self._now()).natural_width)

    def _now(self) -> bool:
        return self.spec.entry.moment is Moment.NOW

    def _heights(self, width: int) -> tuple[int, int, int]:
        left, room = self._columns(width)
        entry, setter = self.spec.entry, self._setter
        bold = entry.moment is not Moment.LATER
        label = setter.block(entry.label, Role.STRONG, width=room, bold=bold).height
        stacked = self._when_width() and room == width - left
        when = self.look.line_height(Role.BODY) if stacked else 0
        sub = setter.block(entry.sub, Role.NOTE, width=width - left).height if entry.sub else 0
        return label, when, sub

    def height_for(self, width: int) -> int:
        """The height that the words need in that width, in device pixels."""
        return sum(self._heights(width)) + self.look.px(32)

    def paint(self, canvas: Canvas) -> None:
        """Line, mark, words."""
        spec, rect, entry = self.spec, self.rect(), self.spec.entry
        left, room = self._columns(rect.width())
        label_h, when_h, sub_h = self._heights(rect.width())
        top = canvas.px(12)
        mark = QPointF(canvas.px(34), top + canvas.look.line_height(Role.STRONG) / 2)
        if not spec.first:
            self._line(canvas, mark.x(), 0, mark.y(), done=entry.moment is not Moment.LATER)
        if not spec.last:
            self._line(canvas, mark.x(), mark.y(), rect.height(), done=entry.moment is Moment.DONE)
        _paint_mark(canvas, entry.moment, mark)
        later = entry.moment is Moment.LATER
        color = "ink2" if later else "ink"
        canvas.paragraph(entry.label, Role.STRONG, QRect(left, top, room, label_h), color, bold=not later)
        if entry.when and when_h:
            middle = top + label_h + when_h / 2
            canvas.line(entry.when, Role.BODY, left, middle, color, bold=self._now(), max_width=rect.width() - left)
        elif entry.when:
            canvas.line(entry.when, Role.BODY, rect.width(), mark.y(), color, align=Align.RIGHT, bold=self._now())
        if entry.sub:
            below = QRect(left, top + label_h + when_h, rect.width() - left, sub_h)
            canvas.paragraph(entry.sub, Role.NOTE, below, "ink2", bold=False)

    @staticmethod
    def _line(canvas: Canvas, x: float, top: float, bottom: float, *, done: bool) -> None:
        pen = QPen(canvas.color("prim" if done else "tintLine"), canvas.px(6 if done else 5))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        canvas.painter.setPen(pen)
        canvas.painter.drawLine(QPointF(x, top), QPointF(x, bottom))


def _paint_mark(canvas: Canvas, moment: Moment, center: QPointF) -> None:
    """Tick for what is done, ringed dot for now, hollow for what comes."""
    painter, px = canvas.painter, canvas.px
    if moment is Moment.DONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(canvas.color("prim"))
        painter.drawEllipse(center, px(22), px(22))
        size = px(24)
        canvas.icon(Icon.CHECK, center.x() - size / 2, center.y() - size / 2, size, "onPrim", tint=None)
        return
    now = moment is Moment.NOW
    painter.setPen(QPen(canvas.color("prim" if now else "edge"), px(5)))
    painter.setBrush(canvas.color("tint" if now else "card"))
    radius = px(29 if now else 19)
    painter.drawEllipse(center, radius, radius)
    if now:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(canvas.color("accent"))
        painter.drawEllipse(center, px(13), px(13))
