"""One page for what stands instead of content: waiting, a refusal, a failure. It says what is safe and one way on."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords
from screens.components.hero_card import HeroCard
from screens.components.state_card import StateCardSpec
from screens.components.step_header import StepHeaderSpec
from screens.look import Zone


@dataclass(frozen=True, slots=True)
class NoticeState:
    """What the page says; an empty label means that the button is not there."""

    head: StepHeaderSpec
    card: StateCardSpec = field(repr=False)
    primary: str = ""
    secondary: str = ""


class NoticePage(ColumnPage):
    """The state card, large.

    Signals:
        primary_pressed: the way on.
        secondary_pressed: a person is wanted, or the other way.
    """

    primary_pressed = Signal()
    secondary_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = HeroCard(self)
        self.bar.primary_pressed.connect(self.primary_pressed)
        self.bar.secondary_pressed.connect(self.secondary_pressed)

    def render(self, state: NoticeState) -> None:  # type: ignore[override]
        """Show that state."""
        self._card.show_spec(state.card)
        primary = ButtonSpec(state.primary) if state.primary else None
        secondary = ButtonSpec(state.secondary) if state.secondary else None
        self.show_parts(state.head, (), PagingWords("", ""), ActionsSpec(primary, secondary))

    def stage_least(self) -> int:
        """The card is all there is."""
        return self.look.px(420)

    def areas(self) -> list[QRect]:
        """One area: the card takes the whole width in landscape, too."""
        return [self.zone(Zone.CONTENT)]

    def place_stage(self, area: QRect) -> None:
        """The card, with some air round its words."""
        height = min(area.height(), max(self.look.px(560), self._card.height_for(area.width())))
        self._card.setGeometry(QRect(area.x(), area.y(), area.width(), height))
