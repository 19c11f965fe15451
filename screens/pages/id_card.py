"""Waiting for the ID card: a picture of where to put it, what the reader says, and the other ways."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.column_page import ColumnPage
from screens.components.column import PagingWords, Piece
from screens.components.hero_card import HeroCard
from screens.components.illustration import Illustration, IllustrationSpec
from screens.components.label import LabelSpec
from screens.components.row import RowSpec
from screens.components.state_card import StateCardSpec, StateKind
from screens.components.step_header import StepHeaderSpec
from screens.components.wait_ring import WaitStrip, WaitStripSpec
from screens.icons import Icon
from screens.illustrations.acts import FRAMES, Act
from screens.look import Role


@dataclass(frozen=True, slots=True)
class OtherWay:
    """A way to go on without reading the card."""

    label: str
    sub: str


@dataclass(frozen=True, slots=True)
class IdCardState:
    """What the page shows. ``missing`` stands for the picture when there is no reader; ``manual`` may not be there."""

    head: StepHeaderSpec
    picture: str
    on_reader: str
    moving: bool
    sentence: str
    hint: str
    waiting: bool
    missing: str
    missing_why: str
    other_ways: str
    manual: OtherWay | None
    staff: OtherWay
    note: str
    paging: PagingWords


class IdCardPage(ColumnPage):
    """The third step of an application.

    Signals:
        manual_pressed: type the number instead.
        staff_pressed: staff shall check the card.
    """

    has_actions = False

    manual_pressed = Signal()
    staff_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: IdCardState | None = None
        self._picture = Illustration(self)
        self._strip = WaitStrip(self)
        self._missing = HeroCard(self)
        self._stage = QRect()
        self.column.pressed.connect(self._on_pressed)

    def render(self, state: IdCardState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        lying = FRAMES - 1
        picture = IllustrationSpec(Act.CARD, state.picture, state.on_reader, moving=state.moving, still=lying)
        self._picture.show_spec(picture)
        self._strip.show_spec(WaitStripSpec(state.sentence, state.hint, running=state.waiting))
        missing = StateCardSpec(StateKind.DEVICE_MISSING, state.missing, state.missing_why)
        self._missing.show_spec(missing)
        self._picture.setVisible(not state.missing)
        self._strip.setVisible(not state.missing)
        self._missing.setVisible(bool(state.missing))
        heading = LabelSpec(state.other_ways, Role.SECTION)
        note = LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.LOCK, bold=False)
        manual = () if state.manual is None else (RowSpec(state.manual.label, Icon.KEYBOARD, sub=state.manual.sub),)
        pieces = (
            Piece(heading, keep=True, reach=True),
            *(Piece(row, key="manual", gap=12) for row in manual),
            Piece(RowSpec(state.staff.label, Icon.PERSON, sub=state.staff.sub), key="staff", gap=16),
            Piece(note, gap=32, reach=True),
        )
        self.show_parts(state.head, pieces, state.paging)

    def stage_least(self) -> int:
        """The picture needs some room to explain anything."""
        return self.look.px(420)

    def stage_most(self) -> int:
        """More is no clearer."""
        return self.look.px(760)

    def place_stage(self, area: QRect) -> None:
        """Picture above, strip at the foot."""
        self._stage = area
        strip = self.look.px(132 if self.look.senior else 96)
        pad = self.look.px(20)
        self._missing.setGeometry(area)
        self._strip.setGeometry(QRect(area.x(), area.bottom() + 1 - strip, area.width(), strip))
        self._picture.setGeometry(area.adjusted(pad, pad, -pad, -strip - pad))

    def paint(self, canvas: Canvas) -> None:
        """The stage's card below picture and strip."""
        super().paint(canvas)
        if self._state is not None and not self._state.missing:
            canvas.panel(self._stage, radius="panel")

    def _on_pressed(self, key: str) -> None:
        if key == "manual":
            self.manual_pressed.emit()
        else:
            self.staff_pressed.emit()
