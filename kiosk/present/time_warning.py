"""What the page says that asks whether somebody is still there."""

from __future__ import annotations

from config.texts import Texts
from kiosk.present.paging import present_paging
from screens.components.step_header import StepHeaderSpec
from screens.pages.time_warning import TimeWarningState


def present_time_warning(texts: Texts, seconds: int, total: int) -> TimeWarningState:
    """The page with so many seconds left of the warning's whole time."""
    return TimeWarningState(
        head=StepHeaderSpec(texts("time_warning.title")),
        seconds=seconds,
        total=total,
        unit=texts("time_warning.unit"),
        sentence=texts("time_warning.wipe"),
        reason=texts("time_warning.wipe.sub"),
        stay=texts("time_warning.stay"),
        leave=texts("time_warning.leave"),
        paging=present_paging(texts),
    )
