"""Notes and coins: what is in, what is missing, which are taken; that no change is given is said before the first."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.components.action_bar import ActionsSpec
from screens.components.amount import AmountSpec, GaugeSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.entry import EntrySpec
from screens.components.step_header import StepHeaderSpec
from screens.components.tag import TagSpec
from screens.components.wait_ring import WaitStrip, WaitStripSpec
from screens.pages.pay_parts import KIND_ICONS, FeeKind
from screens.pages.pay_stage import PayStagePage


@dataclass(frozen=True, slots=True)
class PayCashState:
    """What the page shows. Amounts are ready to read.

    Attributes:
        due_name, due, unit: what is to be paid, and the currency.
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
    unit: str
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


class PayCashPage(PayStagePage):
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
        self._strip = WaitStrip(self)
        self.bar.primary_pressed.connect(self._on_primary)
        self.bar.secondary_pressed.connect(self.finish_pressed)

    def render(self, state: PayCashState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        self._strip.show_spec(WaitStripSpec(state.live, state.live_hint, running=state.waiting))
        due = AmountSpec(state.due_name, state.due, state.unit, state.kind_name, state.payee, KIND_ICONS[state.kind])
        pieces = [Piece(due, card="due")]
        if not state.start:
            gauge = GaugeSpec(state.inside_name, state.inside, state.missing_name, state.missing, state.fraction)
            pieces.append(Piece(gauge, card="due"))
        self.bill_lines = len(pieces)
        if state.message:
            kind = BannerKind.DANGER if state.danger else BannerKind.WARN
            pieces.append(Piece(BannerSpec(kind, state.message, state.message_reason)))
        if not state.danger:
            pieces.append(Piece(BannerSpec(BannerKind.WARN, state.rule, state.rule_reason)))
        tags = tuple(TagSpec(one) for one in state.taken)
        pieces.append(Piece(EntrySpec(state.taken_name, tags=tags), card="taken"))
        primary = state.start or state.back
        finish = None
        if state.finish:
            finish = ButtonSpec(state.finish, enabled=not state.finish_reason, reason=state.finish_reason)
        actions = ActionsSpec(ButtonSpec(primary) if primary else None, finish)
        self.show_parts(state.head, pieces, state.paging, actions)

    def stage_least(self) -> int:
        """What the device does now, in one strip."""
        return self.look.px(132 if self.look.senior else 104)

    def stage_most(self) -> int:
        """No more than that."""
        return self.stage_least()

    def place_stage(self, area: QRect) -> None:
        """The strip lies at the top of the stage."""
        self._strip.setGeometry(QRect(area.x(), area.y(), area.width(), min(area.height(), self.stage_least())))

    def areas(self) -> list[QRect]:
        """In landscape and lower reach the strip stands above the first area."""
        areas = super().areas()
        if self.look.landscape or self.look.lower_reach:
            first = areas[0]
            self._strip.setGeometry(QRect(first.x(), first.y(), first.width(), self.stage_least()))
            areas[0] = first.adjusted(0, self.stage_least() + self.look.px(24), 0, 0)
        return areas

    def stage_area(self, areas: list[QRect]) -> QRect | None:
        """Only portrait has a stage between the parts."""
        return None if self.look.landscape or self.look.lower_reach else super().stage_area(areas)

    def _on_primary(self) -> None:
        if self._state is not None and self._state.start:
            self.start_pressed.emit()
        else:
            self.back_pressed.emit()
