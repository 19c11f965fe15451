"""Whether a case can be asked back from here, and what that means for it. Pure.

Sources: domain guide 6.1 and 6.3 (6); glossary, section 4: before delivery a case is withdrawn at the terminal, after
it the receiving system or the department says what becomes of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from config.domain.case_state import CaseState
from offline_queue.model import EntryState, FollowUp, LocalProgress
from offline_queue.wire.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.hall_client import Lookup
    from offline_queue.wire.progress import ProgressAnswer


class Reach(StrEnum):
    """How far a case has come that can be asked back."""

    HERE = "here"
    """It has not been delivered; the request follows it."""
    HALL = "hall"
    """It was delivered, and no department has said anything of it."""
    BEGUN = "begun"
    """A department has begun: whether it ends is its to say."""
    UNKNOWN = "unknown"
    """It was delivered, and the hall cannot be asked how far it is."""


class Bar(StrEnum):
    """Why a case cannot be asked back at this terminal."""

    ASKED = "asked"
    """It was asked back already."""
    DECIDED = "decided"
    ENDED = "ended"
    WITH_STAFF = "with_staff"
    """It could not be sent and is with staff."""
    NOT_NAMED = "not_named"
    """A hall of before does not say by what a withdrawal names the case."""


@dataclass(frozen=True, slots=True)
class Withdrawable:
    """A case that can be asked back, by what an entry names it."""

    case_id: str
    receipt_number: str = field(repr=False)
    reach: Reach


_UNTOUCHED = frozenset({CaseState.QUEUED, CaseState.SENDING, CaseState.DELIVERED})
_DECIDED = frozenset({CaseState.DECIDED, CaseState.APPROVED, CaseState.REFUSED})
_ENDED = frozenset(
    {
        CaseState.CLOSED,
        CaseState.SERVED,
        CaseState.NOT_ACCEPTED,
        CaseState.RETURNED,
        CaseState.WITHDRAWN,
        CaseState.EXPIRED,
    }
)
_DELIVERED = frozenset({EntryState.DELIVERED, EntryState.PURGED})
_WITH_STAFF = frozenset({EntryState.HELD, EntryState.REFUSED})


def withdrawal_of(lookup: Lookup) -> Withdrawable | Bar | None:
    """What can be done about a case that was looked up; None where there is no case (a complaint, nothing found)."""
    if lookup.answer is not None:
        return _of_answer(lookup.answer, lookup.waiting)
    if lookup.local is not None and lookup.local.kind is not EntryKind.COMPLAINT:
        return _of_local(lookup.local)
    return None


def _of_answer(answer: ProgressAnswer, waiting: Iterable[FollowUp]) -> Withdrawable | Bar:
    try:
        state = CaseState(answer.steps[-1].state) if answer.steps else CaseState.DELIVERED
    except ValueError:  # a state that this program does not know: the department is at work
        state = CaseState.UNDER_REVIEW
    if state in _ENDED:
        return Bar.ENDED
    if answer.withdrawal is not None or _asked(waiting):
        return Bar.ASKED
    if state in _DECIDED:
        return Bar.DECIDED
    if state is CaseState.HANDED_OVER:
        return Bar.WITH_STAFF
    if answer.case_id is None:
        return Bar.NOT_NAMED
    return Withdrawable(answer.case_id, answer.receipt_number, Reach.HALL if state in _UNTOUCHED else Reach.BEGUN)


def _of_local(local: LocalProgress) -> Withdrawable | Bar:
    if _asked(local.follow_ups):
        return Bar.ASKED
    if local.state in _WITH_STAFF:
        return Bar.WITH_STAFF
    reach = Reach.UNKNOWN if local.state in _DELIVERED else Reach.HERE
    return Withdrawable(str(local.case_id), str(local.receipt_number), reach)


def _asked(follow_ups: Iterable[FollowUp]) -> bool:
    """Whether a request is on its way or there; one that staff hold may be made anew."""
    return any(one.kind is EntryKind.WITHDRAWAL and one.state not in _WITH_STAFF for one in follow_ups)
