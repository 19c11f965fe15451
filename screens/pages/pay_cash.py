"""Notes and coins: what is in, what is missing, which are taken; that no change is given is said before the first."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonKind, ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec, FigureSpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.look import Role
from screens.pages.pay_parts import FeeKind


@dataclass(frozen=True, slots=True)
class PayCashState:
    """What the page shows. Amounts are ready to read.

    Attributes:
        due_name, due: what is to be paid.
        inside_name, inside: what is in.
        missing_name, missing: what is missing; with nothing missing the words say so.
        fraction: how much of the amount is in, 0 to 1.
        taken_name, taken: the denominations that are taken.
        rule, rule_reason: that no change is given, and what that means.
        live, live_hint: what the device does now.
        waiting: whether the device waits for money or moves a note (the ring turns).
        message, message_reason: what went wrong with the last note or with the device; empty: nothing.
        danger: the message is about money that is nowhere or a device that takes no more.
        start: begin to take money; empty once it takes.
        back: give back the note that is being looked at; empty: none is.
        finish: stop here; ``finish_reason`` why that cannot be pressed.
    """

    head: StepHeaderSpec
    kind: FeeKind
    kind_name: str
    payee_name: str
    payee: str
    due_name: str
    due: str
    inside_name: str
    inside: str
    missing_name: str
    missing: str
    fraction: float
    taken_name: str
    taken: tuple[str, ...]
    rule: str
    rule_reason: str
    live: str
    live_hint: str
    waiting: bool
    message: str
    message_reason: str
    danger: bool
    start: str
    back: str
    finish: str
    finish_reason: str
    paging: PagingWords


class PayCashPage(ColumnPage):
    """Takes cash.

    Signals:
        start_pressed: the rule is read; take money from now on.
        back_pressed: give back the note that is being looked at.
        finish_pressed: no more comes in.
    """

    start_pressed = Signal()
    back_pressed = Signal()
    finish_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: PayCashState | None = None
        self.bar.primary_pressed.connect(self._on_primary)
        self.bar.secondary_pressed.connect(self.finish_pressed)

    def render(self, state: PayCashState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        pieces = [Piece(FactSpec(state.due_name, state.due, large=True), card="due")]
        pieces += [
            Piece(FigureSpec(state.inside_name, state.inside), card="in", across=2),
            Piece(FigureSpec(state.missing_name, state.missing), card="in", across=2),
        ]
        pieces.append(Piece(FactSpec(state.taken_name, " ".join(state.taken)), card="taken"))
        pieces.append(Piece(BannerSpec(BannerKind.WARN, state.rule, state.rule_reason)))
        if state.message:
            kind = BannerKind.DANGER if state.danger else BannerKind.WARN
            pieces.append(Piece(BannerSpec(kind, state.message, state.message_reason)))
        pieces.append(Piece(LabelSpec(state.live, Role.STRONG)))
        primary = state.start or state.back
        finish = None
        if state.finish:
            finish = ButtonSpec(state.finish, enabled=not state.finish_reason, reason=state.finish_reason)
        actions = ActionsSpec(ButtonSpec(primary) if primary else None, finish, kind=ButtonKind.SECONDARY)
        self.show_parts(state.head, pieces, state.paging, actions)

    def _on_primary(self) -> None:
        if self._state is not None and self._state.start:
            self.start_pressed.emit()
        else:
            self.back_pressed.emit()
