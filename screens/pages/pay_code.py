"""The code that the payer's phone reads: amount and payee first, the code large, how long it holds, what is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonKind, ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.label import LabelSpec
from screens.components.qr_code import QrCodeSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role
from screens.pages.pay_parts import BillView, bill_pieces


@dataclass(frozen=True, slots=True)
class PayCodeState:
    """What the page shows.

    Attributes:
        code: drawn as it is; empty: there is none to show (any more).
        code_name: read aloud.
        heading: what to do with it.
        brands: what reads it.
        hint: look at amount and payee on the phone before the password.
        bright: what to do when the phone does not read it.
        seconds, total: how long it still holds, of how long.
        expiry: the same in words.
        live, live_hint: what is known of the payment now.
        waiting: whether something is awaited (the ring turns).
        warning, warning_reason: paid but nothing changes here: do not pay again; or that the line is lost.
        lost: the line is lost; the warning is then the first thing to be read.
        ask, ask_reason: look at once; why that cannot be pressed; an empty reason: it can.
        leave: do not pay.
    """

    head: StepHeaderSpec
    bill: BillView
    code: str = field(repr=False)
    code_name: str
    heading: str
    brands: tuple[str, ...]
    hint: str
    bright: str
    seconds: int
    total: int
    expiry: str
    live: str
    live_hint: str
    waiting: bool
    warning: str
    warning_reason: str
    lost: bool
    ask: str
    ask_reason: str
    leave: str
    paging: PagingWords


class PayCodePage(ColumnPage):
    """Shows the code.

    Signals:
        ask_pressed: it is paid, look at once.
        leave_pressed: it will not be paid.
    """

    ask_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.ask_pressed)
        self.bar.secondary_pressed.connect(self.leave_pressed)

    def render(self, state: PayCodeState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = bill_pieces(state.bill)
        if state.code:
            pieces.append(Piece(QrCodeSpec(state.code, state.code_name)))
            pieces.append(Piece(LabelSpec(state.expiry, Role.LABEL)))
        pieces.append(Piece(LabelSpec(state.live, Role.STRONG)))
        pieces.append(Piece(BannerSpec(BannerKind.WARN, state.warning, state.warning_reason)))
        ask = ButtonSpec(state.ask, Icon.RETRY, enabled=not state.ask_reason, reason=state.ask_reason)
        leave = ButtonSpec(state.leave) if state.leave else None
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(ask, leave, kind=ButtonKind.QUIET))
