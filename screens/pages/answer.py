"""One frequent question with its answer, its source and date, whom to ask further, and the guides that say more."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.label import LabelSpec
from screens.components.row import RowSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role
from screens.pages.guide import heading_piece


@dataclass(frozen=True, slots=True)
class AnswerState:
    """What the page shows.

    Attributes:
        facts: names and values: source, date, whom to ask.
        guides: ids of items with their rows.
        done: back to the questions.
    """

    head: StepHeaderSpec
    answer: str
    facts: tuple[tuple[str, str], ...]
    guides_heading: str
    guides: tuple[tuple[str, RowSpec], ...]
    footnotes: tuple[str, ...]
    done: str
    paging: PagingWords


class AnswerPage(ColumnPage):
    """To be read.

    Signals:
        item_pressed: the guide of an item, by its id.
        done_pressed: another question.
    """

    item_pressed = Signal(str)
    done_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.done_pressed)
        self.column.pressed.connect(self.item_pressed)

    def render(self, state: AnswerState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = [Piece(LabelSpec(state.answer, Role.BODY))]
        if state.guides:
            pieces.append(heading_piece(state.guides_heading, reach=True))
            pieces += [Piece(row, key=item, gap=16) for item, row in state.guides]
        pieces += [Piece(FactSpec(name, value, strong=False), card="facts") for name, value in state.facts]
        pieces += [
            Piece(LabelSpec(note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False), gap=20) for note in state.footnotes
        ]
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(ButtonSpec(state.done)))
