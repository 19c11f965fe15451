"""A panel: a white card with a hairline, on which other things lie or are painted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.look import Role


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """A panel's ground and its optional heading in green."""

    heading: str = ""
    fill: str = "card"
    line: str = "line"
    radius: str = "panel"


class Panel(ReadOnly):
    """A card to be read. Its children come on top; the heading takes the first 72 px."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = PanelSpec()

    def show_spec(self, spec: PanelSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(spec.heading)
        self.update()

    def paint(self, canvas: Canvas) -> None:
        """Card and heading."""
        canvas.panel(self.rect(), radius=self.spec.radius, fill=self.spec.fill, line=self.spec.line)
        pad = canvas.px(40)
        room = self.width() - 2 * pad
        canvas.line(self.spec.heading, Role.LABEL, pad, canvas.px(42), "prim", max_width=room)
