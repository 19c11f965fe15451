"""An appointment or a ticket before and after it is made: the number, large, what it is for, what to bring."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonKind, ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec, FigureSpec
from screens.components.label import LabelSpec
from screens.components.section import SectionSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class BookingCheckState:
    """All words of the page.

    Attributes:
        banner: what has happened, or what has to be known; empty: nothing.
        good: whether that is good news.
        number_name, number: what is said at the window; an empty number is not there yet.
        facts: what, where, when, who.
        bring_heading, bring: what to bring.
        status: what is known of the slip; empty: no slip is made.
        primary: the way on; an empty label is not there, a reason says why it cannot be pressed now.
        secondary: the other way; ``danger`` where it takes something back.
    """

    head: StepHeaderSpec
    banner: str
    banner_why: str
    good: bool
    number_name: str
    number: str
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    bring_heading: str
    bring: tuple[str, ...]
    status: str
    primary: str
    primary_reason: str
    secondary: str
    paging: PagingWords
    danger: bool = False


class BookingCheckPage(ColumnPage):
    """Asks once more, or shows what was made.

    Signals:
        primary_pressed, secondary_pressed: the buttons.
    """

    primary_pressed = Signal()
    secondary_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.primary_pressed)
        self.bar.secondary_pressed.connect(self.secondary_pressed)

    def render(self, state: BookingCheckState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = []
        if state.banner:
            kind = BannerKind.GOOD if state.good else BannerKind.WARN
            pieces.append(Piece(BannerSpec(kind, state.banner, state.banner_why)))
        if state.number:
            pieces.append(Piece(FigureSpec(state.number_name, state.number), card="number"))
        pieces += [Piece(FactSpec(name, value), card="facts") for name, value in state.facts]
        if state.bring:
            pieces.append(Piece(SectionSpec(state.bring_heading), keep=True))
            pieces += [Piece(LabelSpec(one, Role.BODY, bold=False), gap=12) for one in state.bring]
        if state.status:
            pieces.append(Piece(LabelSpec(state.status, Role.BODY, "ink2", icon=Icon.PRINTER, bold=False)))
        usable, why = not state.primary_reason, state.primary_reason
        primary = ButtonSpec(state.primary, enabled=usable, reason=why) if state.primary else None
        secondary = ButtonSpec(state.secondary) if state.secondary else None
        look = ButtonKind.DANGER if state.danger else ButtonKind.SECONDARY
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(primary, secondary, kind=look))
