"""A person is wanted and nobody has heard the bell: the hall is told, and asked whether somebody has seen it.

What is told is which terminal it is and a reason code (decisions 2); nothing about the resident. The bell rings on all
the same, and what is not known to have been told is never said to have been.
"""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.stage import PageName

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings
    from kiosk.hall_calls import LiveCallError
    from offline_queue.wire.staff_calls import StaffCallAnswer

LOOK_EVERY_S = 10
"""Between two questions whether somebody has seen it."""
AGAIN_AFTER_S = 30
"""Until a call that did not get through is made again."""
_AT_CARDS = frozenset({PageName.ID_CARD, PageName.MANUAL_ID, PageName.ID_CHECK})


class RemoteState(StrEnum):
    """What is known of the call at the hall; the value is part of the text key."""

    NONE = "none"
    """It was not told yet, or is not told here."""
    TOLD = "told"
    SEEN = "seen"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    """A hall of before, or one that has heard enough of this terminal: the bell rings alone."""


class RemoteCall:
    """One call at a time, for as long as somebody waits at the terminal."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self.state = RemoteState.NONE
        self._call_id = ""
        self._identity = False
        self._asked_at_s: int | None = None

    def begin(self, page: PageName | None) -> None:
        """Somebody waits from now on; ``page`` is where they were."""
        self.state = RemoteState.NONE
        self._call_id = str(uuid.uuid4())
        self._identity = page in _AT_CARDS
        self._asked_at_s = None

    def tick(self, waited_s: int) -> None:
        """A second has gone by; tell the hall when it is time, then ask how the call stands."""
        after_s = self._around.settings.staff.remote_call_after_s
        if not after_s or waited_s < after_s:
            return
        since_s = None if self._asked_at_s is None else waited_s - self._asked_at_s
        if since_s is None or (self.state is RemoteState.UNREACHABLE and since_s >= AGAIN_AFTER_S):
            self._asked_at_s = waited_s
            self._tell()
        elif self.state is RemoteState.TOLD and since_s >= LOOK_EVERY_S:
            self._asked_at_s = waited_s
            call_id = self._call_id
            self._around.hall.ask(lambda calls: calls.look_at_staff_call(call_id), self._on_told, self._on_not_looked)

    def end(self) -> None:
        """Nobody waits any longer; what was told, or may have been, is taken back."""
        call_id, told = self._call_id, self._asked_at_s is not None and self.state is not RemoteState.REFUSED
        self.state, self._call_id, self._asked_at_s = RemoteState.NONE, "", None
        if told:
            self._around.hall.tell(lambda calls: calls.end_staff_call(call_id))

    def _tell(self) -> None:
        from offline_queue.wire.staff_calls import StaffCallReason, StaffCallRequest

        reason = StaffCallReason.IDENTITY if self._identity else StaffCallReason.HELP
        asked = StaffCallRequest(call_id=self._call_id, reason=reason)
        call_id = self._call_id
        self._around.hall.ask(
            lambda calls: calls.call_staff(asked), self._on_told, lambda error: self._on_failed(call_id, error)
        )

    def _on_told(self, told: StaffCallAnswer) -> None:
        from offline_queue.wire.staff_calls import StaffCallState

        if told.call_id == self._call_id:
            waiting = told.state is StaffCallState.WAITING
            self.state = RemoteState.TOLD if waiting else RemoteState.SEEN

    def _on_failed(self, call_id: str, error: LiveCallError) -> None:
        from kiosk.hall_calls import RefusedError

        if call_id == self._call_id:
            self.state = RemoteState.REFUSED if isinstance(error, RefusedError) else RemoteState.UNREACHABLE

    def _on_not_looked(self, _error: LiveCallError) -> None:
        """The call was told; whether somebody has seen it is asked again."""
