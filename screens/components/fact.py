"""Facts of a card, to be read: a name with its value, and figures to be seen at a glance."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.icons import Icon
from screens.look import Role

NAMES_LEAST, NAMES_MOST = 0.2, 0.42
"""The part of the width that the names of a card get; longer names go over several lines."""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A name and its value; personal values come masked. ``mark`` stands at the right end."""

    name: str
    value: str = field(repr=False)
    sub: str = ""
    mark: Icon | None = None
    warn: bool = False
    strong: bool = True
    large: bool = False
    """The value as a number to be read from afar, the name above it."""


class Fact(ReadOnly):
    """Shows a fact."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = FactSpec("", "")
        self._names_px = 0

    def show_spec(self, spec: FactSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.name} {spec.value} {spec.sub}".strip())
        self.update()

    def name_width(self) -> int:
        """How wide the name is on one line, in device pixels."""
        return round(self._setter.block(self.spec.name, Role.LABEL, bold=False).natural_width)

    def align_names(self, width: int) -> None:
        """Let the values begin behind names of that width, as all facts of one card do."""
        self._names_px = width
        self.update()

    def value_x(self, width: int) -> int:
        """Where the value begins in that width, in device pixels."""
        return self._columns(width)[0]

    def forget_text(self) -> None:
        """Let go of the value, too."""
        super().forget_text()
        self.show_spec(FactSpec("", ""))
        self.setAccessibleName("")

    def _role(self) -> Role:
        if self.spec.large:
            return Role.NUMBER
        return Role.STRONG if self.spec.strong else Role.LABEL

    def _columns(self, width: int) -> tuple[int, int]:
        if self.spec.large:
            return 0, width
        names = max(round(width * NAMES_LEAST), min(round(width * NAMES_MOST), self._names_px + self.look.px(44)))
        mark = self.look.px(64) if self.spec.mark else 0
        return names, width - names - mark

    def _heights(self, width: int) -> tuple[int, int, int]:
        spec, setter = self.spec, self._setter
        names, values = self._columns(width)
        if spec.large:
            name = self.look.line_height(Role.LABEL)
            number = setter.block(spec.value, Role.NUMBER, width=10 * width).natural_width
            scale = min(1.0, width / max(1.0, number))
            return name, round(self.look.font_px(Role.NUMBER) * 1.3 * scale), 0
        bold = None if spec.strong else False
        name = setter.block(spec.name, Role.LABEL, width=names - self.look.px(16), bold=False).height
        value = setter.block(spec.value, self._role(), width=values, bold=bold).height
        sub = setter.block(spec.sub, Role.NOTE, width=values).height if spec.sub else 0
        return name, value, sub

    def height_for(self, width: int) -> int:
        """The height that the words need in that width, in device pixels."""
        name, value, sub = self._heights(width)
        if self.spec.large:
            return name + value + self.look.px(24)
        return max(name, value + sub) + self.look.px(28)

    def paint(self, canvas: Canvas) -> None:
        """Name, value, mark."""
        spec, rect = self.spec, self.rect()
        names, values = self._columns(rect.width())
        name_h, value_h, sub_h = self._heights(rect.width())
        if spec.large:
            top = (rect.height() - name_h - value_h) // 2
            canvas.line(spec.name, Role.LABEL, 0, top + name_h / 2, "ink2", bold=False, max_width=rect.width())
            middle = top + name_h + value_h / 2
            canvas.line(spec.value, Role.NUMBER, 0, middle, "ink", max_width=rect.width())
            return
        pad = canvas.px(14)
        total = min(rect.height(), max(name_h, value_h + sub_h))
        top = max(0, (rect.height() - total) // 2)
        room = QRect(0, top, names - canvas.px(16), max(name_h, rect.height() - 2 * pad))
        one_line = value_h + sub_h <= canvas.look.line_height(self._role()) + 1
        box = QRect(0, 0, room.width(), rect.height()) if one_line else room
        canvas.paragraph(spec.name, Role.LABEL, box, "ink2", bold=False, middle=one_line)
        value_top = top + (total - value_h - sub_h) // 2 if one_line else top
        bold = None if spec.strong else False
        color = "warn" if spec.warn else "ink"
        value = QRect(names, value_top, values, min(value_h, rect.height()))
        canvas.paragraph(spec.value, self._role(), value, color, bold=bold)
        if spec.sub:
            below = QRect(names, value_top + value_h, values, rect.height() - value_top - value_h)
            canvas.paragraph(spec.sub, Role.NOTE, below, "ink2", bold=False)
        if spec.mark:
            size = canvas.px(40)
            left = rect.width() - size
            canvas.icon(spec.mark, left, (rect.height() - size) / 2, size, "warn" if spec.warn else "prim")


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """A figure to be seen at a glance: its name above, what it means below."""

    name: str
    value: str
    sub: str = ""


class Figure(ReadOnly):
    """Shows a figure; several of them stand side by side on one card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = FigureSpec("", "")

    def show_spec(self, spec: FigureSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.name} {spec.value} {spec.sub}".strip())
        self.update()

    def _heights(self, width: int) -> tuple[int, int, int]:
        setter, spec = self._setter, self.spec
        name = setter.block(spec.name, Role.NOTE, width=width).height
        value = setter.block(spec.value, Role.ACTION, width=width, bold=True).height
        sub = setter.block(spec.sub, Role.NOTE, width=width).height if spec.sub else 0
        return name, value, sub

    def height_for(self, width: int) -> int:
        """The height that the words need in that width, in device pixels."""
        return sum(self._heights(width)) + self.look.px(16)

    def paint(self, canvas: Canvas) -> None:
        """Name, figure, meaning."""
        width, y = self.width(), canvas.px(8)
        name, value, sub = self._heights(width)
        canvas.paragraph(self.spec.name, Role.NOTE, QRect(0, y, width, name), "ink2", bold=False)
        canvas.paragraph(self.spec.value, Role.ACTION, QRect(0, y + name, width, value), bold=True)
        canvas.paragraph(self.spec.sub, Role.NOTE, QRect(0, y + name + value, width, sub), "ink2", bold=False)
