"""The voluntary rating: five equal rows, nothing preselected, skipping as easy as sending."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonSpec
from screens.components.chip import ChipSpec
from screens.components.choice import ChoiceSpec
from screens.components.column import PagingWords, Piece
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role

LEVEL, REASON, NAMED = "level:", "reason:", "named:"
"""Beginnings of the keys of what can be pressed."""
_FACES = {
    "very_satisfied": Icon.FACE_VERY_GLAD,
    "satisfied": Icon.FACE_GLAD,
    "fair": Icon.FACE_CALM,
    "dissatisfied": Icon.FACE_SAD,
    "very_dissatisfied": Icon.FACE_VERY_SAD,
}
"""Faces of one size beside the words (domain guide 9: no tricks with size or colour)."""


@dataclass(frozen=True, slots=True)
class RatingChoice:
    """Something that can be chosen."""

    id: str
    label: str
    chosen: bool
    sub: str = ""


@dataclass(frozen=True, slots=True)
class RatingState:
    """What the page shows; ``reasons`` is empty where none are asked for."""

    head: StepHeaderSpec
    sub: str
    levels: tuple[RatingChoice, ...]
    reasons_heading: str
    reasons: tuple[RatingChoice, ...]
    naming: tuple[RatingChoice, ...]
    offline: str
    skip: str
    submit: str
    submit_reason: str
    paging: PagingWords


class RatingPage(ColumnPage):
    """After the case is stored.

    Signals:
        level_chosen: one of the five levels.
        reason_toggled: a reason was chosen or taken back.
        named_chosen: with the case (True) or anonymous.
        submit_pressed: send it.
        skip_pressed: no rating.
    """

    level_chosen = Signal(str)
    reason_toggled = Signal(str)
    submit_pressed = Signal()
    skip_pressed = Signal()
    named_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: RatingState | None = None
        self.bar.primary_pressed.connect(self.submit_pressed)
        self.bar.secondary_pressed.connect(self.skip_pressed)
        self.column.pressed.connect(self._on_pressed)

    def render(self, state: RatingState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        pieces = [Piece(LabelSpec(state.sub, Role.NOTE, "ink2", bold=False))]
        across = 2 if self.look.lower_reach and not self.look.landscape else 1
        pieces += [
            Piece(
                ChoiceSpec(level.label, selected=level.chosen, icon=_FACES[level.id]),
                key=f"{LEVEL}{level.id}",
                across=across,
                gap=16,
            )
            for level in state.levels
        ]
        if state.reasons:
            pieces.append(Piece(LabelSpec(state.reasons_heading, Role.LABEL), keep=True, reach=True, gap=20))
            across = 1 if self.look.senior else 2 if self.look.landscape else 3
            pieces += [
                Piece(ChipSpec(one.label, one.chosen), key=f"{REASON}{one.id}", across=across, gap=12)
                for one in state.reasons
            ]
        pieces += [
            Piece(
                ChoiceSpec(one.label, one.sub, selected=one.chosen),
                key=f"{NAMED}{one.id}",
                across=1 if self.look.senior else 2,
                gap=20,
            )
            for one in state.naming
        ]
        if state.offline:
            label = LabelSpec(state.offline, Role.NOTE, "warn", icon=Icon.OFFLINE, bold=False)
            pieces.append(Piece(label, gap=16, reach=True))
        submit = ButtonSpec(state.submit, enabled=not state.submit_reason, reason=state.submit_reason)
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(submit, ButtonSpec(state.skip), equal=True))

    def look_changed(self) -> None:
        """Large text puts everything below each other."""
        if self._state is not None:
            self.render(self._state)

    def forget_text(self) -> None:
        """Let go of everything."""
        super().forget_text()
        self._state = None

    def _on_pressed(self, key: str) -> None:
        if key.startswith(LEVEL):
            self.level_chosen.emit(key.removeprefix(LEVEL))
        elif key.startswith(REASON):
            self.reason_toggled.emit(key.removeprefix(REASON))
        else:
            self.named_chosen.emit(key == f"{NAMED}named")
