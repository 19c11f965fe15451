"""Coming back: orders that are not finished yet, what is known of each, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.bill_row import BillRowSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon


class OrderStanding(StrEnum):
    """What is known of an order, as it looks."""

    ASKING = "asking"
    PAID = "paid"
    NOT_PAID = "not_paid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OpenOrderRow:
    """One order.

    Attributes:
        key: tells which one was chosen.
        subject: what it pays.
        sub: method and when.
        amount: with its currency.
        look, standing: what is known, and in words.
    """

    key: str
    subject: str = field(repr=False)
    sub: str = field(repr=False)
    amount: str
    look: OrderStanding
    standing: str


@dataclass(frozen=True, slots=True)
class PayOpenState:
    """What the page shows.

    Attributes:
        warning, warning_reason: nothing is paid again before these are finished.
        ask: ask the hall for all of them; ``ask_reason`` why that cannot be pressed.
    """

    head: StepHeaderSpec
    warning: str
    warning_reason: str
    orders: tuple[OpenOrderRow, ...]
    ask: str
    ask_reason: str
    leave: str
    paging: PagingWords


_ICONS = {
    OrderStanding.ASKING: Icon.CLOCK,
    OrderStanding.PAID: Icon.CHECK_CIRCLE,
    OrderStanding.NOT_PAID: Icon.INFO,
    OrderStanding.UNKNOWN: Icon.WARNING,
}


class PayOpenPage(ColumnPage):
    """Orders that have no end yet.

    Signals:
        order_chosen: the key of an order: show what is known of it.
        ask_pressed: ask the hall for all of them.
        leave_pressed: not now.
    """

    order_chosen = Signal(str)
    ask_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.ask_pressed)
        self.bar.secondary_pressed.connect(self.leave_pressed)
        self.column.pressed.connect(self._on_pressed)

    def render(self, state: PayOpenState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = [Piece(BannerSpec(BannerKind.WARN, state.warning, state.warning_reason))]
        pieces += [
            Piece(
                BillRowSpec(order.subject, order.sub, order.amount, order.standing, _ICONS[order.look]), key=order.key
            )
            for order in state.orders
        ]
        ask = ButtonSpec(state.ask, Icon.RETRY, enabled=not state.ask_reason, reason=state.ask_reason)
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(ask, ButtonSpec(state.leave)))

    def _on_pressed(self, key: str) -> None:
        if key:
            self.order_chosen.emit(key)
