"""The payer's own payment code: hold the phone under the scanner; what was recognised, never the code itself."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonKind, ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.look import Role
from screens.pages.pay_parts import BillView, bill_pieces


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


class PayScanPage(ColumnPage):
    """Asks for the payment code.

    Signals:
        other_pressed: pay in another way.
        leave_pressed: it will not be paid.
    """

    other_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.other_pressed)
        self.bar.secondary_pressed.connect(self.leave_pressed)

    def render(self, state: PayScanState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = bill_pieces(state.bill, facts=False)
        pieces.append(Piece(LabelSpec(state.sentence, Role.STRONG)))
        if state.message:
            pieces.append(Piece(BannerSpec(BannerKind.WARN, state.message, state.message_reason)))
        other = ButtonSpec(state.other) if state.other else None
        leave = ButtonSpec(state.leave) if state.leave else None
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(other, leave, kind=ButtonKind.QUIET))
