"""What the page says while somebody waits for a person. It promises nothing that is not known."""

from __future__ import annotations

from config.texts import Texts
from kiosk.present.paging import present_paging
from screens.components.step_header import StepHeaderSpec
from screens.pages.staff_call import StaffCallState


def present_staff_call(texts: Texts, *, station: str, waited_s: int, entrance: bool = False) -> StaffCallState:
    """The page after so many seconds.

    Args:
        texts: in the language of the visit.
        station: where the terminal stands, ready to read.
        waited_s: seconds since the call.
        entrance: whether staff may go on to their own side from here.
    """
    minutes, seconds = divmod(waited_s, 60)
    return StaffCallState(
        head=StepHeaderSpec(texts("staff_call.title")),
        sub=texts("staff_call.sub"),
        waited=texts("staff_call.waited", minutes=minutes, seconds=seconds),
        turn=seconds / 60,
        facts=(
            (texts("staff_call.where"), station),
            (texts("staff_call.who"), texts("staff_call.who.value")),
            (texts("staff_call.how"), texts("staff_call.how.value")),
        ),
        danger=texts("staff_call.danger"),
        danger_numbers=texts("staff_call.danger.numbers"),
        cancel=texts("staff_call.cancel"),
        staff=texts("staff_call.entrance") if entrance else "",
        paging=present_paging(texts),
    )
