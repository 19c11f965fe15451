"""What all components share: a look, painting through a ``Canvas``, and the feeling of a key that goes down.

The rule of the house: what has a bottom edge can be pressed; what has only a hairline is to be read.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimerEvent
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from screens.canvas import Canvas
from screens.look import Look, design_tokens
from screens.text.typesetter import Typesetter


@runtime_checkable
class ShowsFocus(Protocol):
    """The shell, as far as a component knows it."""

    def show_focus(self, *, shown: bool) -> None:
        """Show where the keyboard's focus is, or stop showing it: keys or touch were used."""


class ReadOnly(QWidget):
    """Something to be read. Subclasses paint in ``paint`` and put their words into the accessible name.

    Attributes:
        clipped: texts that did not fit when it was last painted; empty in a sound layout.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clipped: list[str] = []
        self._setter = Typesetter(Look())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def look(self) -> Look:
        """How it looks now."""
        return self._setter.look

    def set_look(self, look: Look) -> None:
        """Look like this from now on."""
        self._setter.look = look
        self.look_changed()
        self.update()

    def look_changed(self) -> None:
        """A hook for what depends on the look besides painting."""

    def forget_text(self) -> None:
        """Let go of text that was set for painting."""
        self._setter.forget()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint through ``paint``."""
        painter = QPainter(self)
        canvas = Canvas(painter, self._setter, self.rect())
        try:
            self.paint(canvas)
        finally:
            painter.end()
        self.clipped = canvas.clipped
        self._setter.turn()

    def paint(self, canvas: Canvas) -> None:
        """Draw; coordinates are the widget's own."""
        raise NotImplementedError


class Pressable(QAbstractButton):
    """Something to be pressed: a face with a bottom edge. It goes down at once and stays down at least 120 ms.

    The widget's area is the face plus the edge below it: place it with ``set_face``. ``clicked`` is the intent.

    Attributes:
        clipped: texts that did not fit when it was last painted; empty in a sound layout.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clipped: list[str] = []
        self._setter = Typesetter(Look())
        # A timer of the object itself: one that outlives a deleted widget would crash.
        self._held: int | None = None
        self._hiding: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def look(self) -> Look:
        """How it looks now."""
        return self._setter.look

    def set_look(self, look: Look) -> None:
        """Look like this from now on."""
        self._setter.look = look
        self.update()

    def forget_text(self) -> None:
        """Let go of text that was set for painting."""
        self._setter.forget()

    def set_face(self, face: QRect) -> None:
        """Place it so that the face lies there; the bottom edge comes below."""
        self.setGeometry(face.adjusted(0, 0, 0, self.look.edge))

    @property
    def edge(self) -> int:
        """The height of the bottom edge in device pixels; flat ones have none."""
        return self.look.edge

    def face(self) -> QRect:
        """Where the face is now, in own coordinates: lower by the edge while pressed."""
        rect = self.rect().adjusted(0, 0, 0, -self.look.edge)
        return rect.translated(0, self.edge) if self.pressed_down else rect

    @property
    def pressed_down(self) -> bool:
        """Whether the face is down: a finger is on it, or was less than 120 ms ago."""
        return self.isEnabled() and (self.isDown() or self._held is not None)

    def sizeHint(self) -> QSize:
        """The least target of this look."""
        return QSize(self.look.min_target, self.look.min_target)

    def hitButton(self, position: QPoint) -> bool:
        """The whole area counts, edge included."""
        return self.rect().contains(position)

    def setEnabled(self, enabled: bool) -> None:
        """Let go of the focus first: Qt would hand it on as if somebody had pressed Tab."""
        if not enabled and self.hasFocus():
            self.clearFocus()
        super().setEnabled(enabled)

    def setVisible(self, visible: bool) -> None:
        """Stay as long as this turn of the event loop lasts while a finger is on it.

        Whoever arranges a page hides everything and shows again what stays. Qt takes the finger away from what is
        hidden, if only for that moment, and the touch would do nothing.
        """
        if not visible and self.isDown() and self.isVisible():
            if self._hiding is None:
                self._hiding = self.startTimer(0)
            return
        if self._hiding is not None:
            self.killTimer(self._hiding)
            self._hiding = None
        super().setVisible(visible)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab was pressed (or this is being hidden, which is nobody's key): from now on the focus is shown."""
        if self.isVisible():
            self._note_keys(used=True)
        return super().focusNextPrevChild(forward)

    def _note_keys(self, *, used: bool) -> None:
        parent = self.parentWidget()
        while parent is not None:
            if isinstance(parent, ShowsFocus):
                parent.show_focus(shown=used)
                return
            parent = parent.parentWidget()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go down at once, without waiting for the next turn of the event loop."""
        self._note_keys(used=False)
        super().mousePressEvent(event)
        if self.isDown():
            self._let_go()
            self._held = self.startTimer(design_tokens().motion.press_min_hold_ms)
            self.repaint()

    def _let_go(self) -> None:
        if self._held is not None:
            self.killTimer(self._held)
            self._held = None

    def timerEvent(self, event: QTimerEvent) -> None:
        """Come up again when the least time is over; go where nobody has shown it again."""
        if event.timerId() == self._held:
            self._let_go()
            self.update()
            return
        if event.timerId() == self._hiding:
            self.setDown(False)
            self.setVisible(False)
            return
        super().timerEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint through ``paint``."""
        painter = QPainter(self)
        canvas = Canvas(painter, self._setter, self.rect())
        try:
            self.paint(canvas, self.face())
        finally:
            # A painter left open would take the process down with it.
            painter.end()
        self.clipped = canvas.clipped
        self._setter.turn()

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """Draw; ``face`` is where the face is now."""
        raise NotImplementedError

    def paint_face(
        self,
        canvas: Canvas,
        face: QRect,
        *,
        fill: str,
        rim: str | None,
        edge: str,
        radius: int,
        rim_width: float | None = None,
    ) -> None:
        """The edge below, then the face. The edge is a rounded area that the face covers but for its foot."""
        height = self.edge
        if height and not self.pressed_down:
            canvas.fill(face.adjusted(0, height * 2, 0, height), edge, radius)
        width = canvas.look.hairline if rim_width is None else rim_width
        if rim is None:
            canvas.fill(face, fill, radius)
        else:
            canvas.outline(face, rim, width, radius, fill=fill)
