"""Goodbye: what still lies on the machine, that everything is wiped, and when the idle picture comes."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.entry import EntrySpec
from screens.components.fact import FactSpec
from screens.components.hero_card import HeroCard
from screens.components.illustration import Illustration, IllustrationSpec
from screens.components.label import LabelSpec
from screens.components.state_card import StateCardSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.illustrations.acts import Act
from screens.look import Role
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class GoodbyeThing:
    """Something to take along."""

    icon: Icon
    title: str
    sub: str


@dataclass(frozen=True, slots=True)
class GoodbyeState:
    """What the page shows."""

    head: StepHeaderSpec
    picture: str
    urgent: StateCardSpec | None
    """What must not be forgotten stands in the picture's place: the ID card."""
    things: tuple[GoodbyeThing, ...]
    number_name: str
    number: str = field(repr=False)
    wiped: str
    wiped_reason: str
    seconds: str
    done: str
    paging: PagingWords


class GoodbyePage(ColumnPage):
    """The end of a visit.

    Signals:
        done_pressed: everything is in hand.
    """

    done_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = Illustration(self)
        self._urgent = HeroCard(self)
        self._shown = False
        self._stage = QRect()
        self.bar.primary_pressed.connect(self.done_pressed)

    def render(self, state: GoodbyeState) -> None:  # type: ignore[override]
        """Show that state."""
        self._picture.show_spec(IllustrationSpec(Act.SLIP, state.picture))
        self._shown = state.urgent is None
        self._picture.setVisible(self._shown)
        self._urgent.setVisible(not self._shown)
        if state.urgent is not None:
            self._urgent.show_spec(state.urgent)
        pieces = [
            Piece(EntrySpec(thing.title, thing.icon, thing.sub, warn=True), card="things") for thing in state.things
        ]
        if state.number:
            pieces.append(Piece(FactSpec(state.number_name, state.number), card="number"))
        pieces.append(Piece(BannerSpec(BannerKind.GOOD, state.wiped, state.wiped_reason, Icon.LOCK)))
        pieces.append(Piece(LabelSpec(state.seconds, Role.BODY, "ink2", align=Align.CENTER, bold=False)))
        actions = ActionsSpec(ButtonSpec(state.done, Icon.CHECK))
        self.show_parts(state.head, pieces, state.paging, actions)

    def stage_least(self) -> int:
        """The picture needs some room to explain anything."""
        return self.look.px(300)

    def stage_most(self) -> int:
        """More is no clearer."""
        return self.look.px(620)

    def place_stage(self, area: QRect) -> None:
        """The picture in its card."""
        pad = self.look.px(20)
        self._stage = area
        self._picture.setGeometry(area.adjusted(pad, pad, -pad, -pad))
        self._urgent.setGeometry(area)

    def paint(self, canvas: Canvas) -> None:
        """The picture's card, then those of the column."""
        if self._shown:
            canvas.panel(self._stage)
        super().paint(canvas)
