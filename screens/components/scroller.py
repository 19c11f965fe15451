"""Paging by two buttons, 上一页 and 下一页, and "2 / 5" between them: a tap only, no swipe."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.icons import Icon
from screens.look import Look, Role
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class ScrollerSpec:
    """Which page of how many, with ready texts; ``page`` counts from 0."""

    page: int
    pages: int
    previous: str
    next: str
    position: str


class Scroller(ReadOnly):
    """A bar as high as a target; hidden where there is one page only.

    Signals:
        page_turned: to the page with that number, from 0.
    """

    page_turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = ScrollerSpec(0, 1, "", "", "")
        self._previous = Button(ButtonKind.SMALL, self)
        self._next = Button(ButtonKind.SMALL, self)
        self._previous.clicked.connect(self._on_previous)
        self._next.clicked.connect(self._on_next)

    def show_spec(self, spec: ScrollerSpec) -> None:
        """Show that."""
        self.spec = spec
        self._previous.show_spec(ButtonSpec(spec.previous, Icon.UP, enabled=spec.page > 0))
        self._next.show_spec(ButtonSpec(spec.next, Icon.DOWN, enabled=spec.page + 1 < spec.pages))
        self.setAccessibleName(spec.position)
        self.setVisible(spec.pages > 1)
        self.update()

    def height_needed(self) -> int:
        """The height of the bar in device pixels, edge included; 0 where it is hidden."""
        if self.spec.pages <= 1:
            return 0
        return max(self.look.min_target, self.look.px(76)) + self.look.edge

    def set_look(self, look: Look) -> None:
        """Look like this from now on, its buttons too."""
        super().set_look(look)
        self._previous.set_look(look)
        self._next.set_look(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        width = round(self.width() * 0.36)
        height = self.height() - self.look.edge
        self._previous.set_face(QRect(0, 0, width, height))
        self._next.set_face(QRect(self.width() - width, 0, width, height))

    def paint(self, canvas: Canvas) -> None:
        """The position in the middle."""
        room = round(self.width() * 0.26)
        middle = (self.height() - canvas.look.edge) / 2
        canvas.line(self.spec.position, Role.NOTE, self.width() / 2, middle, "ink2", align=Align.CENTER, max_width=room)

    def _on_previous(self) -> None:
        self.page_turned.emit(max(0, self.spec.page - 1))

    def _on_next(self) -> None:
        self.page_turned.emit(min(self.spec.pages - 1, self.spec.page + 1))
