"""How to pay: the amount again, and every way that the hall and this terminal offer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.label import LabelSpec
from screens.components.row import RowSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role
from screens.pages.pay_parts import BillView, bill_pieces


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One way to pay. ``enabled`` False: ``sub`` says why."""

    key: str
    label: str
    sub: str
    icon: Icon
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class PayMethodState:
    """What the page shows."""

    head: StepHeaderSpec
    bill: BillView
    heading: str
    methods: tuple[MethodRow, ...]
    note: str
    leave: str
    paging: PagingWords


class PayMethodPage(ColumnPage):
    """Choose how to pay.

    Signals:
        method_chosen: the key of a way.
        leave_pressed: nothing is to be paid now.
    """

    method_chosen = Signal(str)
    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.secondary_pressed.connect(self.leave_pressed)
        self.column.pressed.connect(self.method_chosen)

    def render(self, state: PayMethodState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = bill_pieces(state.bill, facts=0)
        pieces.append(Piece(LabelSpec(state.heading, Role.SECTION), keep=True, reach=True))
        pieces += [
            Piece(RowSpec(way.label, way.icon, sub=way.sub, enabled=way.enabled), key=way.key, gap=16)
            for way in state.methods
        ]
        if state.note:
            pieces.append(Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False)))
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(None, ButtonSpec(state.leave)))
