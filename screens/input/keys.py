"""One key of a keyboard or keypad."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.icons import Icon
from screens.look import Role
from screens.text.block import Align


class KeyKind(StrEnum):
    """What a key is for, which is how it looks."""

    LETTER = "letter"
    DIGIT = "digit"
    FUNCTION = "function"
    TAB = "tab"
    SPACE = "space"
    ACT = "act"
    """The primary act; disabled it says what is missing."""
    CANDIDATE = "candidate"
    """Flat: the bar around it is what has an edge."""


@dataclass(frozen=True, slots=True)
class KeySpec:
    """What a key shows. ``sub`` is a smaller second line; ``selected`` is the tab in use or the first candidate."""

    label: str
    icon: Icon | None = None
    sub: str = ""
    enabled: bool = True
    selected: bool = False
    accessible_name: str = ""


_TEXT_ROLE = {
    KeyKind.LETTER: (Role.ACTION, False),
    KeyKind.DIGIT: (Role.NUMBER, True),
    KeyKind.FUNCTION: (Role.LABEL, False),
    KeyKind.TAB: (Role.LABEL, False),
    KeyKind.SPACE: (Role.LABEL, False),
    KeyKind.ACT: (Role.ACTION, True),
    KeyKind.CANDIDATE: (Role.ACTION, False),
}


class Key(Pressable):
    """A target; ``clicked`` is the intent."""

    def __init__(self, kind: KeyKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.spec = KeySpec("")

    def show_spec(self, spec: KeySpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setText(spec.label)
        self.setAccessibleName(spec.accessible_name or spec.label)
        self.setAccessibleDescription(spec.sub)
        self.setEnabled(spec.enabled)
        self.update()

    @property
    def edge(self) -> int:
        """Candidates and disabled keys are flat."""
        return self.look.edge if self.isEnabled() and self.kind is not KeyKind.CANDIDATE else 0

    def width_for(self, label: str) -> int:
        """How wide a candidate with that label has to be, in device pixels."""
        role, bold = _TEXT_ROLE[self.kind]
        width = self._setter.block(label, role, bold=bold).natural_width
        return max(self.look.px(72), self.look.min_target, round(width) + self.look.px(44))

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """Face, icon, words."""
        if self.kind is KeyKind.CANDIDATE:
            self._paint_candidate(canvas, face)
            return
        fill, text, rim, edge = self._colors(canvas)
        self.paint_face(canvas, face, fill=fill, rim=rim, edge=edge, radius=canvas.look.radius("key"))
        if self.spec.icon and face.height() > canvas.px(180):
            self._paint_stacked(canvas, face, text)
        elif self.spec.sub:
            self._paint_two_lines(canvas, face, text)
        else:
            self._paint_line(canvas, face, text)

    def _colors(self, canvas: Canvas) -> tuple[str, str, str | None, str]:
        if not self.isEnabled():
            return "disabled", "onDisabled", "onDisabled" if canvas.look.contrast else "line", "disabled"
        match self.kind:
            case KeyKind.ACT:
                return "prim", "onPrim", None, "primD"
            case KeyKind.TAB if self.spec.selected:
                return "prim", "onPrim", None, "primD"
            case KeyKind.FUNCTION:
                return "paper", "ink", "rim", "edge"
            case KeyKind.LETTER | KeyKind.DIGIT | KeyKind.TAB | KeyKind.SPACE | KeyKind.CANDIDATE:
                return "card", "ink", "rim", "edge"
            case _:
                assert_never(self.kind)

    def _paint_candidate(self, canvas: Canvas, face: QRect) -> None:
        radius = canvas.look.radius("key")
        if self.pressed_down:
            canvas.fill(face, "sunk", radius)
        if self.spec.selected:
            if canvas.look.contrast:
                canvas.outline(face, "prim", canvas.look.hairline, radius)
            else:
                canvas.fill(face, "tint", radius)
        if self.spec.icon:
            size = canvas.px(40)
            left, top = face.center().x() + 1 - size / 2, face.center().y() + 1 - size / 2
            canvas.icon(self.spec.icon, left, top, size, "prim", tint=None)
            return
        canvas.line(
            self.spec.label,
            Role.ACTION,
            face.center().x() + 1,
            face.center().y() + 1,
            "onTint" if self.spec.selected else "ink",
            align=Align.CENTER,
            bold=self.spec.selected,
            max_width=face.width() - canvas.px(12),
        )

    def _paint_line(self, canvas: Canvas, face: QRect, color: str) -> None:
        spec = self.spec
        role, bold = _TEXT_ROLE[self.kind]
        bold = bold or (self.kind is KeyKind.TAB and spec.selected)
        size = round(canvas.look.font_px(Role.LABEL) * 1.2) if spec.icon else 0
        gap = canvas.px(10) if spec.icon and spec.label else 0
        natural = canvas.text_width(spec.label, role, bold=bold)
        if natural > face.width() - canvas.px(16) - size - gap and spec.label:
            size = gap = 0  # the word matters more than the picture beside it
        room = face.width() - canvas.px(16) - size - gap
        if natural > room and face.height() > 2.6 * canvas.look.font_px(Role.CAPTION):
            box = face.adjusted(canvas.px(8), canvas.px(4), -canvas.px(8), -canvas.px(4))
            canvas.paragraph(spec.label, role, box, color, align=Align.CENTER, bold=bold, middle=True)
            return
        width = min(room, canvas.text_width(spec.label, role, bold=bold, max_width=room))
        x = face.x() + (face.width() - width - size - gap) / 2
        center = face.center().y() + 1
        if spec.icon and size:
            tone = color if color in {"onPrim", "onDisabled"} or self.kind is KeyKind.FUNCTION else "prim"
            canvas.icon(spec.icon, x, center - size / 2, size, tone, tint=None)
        canvas.line(spec.label, role, x + size + gap, center, color, bold=bold, max_width=room)

    def _paint_two_lines(self, canvas: Canvas, face: QRect, color: str) -> None:
        role, bold = _TEXT_ROLE[self.kind]
        room = face.width() - canvas.px(16)
        center, middle = face.center().y() + 1, face.center().x() + 1
        step = canvas.look.font_px(role) * 0.62
        canvas.line(
            self.spec.label, role, middle, center - step * 0.6, color, align=Align.CENTER, bold=bold, max_width=room
        )
        height = canvas.look.line_height(Role.NOTE) * (2 if face.height() > canvas.px(180) else 1)
        top = round(center + step * 0.45)
        box = QRect(face.x() + canvas.px(8), top, room, min(height, face.bottom() - top))
        canvas.paragraph(self.spec.sub, Role.NOTE, box, color, align=Align.CENTER, bold=False)

    def _paint_stacked(self, canvas: Canvas, face: QRect, color: str) -> None:
        size = canvas.px(56)
        center, middle = face.center().y() + 1, face.center().x() + 1
        if self.spec.icon:
            canvas.icon(self.spec.icon, middle - size / 2, center - size - canvas.px(4), size, color, tint=None)
        canvas.line(
            self.spec.label,
            Role.STRONG,
            middle,
            center + canvas.px(36),
            color,
            align=Align.CENTER,
            bold=False,
            max_width=face.width() - canvas.px(16),
        )
