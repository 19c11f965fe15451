"""Signing by hand on the screen: an image of the strokes, no more than that."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.ink_field import InkField, InkSpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role

CLEAR, UNDO, STAFF = "clear", "undo", "staff"
LOWER_SHARE = 0.5
"""How much of what is within reach the field takes."""


@dataclass(frozen=True, slots=True)
class SignatureState:
    """The whole page; ``done_reason`` says why it is not enough yet, and is empty when it is."""

    head: StepHeaderSpec
    ink: InkSpec = field(repr=False)
    note: str
    clear: str
    undo: str
    staff: str
    drawn: bool
    done: str
    done_reason: str
    back: str
    paging: PagingWords


class SignaturePage(ColumnPage):
    """Between the review and the sealing.

    Signals:
        stroke_drawn: one more stroke, its points 0 to 1 of the field.
        cleared: begin anew.
        undone: without the last stroke.
        staff_pressed: sign on paper with staff instead.
        done_pressed: this is the signature.
        back_pressed: once more to the review.
    """

    stroke_drawn = Signal(object)
    cleared = Signal()
    undone = Signal()
    staff_pressed = Signal()
    done_pressed = Signal()
    back_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = InkField(self)
        self._field.stroke_ended.connect(self.stroke_drawn)
        self.bar.primary_pressed.connect(self.done_pressed)
        self.bar.secondary_pressed.connect(self.back_pressed)
        self.column.pressed.connect(self._on_pressed)

    @property
    def field(self) -> InkField:
        """Where the strokes are made."""
        return self._field

    def forget_text(self) -> None:
        """Let go of the strokes, too."""
        super().forget_text()
        self._field.forget_text()

    def render(self, state: SignatureState) -> None:  # type: ignore[override]
        """Show that state."""
        self._field.show_spec(state.ink)
        pieces = [
            Piece(ButtonSpec(state.undo, Icon.BACKSPACE, enabled=state.drawn), key=UNDO, across=2),
            Piece(ButtonSpec(state.clear, Icon.CROSS, enabled=state.drawn), key=CLEAR, across=2),
            Piece(ButtonSpec(state.staff, Icon.PERSON), key=STAFF, gap=16),
            Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False), gap=16),
        ]
        done = ButtonSpec(state.done, Icon.LOCK, enabled=not state.done_reason, reason=state.done_reason)
        self.show_parts(state.head, pieces, state.paging, ActionsSpec(done, ButtonSpec(state.back)))

    def stage_least(self) -> int:
        """Room for a name."""
        return self.look.px(380)

    def stage_most(self) -> int:
        """A signature needs no more."""
        return self.look.px(640)

    def stage_area(self, areas: list[QRect]) -> QRect | None:
        """In lower reach the field lies where hands reach, too."""
        if self.look.landscape or not self.look.lower_reach:
            return super().stage_area(areas)
        touch, gap = areas[1], self.look.px(20)
        height = round(touch.height() * LOWER_SHARE)
        areas[1] = touch.adjusted(0, height + gap, 0, 0)
        return QRect(touch.x(), touch.y(), touch.width(), height)

    def place_stage(self, area: QRect) -> None:
        """The field."""
        height = min(area.height(), self.stage_most())
        self._field.set_look(self.look)
        self._field.setGeometry(QRect(area.x(), area.y(), area.width(), height))

    def _on_pressed(self, key: str) -> None:
        signal = {CLEAR: self.cleared, UNDO: self.undone, STAFF: self.staff_pressed}[key]
        signal.emit()
