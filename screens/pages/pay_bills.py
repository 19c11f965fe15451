"""What can be paid: the bills by kind, what reductions may be claimed, and the way with the number of a notice."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.bill_row import BillRowSpec
from screens.components.button import ButtonSpec
from screens.components.choice import ChoiceSpec
from screens.components.column import PagingWords, Piece
from screens.components.label import LabelSpec
from screens.components.row import RowSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role
from screens.pages.pay_parts import KIND_ICONS, FeeKind

_BILL, _CLAIM, _NUMBER = "bill:", "claim:", "number"


@dataclass(frozen=True, slots=True)
class BillRow:
    """One bill of the list.

    Attributes:
        key: tells which one was chosen.
        amount: with its currency; of a bill that is waived what is left.
        sub: payee, and by which rule it was reduced.
        trailing: why it cannot be chosen, such as that it is paid; empty: it can.
    """

    key: str
    subject: str = field(repr=False)
    amount: str
    sub: str = field(repr=False)
    trailing: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class BillGroup:
    """The bills of one kind, with what this kind is."""

    kind: FeeKind
    name: str
    sub: str
    rows: tuple[BillRow, ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A ground of a reduction or exemption that the payer may claim, with its rule."""

    key: str
    label: str
    rule: str
    selected: bool


@dataclass(frozen=True, slots=True)
class PayBillsState:
    """What the page shows.

    Attributes:
        groups: what can be paid, by kind; none where nothing was asked for yet.
        claims_title, claims: grounds that can be claimed; none: there are none.
        number, number_sub: the way with a notice's number; an empty label: not offered.
        message: something that went wrong; empty: nothing.
        leave: the way out.
    """

    head: StepHeaderSpec
    groups: tuple[BillGroup, ...]
    claims_title: str
    claims: tuple[ClaimRow, ...]
    number: str
    number_sub: str
    message: str
    note: str
    leave: str
    paging: PagingWords


class PayBillsPage(ColumnPage):
    """Choose what to pay.

    Signals:
        bill_chosen: the key of a bill.
        claim_toggled: the key of a ground.
        number_pressed: type or scan the number of a payment notice.
        leave_pressed: nothing is to be paid now.
    """

    bill_chosen = Signal(str)
    claim_toggled = Signal(str)
    number_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.secondary_pressed.connect(self.leave_pressed)
        self.column.pressed.connect(self._on_pressed)

    def render(self, state: PayBillsState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = []
        if state.message:
            pieces.append(Piece(BannerSpec(BannerKind.WARN, state.message)))
        for group in state.groups:
            title = LabelSpec(group.name, Role.SECTION, icon=KIND_ICONS[group.kind])
            pieces.append(Piece(title, keep=True, reach=True))
            pieces.append(Piece(LabelSpec(group.sub, Role.NOTE, "ink2", bold=False), gap=4, keep=True, reach=True))
            pieces += [Piece(_row(bill), key=_BILL + bill.key, gap=16) for bill in group.rows]
        if state.claims:
            pieces.append(Piece(LabelSpec(state.claims_title, Role.LABEL), keep=True, reach=True))
        pieces += [
            Piece(ChoiceSpec(claim.label, claim.rule, claim.selected, many=True), key=_CLAIM + claim.key, gap=16)
            for claim in state.claims
        ]
        if state.number:
            pieces.append(Piece(RowSpec(state.number, Icon.QR, sub=state.number_sub), key=_NUMBER))
        if state.note:
            pieces.append(Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False)))
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(None, ButtonSpec(state.leave)))

    def _on_pressed(self, key: str) -> None:
        if key.startswith(_BILL):
            self.bill_chosen.emit(key.removeprefix(_BILL))
        elif key.startswith(_CLAIM):
            self.claim_toggled.emit(key.removeprefix(_CLAIM))
        elif key == _NUMBER:
            self.number_pressed.emit()


def _row(bill: BillRow) -> BillRowSpec:
    return BillRowSpec(bill.subject, bill.sub, bill.amount, bill.trailing, enabled=bill.enabled)
