"""Banners: icon, bold sentence, reason. Amber to attend to, red for danger, green for good."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.icons import Icon
from screens.look import Role


class BannerKind(StrEnum):
    """What a banner says."""

    GOOD = "good"
    WARN = "warn"
    DANGER = "danger"
    PLAIN = "plain"
    """A hint on the sunk ground."""


@dataclass(frozen=True, slots=True)
class BannerSpec:
    """What a banner shows."""

    kind: BannerKind
    sentence: str
    reason: str = ""
    icon: Icon | None = None


_COLORS = {
    BannerKind.GOOD: ("tint", "tintLine", "onTint", "ink"),
    BannerKind.WARN: ("warnTint", "warnLine", "warn", "ink"),
    BannerKind.DANGER: ("dangerTint", "dangerLine", "danger", "ink"),
    BannerKind.PLAIN: ("sunk", "sunk", "ink", "ink2"),
}
_ICONS = {
    BannerKind.GOOD: Icon.CHECK_CIRCLE,
    BannerKind.WARN: Icon.WARNING,
    BannerKind.DANGER: Icon.WARNING,
    BannerKind.PLAIN: Icon.INFO,
}


class Banner(ReadOnly):
    """Something to be read at once. ``height_for`` says how high it has to be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = BannerSpec(BannerKind.PLAIN, "")

    def show_spec(self, spec: BannerSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.sentence} {spec.reason}".strip())
        self.update()

    def height_for(self, width: int) -> int:
        """The height that the words need in that width, in device pixels."""
        setter, room = self._setter, width - self._left() - self.look.px(28)
        height = setter.block(self.spec.sentence, Role.STRONG, width=room).height
        if self.spec.reason:
            height += setter.block(self.spec.reason, Role.BODY, width=room).height
        return height + self.look.px(36)

    def _left(self) -> int:
        return self.look.px(116)

    def paint(self, canvas: Canvas) -> None:
        """Ground, icon, words."""
        ground, line, strong, plain = _COLORS[self.spec.kind]
        rect, look = self.rect(), canvas.look
        canvas.outline(rect, line, look.hairline, look.radius("panel"), fill=ground)
        size = canvas.px(56)
        icon = self.spec.icon or _ICONS[self.spec.kind]
        canvas.icon(icon, rect.x() + canvas.px(30), rect.center().y() + 1 - size / 2, size, strong, tint=None)
        room = rect.width() - self._left() - canvas.px(28)
        box = QRect(self._left(), canvas.px(10), room, rect.height() - canvas.px(20))
        if not self.spec.reason:
            canvas.paragraph(self.spec.sentence, Role.STRONG, box, strong, middle=True)
            return
        first = min(canvas.paragraph_height(self.spec.sentence, Role.STRONG, room), box.height() // 2)
        second = min(canvas.paragraph_height(self.spec.reason, Role.BODY, room), box.height() - first)
        top = box.y() + (box.height() - first - second) // 2
        canvas.paragraph(self.spec.sentence, Role.STRONG, QRect(box.x(), top, room, first), strong)
        canvas.paragraph(self.spec.reason, Role.BODY, QRect(box.x(), top + first, room, second), plain)
