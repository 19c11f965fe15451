"""What staff have to look after in the queue, and what they can do about each entry. Pure.

An entry that the hall turned away is held with the hall's cause; the same bytes can be sent again once that cause is
mended there. ``REFUSED`` is the hall's final word: the same bytes would get the same word, so nothing sends them again.
A reason is one of a closed list, because the ledger has nothing personal; the audit keeps it beside the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from offline_queue.model import EntryState, HoldCause

STAFF_PREFIX = "staff"


class Care(StrEnum):
    """What an entry needs. Texts: ``queue.care.<value>`` and ``queue.care_cure.<value>``."""

    NOTHING = "nothing"
    """It is with the hall."""
    WAITS = "waits"
    """It is sent by itself; staff may hold it."""
    HELD_HERE = "held_here"
    """Staff held it by hand."""
    TURNED_AWAY = "turned_away"
    """The hall did not take it; it can be sent again."""
    DAMAGED = "damaged"
    """Its sealed file cannot be read whole: the resident has to hand it in again."""
    FINAL = "final"
    """The hall's final word: the resident has to hand it in again."""


class CareAct(StrEnum):
    """What staff can do with an entry."""

    HOLD = "hold"
    RELEASE = "release"
    RESEND = "resend"


class StaffReason(StrEnum):
    """Why staff did it. Texts: ``queue.reason.<value>``."""

    RESIDENT_ASKED = "resident_asked"
    CONTENT_IN_DOUBT = "content_in_doubt"
    HALL_ASKED = "hall_asked"
    CHECKED = "checked"
    HALL_MENDED = "hall_mended"


REASONS: Mapping[CareAct, tuple[StaffReason, ...]] = {
    CareAct.HOLD: (StaffReason.RESIDENT_ASKED, StaffReason.CONTENT_IN_DOUBT, StaffReason.HALL_ASKED),
    CareAct.RELEASE: (StaffReason.CHECKED, StaffReason.RESIDENT_ASKED, StaffReason.HALL_ASKED),
    CareAct.RESEND: (StaffReason.HALL_MENDED, StaffReason.HALL_ASKED, StaffReason.CHECKED),
}
"""The reasons of each act, the usual one first."""


def care_of(state: EntryState, cause: str | None) -> Care:
    """Say what an entry needs; ``cause`` as the ledger has it."""
    match state:
        case EntryState.READY | EntryState.REGISTERED:
            return Care.WAITS
        case EntryState.HELD:
            return _held(cause)
        case EntryState.REFUSED:
            return Care.FINAL
        case EntryState.DELIVERED | EntryState.PURGED:
            return Care.NOTHING
        case _:
            assert_never(state)


def act_for(care: Care) -> CareAct | None:
    """Say what staff can do; None: nothing that would help."""
    match care:
        case Care.WAITS:
            return CareAct.HOLD
        case Care.HELD_HERE:
            return CareAct.RELEASE
        case Care.TURNED_AWAY:
            return CareAct.RESEND
        case Care.NOTHING | Care.DAMAGED | Care.FINAL:
            return None
        case _:
            assert_never(care)


def cause_text(reason: StaffReason | None) -> str:
    """Return how the ledger keeps it that staff did something, and why."""
    return STAFF_PREFIX if reason is None else f"{STAFF_PREFIX}/{reason.value}"


def reason_of(cause: str | None) -> StaffReason | None:
    """Return staff's reason out of the ledger's words; None where there is none, or one of a later version."""
    prefix, _, word = (cause or "").partition("/")
    return next((one for one in StaffReason if prefix == STAFF_PREFIX and one.value == word), None)


def hold_cause_of(cause: str | None) -> HoldCause | None:
    """Return why an entry is held; None for a cause of a later version."""
    word = (cause or "").partition("/")[0]
    return next((one for one in HoldCause if one.value == word), None)


def _held(cause: str | None) -> Care:
    match hold_cause_of(cause):
        case HoldCause.STAFF:
            return Care.HELD_HERE
        case HoldCause.BLOB_DAMAGED:
            return Care.DAMAGED
        case _:
            return Care.TURNED_AWAY
