"""The head of a page: step ring, caption, title, and at the right what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.look import Role
from screens.rings import draw_step_ring
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class StepHeaderSpec:
    """What the head shows. Without ``step`` there is no ring, and the title stands at the margin."""

    title: str
    caption: str = ""
    caption_short: str = ""
    """Stands in for the caption where that has no room; the caption is still read aloud."""
    next_step: str = ""
    step: int = 0
    of: int = 0


class StepHeader(ReadOnly):
    """Fills the title zone: ``setGeometry(page.zone(Zone.TITLE))``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = StepHeaderSpec("")

    def show_spec(self, spec: StepHeaderSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.title} {spec.caption} {spec.next_step}".strip())
        self.update()

    def paint(self, canvas: Canvas) -> None:
        """Ring, caption, next step, title."""
        spec, look, rect = self.spec, canvas.look, self.rect()
        x = 0
        if spec.step:
            side = min(rect.height(), canvas.px(104 if not look.senior else 112))
            box = QRectF(0, (rect.height() - side) / 2, side, side)
            draw_step_ring(canvas, box, spec.step, spec.of)
            x = side + canvas.px(20)
        width = rect.width() - x
        if not spec.caption and not spec.next_step:
            canvas.paragraph(spec.title, Role.TITLE, QRect(x, 0, width, rect.height()), middle=True)
            return
        caption_h = round(look.font_px(Role.NOTE) * 1.3)
        caption, following = spec.caption, spec.next_step
        apart = canvas.px(28)
        needed = canvas.text_width(caption, Role.CAPTION)
        if needed + canvas.text_width(following, Role.CAPTION) + apart > width:
            following = ""
        if spec.caption_short and needed > width:
            caption, following = spec.caption_short, spec.next_step
            needed = canvas.text_width(caption, Role.CAPTION)
        most = min(width // 2, int(width - needed) - apart)
        next_w = round(canvas.text_width(following, Role.NOTE, max_width=most))
        room = width - (next_w + apart if next_w else 0)
        canvas.line(caption, Role.NOTE, x, caption_h / 2, "ink2", max_width=room)
        canvas.line(following, Role.NOTE, rect.width(), caption_h / 2, "ink2", align=Align.RIGHT, max_width=most)
        title = QRect(x, caption_h, width, rect.height() - caption_h)
        canvas.paragraph(spec.title, Role.TITLE, title, middle=True)
