"""The checks of the camera's picture, side by side: tick and words, or a sign to attend to and words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class VerdictSpec:
    """One check; ``ok`` None: not judged yet."""

    text: str
    ok: bool | None


@dataclass(frozen=True, slots=True)
class VerdictsSpec:
    """All checks, left to right."""

    verdicts: tuple[VerdictSpec, ...] = ()


class Verdicts(ReadOnly):
    """As many cells as there are checks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = VerdictsSpec()

    def show_spec(self, spec: VerdictsSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName("; ".join(verdict.text for verdict in spec.verdicts if verdict.ok is not None))
        self.update()

    def paint(self, canvas: Canvas) -> None:
        """Cells with hairlines: they are read, not pressed."""
        cells = canvas.look.columns(self.rect(), max(1, len(self.spec.verdicts)))
        for verdict, cell in zip(self.spec.verdicts, cells, strict=False):
            self._paint_cell(canvas, verdict, cell)

    @staticmethod
    def _paint_cell(canvas: Canvas, verdict: VerdictSpec, cell: QRect) -> None:
        look = canvas.look
        match verdict.ok:
            case None:
                fill, line, color, icon = "paper", "line", "ink2", Icon.MINUS
            case True:
                fill, line, color, icon = "tint", "tintLine", "onTint", Icon.CHECK_CIRCLE
            case False:
                fill, line, color, icon = "warnTint", "warnLine", "warn", Icon.WARNING
        canvas.outline(cell, line, look.hairline, look.radius("button"), fill=fill)
        size = canvas.px(44)
        left = cell.x() + canvas.px(20)
        canvas.icon(icon, left, cell.center().y() + 1 - size / 2, size, color, tint=None)
        x = left + size + canvas.px(14)
        box = QRect(x, cell.y() + canvas.px(4), cell.right() - canvas.px(12) - x, cell.height() - canvas.px(8))
        canvas.paragraph(verdict.text, Role.LABEL, box, color, bold=verdict.ok is not None, middle=True)
