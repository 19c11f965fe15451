"""The countdown, large: a ring that empties, the seconds inside, and what they are below them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.look import Role
from screens.rings import draw_arc
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class CountdownRingSpec:
    """The number, its unit, and how much is left: 1 full, 0 empty."""

    number: str
    unit: str
    fraction: float


class CountdownRing(ReadOnly):
    """Shows a countdown as large as its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = CountdownRingSpec("", "", 1.0)

    def show_spec(self, spec: CountdownRingSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.number} {spec.unit}")
        self.update()

    def paint(self, canvas: Canvas) -> None:
        """Ring, number, unit."""
        spec = self.spec
        side = min(self.width(), self.height())
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        thick = side * 0.045
        contrast = canvas.look.contrast
        draw_arc(canvas, box, thick * (0.35 if contrast else 1), canvas.color("line"), 0, 360)
        left = max(0.0, min(1.0, spec.fraction)) * 360
        if left:
            draw_arc(canvas, box, thick, canvas.color("accent"), 0, left)
        center = box.center()
        size = round(side * 0.4)
        room = round(side * 0.7)
        canvas.line(
            spec.number, Role.NUMBER, center.x(), center.y() - side * 0.06, align=Align.CENTER, font_px=size,
            max_width=room,
        )  # fmt: skip
        canvas.line(
            spec.unit, Role.BODY, center.x(), center.y() + side * 0.24, "ink2", align=Align.CENTER, max_width=room
        )
