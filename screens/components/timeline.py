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

    def height_for(self, width: int) -> int:
        """The height that all steps need at full size in that width, in device pixels."""
        return self._step_height(width) * len(self.spec.entries)

    def _step_height(self, width: int) -> int:
        look = self.look
        stacked = look.line_height(Role.NOTE) if self._stacked(width) else 0
        if not any(entry.sub for entry in self.spec.entries):
            return look.px(100 if look.senior else 72) + stacked
        return round(look.font_px(Role.STRONG) * 1.4 + look.line_height(Role.NOTE)) + look.px(40) + stacked

    def _stacked(self, width: int) -> bool:
        """Whether some time has no room beside its label; then all stand below."""
        room = width - self.look.px(88 + 20)

        def needed(entry: TimelineEntry) -> float:
            label = self._setter.block(entry.label, Role.STRONG, bold=entry.moment is not Moment.LATER)
            return label.natural_width + self._setter.block(entry.when, Role.BODY, bold=True).natural_width

        return any(entry.when and needed(entry) > room for entry in self.spec.entries)

    def paint(self, canvas: Canvas) -> None:
        """Line, marks, words."""
        entries = self.spec.entries
        if not entries:
            return
        stacked = self._stacked(self.width())
        step = min(self._step_height(self.width()), self.height() // len(entries))
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
            box = QRect(canvas.px(88), top, self.width() - canvas.px(88), step)
            self._paint_words(canvas, entry, box, stacked=stacked)

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
    def _paint_words(canvas: Canvas, entry: TimelineEntry, box: QRect, *, stacked: bool) -> None:
        look = canvas.look
        label_h = round(look.font_px(Role.STRONG) * 1.4)
        later = entry.moment is Moment.LATER
        now = entry.moment is Moment.NOW
        color = "ink2" if later else "ink"
        room = box.width()
        if entry.when and not stacked:
            center = box.y() + label_h / 2 + canvas.px(8)
            room -= round(canvas.line(entry.when, Role.BODY, box.right(), center, color, align=Align.RIGHT, bold=now))
        first = QRect(box.x(), box.y() + canvas.px(8), room - canvas.px(20), label_h)
        canvas.paragraph(entry.label, Role.STRONG, first, color, bold=not later, middle=True)
        if stacked:
            second = QRect(box.x(), first.bottom(), box.width(), look.line_height(Role.NOTE))
            canvas.paragraph(entry.when, Role.NOTE, second, color, bold=now)
            first.setBottom(second.bottom())
        if entry.sub:
            below = QRect(box.x(), first.bottom(), box.width(), box.bottom() - first.bottom())
            canvas.paragraph(entry.sub, Role.NOTE, below, "ink2", bold=False)
