"""What has become of a payment: paid, not paid, going back, given back, or not known yet; with its order number."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.label import LabelSpec
from screens.components.row import RowSpec
from screens.components.slip_preview import SlipPreview, SlipPreviewSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role, Zone


class ResultKind(StrEnum):
    """How the page looks."""

    ASKING = "asking"
    """The hall is being asked; nothing is known yet."""
    PAID = "paid"
    NOT_PAID = "not_paid"
    UNKNOWN = "unknown"
    """Not known yet: not to be paid again."""
    GOING_BACK = "going_back"
    """The money is on its way back."""
    GIVEN_BACK = "given_back"


class PayAct(StrEnum):
    """What a button of the page does; each is a signal of that name with ``_pressed``."""

    DONE = "done"
    ASK = "ask"
    OTHER = "other"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class PayButton:
    """A button of the page; with a reason it cannot be pressed yet."""

    act: PayAct
    label: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PayResultState:
    """What the page shows.

    Attributes:
        sentence, why: what has become of it, and what that means for the payer.
        amount_name, amount: with its currency; empty: not shown.
        facts: as far as they are known, the most important first.
        not_receipt: that the slip is no fiscal receipt, and where that comes from; empty: not said.
        order_name, order: the order's number, to be kept; empty: there is none.
        slip_status: what is known of the slip; empty: there is none.
        slip_busy: it is being prepared or printed.
        print: print the slip (again); empty: not offered.
        secondary: None: there is only the primary button.
    """

    kind: ResultKind
    head: StepHeaderSpec
    sentence: str
    why: str = field(repr=False)
    amount_name: str
    amount: str
    order_name: str
    order: str
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    not_receipt: str
    slip_name: str
    slip_status: str
    slip_busy: bool
    print: str
    primary: PayButton
    secondary: PayButton | None
    paging: PagingWords


SLIP_WIDTH_PX = 400
FACTS_BESIDE = 3
"""So many facts are repeated beside the slip, which has all of them."""

_BANNERS = {
    ResultKind.ASKING: (BannerKind.PLAIN, Icon.CLOCK),
    ResultKind.PAID: (BannerKind.GOOD, Icon.CHECK_CIRCLE),
    ResultKind.NOT_PAID: (BannerKind.PLAIN, Icon.INFO),
    ResultKind.UNKNOWN: (BannerKind.WARN, Icon.WARNING),
    ResultKind.GOING_BACK: (BannerKind.WARN, Icon.RETRY),
    ResultKind.GIVEN_BACK: (BannerKind.GOOD, Icon.RETRY),
}


class PayResultPage(ColumnPage):
    """The end of a payment.

    Signals:
        done_pressed: seen; on with the case, or goodbye.
        ask_pressed: ask the hall again.
        other_pressed: pay in another way.
        staff_pressed: a person is wanted.
        print_pressed: print the slip (again).
    """

    done_pressed = Signal()
    ask_pressed = Signal()
    other_pressed = Signal()
    staff_pressed = Signal()
    print_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: PayResultState | None = None
        self._slip = SlipPreview(self)
        self._slip.hide()
        self._pictures = 0
        self.bar.primary_pressed.connect(self._on_primary)
        self.bar.secondary_pressed.connect(self._on_secondary)
        self.column.pressed.connect(self._on_pressed)

    def show_slip(self, image: QImage | None) -> None:
        """Show the printer's own picture of the slip; None: there is none."""
        self._pictures += 1
        name = self._state.slip_name if self._state is not None else ""
        self._slip.show_spec(SlipPreviewSpec(name, image, self._pictures))
        self.look_changed()

    def look_changed(self) -> None:
        """What stands beside the slip depends on the look, and on whether there is a slip."""
        if self._state is not None:
            self.render(self._state)

    @property
    def slip_shown(self) -> bool:
        """Whether a picture of the slip stands beside the facts."""
        return self._beside()

    def forget_text(self) -> None:
        """Let go of everything, the slip too."""
        super().forget_text()
        self._slip.show_spec(SlipPreviewSpec(""))
        self._state = None

    def render(self, state: PayResultState) -> None:  # type: ignore[override]
        """Show that state; the slip of another order is not shown beside it."""
        if self._state is not None and self._state.order not in {"", state.order}:
            self._slip.show_spec(SlipPreviewSpec(state.slip_name))
        self._state = state
        self._slip.show_spec(SlipPreviewSpec(state.slip_name, self._slip.spec.image, self._pictures))
        kind, icon = _BANNERS[state.kind]
        pieces = [Piece(BannerSpec(kind, state.sentence, state.why, icon))]
        if state.amount:
            pieces.append(Piece(FactSpec(state.amount_name, state.amount, large=True), card="facts"))
        if state.order:
            pieces.append(Piece(FactSpec(state.order_name, state.order), card="facts"))
        pieces += [
            Piece(FactSpec(name, value), card="facts")
            for name, value in state.facts[: FACTS_BESIDE if self._beside() else None]
        ]
        if state.not_receipt:
            pieces.append(Piece(LabelSpec(state.not_receipt, Role.NOTE, "ink2", icon=Icon.INFO, bold=False)))
        if state.slip_status:
            pieces.append(Piece(LabelSpec(state.slip_status, Role.LABEL, icon=Icon.PRINTER)))
        if state.print:
            pieces.append(Piece(RowSpec(state.print, Icon.PRINTER), key="print"))
        secondary = _button(state.secondary) if state.secondary is not None else None
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(_button(state.primary), secondary))

    # -- the slip --------------------------------------------------------------------------------------------------

    def _beside(self) -> bool:
        """Whether there is a slip, and room for it beside the facts: not in large text, not in lower reach."""
        look = self.look
        return self._slip.spec.image is not None and not look.senior and (look.landscape or not look.lower_reach)

    def areas(self) -> list[QRect]:
        """In landscape the slip takes the left of the first area."""
        areas = super().areas()
        if self._beside() and self.look.landscape:
            areas[0] = areas[0].adjusted(self._slip_width() + self.look.gutter, 0, 0, 0)
        return areas

    def _slip_width(self) -> int:
        return self.look.px(SLIP_WIDTH_PX)

    def arrange(self) -> None:
        """In portrait the sentence takes the width; slip and facts stand side by side below."""
        super().arrange()
        look = self.look
        self._slip.setVisible(self._beside())
        if not self._beside():
            return
        if look.landscape:
            self._place_slip(look.rect(Zone.CONTENT_TALL))
            return
        area = self.zone(Zone.CONTENT)
        above = self.column.height_of_first(1, area.width()) + look.px(28)
        beside = area.adjusted(self._slip_width() + look.gutter, above, 0, 0)
        self.column.arrange(look, [QRect(area.x(), area.y(), area.width(), above), beside])
        self._place_slip(area.adjusted(0, above, 0, 0))

    def _place_slip(self, area: QRect) -> None:
        height = min(area.height(), self._slip.height_for(self._slip_width()))
        self._slip.setGeometry(QRect(area.x(), area.y(), self._slip_width(), height))

    # -- what was pressed ------------------------------------------------------------------------------------------

    def _on_primary(self) -> None:
        if self._state is not None:
            self._tell(self._state.primary.act)

    def _on_secondary(self) -> None:
        if self._state is not None and self._state.secondary is not None:
            self._tell(self._state.secondary.act)

    def _tell(self, act: PayAct) -> None:
        signals = {
            PayAct.DONE: self.done_pressed,
            PayAct.ASK: self.ask_pressed,
            PayAct.OTHER: self.other_pressed,
            PayAct.STAFF: self.staff_pressed,
        }
        signals[act].emit()

    def _on_pressed(self, key: str) -> None:
        if key == "print":
            self.print_pressed.emit()


def _button(button: PayButton) -> ButtonSpec:
    return ButtonSpec(button.label, enabled=not button.reason, reason=button.reason)
