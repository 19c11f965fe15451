"""Everything once more, masked, with what will happen when it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.choice import ChoiceSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.section import SectionSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon

REVEAL, DEFERRAL = "reveal", "deferral"
"""The keys of what is pressed beside the sections."""


@dataclass(frozen=True, slots=True)
class ReviewBlock:
    """One section with its button for changing it; the values are masked unless the resident asked to see them."""

    id: str
    title: str
    edit: str
    edit_name: str
    rows: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReviewBanner:
    """What will happen with the papers, and what that means."""

    sentence: str
    reason: str
    warn: bool
    icon: Icon


@dataclass(frozen=True, slots=True)
class ReviewWish:
    """Something that may be asked for; never ticked beforehand."""

    label: str
    sub: str
    given: bool


@dataclass(frozen=True, slots=True)
class ReviewState:
    """The whole page; an empty ``confirm`` means that it cannot be confirmed now."""

    head: StepHeaderSpec
    banners: tuple[ReviewBanner, ...]
    blocks: tuple[ReviewBlock, ...] = field(repr=False)
    deferral: ReviewWish | None
    reveal: str
    revealed: bool
    window: str
    confirm: str
    confirm_usable: bool
    paging: PagingWords


class ReviewPage(ColumnPage):
    """The sixth step.

    Signals:
        edit_pressed: a section shall be changed, by its id.
        reveal_pressed: show it clear for a moment.
        deferral_toggled: the wish to hand in secondary papers afterwards is now given or not.
        confirm_pressed: it is right, seal it.
        window_pressed: the resident goes to a window instead.
    """

    edit_pressed = Signal(str)
    reveal_pressed = Signal()
    deferral_toggled = Signal(bool)
    confirm_pressed = Signal()
    window_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = False
        self.bar.primary_pressed.connect(self.confirm_pressed)
        self.bar.secondary_pressed.connect(self.window_pressed)
        self.column.pressed.connect(self._on_pressed)

    def render(self, state: ReviewState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = []
        for banner in state.banners:
            kind = BannerKind.WARN if banner.warn else BannerKind.GOOD
            pieces.append(Piece(BannerSpec(kind, banner.sentence, banner.reason, banner.icon)))
        for block in state.blocks:
            head = SectionSpec(block.title, block.edit, block.edit_name)
            pieces.append(Piece(head, key=block.id, card=block.id, keep=True, reach=True))
            pieces += [Piece(FactSpec(name, value), card=block.id, reach=True) for name, value in block.rows]
        if state.deferral is not None:
            self._asked = state.deferral.given
            wish = ChoiceSpec(state.deferral.label, state.deferral.sub, selected=self._asked, many=True)
            pieces.append(Piece(wish, key=DEFERRAL))
        icon = Icon.EYE_OFF if state.revealed else Icon.EYE
        reveal = ButtonSpec(state.reveal, icon, enabled=not state.revealed)
        pieces.append(Piece(reveal, key=REVEAL))
        confirm = ButtonSpec(state.confirm, Icon.LOCK, enabled=state.confirm_usable)
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(confirm, ButtonSpec(state.window)))

    def _on_pressed(self, key: str) -> None:
        if key == REVEAL:
            self.reveal_pressed.emit()
        elif key == DEFERRAL:
            self.deferral_toggled.emit(not self._asked)
        else:
            self.edit_pressed.emit(key)
