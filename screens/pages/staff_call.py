"""A person was asked for: the bell, how long it has been, where one is, who comes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonKind, ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role
from screens.rings import draw_arc
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class StaffCallState:
    """What the page shows; ``turn`` is the part of a minute that has passed, 0 to 1.

    ``staff`` is the way to the staff's own side; empty where that is not offered.
    """

    head: StepHeaderSpec
    sub: str
    waited: str
    turn: float
    facts: tuple[tuple[str, str], ...]
    danger: str
    danger_numbers: str
    cancel: str
    staff: str
    paging: PagingWords


class StaffCallPage(ColumnPage):
    """Waiting for a person.

    Signals:
        cancel_pressed: nobody needs to come.
        staff_pressed: somebody of the staff is here.
    """

    cancel_pressed = Signal()
    staff_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: StaffCallState | None = None
        self._stage = QRect()
        self.bar.secondary_pressed.connect(self.cancel_pressed)
        self.column.pressed.connect(lambda _key: self.staff_pressed.emit())

    def render(self, state: StaffCallState) -> None:  # type: ignore[override]
        """Show that state."""
        before, self._state = self._state, state
        if before is not None and _still(before) == _still(state):
            self.update(self._stage)
            return
        pieces = [Piece(LabelSpec(state.sub, Role.BODY, "ink2"))]
        pieces += [Piece(FactSpec(name, value), card="facts") for name, value in state.facts]
        pieces.append(Piece(BannerSpec(BannerKind.DANGER, state.danger, state.danger_numbers, Icon.WARNING)))
        if state.staff:
            pieces.append(Piece(ButtonSpec(state.staff, Icon.LOCK), key="staff"))
        self.show_parts(
            state.head, pieces, state.paging, ActionsSpec(secondary=ButtonSpec(state.cancel), kind=ButtonKind.QUIET)
        )

    def forget_text(self) -> None:
        """Let go of everything."""
        super().forget_text()
        self._state = None

    def stage_least(self) -> int:
        """The bell has to be seen from afar."""
        return self.look.px(360)

    def stage_most(self) -> int:
        """Larger says no more."""
        return self.look.px(580)

    def place_stage(self, area: QRect) -> None:
        """The bell's card."""
        self._stage = area

    def spoken(self) -> tuple[str, ...]:
        """The title, and the time waited."""
        state = self._state
        return () if state is None else (state.head.title, state.waited)

    def paint(self, canvas: Canvas) -> None:
        """Bell, rings, time waited; then the cards of the column."""
        super().paint(canvas)
        state = self._state
        if state is None:
            return
        canvas.panel(self._stage)
        line = canvas.look.line_height(Role.STRONG)
        room = self._stage.adjusted(0, canvas.px(32), 0, -line - canvas.px(44))
        side = min(room.width(), room.height())
        center = room.center()
        self._paint_bell(canvas, QRectF(center.x() - side / 2, room.y(), side, side), state.turn)
        foot = self._stage.bottom() - canvas.px(20) - line / 2
        canvas.line(state.waited, Role.STRONG, center.x(), foot, align=Align.CENTER, max_width=room.width())

    @staticmethod
    def _paint_bell(canvas: Canvas, box: QRectF, turn: float) -> None:
        side = box.width()
        thin = max(2, canvas.px(3))
        draw_arc(canvas, box.adjusted(thin, thin, -thin, -thin), thin, canvas.color("line"), 0, 360)
        draw_arc(canvas, box, side * 0.026, canvas.color("accent"), 0, max(4.0, turn * 360))
        inset = side * 0.13
        draw_arc(canvas, box.adjusted(inset, inset, -inset, -inset), thin, canvas.color("tintLine"), 0, 360)
        inset = side * 0.23
        disc = box.adjusted(inset, inset, -inset, -inset)
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(canvas.color("help"))
        canvas.painter.drawEllipse(disc)
        size = disc.width() * 0.52
        x, y = disc.center().x() - size / 2, disc.center().y() - size / 2
        canvas.icon(Icon.BELL, x, y, size, "onHelp", tint=None)


def _still(state: StaffCallState) -> tuple[object, ...]:
    """What does not change with the seconds."""
    return state.head, state.facts, state.staff
