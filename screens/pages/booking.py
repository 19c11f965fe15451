"""Choosing on the way to an appointment or a ticket: what for, which day, which time. Large rows, with what is left."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.banner import BannerKind, BannerSpec
from screens.components.column import PagingWords, Piece
from screens.components.label import LabelSpec
from screens.components.row import RowSpec
from screens.components.section import SectionSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class BookingChoice:
    """One thing to choose; ``key`` names it in intents, ``usable`` is false where nothing is left of it."""

    key: str
    label: str = field(repr=False)
    sub: str = field(default="", repr=False)
    icon: Icon | None = None
    usable: bool = True


@dataclass(frozen=True, slots=True)
class BookingState:
    """All words of the page.

    Attributes:
        lead: what has to be known first, and why; empty: nothing.
        groups: headings, which may be empty, and what stands below them.
        across: how many choices stand side by side (days, times).
        note: where this is known from, or what follows.
    """

    head: StepHeaderSpec
    groups: tuple[tuple[str, tuple[BookingChoice, ...]], ...] = field(repr=False)
    paging: PagingWords
    lead: str = ""
    lead_why: str = ""
    across: int = 1
    note: str = ""


class BookingPage(ColumnPage):
    """The choices.

    Signals:
        choice_pressed: one of them, by its key.
    """

    has_actions = False

    choice_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column.pressed.connect(self.choice_pressed)

    def render(self, state: BookingState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = []
        if state.lead:
            pieces.append(Piece(BannerSpec(BannerKind.WARN, state.lead, state.lead_why, Icon.INFO)))
        for heading, choices in state.groups:
            if heading:
                pieces.append(Piece(SectionSpec(heading), keep=True, reach=True))
            pieces += [Piece(_row(one, state.across), key=one.key, gap=16, across=state.across) for one in choices]
        if state.note:
            pieces.append(Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False)))
        self.show_parts(state.head, pieces, state.paging)


def _row(choice: BookingChoice, across: int) -> RowSpec:
    alone = across == 1
    return RowSpec(choice.label, choice.icon, sub=choice.sub, enabled=choice.usable, chevron=alone)
