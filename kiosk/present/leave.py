"""What the page says that asks before something entered is lost."""

from __future__ import annotations

from config.texts import Texts
from screens.components.state_card import StateCardSpec, StateKind
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.pages.leave import LeaveState


def present_leave(texts: Texts, *, entered: bool) -> LeaveState:
    """The question; ``entered``: whether anything was entered that would be lost."""
    key = "leave.entered" if entered else "leave.nothing"
    kind = StateKind.ERROR if entered else StateKind.GOOD
    return LeaveState(
        head=StepHeaderSpec(texts("leave.title")),
        card=StateCardSpec(kind, texts(key), texts(f"{key}.reason"), icon=Icon.EXIT),
        stay=texts("leave.stay"),
        leave=texts("leave.leave"),
    )
