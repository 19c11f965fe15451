"""A person is wanted at a terminal and nobody heard its bell: told to the hall, live. Nothing about the resident.

The terminal makes the id; the same call again gets the same answer. Who calls and where it stands is the signature's.
"""

from __future__ import annotations

from enum import StrEnum

from offline_queue.wire.fields import Uuid, WireAnswer, WireRequest
from offline_queue.wire.times import UtcTime


class StaffCallReason(StrEnum):
    """Where help is wanted."""

    HELP = "help"
    IDENTITY = "identity"
    """A card is to be looked at by a person."""


class StaffCallState(StrEnum):
    """What became of a call."""

    WAITING = "waiting"
    ANSWERED = "answered"
    """Somebody of the staff has seen it."""
    CLOSED = "closed"
    """The terminal took it back, or staff are done with it."""


class StaffCallRequest(WireRequest):
    """Body of ``POST /v1/staff-calls``."""

    call_id: Uuid
    reason: StaffCallReason


class StaffCallAnswer(WireAnswer):
    """How a call stands; also the answer of ``GET`` and ``DELETE /v1/staff-calls/{call_id}``."""

    call_id: Uuid
    state: StaffCallState
    hall_time: UtcTime
