"""Taking a case back: which one, what that means, and the two ways, as large as each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonKind, ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.label import LabelSpec
from screens.components.section import SectionSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class WithdrawState:
    """All words of the page.

    Attributes:
        sentence, reason: how far the case is, and who decides.
        facts: which case.
        points: what it means, one after the other.
        keep: the case stays as it is.
    """

    head: StepHeaderSpec
    sentence: str
    reason: str
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    points_heading: str
    points: tuple[str, ...]
    withdraw: str
    keep: str
    paging: PagingWords


class WithdrawPage(ColumnPage):
    """Asks once more before a case is asked back.

    Signals:
        withdraw_pressed: yes, take it back.
        keep_pressed: no, leave it as it is.
    """

    withdraw_pressed = Signal()
    keep_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.keep_pressed)
        self.bar.secondary_pressed.connect(self.withdraw_pressed)

    def render(self, state: WithdrawState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = [
            Piece(BannerSpec(BannerKind.WARN, state.sentence, state.reason, Icon.INFO)),
            *(Piece(FactSpec(name, value), card="facts") for name, value in state.facts),
            Piece(SectionSpec(state.points_heading), keep=True),
            *(Piece(LabelSpec(point, Role.BODY, bold=False), gap=16) for point in state.points),
        ]
        actions = ActionsSpec(ButtonSpec(state.keep), ButtonSpec(state.withdraw), equal=True, kind=ButtonKind.DANGER)
        self.show_parts(state.head, pieces, state.paging, actions)
