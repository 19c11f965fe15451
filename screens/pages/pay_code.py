"""The code that the payer's phone reads: amount and payee first, the code large, how long it holds, what is known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.code_panel import CodePanel, CodePanelSpec
from screens.components.column import PagingWords, Piece
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role
from screens.pages.pay_parts import BillView, bill_pieces
from screens.pages.pay_stage import PayStagePage


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
        expiry: the same in words; without a code, what stands in its place.
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


class PayCodePage(PayStagePage):
    """Shows the code.

    Signals:
        ask_pressed: it is paid, look at once.
        leave_pressed: it will not be paid.
    """

    ask_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: PayCodeState | None = None
        self.panel = CodePanel(self)
        self.bar.primary_pressed.connect(self.ask_pressed)
        self.bar.secondary_pressed.connect(self.leave_pressed)

    def render(self, state: PayCodeState) -> None:  # type: ignore[override]
        """Show that state; when only the time went by, only the ring is painted anew."""
        self.panel.show_expiry(state.expiry if state.code else "", state.seconds / state.total if state.total else 0.0)
        before, self._shown = self._shown, state
        if before is not None and _timeless(before) == _timeless(state):
            return
        self.panel.show_spec(
            CodePanelSpec(
                state.code,
                state.code_name,
                "" if state.code else state.expiry,
                state.heading if state.code else "",
                state.brands if state.code else (),
                (state.hint, state.bright) if state.code else (),
                state.live,
                state.live_hint,
                waiting=state.waiting,
                lost=state.lost,
            )
        )
        self._show()

    def look_changed(self) -> None:
        """Large text leaves room for less."""
        if self._shown is not None:
            self._show()

    def forget_text(self) -> None:
        """Let go of everything, the code too."""
        super().forget_text()
        self._shown = None

    def _show(self) -> None:
        """Bill, warning, reduction; where there is little room, what must be seen without turning the page."""
        state = self._shown
        if state is None:
            return
        narrow = self.look.senior or self.look.landscape
        bill = bill_pieces(state.bill, facts=1 if narrow else 2, reduction=False, brief=self.brief)
        self.bill_lines = len(bill)
        warning = BannerSpec(
            BannerKind.DANGER if state.lost else BannerKind.WARN,
            state.warning,
            state.warning_reason if state.lost or not narrow else "",
            Icon.OFFLINE if state.lost else None,
        )
        pieces = [*bill, Piece(warning)]
        if state.bill.reduction:
            pieces.append(Piece(LabelSpec(state.bill.reduction, Role.BODY, icon=Icon.CHECK_CIRCLE), gap=16))
        ask = ButtonSpec(state.ask, Icon.RETRY, enabled=not state.ask_reason, reason=state.ask_reason)
        leave = ButtonSpec(state.leave) if state.leave else None
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(ask, leave))

    def stage_least(self) -> int:
        """A phone at arm's length has to read the longest code: it gets 100 mm of a 21.5-inch panel and more."""
        return self.look.px(510 if self.panel.spec.code else 330)

    def stage_most(self) -> int:
        """Larger is no easier to read, and the words beside it need their room."""
        return self.look.px(640)

    def place_stage(self, area: QRect) -> None:
        """The panel takes the stage."""
        height = min(area.height(), self.look.px(760))
        self.panel.setGeometry(QRect(area.x(), area.y(), area.width(), height))


def _timeless(state: PayCodeState) -> PayCodeState:
    """The state without the time that is left."""
    return replace(state, seconds=0, expiry="" if state.code else state.expiry)
