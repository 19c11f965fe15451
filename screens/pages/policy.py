"""What stands before an item, or in its place: the reason in plain words, what to do next, where, with which papers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.entry import EntrySpec
from screens.components.fact import FactSpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role


class PolicyWay(StrEnum):
    """Where a button of the page leads."""

    START = "start"
    PRINT = "print"
    PAY = "pay"
    STAFF = "staff"
    BACK = "back"
    WHO = "who"
    """Somebody else acts, or for somebody else."""


WAY_ICONS = {
    PolicyWay.PRINT: Icon.PRINTER,
    PolicyWay.PAY: Icon.YEN,
    PolicyWay.STAFF: Icon.BELL,
    PolicyWay.WHO: Icon.PEOPLE,
}


@dataclass(frozen=True, slots=True)
class PolicyButton:
    """One way on; ``reason`` says why it cannot be taken now."""

    way: PolicyWay
    label: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PolicyState:
    """What the page says; empty headings are left out with what stands below them.

    Attributes:
        steps: what to do, in order.
        places: name and value.
        others: ways that stand in the column.
    """

    head: StepHeaderSpec
    banner: BannerSpec
    steps_heading: str
    steps: tuple[str, ...]
    places_heading: str
    places: tuple[tuple[str, str], ...]
    papers_heading: str
    papers: tuple[EntrySpec, ...]
    others: tuple[PolicyButton, ...]
    primary: PolicyButton
    secondary: PolicyButton
    paging: PagingWords


class PolicyPage(ColumnPage):
    """Never a dead end: at least one way leads on.

    Signals:
        way_pressed: the way, by the value of ``PolicyWay``.
    """

    way_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._primary = self._secondary = PolicyWay.BACK
        self.bar.primary_pressed.connect(lambda: self.way_pressed.emit(self._primary.value))
        self.bar.secondary_pressed.connect(lambda: self.way_pressed.emit(self._secondary.value))
        self.column.pressed.connect(self.way_pressed)

    def render(self, state: PolicyState) -> None:  # type: ignore[override]
        """Show that state."""
        self._primary, self._secondary = state.primary.way, state.secondary.way
        pieces = [Piece(state.banner)]
        if state.steps:
            pieces.append(_heading(state.steps_heading))
            pieces += [
                Piece(FactSpec(f"{number}", text, strong=False), card="steps", gap=12)
                for number, text in enumerate(state.steps, 1)
            ]
        pieces += [Piece(_button(other), key=other.way.value, gap=16) for other in state.others]
        if state.places:
            pieces.append(_heading(state.places_heading))
            pieces += [
                Piece(FactSpec(name, value, strong=False), card="places", gap=12) for name, value in state.places
            ]
        if state.papers:
            pieces.append(_heading(state.papers_heading))
            pieces += [Piece(paper, card="papers", gap=12) for paper in state.papers]
        actions = ActionsSpec(_button(state.primary, ahead=True), _button(state.secondary))
        self.show_parts(state.head, pieces, state.paging, actions)


def _button(button: PolicyButton, *, ahead: bool = False) -> ButtonSpec:
    icon = WAY_ICONS.get(button.way)
    after = Icon.FORWARD if ahead and icon is None else None
    return ButtonSpec(button.label, icon, after, enabled=not button.reason, reason=button.reason)


def _heading(text: str) -> Piece:
    return Piece(LabelSpec(text, Role.SECTION), keep=True, gap=28)
