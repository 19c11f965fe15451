"""One service point: where it is and how to get there, hours, telephone, what there is, and all of it for the phone."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.label import LabelSpec
from screens.components.qr_code import QrCodeSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class ServicePointState:
    """What the page shows.

    Attributes:
        open_now: the banner says something good.
        standing: whether it is open, in a sentence; ``standing_more`` what that rests on.
        qr_content: all of it as text for the phone.
        done: back to the map.
        print: the way, hours and telephone on paper; ``print_reason`` is why not now, empty: it can be had.
    """

    title: str
    open_now: bool
    standing: str
    standing_more: str
    facts: tuple[tuple[str, str], ...]
    qr_caption: str
    qr_content: str = field(repr=False)
    done: str
    print: str
    print_reason: str
    paging: PagingWords


class ServicePointPage(ColumnPage):
    """Whether it is open, its facts, and a code that holds them.

    Signals:
        done_pressed: back to all points.
        print_pressed: print this way.
    """

    done_pressed = Signal()
    print_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.done_pressed)
        self.bar.secondary_pressed.connect(self.print_pressed)

    def render(self, state: ServicePointState) -> None:  # type: ignore[override]
        """Show that state."""
        kind = BannerKind.GOOD if state.open_now else BannerKind.WARN
        pieces = [
            Piece(BannerSpec(kind, state.standing, state.standing_more, Icon.CLOCK)),
            *(Piece(FactSpec(name, value), card="facts") for name, value in state.facts),
            Piece(LabelSpec(state.qr_caption, align=Align.CENTER), keep=True),
            Piece(QrCodeSpec(state.qr_content, state.qr_caption), gap=8),
        ]
        paper = ButtonSpec(state.print, Icon.PRINTER, enabled=not state.print_reason, reason=state.print_reason)
        self.show_parts(StepHeaderSpec(state.title), pieces, state.paging, ActionsSpec(ButtonSpec(state.done), paper))
