"""A bill in a list: what for and to whom at the left, the amount at the right."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.icons import Icon
from screens.look import Role
from screens.text.block import Align
from screens.text.typesetter import Typesetter

PAD_PX = 28
CHEVRON_PX = 44
ICON_PX = 52
SHARE = 0.42
"""The most that the amount's column takes of the width."""


@dataclass(frozen=True, slots=True)
class BillRowSpec:
    """What the row shows; ``standing`` says below the amount how the bill is, such as that it is paid."""

    subject: str = field(repr=False)
    sub: str = field(repr=False)
    amount: str
    standing: str = ""
    icon: Icon | None = None
    enabled: bool = True


class BillRow(Pressable):
    """One bill to choose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = BillRowSpec("", "", "")

    def show_spec(self, spec: BillRowSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setText(spec.subject)
        self.setAccessibleName(f"{spec.subject} {spec.amount}".strip())
        self.setAccessibleDescription(f"{spec.sub} {spec.standing}".strip())
        self.setEnabled(spec.enabled)
        self.update()

    @property
    def edge(self) -> int:
        """What cannot be chosen is flat."""
        return self.look.edge if self.isEnabled() else 0

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """Words at the left, money at the right."""
        spec, look = self.spec, canvas.look
        off = not self.isEnabled()
        self.paint_face(
            canvas,
            face,
            fill="disabled" if off else "card",
            rim="line" if off else "rim",
            edge="edge",
            radius=look.radius("tile"),
        )
        main, second = ("onDisabled", "onDisabled") if off else ("ink", "ink2")
        left, words, money = columns(spec, face.width(), self._setter)
        center = face.center().y() + 1
        if spec.icon is not None:
            size = canvas.px(ICON_PX)
            color, tint = (main, None) if off else ("prim", "tint")
            canvas.icon(spec.icon, face.x() + canvas.px(PAD_PX), center - size / 2, size, color, tint=tint)
        if not off:
            size = canvas.px(38)
            right = face.right() - canvas.px(PAD_PX) + canvas.px(10)
            canvas.icon(Icon.FORWARD, right - size, center - size / 2, size, "prim", tint=None)
        subject = canvas.paragraph_height(spec.subject, Role.STRONG, words, bold=True)
        sub = canvas.paragraph_height(spec.sub, Role.NOTE, words) if spec.sub else 0
        top, x = center - (subject + sub) // 2, face.x() + left
        canvas.paragraph(spec.subject, Role.STRONG, QRect(x, top, words, subject), main, bold=True)
        canvas.paragraph(spec.sub, Role.NOTE, QRect(x, top + subject, words, sub), second, bold=False)
        end = face.right() + 1 - canvas.px(PAD_PX + (0 if off else CHEVRON_PX))
        number = round(look.font_px(Role.ACTION) * 1.3)
        note = look.line_height(Role.NOTE) if spec.standing else 0
        y = center - (number + note) / 2
        canvas.line(spec.amount, Role.ACTION, end, y + number / 2, main, align=Align.RIGHT, bold=True, max_width=money)
        canvas.line(spec.standing, Role.NOTE, end, y + number + note / 2, second, align=Align.RIGHT, max_width=money)


def columns(spec: BillRowSpec, width: int, setter: Typesetter) -> tuple[int, int, int]:
    """Where the words begin, how wide they are, how wide the money is; all in device pixels."""
    look = setter.look
    amount = setter.block(spec.amount, Role.ACTION, bold=True).natural_width
    standing = setter.block(spec.standing, Role.NOTE).natural_width if spec.standing else 0
    money = min(round(max(amount, standing)) + look.px(4), round(width * SHARE))
    left = look.px(PAD_PX + (ICON_PX + 24 if spec.icon is not None else 0))
    end = look.px(PAD_PX + (CHEVRON_PX if spec.enabled else 0))
    return left, width - left - end - money - look.px(24), money


def bill_row_height(spec: BillRowSpec, width: int, setter: Typesetter) -> int:
    """The height that the words need in that width, in device pixels, without the edge."""
    look = setter.look
    _, words, _ = columns(spec, width, setter)
    subject = setter.block(spec.subject, Role.STRONG, width=words, bold=True).height
    sub = setter.block(spec.sub, Role.NOTE, width=words).height if spec.sub else 0
    money = round(look.font_px(Role.ACTION) * 1.3) + (look.line_height(Role.NOTE) if spec.standing else 0)
    return max(look.row_height_two, max(subject + sub, money) + look.px(28))
