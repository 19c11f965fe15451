"""A card that stands for a whole page: a large disc with an icon or the waiting ring, one sentence, and why."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.components.state_card import StateCardSpec, StateKind
from screens.components.wait_ring import WaitRing
from screens.icons import Icon
from screens.look import Look, Role
from screens.text.block import Align

_DISC = {
    StateKind.EMPTY: ("tint", "prim", Icon.SEARCH),
    StateKind.OFFLINE: ("warnTint", "warn", Icon.OFFLINE),
    StateKind.DEVICE_MISSING: ("warnTint", "warn", Icon.CARD_READER),
    StateKind.ERROR: ("warnTint", "warn", Icon.WARNING),
    StateKind.WAITING: ("help", "onHelp", Icon.BELL),
    StateKind.GOOD: ("tint", "prim", Icon.CHECK),
}


class HeroCard(ReadOnly):
    """Takes the spec of a state card without its act: on a page of its own the actions stand in their zone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = StateCardSpec(StateKind.LOADING, "")
        self._ring = WaitRing(self)
        self._ring.set_ground("tint")

    def show_spec(self, spec: StateCardSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.sentence} {spec.why}".strip())
        self._ring.setVisible(spec.kind is StateKind.LOADING)
        self.update()

    def forget_text(self) -> None:
        """Let go of the words: they may name a receipt."""
        super().forget_text()
        self.spec = StateCardSpec(StateKind.LOADING, "")
        self.setAccessibleName("")

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the ring too."""
        super().set_look(look)
        self._ring.set_look(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the ring in its place."""
        super().resizeEvent(event)
        self._arrange()

    def height_for(self, width: int) -> int:
        """The height that looks well in that width, in device pixels."""
        return self._disc_side() + self._words_height(width) + self.look.px(48 + 36 + 56)

    def _disc_side(self) -> int:
        return self.look.px(200)

    def _room(self, width: int) -> int:
        return width - 2 * self.look.px(56)

    def _words_height(self, width: int) -> int:
        room = self._room(width)
        height = self._setter.block(self.spec.sentence, Role.SECTION, width=room).height
        if self.spec.why:
            height += self._setter.block(self.spec.why, Role.BODY, width=room).height + self.look.px(12)
        return height

    @property
    def _tight(self) -> bool:
        return self.height() < self.height_for(self.width())

    def _top(self) -> int:
        spare = self.height() - self.height_for(self.width())
        return self.look.px(20 if self._tight else 48) + max(0, spare // 2)

    def _disc(self) -> QRect:
        """As large as it shall be; where there is little room, what the words leave of it."""
        side = min(self._disc_side(), self.height() // 3)
        if self._tight:
            left = self.height() - self._words_height(self.width()) - self.look.px(20 + 20 + 24)
            side = min(side, max(self.look.px(72), left))
        return QRect((self.width() - side) // 2, self._top(), side, side)

    def _arrange(self) -> None:
        self._ring.setGeometry(self._disc())

    def paint(self, canvas: Canvas) -> None:
        """Card, disc, words."""
        spec = self.spec
        canvas.panel(self.rect())
        disc = self._disc()
        if self._ring.geometry() != disc:
            self._ring.setGeometry(disc)
        if spec.kind is not StateKind.LOADING:
            self._paint_disc(canvas, disc)
        room, left = self._room(self.width()), canvas.px(56)
        top = disc.bottom() + canvas.px(20 if self._tight else 36)
        floor = self.height() - canvas.px(24)
        height = min(canvas.paragraph_height(spec.sentence, Role.SECTION, room), floor - top)
        box = QRect(left, top, room, height)
        used = canvas.paragraph(spec.sentence, Role.SECTION, box, align=Align.CENTER)
        top += used + canvas.px(12)
        why = QRect(left, top, room, floor - top)
        canvas.paragraph(spec.why, Role.BODY, why, "ink2", align=Align.CENTER)

    def _paint_disc(self, canvas: Canvas, disc: QRect) -> None:
        ground, color, icon = _DISC[self.spec.kind]
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(canvas.color(ground))
        canvas.painter.drawEllipse(QRectF(disc))
        if canvas.look.contrast and ground != "help":
            canvas.outline(disc, color, canvas.look.hairline, disc.width() // 2)
        size = disc.width() * 0.5
        x, y = disc.x() + (disc.width() - size) / 2, disc.y() + (disc.height() - size) / 2
        canvas.icon(self.spec.icon or icon, x, y, size, color, tint=None)
