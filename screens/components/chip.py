"""Chips: small rounded filters of which one is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class ChipSpec:
    """What a chip shows."""

    label: str
    selected: bool = False


class Chip(Pressable):
    """A filter: green with a tick while chosen. ``sizeHint`` gives the width that its words need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.spec = ChipSpec("")

    def nextCheckState(self) -> None:
        """A tap is an intent; the state comes back from outside."""

    def show_spec(self, spec: ChipSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setText(spec.label)
        self.setAccessibleName(spec.label)
        self.setChecked(spec.selected)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words with the tick, as high as the least target."""
        look = self.look
        width = self._setter.block(self.spec.label, Role.NOTE, bold=True).natural_width
        height = max(look.min_target, look.px(64))
        return QSize(round(width) + look.px(48 + 40), height)

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """A pill, its words, and the tick of the chosen one."""
        chosen = self.spec.selected
        self.paint_face(
            canvas,
            face,
            fill="prim" if chosen else "card",
            rim=None if chosen else "rim",
            edge="primD" if chosen else "edge",
            radius=face.height() // 2,
        )
        color = "onPrim" if chosen else "ink"
        size = canvas.px(26) if chosen else 0
        gap = canvas.px(12) if chosen else 0
        room = face.width() - canvas.px(32) - size - gap
        width = min(room, canvas.text_width(self.spec.label, Role.NOTE, bold=chosen, max_width=room))
        x = face.x() + (face.width() - width - size - gap) / 2
        center = face.center().y() + 1
        if chosen:
            canvas.icon(Icon.CHECK, x, center - size / 2, size, color, tint=None)
        canvas.line(self.spec.label, Role.NOTE, x + size + gap, center, color, bold=chosen, max_width=room)
