"""An act at a device as a picture that moves in a few still steps."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBasicTimer, QRectF, QTimerEvent
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.illustrations.acts import FRAMES, Act, draw_act

STEP_MS = 600
"""How long a still step stays: slow enough to be read, and cheap."""


@dataclass(frozen=True, slots=True)
class IllustrationSpec:
    """Which act, what it is called, what is written on the device."""

    act: Act
    name: str
    label: str = ""
    moving: bool = True
    still: int = 0
    """The step that is shown while it does not move."""


class Illustration(ReadOnly):
    """Steps while it is shown; a still picture with reduced motion. Lies on whatever ground its parent paints."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = IllustrationSpec(Act.CARD, "")
        self.frame = 0
        self._timer = QBasicTimer()

    def show_spec(self, spec: IllustrationSpec) -> None:
        """Show that, from its first step."""
        if spec == self.spec:
            return
        self.spec = spec
        self.frame = 0
        self.setAccessibleName(spec.name)
        self._sync()
        self.update()

    @property
    def moving(self) -> bool:
        """Whether it steps now."""
        return self._timer.isActive()

    def look_changed(self) -> None:
        """Reduced motion stops it at the step that explains alone."""
        self._sync()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin."""
        super().showEvent(event)
        self._sync()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop: what nobody sees costs nothing."""
        super().hideEvent(event)
        self._sync()

    def timerEvent(self, event: QTimerEvent) -> None:
        """One step on."""
        if event.timerId() == self._timer.timerId():
            self.frame = (self.frame + 1) % FRAMES
            self.update()
            return
        super().timerEvent(event)

    def _sync(self) -> None:
        move = self.spec.moving and self.isVisible() and not self.look.reduced_motion
        if move and not self._timer.isActive():
            self._timer.start(STEP_MS, self)
        elif not move:
            self._timer.stop()
            self.frame = 0 if self.spec.moving else self.spec.still

    def paint(self, canvas: Canvas) -> None:
        """The present step."""
        draw_act(canvas, self.spec.act, QRectF(self.rect()), self.frame, label=self.spec.label)
