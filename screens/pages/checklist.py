"""The checklist of an item: questions, then a large row for each paper to tick what is there."""

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
from screens.components.entry import EntrySpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role
from screens.pages.guide import GuideSituation, heading_piece, question_pieces

PAPER = "paper:"
"""Begins the key of a paper's row; its reference follows."""


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A paper with its row, which is ticked when it is there."""

    ref: str
    row: ChoiceSpec


@dataclass(frozen=True, slots=True)
class ChecklistState:
    """What the page shows.

    Attributes:
        banner: that the guide is old; None: it is not.
        nothing_heading: above what nobody has to bring; empty where there is no such thing.
        show: the button to what is missing.
    """

    head: StepHeaderSpec
    banner: BannerSpec | None
    situations_heading: str
    situations_note: str
    situations: tuple[GuideSituation, ...]
    papers_heading: str
    papers: tuple[HeldPaper, ...]
    nothing_heading: str
    nothing: tuple[EntrySpec, ...]
    show: str
    paging: PagingWords


class ChecklistPage(ColumnPage):
    """Tick what is there.

    Signals:
        option_chosen: an answer, by the ids of situation and option.
        paper_pressed: a paper is there, or is not after all, by its reference.
        show_pressed: what is missing?
    """

    option_chosen = Signal(str, str)
    paper_pressed = Signal(str)
    show_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: ChecklistState | None = None
        self._options: dict[str, tuple[str, str]] = {}
        self.bar.primary_pressed.connect(self.show_pressed)
        self.column.pressed.connect(self._on_pressed)

    def render(self, state: ChecklistState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        show = ButtonSpec(state.show, None, Icon.FORWARD)
        self.show_parts(state.head, self._pieces_of(state), state.paging, ActionsSpec(show))

    def look_changed(self) -> None:
        """Large text puts options below each other."""
        if self._state is not None:
            self.render(self._state)

    def forget_text(self) -> None:
        """Let go of everything."""
        super().forget_text()
        self._state = None

    def _pieces_of(self, state: ChecklistState) -> list[Piece]:
        pieces = [Piece(state.banner)] if state.banner is not None else []
        if state.situations:
            pieces.append(heading_piece(state.situations_heading, reach=True))
            note = LabelSpec(state.situations_note, Role.BODY, "ink2", bold=False)
            pieces.append(Piece(note, keep=True, reach=True, gap=8))
        self._options.clear()
        pieces += question_pieces(state.situations, self._options, senior=self.look.senior)
        pieces.append(heading_piece(state.papers_heading, reach=True))
        pieces += [Piece(paper.row, key=f"{PAPER}{paper.ref}", gap=16) for paper in state.papers]
        if state.nothing:
            pieces.append(heading_piece(state.nothing_heading))
            pieces += [Piece(entry, card="nothing", gap=12) for entry in state.nothing]
        return pieces

    def _on_pressed(self, key: str) -> None:
        if key in self._options:
            self.option_chosen.emit(*self._options[key])
        elif key.startswith(PAPER):
            self.paper_pressed.emit(key.removeprefix(PAPER))
