"""For staff: one step of changing the printer's roll, as a picture, in words, and with what the printer says now."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.illustration import Illustration, IllustrationSpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.components.wait_ring import WaitStrip, WaitStripSpec
from screens.icons import Icon
from screens.illustrations.acts import Act
from screens.look import Role


@dataclass(frozen=True, slots=True)
class PaperRollState:
    """What the page shows.

    Attributes:
        act, picture: the picture and its name.
        sentence, hint: what the printer says now, and that the page follows it.
        steps: what to do, one act a line.
        warning: what may hurt; empty: nothing.
        next: the way on by hand.
    """

    head: StepHeaderSpec
    act: Act
    picture: str
    sentence: str
    hint: str
    steps: tuple[str, ...]
    warning: str
    next: str
    paging: PagingWords


class PaperRollPage(ColumnPage):
    """A step of changing the roll.

    Signals:
        next_pressed: it is done, also where the printer cannot tell.
    """

    next_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = Illustration(self)
        self._strip = WaitStrip(self)
        self._stage = QRect()
        self.bar.primary_pressed.connect(self.next_pressed)

    def render(self, state: PaperRollState) -> None:  # type: ignore[override]
        """Show that state."""
        self._picture.show_spec(IllustrationSpec(state.act, state.picture))
        self._strip.show_spec(WaitStripSpec(state.sentence, state.hint, running=True))
        pieces = [Piece(LabelSpec(line, Role.STRONG, icon=Icon.CHECK), gap=16) for line in state.steps]
        if state.warning:
            pieces.append(Piece(LabelSpec(state.warning, Role.BODY, "warn", icon=Icon.WARNING, bold=False), gap=20))
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(ButtonSpec(state.next)))

    def stage_least(self) -> int:
        """The picture needs some room to explain anything."""
        return self.look.px(420)

    def stage_most(self) -> int:
        """More is no clearer."""
        return self.look.px(800)

    def place_stage(self, area: QRect) -> None:
        """Picture above, strip at the foot."""
        self._stage = area
        strip = self.look.px(132 if self.look.senior else 96)
        pad = self.look.px(20)
        self._strip.setGeometry(QRect(area.x(), area.bottom() + 1 - strip, area.width(), strip))
        self._picture.setGeometry(area.adjusted(pad, pad, -pad, -strip - pad))

    def paint(self, canvas: Canvas) -> None:
        """The stage's card below picture and strip."""
        super().paint(canvas)
        canvas.panel(self._stage, radius="panel")
