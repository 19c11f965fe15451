"""A list of names and values with hairlines between them, as on the review page."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.look import Role


@dataclass(frozen=True, slots=True)
class KeyValue:
    """One line; ``value`` is already masked."""

    name: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyValuesSpec:
    """All lines. ``name_share`` is the part of the width that the names get."""

    lines: tuple[KeyValue, ...]
    name_share: float = 0.27


class KeyValues(ReadOnly):
    """Names in grey at the left, values in bold beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = KeyValuesSpec(())

    def show_spec(self, spec: KeyValuesSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName("; ".join(f"{line.name} {line.value}" for line in spec.lines))
        self.update()

    def forget_text(self) -> None:
        """Let go of the values, too."""
        super().forget_text()
        self.show_spec(KeyValuesSpec(()))
        self.setAccessibleName("")

    def height_for(self, width: int) -> int:
        """The height that all lines need in that width, in device pixels."""
        return sum(self._line_height(line, width) for line in self.spec.lines)

    def _widths(self, width: int) -> tuple[int, int]:
        names = round(width * self.spec.name_share)
        return names, width - names - self.look.px(8)

    def _line_height(self, line: KeyValue, width: int) -> int:
        names, values = self._widths(width)
        value = self._setter.block(line.value, Role.STRONG, width=values).height if line.value else 0
        name = self._setter.block(line.name, Role.LABEL, width=names - self.look.px(12), bold=False).height
        return max(value, name) + self.look.px(24)

    def paint(self, canvas: Canvas) -> None:
        """Lines from the top."""
        names, values = self._widths(self.width())
        y = 0
        for index, line in enumerate(self.spec.lines):
            height = self._line_height(line, self.width())
            if index:
                canvas.hline(0, self.width(), y)
            box = QRect(0, y, names - canvas.px(12), height)
            canvas.paragraph(line.name, Role.LABEL, box, "ink2", bold=False, middle=True)
            canvas.paragraph(line.value, Role.STRONG, QRect(names, y, values, height), middle=True)
            y += height
        if y > self.height() + 1:
            canvas.clipped.append(self.spec.lines[-1].name)
