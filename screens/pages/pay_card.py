"""The bank card: everything happens at the card terminal; this page says where to look and what is known."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.illustration import Illustration, IllustrationSpec
from screens.components.step_header import StepHeaderSpec
from screens.components.wait_ring import WaitStrip, WaitStripSpec
from screens.illustrations.acts import FRAMES, Act
from screens.pages.pay_parts import BillView, bill_pieces
from screens.pages.pay_stage import PayStagePage


@dataclass(frozen=True, slots=True)
class PayCardState:
    """What the page shows.

    Attributes:
        picture_name: what the drawing shows, read aloud.
        sentence, hint: what the card terminal waits for, and what to do meanwhile.
        moving: whether the drawing still asks for the card.
        waiting: whether something is awaited (the ring turns).
        message, message_reason: what went wrong, or that it must not be paid again; empty: nothing.
        leave: do not pay; empty once the terminal has the card.
    """

    head: StepHeaderSpec
    bill: BillView
    picture_name: str
    sentence: str
    hint: str
    moving: bool
    waiting: bool
    message: str
    message_reason: str
    leave: str
    paging: PagingWords


class PayCardPage(PayStagePage):
    """Leads to the card terminal.

    Signals:
        leave_pressed: it will not be paid.
    """

    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = Illustration(self)
        self._strip = WaitStrip(self)
        self._stage = QRect()
        self._shown: PayCardState | None = None
        self.bar.secondary_pressed.connect(self.leave_pressed)

    def render(self, state: PayCardState) -> None:  # type: ignore[override]
        """Show that state."""
        self._shown = state
        self._picture.show_spec(
            IllustrationSpec(Act.BANK_CARD, state.picture_name, moving=state.moving, still=FRAMES - 1)
        )
        self._strip.show_spec(WaitStripSpec(state.sentence, state.hint, running=state.waiting))
        pieces = bill_pieces(state.bill, facts=1, reduction=False, brief=self.brief)
        self.bill_lines = len(pieces)
        if state.message:
            pieces.append(Piece(BannerSpec(BannerKind.WARN, state.message, state.message_reason)))
        leave = ButtonSpec(state.leave) if state.leave else None
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(None, leave))

    def look_changed(self) -> None:
        """Large text leaves room for less."""
        if self._shown is not None:
            self.render(self._shown)

    def forget_text(self) -> None:
        """Let go of everything."""
        super().forget_text()
        self._shown = None

    def stage_least(self) -> int:
        """The picture needs some room to explain anything."""
        return self.look.px(400)

    def stage_most(self) -> int:
        """More is no clearer."""
        return self.look.px(720)

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
