"""What the page says while somebody waits for a person. It promises nothing that is not known."""

from __future__ import annotations

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.remote_call import RemoteState
from screens.components.step_header import StepHeaderSpec
from screens.pages.staff_call import StaffCallState

_HOW = {
    RemoteState.TOLD: "staff_call.how.told",
    RemoteState.SEEN: "staff_call.how.seen",
    RemoteState.UNREACHABLE: "staff_call.how.unreachable",
}
"""Elsewhere the bell rings alone."""


def present_staff_call(
    texts: Texts,
    *,
    station: str,
    waited_s: int,
    entrance: bool = False,
    remote: RemoteState = RemoteState.NONE,
) -> StaffCallState:
    """The page after so many seconds.

    Args:
        texts: in the language of the visit.
        station: where the terminal stands, ready to read.
        waited_s: seconds since the call.
        entrance: whether staff may go on to their own side from here.
        remote: what is known of the call at the hall.
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
            (texts("staff_call.how"), texts(_HOW.get(remote, "staff_call.how.value"))),
        ),
        danger=texts("staff_call.danger"),
        danger_numbers=texts("staff_call.danger.numbers"),
        cancel=texts("staff_call.cancel"),
        staff=texts("staff_call.entrance") if entrance else "",
        paging=present_paging(texts),
    )
