"""Notice and commitment: the whole text, and two ways of equal weight. Reading to the end is no consent."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class CommitmentSection:
    """A heading with numbered sentences below it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommitmentState:
    """The whole letter.

    Attributes:
        replaces: what it stands for, in a sentence; ``replaces_reason`` what the ordinary way is.
        print_reason: why it cannot be printed now; empty: it can.
        print_note: what became of the print; empty before anybody asked for one.
        note: which wording this is.
    """

    head: StepHeaderSpec
    replaces: str
    replaces_reason: str
    sections: tuple[CommitmentSection, ...]
    print: str
    print_reason: str
    print_note: str
    print_trouble: bool
    note: str
    commit: str
    ordinary: str
    paging: PagingWords


class CommitmentPage(ColumnPage):
    """Between the form and the papers.

    Signals:
        committed: the resident commits.
        ordinary_chosen: the proof is handed in as usual.
        print_pressed: on paper, please.
    """

    committed = Signal()
    ordinary_chosen = Signal()
    print_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.committed)
        self.bar.secondary_pressed.connect(self.ordinary_chosen)
        self.column.pressed.connect(lambda _key: self.print_pressed.emit())

    def render(self, state: CommitmentState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = [Piece(BannerSpec(BannerKind.PLAIN, state.replaces, state.replaces_reason, Icon.PENCIL))]
        for section in state.sections:
            pieces.append(Piece(LabelSpec(section.heading, Role.SECTION), keep=True, gap=28))
            pieces += [
                Piece(FactSpec(f"{number}", line, strong=False), card=section.heading, gap=12)
                for number, line in enumerate(section.lines, 1)
            ]
        sheet = ButtonSpec(state.print, Icon.PRINTER, enabled=not state.print_reason, reason=state.print_reason)
        pieces.append(Piece(sheet, key="print"))
        if state.print_note:
            icon = Icon.WARNING if state.print_trouble else Icon.INFO
            color = "warn" if state.print_trouble else "ink"
            pieces.append(Piece(LabelSpec(state.print_note, Role.BODY, color, icon=icon), gap=12, reach=True))
        pieces.append(Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False), gap=20))
        actions = ActionsSpec(ButtonSpec(state.commit), ButtonSpec(state.ordinary), equal=True)
        self.show_parts(state.head, pieces, state.paging, actions)
