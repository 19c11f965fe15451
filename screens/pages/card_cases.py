"""All cases of the person whose ID card was read: what they have to do first, then the others."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.label import LabelSpec
from screens.components.row import RowSpec
from screens.components.section import SectionSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: what it is, and where it is or what its owner has to do; ``key`` names it in intents."""

    key: str
    icon: Icon
    label: str = field(repr=False)
    sub: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardCasesState:
    """All words of the page.

    Attributes:
        take_card: that the card still lies on the reader; empty: it does not.
        todo, others: the cases; a heading without cases is not shown.
        bring: what to bring; empty where there is nothing to do.
        source: as of when the receiving system said so.
    """

    head: StepHeaderSpec
    take_card: str
    todo_heading: str
    todo: tuple[CaseRow, ...] = field(repr=False)
    bring: str
    others_heading: str
    others: tuple[CaseRow, ...] = field(repr=False)
    more: str
    source: str
    done: str
    paging: PagingWords


class CardCasesPage(ColumnPage):
    """The list.

    Signals:
        case_pressed: one of them, by its key.
        done_pressed: seen.
    """

    case_pressed = Signal(str)
    done_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.done_pressed)
        self.column.pressed.connect(self.case_pressed)

    def render(self, state: CardCasesState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = []
        if state.take_card:
            pieces.append(Piece(BannerSpec(BannerKind.WARN, state.take_card, icon=Icon.ID_CARD)))
        for heading, rows in ((state.todo_heading, state.todo), (state.others_heading, state.others)):
            if rows:
                pieces.append(Piece(SectionSpec(heading), keep=True, reach=True))
                pieces += [Piece(RowSpec(one.label, one.icon, sub=one.sub), key=one.key, gap=12) for one in rows]
            if rows is state.todo and state.bring:
                pieces.append(Piece(LabelSpec(state.bring, Role.BODY, icon=Icon.INFO, bold=False)))
        if state.more:
            pieces.append(Piece(LabelSpec(state.more, Role.NOTE, "ink2", bold=False)))
        pieces.append(Piece(LabelSpec(state.source, Role.NOTE, "ink2", icon=Icon.CLOCK, bold=False)))
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(ButtonSpec(state.done)))
