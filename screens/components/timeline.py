"""The time line of a case: tick for what is done, ringed dot for now, hollow for what comes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.icons import Icon
from screens.look import Role
from screens.text.block import Align


class Moment(StrEnum):
    """Where a step stands in time."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step: what, an explanation below, and the time (done) or a word (now, later) at the right."""

    moment: Moment
    label: str
    sub: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class TimelineSpec:
    """All steps, first to last."""

    entries: tuple[TimelineEntry, ...]


class Timeline(ReadOnly):
    """Steps one below the other on a panel-less ground; the caller paints the panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = TimelineSpec(())

    def show_spec(self, spec: TimelineSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName("; ".join(f"{e.label} {e.when} {e.sub}".strip() for e in spec.entries))
        self.update()

    def step_height(self) -> int:
        """The height of one step, in device pixels."""
        look = self.look
        if not any(entry.sub for entry in self.spec.entries):
            return look.px(100 if look.senior else 72)
        return round(look.font_px(Role.STRONG) * 1.4 + look.line_height(Role.NOTE)) + look.px(40)

    def height_for(self, _width: int) -> int:
        """The height that all steps need at full size."""
        return self.step_height() * len(self.spec.entries)

    def paint(self, canvas: Canvas) -> None:
        """Line, marks, words."""
        entries = self.spec.entries
        if not entries:
            return
        step = min(self.step_height(), self.height() // len(entries))
        x = canvas.px(32)
        mark_y = round(canvas.look.font_px(Role.STRONG) * 0.7) + canvas.px(8)
        for index, entry in enumerate(entries[:-1]):
            done = entry.moment is Moment.DONE
            pen = QPen(canvas.color("prim" if done else "tintLine"), canvas.px(6 if done else 5))
            canvas.painter.setPen(pen)
            y = index * step + mark_y
            canvas.painter.drawLine(x, y, x, y + step)
        for index, entry in enumerate(entries):
            top = index * step
            self._paint_mark(canvas, entry.moment, QPointF(x, top + mark_y))
            self._paint_words(canvas, entry, QRect(canvas.px(88), top, self.width() - canvas.px(88), step))

    @staticmethod
    def _paint_mark(canvas: Canvas, moment: Moment, center: QPointF) -> None:
        painter = canvas.painter
        match moment:
            case Moment.DONE:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(canvas.color("prim"))
                painter.drawEllipse(center, canvas.px(22), canvas.px(22))
                size = canvas.px(24)
                canvas.icon(Icon.CHECK, center.x() - size / 2, center.y() - size / 2, size, "onPrim", tint=None)
            case Moment.NOW:
                painter.setPen(QPen(canvas.color("prim"), canvas.px(5)))
                painter.setBrush(canvas.color("tint"))
                painter.drawEllipse(center, canvas.px(29), canvas.px(29))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(canvas.color("accent"))
                painter.drawEllipse(center, canvas.px(13), canvas.px(13))
            case Moment.LATER:
                painter.setPen(QPen(canvas.color("edge"), canvas.px(5)))
                painter.setBrush(canvas.color("card"))
                painter.drawEllipse(center, canvas.px(19), canvas.px(19))

    @staticmethod
    def _paint_words(canvas: Canvas, entry: TimelineEntry, box: QRect) -> None:
        look = canvas.look
        label_h = round(look.font_px(Role.STRONG) * 1.4)
        later = entry.moment is Moment.LATER
        now = entry.moment is Moment.NOW
        center = box.y() + label_h / 2 + canvas.px(8)
        used = canvas.line(
            entry.when,
            Role.BODY,
            box.right(),
            center,
            "ink2" if later else "ink",
            align=Align.RIGHT,
            bold=now,
            max_width=box.width() // 2,
        )
        room = box.width() - round(used) - canvas.px(20)
        first = QRect(box.x(), box.y() + canvas.px(8), room, label_h)
        canvas.paragraph(entry.label, Role.STRONG, first, "ink2" if later else "ink", bold=not later, middle=True)
        if entry.sub:
            below = QRect(box.x(), first.bottom(), box.width(), box.bottom() - first.bottom())
            canvas.paragraph(entry.sub, Role.NOTE, below, "ink2", bold=False)
