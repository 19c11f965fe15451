"""Who acts, and for whom: one row for each way; what is not taken says why."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.label import LabelSpec
from screens.components.row import RowSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class WhoRow:
    """One way; ``sub`` says what it needs, or why it is not taken."""

    id: str
    label: str
    sub: str
    icon: Icon
    chosen: bool
    usable: bool


@dataclass(frozen=True, slots=True)
class WhoState:
    """The whole question."""

    head: StepHeaderSpec
    rows: tuple[WhoRow, ...]
    note: str
    staff: str
    paging: PagingWords


class WhoPage(ColumnPage):
    """Before the privacy notice.

    Signals:
        who_chosen: the way, by its id.
        staff_pressed: a person is wanted.
    """

    who_chosen = Signal(str)
    staff_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column.pressed.connect(self.who_chosen)
        self.bar.secondary_pressed.connect(self.staff_pressed)

    def render(self, state: WhoState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = [
            Piece(
                RowSpec(row.label, row.icon, sub=row.sub, enabled=row.usable, selected=row.chosen),
                key=row.id,
                gap=16,
            )
            for row in state.rows
        ]
        pieces.append(Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False), gap=24))
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(secondary=ButtonSpec(state.staff, Icon.BELL)))
