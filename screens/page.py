"""The base of all pages.

A page covers the whole window, so that its coordinates are those of the frame; the shell's header, aids and plinth lie
above it. It is built once and kept. It gets a frozen state with ready texts (``render``) and sends intents (its own
past-tense signals); it touches no device, no store, no clock and no other page.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.look import Look, Zone
from screens.text.typesetter import Typesetter


@runtime_checkable
class HasLook(Protocol):
    """Any component: it can change its look and let go of its text."""

    clipped: list[str]

    def set_look(self, look: Look) -> None:
        """Look like this from now on."""

    def forget_text(self) -> None:
        """Let go of text that was set for painting."""


class Page(QWidget):
    """One screen. Subclasses build their components in ``__init__`` and override ``render``, ``arrange``, ``paint``.

    Class attributes:
        whole_window: the shell hides header, aids and plinth (the idle picture).
        has_actions: the page uses the actions zone.
        background: token of the ground colour.

    Attributes:
        clipped: texts that did not fit when it was last painted.
    """

    whole_window = False
    has_actions = True
    background = "paper"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clipped: list[str] = []
        self._setter = Typesetter(Look())
        self._keyboard_shown = False

    @property
    def look(self) -> Look:
        """How it looks now."""
        return self._setter.look

    @property
    def keyboard_shown(self) -> bool:
        """Whether the keyboard panel covers actions and aids; the shell then hides the aids."""
        return self._keyboard_shown

    def show_keyboard(self, shown: bool) -> None:
        """Make room for the keyboard panel, or give it back."""
        if shown != self._keyboard_shown:
            self._keyboard_shown = shown
            self.rearrange()
            parent = self.parentWidget()
            while parent is not None:
                if isinstance(parent, FrameOwner):
                    parent.frame_changed()
                    break
                parent = parent.parentWidget()

    def render(self, state: Any) -> None:  # type: ignore[override]  # noqa: ANN401 - each page its own
        """Show that state; each page takes its own frozen class.

        It hides Qt's ``render`` of widgets by name; that one is not virtual, so Qt itself is not disturbed. (The type
        checker wants to be told so in every page: ``type: ignore[override]``.)
        """
        raise NotImplementedError

    def apply_look(self, look: Look) -> None:
        """Look like this from now on: hand it to every component, then arrange anew."""
        self._setter.look = look
        for child in self.findChildren(QWidget):
            if isinstance(child, HasLook):
                child.set_look(look)
        self.rearrange()

    def forget_text(self) -> None:
        """Let go of all text that was set for painting: the visit is over."""
        self._setter.forget()
        for child in self.findChildren(QWidget):
            if isinstance(child, HasLook):
                child.forget_text()

    def rearrange(self) -> None:
        """Arrange for the present look and state, and paint anew."""
        self.arrange()
        self.update()

    def zone(self, zone: Zone) -> QRect:
        """Where that zone lies; content grows into the actions zone on pages without actions."""
        if zone is Zone.CONTENT and not self.has_actions and not self._keyboard_shown:
            zone = Zone.CONTENT_TALL
        return self.look.rect(zone, keyboard=self._keyboard_shown)

    def arrange(self) -> None:
        """Place the components (``set_face``, ``setGeometry``) for ``look`` and the present state."""
        raise NotImplementedError

    def paint(self, canvas: Canvas) -> None:
        """Draw what stands still; the ground is drawn already."""

    def spoken(self) -> tuple[str, ...]:
        """What the page draws itself, in reading order, for reading it aloud; its components speak for themselves."""
        return ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self.rearrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and what stands still."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.look.color(self.background))
        canvas = Canvas(painter, self._setter, self.rect())
        try:
            self.paint(canvas)
        finally:
            painter.end()
        self.clipped = canvas.clipped
        self._setter.turn()


@runtime_checkable
class FrameOwner(Protocol):
    """The shell, as far as a page knows it."""

    def frame_changed(self) -> None:
        """The page in front wants another frame: keyboard shown or hidden."""
