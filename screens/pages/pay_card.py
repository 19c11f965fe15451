"""The bank card: everything happens at the card terminal; this page says where to look and what is known."""

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


class PayCardPage(ColumnPage):
    """Leads to the card terminal.

    Signals:
        leave_pressed: it will not be paid.
    """

    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.secondary_pressed.connect(self.leave_pressed)

    def render(self, state: PayCardState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = bill_pieces(state.bill, facts=False)
        pieces.append(Piece(LabelSpec(state.sentence, Role.STRONG)))
        if state.message:
            pieces.append(Piece(BannerSpec(BannerKind.WARN, state.message, state.message_reason)))
        leave = ButtonSpec(state.leave) if state.leave else None
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(None, leave, kind=ButtonKind.QUIET))
