"""For staff: one question with its facts, things to choose from, and at most two acts. Nothing personal."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerSpec
from screens.components.button import ButtonSpec
from screens.components.choice import ChoiceSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.label import LabelSpec
from screens.components.row import RowSpec
from screens.components.section import SectionSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Look, Role


@dataclass(frozen=True, slots=True)
class StaffListState:
    """What the page shows, from top to bottom.

    Attributes:
        banners: how it stands, and what was just done.
        facts: of the one thing that the page is about.
        heading: over the rows or choices; empty: none.
        rows: things that lead on, each with its key.
        choices: things of which one is chosen, each with its key.
        notes: what is good to know, below.
        primary, secondary: the acts; None where there is none.
    """

    head: StepHeaderSpec
    banners: tuple[BannerSpec, ...]
    paging: PagingWords
    facts: tuple[FactSpec, ...] = ()
    heading: str = ""
    rows: tuple[tuple[str, RowSpec], ...] = ()
    choices: tuple[tuple[str, ChoiceSpec], ...] = ()
    notes: tuple[str, ...] = ()
    primary: ButtonSpec | None = None
    secondary: ButtonSpec | None = None


class StaffListPage(ColumnPage):
    """A list for staff.

    Signals:
        chosen: a row or a choice was pressed, by its key.
        primary_pressed, secondary_pressed: the acts.
    """

    chosen = Signal(str)
    primary_pressed = Signal()
    secondary_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[StaffListState, Look] | None = None
        self.column.pressed.connect(self.chosen)
        self.bar.primary_pressed.connect(self.primary_pressed)
        self.bar.secondary_pressed.connect(self.secondary_pressed)

    def forget_text(self) -> None:
        """The visit is over."""
        self._shown = None
        super().forget_text()

    def render(self, state: StaffListState) -> None:  # type: ignore[override]
        """Show that state; the same once more leaves every part where a finger may be on it."""
        if (state, self.look) == self._shown:
            return
        self._shown = (state, self.look)
        pieces = [Piece(banner) for banner in state.banners]
        pieces += [Piece(fact, card="facts") for fact in state.facts]
        if state.heading:
            pieces.append(Piece(SectionSpec(state.heading), gap=32, keep=True, reach=True))
        pieces += [Piece(row, key, gap=20) for key, row in state.rows]
        pieces += [Piece(choice, key, gap=20) for key, choice in state.choices]
        pieces += [
            Piece(LabelSpec(note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False), gap=20) for note in state.notes
        ]
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(state.primary, state.secondary))
