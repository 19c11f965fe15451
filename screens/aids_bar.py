"""The bar of aids: one card with a bottom edge, cut by hairlines; the one in force is filled green."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable, ReadOnly
from screens.icons import Icon
from screens.look import Look, Role
from screens.shell_state import Aid, AidState

AID_ICONS = {
    Aid.TEXT_SIZE: Icon.TEXT_SIZE,
    Aid.CONTRAST: Icon.CONTRAST,
    Aid.SPEAK: Icon.SPEAK,
    Aid.VOLUME: Icon.VOLUME,
    Aid.LOWER: Icon.LOWER,
    Aid.LANGUAGE: Icon.GLOBE,
}


class AidButton(Pressable):
    """One aid of the bar."""

    def __init__(self, aid: Aid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = AidState(aid, "")
        self.setCheckable(True)

    def nextCheckState(self) -> None:
        """A tap is an intent; the state comes back from outside."""

    def show_state(self, state: AidState) -> None:
        """Show that."""
        if state == self.state:
            return
        self.state = state
        self.setText(state.label)
        self.setAccessibleName(state.label)
        self.setChecked(state.selected)
        self.setEnabled(state.usable)
        self.update()

    def face(self) -> QRect:
        """The button has no edge of its own, the bar has one; pressed it shows a tint instead."""
        return self.rect()

    def wanted_width(self) -> int:
        """The width of icon and word with some air, in device pixels."""
        word = self._setter.block(self.state.label, Role.NOTE, bold=self.state.selected).natural_width
        return round(word) + self.look.px(34 + 10 + 24)

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """Icon and word."""
        state = self.state
        on_plinth = canvas.look.landscape
        color = "onPlinth" if on_plinth else "ink"
        if state.selected:
            pad = canvas.px(5)
            # In the bar of the plinth the primary green would drown.
            ground = "onPlinth" if on_plinth and not canvas.look.contrast else "prim"
            color = "plinth" if on_plinth and not canvas.look.contrast else "onPrim"
            canvas.fill(face.adjusted(pad // 2, pad, -pad // 2, -pad), ground, canvas.look.radius("key"))
        elif self.pressed_down and state.usable:
            pad = canvas.px(5)
            ground = "plinthEdge" if on_plinth else "tint"
            canvas.outline(
                face.adjusted(pad // 2, pad, -pad // 2, -pad),
                "onPlinth" if on_plinth else "prim",
                canvas.look.hairline,
                canvas.look.radius("key"),
                fill=ground,
            )
        if not state.usable:
            color = "onPlinth2" if on_plinth else "onDisabled"
        size, gap = canvas.px(34), canvas.px(10)
        room = face.width() - size - gap - canvas.px(12)
        # Senior words are bold, as in the mock-up: the bar is the first help of all.
        bold = state.selected or canvas.look.senior
        width = min(room, canvas.text_width(state.label, Role.NOTE, bold=bold, max_width=room))
        x = face.x() + (face.width() - size - gap - width) / 2
        center = face.center().y() + 1
        canvas.icon(AID_ICONS[state.aid], x, center - size / 2, size, color, tint=None)
        canvas.line(state.label, Role.NOTE, x + size + gap, center, color, bold=bold, max_width=room)


class AidsBar(ReadOnly):
    """All aids side by side, as wide as their words ask.

    Signals:
        aid_pressed: the aid that was tapped.
    """

    aid_pressed = Signal(Aid)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {aid: AidButton(aid, self) for aid in Aid}
        for aid, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, aid=aid: self.aid_pressed.emit(aid))
        self._states: tuple[AidState, ...] = ()
        self._shown: tuple[Aid, ...] = ()
        self._dividers: list[int] = []

    def show_states(self, states: tuple[AidState, ...]) -> None:
        """Show these aids, in this order."""
        if states == self._states:
            return
        self._states = states
        shown = tuple(state.aid for state in states)
        for state in states:
            self.buttons[state.aid].show_state(state)
        for aid, button in self.buttons.items():
            button.setVisible(aid in shown)
        self._shown = shown
        self._arrange()

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the buttons too."""
        super().set_look(look)
        for button in self.buttons.values():
            button.set_look(look)
        self._arrange()

    def forget_text(self) -> None:
        """Nothing personal stands here."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Divide the width by what the words ask for; each gets the least target at least."""
        shown = [aid for aid in self._shown if not (self.look.landscape and aid is Aid.LOWER)]
        if not shown or self.width() <= 0:
            return
        self.buttons[Aid.LOWER].setVisible(Aid.LOWER in shown)
        wanted = [max(self.buttons[aid].wanted_width(), self.look.min_target) for aid in shown]
        inset = self.look.px(6)
        gap = self.look.px(6)
        free = self.width() - 2 * inset - gap * (len(shown) - 1)
        scale = min(1.0, free / sum(wanted))
        spare = max(0.0, free - sum(wanted)) / len(shown)
        x = float(inset)
        self._dividers = []
        height = self.height() - self.look.edge
        for index, (aid, width) in enumerate(zip(shown, wanted, strict=True)):
            if index:
                self._dividers.append(round(x - gap / 2))
            share = width * scale + spare
            self.buttons[aid].setGeometry(QRect(round(x), 0, round(share), height))
            x += share + gap
        self.update()

    def paint(self, canvas: Canvas) -> None:
        """The card and the hairlines."""
        look = canvas.look
        height = look.edge
        face = self.rect().adjusted(0, 0, 0, -height)
        radius = look.radius("button")
        ground, edge, rim = ("plinthBtn", "plinthEdge", "plinthBtn") if look.landscape else ("card", "edge", "rim")
        if look.contrast and look.landscape:
            rim = "onPlinth"
        if height:
            canvas.fill(face.adjusted(0, height * 2, 0, height), edge, radius)
        canvas.outline(face, rim, look.hairline, radius, fill=ground)
        for index, x in enumerate(self._dividers):
            around = [aid for aid in self._shown if not (look.landscape and aid is Aid.LOWER)][index : index + 2]
            if any(self.buttons[aid].state.selected for aid in around):
                continue
            canvas.vline(
                x, face.y() + canvas.px(20), face.bottom() - canvas.px(20), "onPlinth2" if look.landscape else "rim"
            )
