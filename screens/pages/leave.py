"""A question before something entered is lost: leave without handing in?"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonKind, ButtonSpec
from screens.components.column import PagingWords
from screens.components.hero_card import HeroCard
from screens.components.state_card import StateCardSpec
from screens.components.step_header import StepHeaderSpec
from screens.look import Zone


@dataclass(frozen=True, slots=True)
class LeaveState:
    """What the page shows."""

    head: StepHeaderSpec
    card: StateCardSpec
    stay: str
    leave: str


class LeavePage(ColumnPage):
    """Takes the whole content area; nothing floats.

    Signals:
        stay_pressed: go on.
        leave_pressed: leave, and wipe it.
    """

    stay_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = HeroCard(self)
        self.bar.primary_pressed.connect(self.stay_pressed)
        self.bar.secondary_pressed.connect(self.leave_pressed)

    def render(self, state: LeaveState) -> None:  # type: ignore[override]
        """Show that state."""
        self._card.show_spec(state.card)
        actions = ActionsSpec(ButtonSpec(state.stay), ButtonSpec(state.leave), kind=ButtonKind.DANGER)
        self.show_parts(state.head, (), PagingWords("", ""), actions)

    def areas(self) -> list[QRect]:
        """One area: the card takes the whole width in landscape, too."""
        return [self.zone(Zone.CONTENT)]

    def stage_least(self) -> int:
        """The card is all there is."""
        return self.look.px(420)

    def place_stage(self, area: QRect) -> None:
        """As high as its words need."""
        height = min(area.height(), max(self.look.px(560), self._card.height_for(area.width())))
        self._card.setGeometry(QRect(area.x(), area.y(), area.width(), height))
