"""Is somebody still there? The seconds large in a ring, and what happens when they are over."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonKind, ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.countdown_ring import CountdownRing, CountdownRingSpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.look import Role
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class TimeWarningState:
    """What the page shows."""

    head: StepHeaderSpec
    seconds: int
    total: int
    unit: str
    sentence: str
    reason: str
    stay: str
    leave: str
    paging: PagingWords


class TimeWarningPage(ColumnPage):
    """Takes the place of the page before it; only the ring is painted anew each second.

    Signals:
        stay_pressed: somebody is there.
        leave_pressed: end the visit now.
    """

    stay_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ring = CountdownRing(self)
        self._stage = QRect()
        self._shown: TimeWarningState | None = None
        self.bar.primary_pressed.connect(self.stay_pressed)
        self.bar.secondary_pressed.connect(self.leave_pressed)

    def render(self, state: TimeWarningState) -> None:  # type: ignore[override]
        """Show that state."""
        fraction = state.seconds / state.total if state.total else 0.0
        self._ring.show_spec(CountdownRingSpec(str(state.seconds), state.unit, fraction))
        if self._same_words(state):
            return
        self._shown = state
        pieces = (
            Piece(LabelSpec(state.sentence, Role.STRONG, align=Align.CENTER)),
            Piece(LabelSpec(state.reason, Role.BODY, "ink2", align=Align.CENTER), gap=8),
        )
        actions = ActionsSpec(ButtonSpec(state.stay), ButtonSpec(state.leave), kind=ButtonKind.DANGER)
        self.show_parts(state.head, pieces, state.paging, actions)

    def forget_text(self) -> None:
        """Let go of everything."""
        super().forget_text()
        self._shown = None

    def _same_words(self, state: TimeWarningState) -> bool:
        """Whether only the seconds differ from what is shown."""
        shown = self._shown
        return shown is not None and (shown.head, shown.sentence, shown.stay, shown.leave) == (
            state.head,
            state.sentence,
            state.stay,
            state.leave,
        )

    def stage_least(self) -> int:
        """The ring has to be seen from afar."""
        return self.look.px(420)

    def stage_most(self) -> int:
        """Larger says no more."""
        return self.look.px(640)

    def place_stage(self, area: QRect) -> None:
        """The ring in its card."""
        pad = self.look.px(48)
        self._stage = area
        self._ring.setGeometry(area.adjusted(pad, pad, -pad, -pad))

    def paint(self, canvas: Canvas) -> None:
        """The ring's card, then those of the column."""
        canvas.panel(self._stage)
        super().paint(canvas)
