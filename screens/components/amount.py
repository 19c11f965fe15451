"""Money on a card: an amount to be read from afar with the kind that it belongs to, and how much of it is there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class AmountSpec:
    """An amount and beside it in a box what kind of money it is; without ``kind`` there is no box.

    Attributes:
        name: above the number.
        number, unit: the number large, the currency smaller behind it.
    """

    name: str
    number: str
    unit: str
    kind: str = ""
    kind_sub: str = ""
    icon: Icon | None = None


class Amount(ReadOnly):
    """The amount at the left; the box at the right, or below it where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = AmountSpec("", "", "")

    def show_spec(self, spec: AmountSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        words = (spec.name, spec.number, spec.unit, spec.kind, spec.kind_sub)
        self.setAccessibleName(" ".join(word for word in words if word))
        self.update()

    def height_for(self, width: int) -> int:
        """The height that the words need in that width, in device pixels."""
        left = self._number_height()
        if not self.spec.kind:
            return left + self.look.px(24)
        box = self._box(width)
        if self._beside(width):
            return max(left, box.height()) + self.look.px(24)
        return left + box.height() + self.look.px(40)

    def _number_height(self) -> int:
        return self.look.line_height(Role.LABEL) + round(self.look.font_px(Role.NUMBER) * 1.3)

    def _number_width(self) -> int:
        block = self._setter.block
        number = block(self.spec.number, Role.NUMBER).natural_width
        unit = block(self.spec.unit, Role.ACTION, bold=True).natural_width
        return round(max(number + unit, block(self.spec.name, Role.LABEL, bold=False).natural_width)) + self.look.px(20)

    def _beside(self, width: int) -> bool:
        """Whether number and box stand side by side: the box needs room for words that are not broken too often."""
        return width - self._number_width() - self.look.px(32) >= self._wanted()

    def _wanted(self) -> int:
        """A width in which the words of the box take two lines at most each."""
        spec, block = self.spec, self._setter.block
        kind = block(spec.kind, Role.LABEL, bold=True).natural_width
        sub = block(spec.kind_sub, Role.NOTE).natural_width
        return round(max(kind, sub * 0.58)) + self._frame()

    def _frame(self) -> int:
        return self.look.px(28 + 52 + 24 + 24)

    def _box(self, width: int) -> QRect:
        spec, look = self.spec, self.look
        if self._beside(width):
            most = width - self._number_width() - look.px(32)
            one_line = round(self._setter.block(spec.kind_sub, Role.NOTE).natural_width) + self._frame() + look.px(4)
            box = min(most, max(self._wanted(), one_line))
        else:
            box = width
        room = box - self._frame()
        height = self._setter.block(spec.kind, Role.LABEL, width=room, bold=True).height
        height += self._setter.block(spec.kind_sub, Role.NOTE, width=room).height if spec.kind_sub else 0
        return QRect(width - box, 0, box, height + look.px(28))

    def paint(self, canvas: Canvas) -> None:
        """Name, number, currency; then the box."""
        spec, width = self.spec, self.width()
        beside = bool(spec.kind) and self._beside(width)
        height, pad = self._number_height(), canvas.px(12)
        top = (self.height() - height) // 2 if beside or not spec.kind else pad
        name_h = canvas.look.line_height(Role.LABEL)
        room = width if not beside else self._number_width()
        canvas.line(spec.name, Role.LABEL, 0, top + name_h / 2, "ink2", bold=False, max_width=room)
        middle = top + name_h + (height - name_h) / 2
        unit = canvas.text_width(spec.unit, Role.ACTION, bold=True) + canvas.px(16)
        used = canvas.line(spec.number, Role.NUMBER, 0, middle, max_width=round(room - unit))
        foot = middle + canvas.look.font_px(Role.NUMBER) * 0.13
        canvas.line(spec.unit, Role.ACTION, used + canvas.px(16), foot, bold=True)
        if spec.kind:
            box = self._box(width)
            y = (self.height() - box.height()) // 2 if beside else top + height + canvas.px(12)
            self._paint_box(canvas, box.translated(0, y))

    def _paint_box(self, canvas: Canvas, box: QRect) -> None:
        spec = self.spec
        canvas.outline(box, "tintLine", canvas.look.hairline, canvas.look.radius("key"), fill="tint")
        x, size = box.x() + canvas.px(28), canvas.px(52)
        if spec.icon is not None:
            canvas.icon(spec.icon, x, box.center().y() + 1 - size / 2, size, "onTint", tint=None)
        left = x + size + canvas.px(24)
        room = box.right() + 1 - canvas.px(24) - left
        kind = canvas.paragraph_height(spec.kind, Role.LABEL, room, bold=True)
        sub = canvas.paragraph_height(spec.kind_sub, Role.NOTE, room)
        top = box.y() + (box.height() - kind - sub) // 2
        canvas.paragraph(spec.kind, Role.LABEL, QRect(left, top, room, kind), "onTint", bold=True)
        canvas.paragraph(spec.kind_sub, Role.NOTE, QRect(left, top + kind, room, sub), "ink2", bold=False)


@dataclass(frozen=True, slots=True)
class GaugeSpec:
    """How much of an amount is there: two amounts and a bar; ``fraction`` 0 to 1."""

    there_name: str
    there: str
    missing_name: str
    missing: str
    fraction: float


class Gauge(ReadOnly):
    """What is there at the left, what is missing at the right, the bar below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = GaugeSpec("", "", "", "", 0.0)

    def show_spec(self, spec: GaugeSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.there_name} {spec.there}, {spec.missing_name} {spec.missing}")
        self.update()

    def _heights(self) -> tuple[int, int, int]:
        look = self.look
        return look.line_height(Role.LABEL), round(look.font_px(Role.NUMBER) * 1.3), look.px(36)

    def height_for(self, _width: int) -> int:
        """The height of words and bar, in device pixels."""
        return sum(self._heights()) + self.look.px(44)

    def paint(self, canvas: Canvas) -> None:
        """Names, amounts, bar."""
        spec, width = self.spec, self.width()
        name, number, bar = self._heights()
        half = (width - canvas.look.gutter) // 2
        y = canvas.px(10)
        for x, label, value in (
            (0, spec.there_name, spec.there),
            (half + canvas.look.gutter, spec.missing_name, spec.missing),
        ):
            canvas.line(label, Role.LABEL, x, y + name / 2, "ink2", bold=False, max_width=half)
            canvas.line(value, Role.NUMBER, x, y + name + number / 2, max_width=half)
        track = QRect(0, y + name + number + canvas.px(12), width, bar)
        radius = bar // 2
        canvas.outline(track, "edge", max(2, canvas.px(2)), radius, fill="sunk")
        if spec.fraction > 0:
            long = max(bar, round(width * min(1.0, spec.fraction)))
            canvas.fill(QRect(track.x(), track.y(), long, bar), "prim", radius)
