"""The payer's own payment code: hold the phone under the scanner; what was recognised, never the code itself."""

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
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.components.wait_ring import WaitStrip, WaitStripSpec
from screens.icons import Icon
from screens.illustrations.acts import FRAMES, Act
from screens.look import Role
from screens.pages.pay_parts import BillView, bill_pieces
from screens.pages.pay_stage import PayStagePage


@dataclass(frozen=True, slots=True)
class PayScanState:
    """What the page shows.

    Attributes:
        picture_name: what the drawing shows, read aloud.
        device: what is written on the scanner.
        sentence, hint: what is awaited, and what to do meanwhile.
        waiting: whether something is awaited (the ring turns).
        moving: whether the drawing still asks for the phone.
        seen: what was recognised, such as the wallet; empty: nothing yet.
        message, message_reason: what was wrong with what was shown; empty: nothing.
        other: pay in another way; empty while the money is being asked for.
        leave: do not pay; empty while the money is being asked for.
        open_phone: how to open the code on the phone.
    """

    head: StepHeaderSpec
    bill: BillView
    picture_name: str
    device: str
    sentence: str
    hint: str
    waiting: bool
    moving: bool
    seen: str
    message: str
    message_reason: str
    open_phone: str
    other: str
    leave: str
    paging: PagingWords


class PayScanPage(PayStagePage):
    """Asks for the payment code.

    Signals:
        other_pressed: pay in another way.
        leave_pressed: it will not be paid.
    """

    other_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = Illustration(self)
        self._strip = WaitStrip(self)
        self._stage = QRect()
        self._shown: PayScanState | None = None
        self.bar.primary_pressed.connect(self.other_pressed)
        self.bar.secondary_pressed.connect(self.leave_pressed)

    def render(self, state: PayScanState) -> None:  # type: ignore[override]
        """Show that state."""
        self._shown = state
        picture = IllustrationSpec(Act.PHONE, state.picture_name, state.device, moving=state.moving, still=FRAMES - 1)
        self._picture.show_spec(picture)
        self._strip.show_spec(WaitStripSpec(state.sentence, state.hint, running=state.waiting))
        pieces = bill_pieces(state.bill, facts=1, reduction=False, brief=self.brief)
        self.bill_lines = len(pieces)
        if state.message:
            pieces.append(Piece(BannerSpec(BannerKind.WARN, state.message, state.message_reason)))
        if state.seen:
            pieces.append(Piece(BannerSpec(BannerKind.GOOD, state.seen, "", Icon.CHECK_CIRCLE)))
        if state.open_phone and not state.message:
            pieces.append(Piece(LabelSpec(state.open_phone, Role.BODY, "ink2", icon=Icon.PHONE, bold=False)))
        other = ButtonSpec(state.other) if state.other else None
        leave = ButtonSpec(state.leave) if state.leave else None
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(other, leave))

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
