"""What was read from the card or typed, masked, for the resident to check."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.entry import EntrySpec
from screens.components.fact import FactSpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.components.tag import TagSpec
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class IdCheckRow:
    """One line; ``ok`` None: nothing was judged."""

    label: str
    text: str = field(repr=False)
    ok: bool | None = None


@dataclass(frozen=True, slots=True)
class IdCheckNotice:
    """Something to attend to before going on."""

    sentence: str
    reason: str
    icon: Icon
    kind: BannerKind = BannerKind.WARN


@dataclass(frozen=True, slots=True)
class IdCheckState:
    """What the page shows; name and number come masked."""

    head: StepHeaderSpec
    notices: tuple[IdCheckNotice, ...]
    applicant: str
    name: str = field(repr=False)
    source: TagSpec = field(repr=False)
    rows: tuple[IdCheckRow, ...] = field(repr=False)
    note: str
    again: str
    confirm: str
    paging: PagingWords


class IdCheckPage(ColumnPage):
    """Still the third step.

    Signals:
        confirmed: it is right.
        reread_pressed: it is wrong; read or type again.
    """

    confirmed = Signal()
    reread_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.confirmed)
        self.bar.secondary_pressed.connect(self.reread_pressed)

    def render(self, state: IdCheckState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = [
            Piece(BannerSpec(notice.kind, notice.sentence, notice.reason, notice.icon)) for notice in state.notices
        ]
        pieces.append(Piece(EntrySpec(state.name, Icon.PERSON, state.applicant, (state.source,)), card="person"))
        for row in state.rows:
            mark = None if row.ok is None else Icon.CHECK_CIRCLE if row.ok else Icon.WARNING
            pieces.append(Piece(FactSpec(row.label, row.text, mark=mark, warn=row.ok is False), card="person"))
        pieces.append(Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.EYE_OFF, bold=False), gap=32))
        actions = ActionsSpec(ButtonSpec(state.confirm, icon_after=Icon.FORWARD), ButtonSpec(state.again))
        self.show_parts(state.head, pieces, state.paging, actions)
