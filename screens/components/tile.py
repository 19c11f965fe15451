"""Tiles: icon, label, one sub-line. One on a page may be filled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.icons import Icon
from screens.look import Role


class TileShape(StrEnum):
    """How icon and words stand."""

    LARGE = "large"
    """Icon above, action-sized label; 468 × 228."""
    SMALL = "small"
    """Icon above, strong label; 304 × 200."""
    WIDE = "wide"
    """Icon at the left, label and sub-line beside it (landscape)."""
    LINE = "line"
    """Icon at the left and the label alone (lower reach)."""


@dataclass(frozen=True, slots=True)
class TileSpec:
    """What a tile shows; a disabled tile says in ``sub`` why, for example 联网后可用."""

    icon: Icon
    label: str
    sub: str = ""
    filled: bool = False
    enabled: bool = True


class Tile(Pressable):
    """A large target of a menu."""

    def __init__(self, shape: TileShape, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shape = shape
        self.spec = TileSpec(Icon.DOC, "")

    def show_spec(self, spec: TileSpec, shape: TileShape | None = None) -> None:
        """Show that, in another shape if one is given."""
        if spec == self.spec and shape in {None, self.shape}:
            return
        self.spec = spec
        self.shape = shape or self.shape
        self.setText(spec.label)
        self.setAccessibleName(spec.label)
        self.setAccessibleDescription(spec.sub)
        self.setEnabled(spec.enabled)
        self.update()

    @property
    def edge(self) -> int:
        """Disabled tiles are flat."""
        return self.look.edge if self.isEnabled() else 0

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """Face, icon, label, sub-line."""
        filled = self.spec.filled and self.isEnabled()
        off = not self.isEnabled()
        self.paint_face(
            canvas,
            face,
            fill="prim" if filled else "disabled" if off else "card",
            rim=None if filled else "line" if off else "rim",
            edge="primD" if filled else "edge",
            radius=canvas.look.radius("tile"),
        )
        text = "onPrim" if filled else "onDisabled" if off else "ink"
        sub = "onPrim" if filled else "onDisabled" if off else "ink2"
        icon = "onPrim" if filled else "onDisabled" if off else "prim"
        tint = None if filled or off else "tint"
        if self.shape in {TileShape.LARGE, TileShape.SMALL}:
            self._paint_tall(canvas, face, text, sub, icon, tint)
        else:
            self._paint_flat(canvas, face, text, sub, icon, tint)

    def _label_role(self) -> Role:
        return Role.ACTION if self.shape is TileShape.LARGE else Role.STRONG

    def _paint_tall(self, canvas: Canvas, face: QRect, text: str, sub: str, icon: str, tint: str | None) -> None:
        """From below: sub-line, label, and the icon in what is left above them."""
        pad = canvas.px(28)
        width = face.width() - 2 * pad
        role, look = self._label_role(), canvas.look
        y = face.bottom() - canvas.px(20)
        if self.spec.sub:
            height = min(
                canvas.paragraph_height(self.spec.sub, Role.NOTE, width), 2 * round(look.font_px(Role.NOTE) * 1.25)
            )
            y -= height
            canvas.paragraph(self.spec.sub, Role.NOTE, QRect(face.x() + pad, y, width, height), sub, bold=False)
        size = canvas.px(64 if self.shape is TileShape.LARGE else 52)
        if look.senior:
            size = canvas.px(76 if self.shape is TileShape.LARGE else 60)
        room = y - face.y() - canvas.px(24) - size
        lines = 2 if room > look.font_px(role) * 2.3 else 1
        height = round(look.font_px(role) * 1.3) * lines
        one = canvas.paragraph_height(self.spec.label, role, width) <= look.line_height(role)
        height = round(look.font_px(role) * 1.3) if one else max(height, min(room, 2 * round(look.font_px(role) * 1.3)))
        box = QRect(face.x() + pad, y - height, width, height)
        canvas.paragraph(self.spec.label, role, box, text, bold=True, middle=True)
        canvas.icon(self.spec.icon, face.x() + pad - canvas.px(4), face.y() + canvas.px(24), size, icon, tint=tint)

    def _paint_flat(self, canvas: Canvas, face: QRect, text: str, sub: str, icon: str, tint: str | None) -> None:
        look = canvas.look
        line_only = self.shape is TileShape.LINE or not self.spec.sub
        size = canvas.px(48) if self.shape is TileShape.LINE else min(canvas.px(72), face.height() // 2)
        pad = canvas.px(24 if self.shape is TileShape.LINE else 32)
        canvas.icon(self.spec.icon, face.x() + pad, face.center().y() + 1 - size / 2, size, icon, tint=tint)
        x = face.x() + pad + size + canvas.px(18 if self.shape is TileShape.LINE else 30)
        width = face.right() - canvas.px(16) - x
        big = not line_only and face.height() > canvas.px(170) and self.spec.filled
        role = Role.ACTION if big or (self.shape is TileShape.WIDE and face.width() > canvas.px(480)) else Role.STRONG
        if line_only:
            box = QRect(x, face.y() + canvas.px(8), width, face.height() - canvas.px(16))
            canvas.paragraph(self.spec.label, role, box, text, bold=True, middle=True)
            return
        label_h = round(look.font_px(role) * 1.4)
        sub_h = look.line_height(Role.NOTE)
        if canvas.text_width(self.spec.sub, Role.NOTE) > width and face.height() > label_h + 2 * sub_h:
            sub_h *= 2
        top = face.center().y() - (label_h + sub_h) // 2
        canvas.paragraph(self.spec.label, role, QRect(x, top, width, label_h), text, bold=True, middle=True)
        canvas.paragraph(self.spec.sub, Role.NOTE, QRect(x, top + label_h, width, sub_h), sub, bold=False)
