"""For staff: how every device is, the queue, the line, the disk and the clock, and what to do. Nothing personal."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.entry import EntrySpec
from screens.components.row import RowSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Look


@dataclass(frozen=True, slots=True)
class StaffPageState:
    """What the page shows; without a receipt printer ``change`` and ``test`` are empty.

    Attributes:
        done: what has just been done well; empty: nothing.
        doors: rows that lead to further pages for staff, each with its key.
    """

    head: StepHeaderSpec
    summary: str
    trouble: bool
    done: str
    entries: tuple[EntrySpec, ...]
    change: str
    test: str
    doors: tuple[tuple[str, RowSpec], ...]
    paging: PagingWords


class StaffPage(ColumnPage):
    """The overview behind the code.

    Signals:
        change_pressed: change the paper roll.
        test_pressed: print a test page.
        door_pressed: to a further page, by its key.
    """

    change_pressed = Signal()
    test_pressed = Signal()
    door_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[StaffPageState, Look] | None = None
        self.bar.primary_pressed.connect(self.change_pressed)
        self.bar.secondary_pressed.connect(self.test_pressed)
        self.column.pressed.connect(self.door_pressed)

    def forget_text(self) -> None:
        """The visit is over."""
        self._shown = None
        super().forget_text()

    def render(self, state: StaffPageState) -> None:  # type: ignore[override]
        """Show that state; the same once more leaves every part where a finger may be on it."""
        if (state, self.look) == self._shown:
            return
        self._shown = (state, self.look)
        pieces = []
        if state.done:
            pieces.append(Piece(BannerSpec(BannerKind.GOOD, state.done, "", Icon.CHECK_CIRCLE)))
        kind, icon = (BannerKind.WARN, Icon.WARNING) if state.trouble else (BannerKind.GOOD, Icon.CHECK_CIRCLE)
        pieces.append(Piece(BannerSpec(kind, state.summary, "", icon)))
        pieces += [Piece(row, key, gap=20, across=2) for key, row in state.doors]
        pieces += [Piece(entry, card="findings", gap=20) for entry in state.entries]
        change = ButtonSpec(state.change, Icon.PRINTER) if state.change else None
        test = ButtonSpec(state.test) if state.test else None
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(change, test))
