"""A short code in boxes, one digit in each. The whole is one target."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.look import Role
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class CodeBoxesSpec:
    """What the boxes show; ``editing`` marks the box of the next digit."""

    label: str
    need: str
    length: int
    text: str = field(default="", repr=False)
    editing: bool = False
    error: str = ""
    error_beside: bool = False
    """The error stands in the line of the label, for want of room below."""


class CodeBoxes(Pressable):
    """Label above, boxes, an error in words below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = CodeBoxesSpec("", "", 1)

    def show_spec(self, spec: CodeBoxesSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setText(spec.label)
        self.setAccessibleName(f"{spec.label} {spec.need}".strip())
        self.setAccessibleDescription(spec.error)
        self.update()

    def forget_text(self) -> None:
        """Let go of the digits."""
        super().forget_text()
        self.show_spec(CodeBoxesSpec(self.spec.label, self.spec.need, self.spec.length))

    @property
    def edge(self) -> int:
        """Boxes have a border all round instead of an edge."""
        return 0

    def height_for(self, width: int) -> int:
        """The height that label, boxes and error need, in device pixels."""
        below = 0
        if self.spec.error and not self.spec.error_beside:
            below = self._setter.block(self.spec.error, Role.NOTE, width=width, bold=True).height + self.look.px(6)
        return self._label_height() + self._box_height() + below

    def _label_height(self) -> int:
        return round(self.look.font_px(Role.LABEL) * (1.3 if self.look.senior else 1.6)) if self.spec.label else 0

    def _box_height(self) -> int:
        return self.look.px(120 if self.look.senior else 116)

    def paint(self, canvas: Canvas, _face: QRect) -> None:
        """Label, boxes, digits, cursor, error."""
        spec, look = self.spec, canvas.look
        label_h = self._label_height()
        used = canvas.line(spec.label, Role.LABEL, 0, label_h * 0.45, max_width=self.width() // 2)
        room = round(self.width() - used - canvas.px(16))
        beside = spec.error if spec.error_beside else ""
        canvas.line(
            beside or spec.need,
            Role.NOTE,
            used + canvas.px(16),
            label_h * 0.45,
            "danger" if beside else "ink2",
            bold=bool(beside),
            max_width=room,
        )
        gap = canvas.px(20)
        width = min((self.width() - gap * (spec.length - 1)) // spec.length, canvas.px(150))
        for place in range(spec.length):
            box = QRect(place * (width + gap), label_h, width, self._box_height())
            here = spec.editing and place == len(spec.text)
            color = "danger" if spec.error else "focus" if here else "edge"
            stroke = look.select_stroke if spec.error else canvas.px(5) if here else canvas.px(2)
            canvas.outline(box, color, max(stroke, look.hairline), look.radius("field"), fill="card")
            middle = box.center().x() + 1
            if place < len(spec.text):
                digit = spec.text[place]
                canvas.line(digit, Role.NUMBER, middle, box.center().y() + 1, align=Align.CENTER, max_width=width)
            elif here:
                canvas.fill(
                    QRect(middle - canvas.px(2), box.y() + canvas.px(28), canvas.px(4), canvas.px(60)), "accent"
                )
        if spec.error and not beside:
            top = label_h + self._box_height() + canvas.px(6)
            rect = QRect(0, top, self.width(), self.height() - top)
            canvas.paragraph(spec.error, Role.NOTE, rect, "danger", bold=True)
