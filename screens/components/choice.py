"""Choices: large buttons of which one (or several) is selected: 4 px green border, tint and tick, edge gone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class ChoiceSpec:
    """What a choice shows; ``many`` gives a square box instead of a round one."""

    label: str
    sub: str = ""
    selected: bool = False
    many: bool = False
    icon: Icon | None = None
    enabled: bool = True


class Choice(Pressable):
    """One option. A tap is an intent; whether it is selected comes back with the next spec."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.spec = ChoiceSpec("")

    def nextCheckState(self) -> None:
        """A tap is an intent; the state comes back from outside."""

    def show_spec(self, spec: ChoiceSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setText(spec.label)
        self.setAccessibleName(spec.label)
        self.setAccessibleDescription(spec.sub)
        self.setChecked(spec.selected)
        self.setEnabled(spec.enabled)
        self.update()

    @property
    def edge(self) -> int:
        """A selected choice has no edge."""
        return 0 if self.spec.selected or not self.isEnabled() else self.look.edge

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """Face, mark, words."""
        spec, look = self.spec, canvas.look
        off = not self.isEnabled()
        self.paint_face(
            canvas,
            face,
            fill="disabled" if off else "tint" if spec.selected else "card",
            rim="line" if off else "prim" if spec.selected else "rim",
            edge="edge",
            radius=look.radius("button"),
            rim_width=look.select_stroke if spec.selected else None,
        )
        color = "onDisabled" if off else "onTint" if spec.selected else "ink"
        pad, size = canvas.px(28), canvas.px(44)
        center = face.center().y() + 1
        mark = QRect(face.x() + pad, center - size // 2, size, size)
        self._paint_mark(canvas, mark, off=off)
        x = mark.right() + canvas.px(24)
        right = face.right() - pad
        if spec.icon:
            icon = canvas.px(56)
            canvas.icon(spec.icon, right - icon, center - icon / 2, icon, "onDisabled" if off else "prim")
            right -= icon + canvas.px(16)
        box = QRect(x, face.y() + canvas.px(8), right - x, face.height() - canvas.px(16))
        if not spec.sub or box.height() < look.font_px(Role.STRONG) * 1.2 + look.font_px(Role.NOTE) * 1.2:
            canvas.paragraph(spec.label, Role.STRONG, box, color, bold=True, middle=True)
            return
        label_h = round(look.font_px(Role.STRONG) * (1.2 if box.height() < canvas.px(110) else 1.35))
        sub_h = min(
            canvas.paragraph_height(spec.sub, Role.NOTE, box.width()),
            max(look.line_height(Role.NOTE), box.height() - label_h),
        )
        top = center - (label_h + sub_h) // 2
        canvas.paragraph(spec.label, Role.STRONG, QRect(x, top, box.width(), label_h), color, bold=True, middle=True)
        second = "onDisabled" if off else "ink2"
        canvas.paragraph(spec.sub, Role.NOTE, QRect(x, top + label_h, box.width(), sub_h), second, bold=False)

    def _paint_mark(self, canvas: Canvas, mark: QRect, *, off: bool) -> None:
        radius = canvas.look.radius("tag") if self.spec.many else mark.height() // 2
        if self.spec.selected:
            canvas.fill(mark, "prim", radius)
            inner = mark.adjusted(canvas.px(9), canvas.px(9), -canvas.px(9), -canvas.px(9))
            canvas.icon(Icon.CHECK, inner.x(), inner.y(), inner.width(), "onPrim", tint=None)
            return
        canvas.outline(mark, "onDisabled" if off else "edge", canvas.px(3), radius, fill=None if off else "card")
