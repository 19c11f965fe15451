"""The waiting ring and the strip that says what is waited for.

The ring steps 30° every 80 ms and repaints nothing else; with reduced motion it stands still and the words carry it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBasicTimer, QRect, QRectF, QTimerEvent
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.look import Look, Role, design_tokens
from screens.rings import draw_wait
from screens.text.block import Align


class WaitRing(ReadOnly):
    """Turns while it is shown and ``running``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timer = QBasicTimer()
        self._angle = 0
        self._running = True
        self._ground = "tintLine"

    def set_running(self, running: bool) -> None:
        """Turn, or stand still."""
        self._running = running
        self._sync()

    def set_ground(self, color: str) -> None:
        """The colour token of the pale ring."""
        self._ground = color
        self.update()

    @property
    def turning(self) -> bool:
        """Whether it moves now."""
        return self._timer.isActive()

    def look_changed(self) -> None:
        """Reduced motion stops it."""
        self._sync()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to turn."""
        super().showEvent(event)
        self._sync()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop: what nobody sees costs nothing."""
        super().hideEvent(event)
        self._sync()

    def timerEvent(self, event: QTimerEvent) -> None:
        """One step on."""
        if event.timerId() == self._timer.timerId():
            self._angle = (self._angle + design_tokens().motion.wait_ring_step_deg) % 360
            self.update()
            return
        super().timerEvent(event)

    def _sync(self) -> None:
        turn = self._running and self.isVisible() and not self.look.reduced_motion
        if turn and not self._timer.isActive():
            self._timer.start(design_tokens().motion.wait_ring_every_ms, self)
        elif not turn:
            self._timer.stop()

    def paint(self, canvas: Canvas) -> None:
        """The ring in the largest square."""
        side = min(self.width(), self.height()) - canvas.px(4)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        draw_wait(canvas, box, self._angle, ground=self._ground)


@dataclass(frozen=True, slots=True)
class WaitStripSpec:
    """What is waited for, and what to do meanwhile."""

    sentence: str
    hint: str = ""
    running: bool = True


class WaitStrip(ReadOnly):
    """A tinted strip with the ring at the left: the foot of a stage, 96 px high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = WaitStripSpec("")
        self.ring = WaitRing(self)

    def show_spec(self, spec: WaitStripSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.sentence} {spec.hint}".strip())
        self.ring.set_running(spec.running)
        self.ring.setVisible(spec.running)
        self.update()

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the ring too."""
        super().set_look(look)
        self.ring.set_look(self.look)
        self._place_ring()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the ring at the left."""
        self._place_ring()

    def _place_ring(self) -> None:
        side = self.look.px(60)
        self.ring.setGeometry(QRect(self.look.px(28), (self.height() - side) // 2, side, side))

    def paint(self, canvas: Canvas) -> None:
        """Ground and words."""
        rect = self.rect()
        if canvas.look.contrast:
            canvas.outline(rect, "tintLine", canvas.look.hairline, canvas.look.radius("panel"), fill="tint")
        else:
            canvas.fill(rect, "tint", canvas.look.radius("panel"))
        x = self.ring.geometry().right() + canvas.px(18) if self.spec.running else canvas.px(32)
        center = rect.height() / 2
        room = rect.width() - canvas.px(32) - x
        needed = canvas.text_width(self.spec.sentence, Role.STRONG, max_width=room)
        hint = canvas.text_width(self.spec.hint, Role.BODY) if self.spec.hint else 0
        if not hint or needed + hint + canvas.px(32) <= room:
            canvas.line(self.spec.sentence, Role.STRONG, x, center, "onTint", max_width=room)
            canvas.line(self.spec.hint, Role.BODY, rect.right() - canvas.px(32), center, "onTint", align=Align.RIGHT)
            return
        half = rect.height() // 2
        canvas.paragraph(
            self.spec.sentence, Role.STRONG, QRect(x, canvas.px(4), room, half - canvas.px(4)), "onTint", middle=True
        )
        canvas.paragraph(self.spec.hint, Role.NOTE, QRect(x, half, room, half - canvas.px(4)), "onTint")
