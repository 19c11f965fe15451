"""The search bar: a wide target with a magnifier, the words looked for, and up to two acts at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.icons import Icon
from screens.look import Role
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class SearchBarSpec:
    """What the bar shows: the words, or the hint while there are none."""

    hint: str
    text: str = ""
    composing: str = ""
    editing: bool = False
    trailing: str = ""
    trailing_icon: Icon | None = None


class SearchBar(Pressable):
    """Opens the search, or takes the focus there. Acts such as 清空 are buttons of their own beside or on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = SearchBarSpec("")

    def show_spec(self, spec: SearchBarSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setText(spec.hint)
        self.setAccessibleName(spec.hint)
        self.update()

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """Face, magnifier, words, cursor, trailing word."""
        spec, look = self.spec, canvas.look
        self.paint_face(canvas, face, fill="card", rim="rim", edge="edge", radius=look.radius("tile"))
        center = face.center().y() + 1
        size = canvas.px(48)
        x = face.x() + canvas.px(28)
        canvas.icon(Icon.SEARCH, x, center - size / 2, size)
        x += size + canvas.px(24)
        right = face.right() - canvas.px(36)
        if spec.trailing:
            width = canvas.line(
                spec.trailing, Role.LABEL, right, center, "prim", align=Align.RIGHT, max_width=face.width() // 3
            )
            right -= round(width) + canvas.px(16)
            if spec.trailing_icon:
                small = canvas.px(40)
                canvas.icon(spec.trailing_icon, right - small, center - small / 2, small, tint=None)
                right -= small + canvas.px(24)
            canvas.vline(right, center - canvas.px(28), center + canvas.px(28), "rim")
            right -= canvas.px(16)
        room = right - x
        if not (spec.text or spec.composing):
            left = x + canvas.px(20) if spec.editing else x
            canvas.line(spec.hint, Role.LABEL, left, center, "ink2", bold=False, max_width=room - canvas.px(20))
            used = 0.0
        else:
            used = canvas.line(spec.text, Role.STRONG, x, center, "ink", max_width=room)
            used += canvas.line(spec.composing, Role.STRONG, x + used, center, "prim", max_width=room)
        if spec.editing:
            half = look.font_px(Role.STRONG) * 0.7
            canvas.fill(
                QRect(round(x + used + canvas.px(6)), round(center - half), canvas.px(4), round(2 * half)), "accent"
            )
