"""Which cases can be asked back from here, and why others cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.hall_client import Lookup, LookupOutcome
from kiosk.withdrawal import Bar, Reach, Withdrawable, withdrawal_of
from offline_queue.model import EntryState, FollowUp
from offline_queue.wire.entries import EntryKind
from offline_queue.wire.progress import WithdrawalProgress
from tests.screens.samples.progress import known_here, sample_answer, sample_complaint

CASE = "fa3c1f0e-8f57-4a6e-9d1e-0b1c9a7f2d10"
NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)


def told(*states: str, waiting: tuple[FollowUp, ...] = (), **more: object) -> Lookup:
    """What the hall says of a case in those states."""
    answer = sample_answer("senior_allowance", states).model_copy(update={"case_id": CASE, **more})
    return Lookup(LookupOutcome.FOUND, answer=answer, waiting=waiting)


def remembered(state: EntryState, *follow_ups: FollowUp, kind: EntryKind = EntryKind.CASE) -> Lookup:
    """What this terminal itself knows."""
    local = replace(known_here(kind), state=state, follow_ups=follow_ups)
    return Lookup(LookupOutcome.LOCAL_ONLY, local=local)


def request(state: EntryState) -> FollowUp:
    return FollowUp(EntryKind.WITHDRAWAL, state, 0.0, None)


@pytest.mark.parametrize(
    ("states", "reach"),
    [
        (("delivered",), Reach.HALL),
        (("delivered", "received"), Reach.BEGUN),
        (("delivered", "received", "correction_required"), Reach.BEGUN),
        (("delivered", "accepted", "under_review"), Reach.BEGUN),
        (("delivered", "a_state_of_later"), Reach.BEGUN),
    ],
)
def test_as_long_as_nothing_is_decided_it_can_be_asked_back(states: tuple[str, ...], reach: Reach) -> None:
    case = withdrawal_of(told(*states))
    assert isinstance(case, Withdrawable)
    assert (case.case_id, case.reach) == (CASE, reach)


@pytest.mark.parametrize(
    ("state", "bar"),
    [
        ("decided", Bar.DECIDED),
        ("approved", Bar.DECIDED),
        ("refused", Bar.DECIDED),
        ("closed", Bar.ENDED),
        ("served", Bar.ENDED),
        ("not_accepted", Bar.ENDED),
        ("returned", Bar.ENDED),
        ("withdrawn", Bar.ENDED),
        ("expired", Bar.ENDED),
        ("handed_over", Bar.WITH_STAFF),
    ],
)
def test_a_state_that_ends_it_says_why(state: str, bar: Bar) -> None:
    assert withdrawal_of(told("delivered", state)) is bar


def test_it_is_asked_once() -> None:
    """Whether the hall knows of the request, or it still waits here; one that staff hold may be made anew."""
    asked = WithdrawalProgress(asked_at=NOW, state="with_department")
    assert withdrawal_of(told("delivered", withdrawal=asked)) is Bar.ASKED
    assert withdrawal_of(told("delivered", waiting=(request(EntryState.READY),))) is Bar.ASKED
    assert withdrawal_of(remembered(EntryState.READY, request(EntryState.READY))) is Bar.ASKED
    assert isinstance(withdrawal_of(remembered(EntryState.READY, request(EntryState.HELD))), Withdrawable)


def test_a_hall_of_before_does_not_name_the_case() -> None:
    assert withdrawal_of(told("delivered", case_id=None)) is Bar.NOT_NAMED


@pytest.mark.parametrize(
    ("state", "reach"),
    [
        (EntryState.READY, Reach.HERE),
        (EntryState.REGISTERED, Reach.HERE),
        (EntryState.DELIVERED, Reach.UNKNOWN),
        (EntryState.PURGED, Reach.UNKNOWN),
    ],
)
def test_without_a_line_what_this_terminal_knows_decides(state: EntryState, reach: Reach) -> None:
    case = withdrawal_of(remembered(state))
    assert isinstance(case, Withdrawable)
    assert case.reach is reach


@pytest.mark.parametrize("state", [EntryState.HELD, EntryState.REFUSED])
def test_what_could_not_be_sent_is_with_staff(state: EntryState) -> None:
    assert withdrawal_of(remembered(state)) is Bar.WITH_STAFF


def test_a_complaint_is_no_case() -> None:
    assert withdrawal_of(Lookup(LookupOutcome.FOUND, complaint=sample_complaint())) is None
    assert withdrawal_of(remembered(EntryState.READY, kind=EntryKind.COMPLAINT)) is None
    assert withdrawal_of(Lookup(LookupOutcome.UNKNOWN)) is None
