"""A field of a form as it is shown: label above with 必填 or 可不填, the box, help or the error below."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What a field shows. ``text`` is already masked unless the field is being edited.

    ``composing`` is the part behind ``text`` that is still being composed; ``cursor`` counts characters in ``text``.
    """

    label: str
    need: str = ""
    text: str = field(default="", repr=False)
    composing: str = field(default="", repr=False)
    placeholder: str = ""
    help: str = ""
    error: str = ""
    good: bool = False
    editing: bool = False
    cursor: int | None = None
    opens_list: bool = False
    enabled: bool = True


class Field(Pressable):
    """A box to be tapped. Its widget covers label, box and help; ``heights`` says how they share it.

    An error is said in words in the place of the help, with a red border of 4 px; never by colour alone.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = FieldSpec("")

    def show_spec(self, spec: FieldSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setText(spec.label)
        self.setAccessibleName(f"{spec.label} {spec.need}".strip())
        self.setAccessibleDescription(spec.error or spec.help)
        self.setEnabled(spec.enabled)
        self.update()

    @property
    def edge(self) -> int:
        """A field has a border of 2 px all round instead of an edge."""
        return 0

    def height_for(self, width: int) -> int:
        """The whole height for that width, in device pixels."""
        label, box, below = self._heights(width)
        return label + box + below

    def box_rect(self) -> QRect:
        """Where the box lies, in own coordinates."""
        label, box, _ = self._heights(self.width())
        return QRect(0, label, self.width(), box)

    def _heights(self, width: int) -> tuple[int, int, int]:
        look = self.look
        label = round(look.font_px(Role.LABEL) * 1.6) if self.spec.label else 0
        note = self.spec.error or self.spec.help
        below = 0
        if note:
            line = look.line_height(Role.NOTE)
            one = self._setter.fit(note, Role.NOTE, width, line, bold=bool(self.spec.error))
            block = self._setter.block(note, Role.NOTE, width=width, bold=bool(self.spec.error))
            below = (block.height if one.overflows(width, line) else line) + look.px(6)
        return label, look.px(120 if look.senior else 104), below

    def paint(self, canvas: Canvas, _face: QRect) -> None:
        """Label, box, text, cursor, help."""
        spec, look = self.spec, canvas.look
        label_h, _, below = self._heights(self.width())
        if spec.label:
            gap = canvas.px(16)
            need = canvas.text_width(spec.need, Role.NOTE) + gap if spec.need else 0.0
            room = max(self.width() // 2, round(self.width() - need))
            used = canvas.line(spec.label, Role.LABEL, 0, label_h * 0.45, "ink", max_width=room)
            left = round(self.width() - used - gap)
            canvas.line(spec.need, Role.NOTE, used + gap, label_h * 0.45, "ink2", max_width=left)
        box = self.box_rect()
        border, width = "edge", float(canvas.px(2))
        if spec.error:
            border, width = "danger", look.select_stroke
        elif spec.editing:
            border, width = "focus", float(canvas.px(5))
        fill = "card" if spec.enabled else "disabled"
        canvas.outline(box, border, max(width, look.hairline), look.radius("field"), fill=fill)
        self._paint_text(canvas, box)
        note = spec.error or spec.help
        if note:
            color = "danger" if spec.error else "ink2"
            rect = QRect(0, box.bottom() + canvas.px(7), self.width(), below)
            canvas.paragraph(note, Role.NOTE, rect, color, bold=bool(spec.error))

    def _paint_text(self, canvas: Canvas, box: QRect) -> None:
        spec = self.spec
        pad = canvas.px(28)
        right = box.right() - pad
        center = box.center().y() + 1
        mark = canvas.px(42)
        icon = Icon.DOWN if spec.opens_list else Icon.CHECK_CIRCLE if spec.good else None
        if icon:
            canvas.icon(icon, right - mark, center - mark / 2, mark, "prim")
            right -= mark + canvas.px(12)
        room = right - box.x() - pad
        if not spec.text and not spec.composing:
            left = box.x() + pad + (canvas.px(14) if spec.editing else 0)
            canvas.line(spec.placeholder, Role.STRONG, left, center, "ink2", bold=False, max_width=room - canvas.px(14))
            if spec.editing and not spec.opens_list:
                self._paint_cursor(canvas, box.x() + pad, center)
            return
        whole = spec.text + spec.composing
        total = canvas.text_width(whole, Role.STRONG)
        # Long text scrolls to its end while it is edited, and is set smaller otherwise.
        shift = max(0.0, total - room) if spec.editing else 0.0
        canvas.painter.save()
        if shift:
            canvas.painter.setClipRect(box.adjusted(pad, 0, -pad, 0))
            canvas.bounds = None
        x = box.x() + pad - shift
        if spec.editing:
            used = canvas.line(spec.text, Role.STRONG, x, center, "ink")
            if spec.composing:
                used_more = canvas.line(spec.composing, Role.STRONG, x + used, center, "prim")
                self._paint_underline(canvas, x + used, used_more, center)
                used += used_more
            elif spec.cursor is not None and spec.cursor < len(spec.text):
                used = canvas.text_width(spec.text[: spec.cursor], Role.STRONG)
            if not spec.opens_list:
                self._paint_cursor(canvas, x + used + canvas.px(4), center)
        else:
            canvas.line(whole, Role.STRONG, x, center, "ink", max_width=room)
        canvas.painter.restore()
        canvas.bounds = self.rect()

    def _paint_underline(self, canvas: Canvas, x: float, width: float, center: float) -> None:
        pen = QPen(canvas.color("accent"), canvas.px(4))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([1.6, 0.8])
        canvas.painter.setPen(pen)
        y = center + canvas.look.font_px(Role.STRONG) * 0.72
        canvas.painter.drawLine(round(x), round(y), round(x + width), round(y))

    def _paint_cursor(self, canvas: Canvas, x: float, center: float) -> None:
        half = canvas.look.font_px(Role.STRONG) * 0.7
        canvas.fill(QRect(round(x), round(center - half), canvas.px(4), round(2 * half)), "accent")
