"""What is still missing for an item, where to get it, and what is there already; to be printed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.entry import EntrySpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role
from screens.pages.guide import heading_piece


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """Papers of which the same is to be said."""

    heading: str
    papers: tuple[EntrySpec, ...]


@dataclass(frozen=True, slots=True)
class MissingState:
    """What the page shows; ``print_reason`` is why it cannot be printed, empty: it can."""

    head: StepHeaderSpec
    banners: tuple[BannerSpec, ...]
    groups: tuple[PaperGroup, ...]
    footnotes: tuple[str, ...]
    print: str
    print_reason: str
    guide: str
    paging: PagingWords


class MissingPage(ColumnPage):
    """The result of the checklist.

    Signals:
        print_pressed: all of it on paper.
        guide_pressed: to the guide of the item.
    """

    print_pressed = Signal()
    guide_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.print_pressed)
        self.bar.secondary_pressed.connect(self.guide_pressed)

    def render(self, state: MissingState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = [Piece(banner, gap=16) for banner in state.banners]
        for group in state.groups:
            pieces.append(heading_piece(group.heading))
            pieces += [Piece(entry, card=group.heading, gap=12) for entry in group.papers]
        pieces += [
            Piece(LabelSpec(note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False), gap=20) for note in state.footnotes
        ]
        paper = ButtonSpec(state.print, Icon.PRINTER, enabled=not state.print_reason, reason=state.print_reason)
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(paper, ButtonSpec(state.guide, Icon.BOOK)))
