"""Text to be read, alone: paragraphs, section headings, hints with an icon."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.icons import Icon
from screens.look import Role
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class LabelSpec:
    """What a label shows and how."""

    text: str
    role: Role = Role.BODY
    color: str = "ink"
    bold: bool | None = None
    align: Align = Align.LEFT
    middle: bool = False
    icon: Icon | None = None


class Label(ReadOnly):
    """Text in lines. ``height_for`` says how high it has to be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = LabelSpec("")

    def show_spec(self, spec: LabelSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(spec.text)
        self.update()

    def height_for(self, width: int) -> int:
        """The height that the words need in that width, in device pixels."""
        if not self.spec.text:
            return 0
        room = width - self._indent()
        return self._setter.block(self.spec.text, self.spec.role, width=room, bold=self.spec.bold).height

    def _indent(self) -> int:
        return round(self.look.font_px(self.spec.role) * 1.3) + self.look.px(16) if self.spec.icon else 0

    def paint(self, canvas: Canvas) -> None:
        """Icon and words."""
        spec, indent = self.spec, self._indent()
        if spec.icon:
            size = round(canvas.look.font_px(spec.role) * 1.3)
            top = canvas.look.line_height(spec.role) / 2 - size / 2
            color = spec.color if spec.color in {"warn", "danger"} else "prim"
            canvas.icon(spec.icon, 0, top, size, color, tint="tint" if color == "prim" else None)
        box = QRect(indent, 0, self.width() - indent, self.height())
        canvas.paragraph(spec.text, spec.role, box, spec.color, align=spec.align, bold=spec.bold, middle=spec.middle)
