"""The plinth: 返回 · 首页 · 呼叫工作人员 · 退出 with the countdown ring. They never move."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.icons import Icon
from screens.look import Look, Role, Zone
from screens.rings import draw_countdown
from screens.shell_state import Countdown, ShellState

PORTRAIT_SHARES = ((0, 184), (204, 184), (408, 332), (760, 200))
SENIOR_SHARES = ((0, 180), (200, 180), (400, 352), (772, 188))
LANDSCAPE_SHARES = ((0, 188), (208, 188), (416, 340), (776, 204))
"""Left side and width of the four buttons in design pixels from the margin."""


class ExitButton(Button):
    """退出, with the seconds left in a ring; each second repaints the ring only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ButtonKind.PLINTH, parent)
        self._countdown: Countdown | None = None

    @property
    def countdown(self) -> Countdown | None:
        """The time that it shows; None while no time runs."""
        return self._countdown

    def show_countdown(self, countdown: Countdown | None) -> None:
        """Show the seconds left, or the door when there is no countdown."""
        if countdown == self._countdown:
            return
        both = countdown is not None and self._countdown is not None
        self._countdown = countdown
        if both:
            self.update(self._ring().adjusted(-1, -1, 1, 1 + self.look.edge))
        else:
            self.update()

    def _ring(self) -> QRect:
        face = self.face()
        side = min(self.look.px(68 if not self.look.senior else 80), face.height() - self.look.px(12))
        right = face.right() + 1 - self.look.px(28 if not self.look.senior else 8)
        return QRect(right - side, face.center().y() + 1 - side // 2, side, side)

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """The word with the ring, or with the door while no time runs."""
        if self._countdown is None:
            super().paint(canvas, face)
            return
        contrast = canvas.look.contrast
        self.paint_face(
            canvas,
            face,
            fill="plinthBtn",
            rim="onPlinth" if contrast else None,
            edge="plinthEdge",
            radius=canvas.look.radius("button"),
        )
        ring = self._ring()
        left = face.x() + canvas.px(12 if canvas.look.senior else 24)
        room = ring.x() - canvas.px(8) - left
        word = canvas.text_width(self.spec.label, Role.LABEL, max_width=room)
        x = left + max(0.0, (room - word) / 2)
        canvas.line(self.spec.label, Role.LABEL, x, face.center().y() + 1, "onPlinth", max_width=room)
        draw_countdown(
            canvas,
            QRectF(ring),
            self._countdown.left_s / max(1, self._countdown.of_s),
            str(self._countdown.left_s),
            thickness=canvas.px(7),
            ring="help",
            ground="onPlinth" if contrast else "plinth",
            text="onPlinth",
            role=Role.NOTE,
        )


class Plinth(ReadOnly):
    """The four buttons on their dark ground.

    Signals:
        back_pressed, home_pressed, help_pressed, exit_pressed: intents.
    """

    back_pressed = Signal()
    home_pressed = Signal()
    help_pressed = Signal()
    exit_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.back = Button(ButtonKind.PLINTH, self)
        self.home = Button(ButtonKind.PLINTH, self)
        self.help = Button(ButtonKind.HELP, self)
        self.exit = ExitButton(self)
        self.back.clicked.connect(self.back_pressed)
        self.home.clicked.connect(self.home_pressed)
        self.help.clicked.connect(self.help_pressed)
        self.exit.clicked.connect(self.exit_pressed)

    def show_state(self, state: ShellState) -> None:
        """Show that."""
        self.back.show_spec(ButtonSpec(state.back.label, Icon.BACK, enabled=state.back.usable))
        self.home.show_spec(ButtonSpec(state.home.label, Icon.NAV_HOME, enabled=state.home.usable))
        self.help.show_spec(ButtonSpec(state.help.label, Icon.BELL, enabled=state.help.usable))
        self.exit.show_spec(ButtonSpec(state.exit.label, Icon.EXIT, enabled=state.exit.usable))
        self.exit.show_countdown(state.countdown if state.exit.usable else None)

    def forget_text(self) -> None:
        """Nothing personal stands here."""

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the buttons too."""
        super().set_look(look)
        for button in (self.back, self.home, self.help, self.exit):
            button.set_look(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        look = self.look
        nav = look.rect(Zone.NAV)
        top = nav.y() - look.rect(Zone.PLINTH).y()
        shares = LANDSCAPE_SHARES if look.landscape else SENIOR_SHARES if look.senior else PORTRAIT_SHARES
        total = shares[-1][0] + shares[-1][1]
        buttons = (self.back, self.home, self.help, self.exit)
        for button, (left, width) in zip(buttons, shares, strict=True):
            x = nav.x() + round(nav.width() * left / total)
            right = nav.x() + round(nav.width() * (left + width) / total)
            button.set_face(QRect(x, top, right - x, nav.height()))

    def paint(self, canvas: Canvas) -> None:
        """The ground, with a line above it in the contrast themes."""
        rect = self.rect()
        canvas.painter.fillRect(rect, canvas.color("plinth"))
        if canvas.look.contrast:
            canvas.painter.fillRect(QRectF(0, 0, rect.width(), canvas.look.hairline), canvas.color("line"))
