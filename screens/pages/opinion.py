"""What somebody has to say: choose the kind, know what it is not, and whom to call instead."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.banner import BannerKind, BannerSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.row import RowSpec
from screens.components.section import SectionSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon


@dataclass(frozen=True, slots=True)
class OpinionKind:
    """One of the kinds; ``key`` names it in intents."""

    key: str
    icon: Icon
    label: str
    sub: str


@dataclass(frozen=True, slots=True)
class OpinionState:
    """All words of the page."""

    head: StepHeaderSpec
    danger: str
    danger_more: str
    kinds: tuple[OpinionKind, ...]
    hotlines_heading: str
    hotlines: tuple[tuple[str, str], ...]
    limits: str
    limits_more: str
    paging: PagingWords


class OpinionPage(ColumnPage):
    """The kinds, large.

    Signals:
        kind_pressed: one of them, by its key.
    """

    has_actions = False

    kind_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column.pressed.connect(self.kind_pressed)

    def render(self, state: OpinionState) -> None:  # type: ignore[override]
        """Show that state."""
        rows = [Piece(RowSpec(kind.label, kind.icon, sub=kind.sub), key=kind.key) for kind in state.kinds]
        pieces = [
            *rows,
            Piece(BannerSpec(BannerKind.WARN, state.danger, state.danger_more, Icon.WARNING)),
            Piece(SectionSpec(state.hotlines_heading), keep=True),
            *(Piece(FactSpec(name, number), card="hotlines") for number, name in state.hotlines),
            Piece(BannerSpec(BannerKind.PLAIN, state.limits, state.limits_more, Icon.INFO)),
        ]
        self.show_parts(state.head, pieces, state.paging)
