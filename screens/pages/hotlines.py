"""Whom to call: emergencies first, then the hotlines, each large, the chosen one as a code for the phone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.banner import BannerKind, BannerSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FigureSpec
from screens.components.label import LabelSpec
from screens.components.qr_code import QrCodeSpec
from screens.components.row import RowSpec
from screens.components.section import SectionSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number and what it is for."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class HotlinesState:
    """All words of the page.

    Attributes:
        chosen: whose code is shown; ``code`` is what it holds.
    """

    head: StepHeaderSpec
    danger: str
    danger_more: str
    emergencies: tuple[Hotline, ...]
    chosen: Hotline
    code: str
    code_name: str
    heading: str
    hotlines: tuple[Hotline, ...]
    note: str
    paging: PagingWords


class HotlinesPage(ColumnPage):
    """The numbers, of which one is shown as a code.

    Signals:
        number_pressed: show the code of that number.
    """

    has_actions = False

    number_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: HotlinesState | None = None
        self.column.pressed.connect(self.number_pressed)

    def render(self, state: HotlinesState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        across = 1 if self.look.senior else 2
        pieces = [Piece(BannerSpec(BannerKind.DANGER, state.danger, state.danger_more, Icon.WARNING))]
        pieces += [Piece(FigureSpec(one.name, one.number), card="danger", across=3) for one in state.emergencies]
        pieces.append(Piece(SectionSpec(state.heading), keep=True, reach=True))
        pieces += [
            Piece(
                RowSpec(one.number, Icon.MESSAGE, sub=one.name, selected=one == state.chosen),
                key=one.number,
                gap=12,
                across=across,
            )
            for one in state.hotlines
        ]
        pieces += [
            Piece(LabelSpec(state.code_name, Role.STRONG), keep=True),
            Piece(QrCodeSpec(state.code, state.code_name), gap=12),
            Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False)),
        ]
        self.show_parts(state.head, pieces, state.paging)

    def look_changed(self) -> None:
        """Large text needs the whole width."""
        if self._state is not None:
            self.render(self._state)

    def forget_text(self) -> None:
        """Let go of everything."""
        super().forget_text()
        self._state = None
