"""The state card: icon in a disc, one sentence, why, and at most one way out (look sheet, "States" and plate 26)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.components.wait_ring import WaitRing
from screens.icons import Icon
from screens.look import Look, Role


class StateKind(StrEnum):
    """The six states that a place can be in instead of its content."""

    LOADING = "loading"
    EMPTY = "empty"
    OFFLINE = "offline"
    DEVICE_MISSING = "device_missing"
    ERROR = "error"
    WAITING = "waiting"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class StateCardSpec:
    """What the card says; ``act`` is the one way out."""

    kind: StateKind
    sentence: str
    why: str = ""
    act: str = ""
    caption: str = ""
    icon: Icon | None = None
    retry: bool = False
    """The act tries again: a primary button."""


_DISC = {
    StateKind.EMPTY: ("tint", "prim", Icon.SEARCH),
    StateKind.OFFLINE: ("warnTint", "warn", Icon.OFFLINE),
    StateKind.DEVICE_MISSING: ("warnTint", "warn", Icon.CARD_READER),
    StateKind.ERROR: ("warnTint", "warn", Icon.WARNING),
    StateKind.WAITING: ("help", "onHelp", Icon.BELL),
    StateKind.GOOD: ("tint", "prim", Icon.CHECK),
}


class StateCard(ReadOnly):
    """A card that stands where the content would.

    Signals:
        act_pressed: the way out was tapped.
    """

    act_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = StateCardSpec(StateKind.LOADING, "")
        self._act = {kind: Button(kind, self) for kind in (ButtonKind.SECONDARY, ButtonKind.PRIMARY)}
        for button in self._act.values():
            button.clicked.connect(self.act_pressed)
            button.hide()
        self._ring = WaitRing(self)
        self._ring.set_ground("tint")

    def show_spec(self, spec: StateCardSpec) -> None:
        """Show that."""
        self.spec = spec
        self.setAccessibleName(f"{spec.sentence} {spec.why}".strip())
        chosen = ButtonKind.PRIMARY if spec.retry else ButtonKind.SECONDARY
        for kind, button in self._act.items():
            button.show_spec(ButtonSpec(spec.act))
            button.setVisible(bool(spec.act) and kind is chosen)
        self._ring.setVisible(spec.kind is StateKind.LOADING)
        self._arrange()
        self.update()

    def set_look(self, look: Look) -> None:
        """Look like this from now on, its parts too."""
        super().set_look(look)
        for button in self._act.values():
            button.set_look(look)
        self._ring.set_look(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def height_for(self, width: int) -> int:
        """The height that everything needs in that width, in device pixels."""
        room = width - 2 * self._pad()
        height = self._disc().bottom() + self.look.px(24)
        height += self._setter.block(self.spec.sentence, Role.STRONG, width=room).height + self.look.px(4)
        if self.spec.why:
            height += self._setter.block(self.spec.why, Role.BODY, width=room).height
        return height + self.look.px(24) + (self._act_room() if self.spec.act else 0)

    def _act_room(self) -> int:
        return self.look.px(128 if self.look.senior else 112)

    def _pad(self) -> int:
        return self.look.px(40)

    def _disc(self) -> QRect:
        side = self.look.px(120)
        top = self._pad() + (self.look.line_height(Role.NOTE) + self.look.px(8) if self.spec.caption else 0)
        return QRect(self._pad(), top, side, side)

    def _arrange(self) -> None:
        height = self.look.px(96 if self.look.senior else 80)
        width = min(self.width() - 2 * self._pad(), self.look.px(560))
        face = QRect(self._pad(), self.height() - self._pad() + self.look.px(8) - height, width, height)
        for button in self._act.values():
            button.set_face(face)
        self._ring.setGeometry(self._disc())

    def paint(self, canvas: Canvas) -> None:
        """Card, disc, words."""
        spec, look = self.spec, canvas.look
        canvas.panel(self.rect())
        pad, disc = self._pad(), self._disc()
        room = self.width() - 2 * pad
        if spec.caption:
            canvas.line(spec.caption, Role.NOTE, pad, pad + look.line_height(Role.NOTE) / 2, "ink2", max_width=room)
        if spec.kind is not StateKind.LOADING:
            self._paint_disc(canvas, disc)
        top = disc.bottom() + canvas.px(24)
        floor = self.height() - canvas.px(24)
        if spec.act:
            floor -= self._act_room()
        height = min(canvas.paragraph_height(spec.sentence, Role.STRONG, room), floor - top)
        used = canvas.paragraph(spec.sentence, Role.STRONG, QRect(pad, top, room, height))
        top += used + canvas.px(4)
        if spec.why:
            canvas.paragraph(spec.why, Role.BODY, QRect(pad, top, room, floor - top), "ink2")

    def _paint_disc(self, canvas: Canvas, disc: QRect) -> None:
        ground, color, icon = _DISC[self.spec.kind]
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(canvas.color(ground))
        canvas.painter.drawEllipse(QRectF(disc))
        if canvas.look.contrast and ground != "help":
            canvas.outline(disc, color, canvas.look.hairline, disc.width() // 2)
        size = disc.width() * 0.54
        canvas.icon(
            self.spec.icon or icon,
            disc.x() + (disc.width() - size) / 2,
            disc.y() + (disc.height() - size) / 2,
            size,
            color,
            tint=None,
        )
