"""How a case stands: what it is, the time line, and where that is known from."""

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
from screens.components.moment_line import MomentSpec
from screens.components.step_header import StepHeaderSpec
from screens.components.timeline import TimelineEntry
from screens.icons import Icon
from screens.look import Role

CORRECT = "correct"
WITHDRAW = "withdraw"
"""The keys of the buttons in the column."""


@dataclass(frozen=True, slots=True)
class ProgressState:
    """What the page shows.

    Attributes:
        facts: receipt number and, when there is one, case number.
        standing: the state that the case is in now, and its detail.
        source: where this is known from and as of when; ``live`` or remembered here.
        message: something that went wrong; empty: nothing.
        answer, answer_title: what staff answered, in pieces that fit on a page each, and what stands above it.
        correct: the button that leads to handing in what is to be corrected; empty: it is not there.
        withdraw: the button that leads to asking the case back, and why it cannot be pressed; empty: not there.
    """

    head: StepHeaderSpec
    standing: str
    standing_detail: str = field(repr=False)
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    steps: tuple[TimelineEntry, ...] = field(repr=False)
    live: bool
    source: str
    note: str
    message: str
    print: str
    print_reason: str
    done: str
    paging: PagingWords
    answer_title: str = ""
    answer: tuple[str, ...] = field(default=(), repr=False)
    correct: str = ""
    withdraw: str = ""
    withdraw_reason: str = ""


class ProgressPage(ColumnPage):
    """The answer to a look-up.

    Signals:
        print_pressed: on paper, please.
        done_pressed: seen.
        correct_pressed: hand in now what the department asks for.
        withdraw_pressed: the case shall be taken back.
    """

    print_pressed = Signal()
    done_pressed = Signal()
    correct_pressed = Signal()
    withdraw_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.primary_pressed.connect(self.done_pressed)
        self.bar.secondary_pressed.connect(self.print_pressed)
        self.column.pressed.connect(self._on_pressed)

    def render(self, state: ProgressState) -> None:  # type: ignore[override]
        """Show that state."""
        pieces = []
        if state.message:
            pieces.append(Piece(BannerSpec(BannerKind.WARN, state.message)))
        if state.standing:
            icon = Icon.DOC if state.live else Icon.CLOCK
            kind = BannerKind.GOOD if state.live else BannerKind.PLAIN
            pieces.append(Piece(BannerSpec(kind, state.standing, state.standing_detail, icon)))
        if state.answer:
            pieces.append(Piece(LabelSpec(state.answer_title, Role.BODY, bold=True), keep=True))
            pieces += [Piece(LabelSpec(one, Role.BODY, bold=False), gap=12) for one in state.answer]
        if state.correct:
            pieces.append(Piece(ButtonSpec(state.correct, Icon.PENCIL), key=CORRECT))
        pieces += [Piece(FactSpec(name, value), card="facts") for name, value in state.facts]
        last = len(state.steps) - 1
        pieces += [
            Piece(MomentSpec(step, index == 0, index == last), card="steps") for index, step in enumerate(state.steps)
        ]
        icon = Icon.INFO if state.live else Icon.OFFLINE
        pieces.append(Piece(LabelSpec(state.source, Role.BODY, "ink" if state.live else "warn", icon=icon)))
        pieces.append(Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.MESSAGE, bold=False), gap=12))
        if state.withdraw:
            usable, why = not state.withdraw_reason, state.withdraw_reason
            pieces.append(Piece(ButtonSpec(state.withdraw, Icon.BACK, enabled=usable, reason=why), key=WITHDRAW))
        sheet = ButtonSpec(state.print, Icon.PRINTER, enabled=not state.print_reason, reason=state.print_reason)
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(ButtonSpec(state.done), sheet))

    def _on_pressed(self, key: str) -> None:
        if key == CORRECT:
            self.correct_pressed.emit()
        elif key == WITHDRAW:
            self.withdraw_pressed.emit()
