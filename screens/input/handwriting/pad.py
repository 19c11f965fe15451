"""The pad to write on: one character at a time, with a cross to keep it in the middle."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.input.handwriting.strokes import Strokes
from screens.look import Role
from screens.text.block import Align

MOST_STROKES = 64
MOST_POINTS = 4000
"""Of a whole character; what is drawn beyond is not taken."""


class WritingPad(ReadOnly):
    """Takes strokes of a finger, a pen or a mouse.

    Signals:
        written: all strokes so far, after each one; an empty tuple after ``clear``.
    """

    written = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = ""
        self._strokes: list[list[tuple[float, float]]] = []
        self._drawing = False

    @property
    def strokes(self) -> Strokes:
        """What was written."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    def show_hint(self, hint: str) -> None:
        """Say what the pad is for while nothing is written."""
        self._hint = hint
        self.setAccessibleName(hint)
        self.update()

    def clear(self) -> None:
        """An empty pad."""
        if self._strokes:
            self._strokes.clear()
            self._changed()
        self._drawing = False

    def take_back(self) -> None:
        """Without the last stroke."""
        if self._strokes:
            self._strokes.pop()
            self._changed()

    def forget_text(self) -> None:
        """Let go of what was written without telling anybody."""
        super().forget_text()
        self._strokes.clear()
        self._drawing = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A stroke begins."""
        if event.button() is Qt.MouseButton.LeftButton and len(self._strokes) < MOST_STROKES:
            self._drawing = True
            self._strokes.append([self._place(event)])
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """It goes on; it may leave the pad and come back."""
        if self._drawing and sum(map(len, self._strokes)) < MOST_POINTS:
            self._strokes[-1].append(self._place(event))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It ends."""
        if self._drawing and event.button() is Qt.MouseButton.LeftButton:
            self._drawing = False
            self._changed()

    def paint(self, canvas: Canvas) -> None:
        """The sheet, the cross, the hint or the ink."""
        look, rect = canvas.look, self.rect()
        canvas.outline(rect, "edge", max(look.hairline, canvas.px(2)), look.radius("field"), fill="card")
        pad = canvas.px(20)
        canvas.vline(rect.center().x(), pad, rect.bottom() - pad, "line")
        canvas.hline(pad, rect.right() - pad, rect.center().y(), "line")
        if not self._strokes:
            box = QRect(pad, pad, rect.width() - 2 * pad, rect.height() // 2 - 2 * pad)
            canvas.paragraph(self._hint, Role.BODY, box, "ink2", align=Align.CENTER, middle=True)
            return
        painter = canvas.painter
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(canvas.color("ink"), canvas.px(12), Qt.PenStyle.SolidLine, cap, join))
        for stroke in self._strokes:
            if len(stroke) == 1:
                painter.drawPoint(QPointF(*stroke[0]))
            else:
                painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in stroke]))
        painter.restore()

    def _place(self, event: QMouseEvent) -> tuple[float, float]:
        spot = event.position()
        return (min(max(spot.x(), 0.0), float(self.width())), min(max(spot.y(), 0.0), float(self.height())))

    def _changed(self) -> None:
        self.update()
        self.written.emit(self.strokes)
