"""A visit as a whole: resting, serving, and the three questions that lie over the service. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class VisitState(StrEnum):
    """What the terminal is doing."""

    RESTING = "resting"
    """The idle picture; nobody is known."""
    SERVING = "serving"
    WARNING = "warning"
    """The time is nearly up: is anybody still there?"""
    CALLING = "calling"
    """Waiting for staff; no countdown."""
    ASKING = "asking"
    """Leave without handing in what was entered?"""


class VisitEvent(StrEnum):
    """What happened."""

    TOUCHED = "touched"
    TIME_SHORT = "time_short"
    STAYED = "stayed"
    TIME_UP = "time_up"
    CALLED = "called"
    CALL_ENDED = "call_ended"
    STAFF_CAME = "staff_came"
    """Somebody with the code was called and takes over; nothing was entered before."""
    LEAVE_ASKED = "leave_asked"
    LEFT = "left"


_S, _E = VisitState, VisitEvent

VISIT_TABLE: Mapping[tuple[VisitState, VisitEvent], VisitState] = {
    (_S.RESTING, _E.TOUCHED): _S.SERVING,
    (_S.SERVING, _E.TIME_SHORT): _S.WARNING,
    (_S.SERVING, _E.TIME_UP): _S.RESTING,
    (_S.SERVING, _E.CALLED): _S.CALLING,
    (_S.SERVING, _E.LEAVE_ASKED): _S.ASKING,
    (_S.SERVING, _E.LEFT): _S.RESTING,
    (_S.WARNING, _E.STAYED): _S.SERVING,
    (_S.WARNING, _E.TIME_UP): _S.RESTING,
    (_S.WARNING, _E.CALLED): _S.CALLING,
    (_S.WARNING, _E.LEFT): _S.RESTING,
    (_S.CALLING, _E.CALL_ENDED): _S.SERVING,
    (_S.CALLING, _E.STAFF_CAME): _S.SERVING,
    (_S.CALLING, _E.LEFT): _S.RESTING,
    (_S.ASKING, _E.STAYED): _S.SERVING,
    (_S.ASKING, _E.TIME_UP): _S.RESTING,
    (_S.ASKING, _E.CALLED): _S.CALLING,
    (_S.ASKING, _E.LEFT): _S.RESTING,
}
