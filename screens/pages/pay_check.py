"""Amount and payee, before anything can be paid."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.entry import EntrySpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.pages.pay_parts import BillView, bill_pieces


@dataclass(frozen=True, slots=True)
class PayCheckState:
    """What the page shows.

    Attributes:
        method, method_sub, method_icon: how it will be paid.
        warning, warning_reason: what has to be known before, such as that no change is given; empty: nothing.
        primary: the way on repeats the act, such as to show the code.
    """

    head: StepHeaderSpec
    bill: BillView
    method: str
    method_sub: str
    method_icon: Icon
    warning: str
    warning_reason: str
    primary: str
    other: str
    paging: PagingWords


class PayCheckPage(ColumnPage):
    """Look at the amount first.

    Signals:
        confirmed: amount and payee are right.
        other_pressed: pay in another way.
    """

    confirmed = Signal()
    other_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.confirmed)
        self.bar.secondary_pressed.connect(self.other_pressed)

    def render(self, state: PayCheckState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = bill_pieces(state.bill)
        pieces.append(Piece(EntrySpec(state.method, state.method_icon, state.method_sub), card="method"))
        if state.warning:
            pieces.append(Piece(BannerSpec(BannerKind.WARN, state.warning, state.warning_reason)))
        secondary = ButtonSpec(state.other) if state.other else None
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(ButtonSpec(state.primary), secondary))
