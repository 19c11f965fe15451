"""The code with which a phone goes on: what to do with it, what is known, how long it leads somewhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonSpec
from screens.components.code_panel import CodePanel, CodePanelSpec
from screens.components.column import PagingWords, Piece
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class PhoneState:
    """What the page shows.

    Attributes:
        code: empty: ``instead`` stands in its place.
        code_name: read aloud.
        live, live_hint: what is known now.
        waiting: whether something is awaited (the ring turns).
        failed: nothing can come any more.
        expiry, fraction: how long the code still holds, in words and of 1.
        note: what becomes of the picture.
        again: another code; empty: not offered.
        leave: not with the phone.
    """

    head: StepHeaderSpec
    code: str = field(repr=False)
    code_name: str
    instead: str
    heading: str
    hints: tuple[str, ...]
    live: str
    live_hint: str
    waiting: bool
    failed: bool
    expiry: str
    fraction: float
    note: str
    again: str
    leave: str
    paging: PagingWords


class PhonePage(ColumnPage):
    """Shows the code.

    Signals:
        again_pressed: another code.
        leave_pressed: with the camera after all.
    """

    again_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: PhoneState | None = None
        self._panel = CodePanel(self)
        self.bar.primary_pressed.connect(self.again_pressed)
        self.bar.secondary_pressed.connect(self.leave_pressed)

    def render(self, state: PhoneState) -> None:  # type: ignore[override]
        """Show that state; when only the time went by, only the ring is painted anew."""
        self._panel.show_expiry(state.expiry, state.fraction)
        before, self._state = self._state, state
        if before is not None and replace(before, expiry="", fraction=0) == replace(state, expiry="", fraction=0):
            return
        shown = bool(state.code)
        self._panel.show_spec(
            CodePanelSpec(
                state.code,
                state.code_name,
                "" if shown else state.instead,
                state.heading if shown else "",
                (),
                state.hints if shown else (),
                state.live,
                state.live_hint,
                waiting=state.waiting,
                lost=state.failed,
            )
        )
        again = ButtonSpec(state.again, Icon.RETRY) if state.again else None
        note = Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False), gap=16)
        self.show_parts(state.head, [note], state.paging, ActionsSpec(again, ButtonSpec(state.leave)))

    def forget_text(self) -> None:
        """Let go of everything, the code too."""
        super().forget_text()
        self._state = None

    def stage_least(self) -> int:
        """A phone at arm's length has to read the code."""
        return self.look.px(510)

    def stage_most(self) -> int:
        """Larger is no easier to read, and the words beside it need their room."""
        return self.look.px(760)

    def place_stage(self, area: QRect) -> None:
        """The panel takes the stage."""
        self._panel.setGeometry(area)
