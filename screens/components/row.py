"""Rows of a list: icon, label, sub-line or trailing word, chevron; with tags they are search results."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.components.tag import TagSpec, draw_tags, tags_height
from screens.icons import Icon
from screens.look import Role
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class RowSpec:
    """What a row shows."""

    label: str
    icon: Icon | None = None
    number: str = ""
    """Stands in a disc where the icon would: the row of a pin on the map."""
    sub: str = ""
    trailing: str = ""
    tags: tuple[TagSpec, ...] = ()
    enabled: bool = True
    selected: bool = False
    chevron: bool = True
    accessible_name: str = ""


class Row(Pressable):
    """A target as wide as its list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = RowSpec("")

    def show_spec(self, spec: RowSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setText(spec.label)
        words = (spec.sub, spec.trailing, *(tag.text for tag in spec.tags))
        self.setAccessibleName(spec.accessible_name or spec.label)
        self.setAccessibleDescription(" ".join(word for word in words if word))
        self.setEnabled(spec.enabled)
        self.update()

    @property
    def edge(self) -> int:
        """Selected and disabled rows are flat."""
        return self.look.edge if self.isEnabled() and not self.spec.selected else 0

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """Face, icon, words, tags, chevron."""
        spec, look = self.spec, canvas.look
        off = not self.isEnabled()
        self.paint_face(
            canvas,
            face,
            fill="disabled" if off else "tint" if spec.selected else "card",
            rim="line" if off else "prim" if spec.selected else "rim",
            edge="edge",
            radius=look.radius("tile"),
            rim_width=look.select_stroke if spec.selected else None,
        )
        pad = canvas.px(28)
        x, right = face.x() + pad, face.right() - pad
        main = "onDisabled" if off else "ink"
        size = canvas.px(52)
        icon_y = face.center().y() + 1 - size / 2 if not spec.tags else face.y() + canvas.px(32)
        if spec.icon:
            canvas.icon(spec.icon, x, icon_y, size, "onDisabled" if off else "prim", tint=None if off else "tint")
            x += size + canvas.px(24)
        elif spec.number:
            canvas.fill(QRect(x, round(icon_y), size, size), "disabled" if off else "prim", size / 2)
            ink = "onDisabled" if off else "onPrim"
            canvas.line(spec.number, Role.LABEL, x + size / 2, icon_y + size / 2, ink, align=Align.CENTER, bold=True)
            x += size + canvas.px(24)
        if spec.chevron and not off:
            mark = canvas.px(38)
            icon = Icon.CHECK if spec.selected else Icon.FORWARD
            canvas.icon(icon, right - mark + canvas.px(10), face.center().y() + 1 - mark / 2, mark, "prim", tint=None)
            right -= mark + canvas.px(6)
        if spec.trailing:
            used = canvas.line(
                spec.trailing,
                Role.NOTE,
                right,
                face.center().y() + 1,
                "onDisabled" if off else "ink2",
                align=Align.RIGHT,
                max_width=(right - x) // 2,
            )
            right -= round(used) + canvas.px(16)
        self._paint_words(canvas, QRect(x, face.y(), right - x, face.height()), main, "onDisabled" if off else "ink2")

    def _paint_words(self, canvas: Canvas, box: QRect, main: str, second: str) -> None:
        spec, look = self.spec, canvas.look
        role = Role.STRONG if spec.sub or spec.tags else Role.LABEL
        if spec.tags:
            role = Role.ACTION
        label_h = round(look.font_px(role) * 1.35)
        if not spec.sub and not spec.tags:
            space = box.adjusted(0, canvas.px(6), 0, -canvas.px(6))
            canvas.paragraph(spec.label, role, space, main, bold=True, middle=True)
            return
        sub_h = round(look.font_px(Role.NOTE) * 1.45) if spec.sub else 0
        if spec.sub and not spec.tags and canvas.text_width(spec.label, role) > box.width():
            role = Role.LABEL
            label_h = round(look.font_px(role) * 1.35)
        if spec.sub and not spec.tags and label_h + sub_h > box.height() - canvas.px(8):
            label_h, sub_h = round(look.font_px(role) * 1.15), round(look.font_px(Role.NOTE) * 1.2)
        wraps = canvas.text_width(spec.label, role, bold=True) > box.width() or label_h + sub_h > box.height()
        if wraps and spec.sub and not spec.tags and box.height() < 2 * label_h + sub_h:
            # The label comes first; the sub-line is still read aloud.
            space = box.adjusted(0, canvas.px(6), 0, -canvas.px(6))
            canvas.paragraph(spec.label, Role.LABEL, space, main, bold=True, middle=True)
            return
        if wraps:
            label_h = round(label_h * 1.85)
        tags_h = tags_height(canvas, spec.tags, box.width()) + canvas.px(12) if spec.tags else 0
        spare = box.height() - label_h - sub_h - tags_h - canvas.px(12)
        if spec.sub and canvas.text_width(spec.sub, Role.NOTE) > box.width() and spare >= sub_h * 0.8:
            sub_h = round(look.font_px(Role.NOTE) * 1.3) * 2
        top = box.y() + max(canvas.px(4), (box.height() - label_h - sub_h - tags_h) // 2)
        canvas.paragraph(spec.label, role, QRect(box.x(), top, box.width(), label_h), main, bold=True, middle=True)
        top += label_h
        if spec.sub:
            canvas.paragraph(spec.sub, Role.NOTE, QRect(box.x(), top, box.width(), sub_h), second, bold=False)
            top += sub_h
        if spec.tags:
            draw_tags(canvas, spec.tags, box.x(), top + canvas.px(12), box.width())
