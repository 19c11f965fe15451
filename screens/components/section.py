"""The heading of a card with one small button beside it."""

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


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """The heading of a card, with one small button at the right."""

    title: str
    act: str = ""
    act_name: str = ""
    """What is read aloud for the button."""


class Section(ReadOnly):
    """Shows the heading of a card.

    Signals:
        clicked: the button was pressed.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = SectionSpec("")
        self._act = Button(ButtonKind.SMALL, self)
        self._act.clicked.connect(self.clicked)

    def show_spec(self, spec: SectionSpec) -> None:
        """Show that."""
        self.spec = spec
        self.setAccessibleName(spec.title)
        self._act.show_spec(ButtonSpec(spec.act, Icon.PENCIL, accessible_name=spec.act_name))
        self._act.setVisible(bool(spec.act))
        self.update()

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the button too."""
        super().set_look(look)
        self._act.set_look(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right."""
        super().resizeEvent(event)
        self._arrange()

    def height_for(self, width: int) -> int:
        """The height that heading and button need, in device pixels."""
        room = width - self._act_width() - self.look.px(24)
        words = self._setter.block(self.spec.title, Role.LABEL, width=room).height
        return max(words, self.look.min_target + self.look.edge) + self.look.px(16)

    def _act_width(self) -> int:
        if not self.spec.act:
            return 0
        words = self._setter.block(self.spec.act, Role.BODY, bold=True).natural_width
        return round(words + self.look.font_px(Role.BODY) * 1.2) + self.look.px(76)

    def _arrange(self) -> None:
        width, height = self._act_width(), self.look.min_target
        top = (self.height() - height - self.look.edge) // 2
        self._act.set_face(QRect(self.width() - width, top, width, height))

    def paint(self, canvas: Canvas) -> None:
        """The heading in green."""
        room = self.width() - self._act_width() - canvas.px(24)
        canvas.paragraph(self.spec.title, Role.LABEL, QRect(0, 0, room, self.height()), "prim", middle=True)
