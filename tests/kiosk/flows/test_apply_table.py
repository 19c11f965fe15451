"""The table of steps leads everywhere it should and nowhere else."""

import pytest

from kiosk.flows.apply.table import APPLY_TABLE, NOTHING_TO_LOSE, STEP_NUMBER, ApplyEvent, ApplyState
from kiosk.flows.machine import TransitionMissingError, reachable, step


def test_every_state_can_be_reached() -> None:
    """No dead rooms."""
    assert reachable(APPLY_TABLE, ApplyState.ADMISSION) == frozenset(ApplyState)


def test_every_event_is_used() -> None:
    """No event that nothing answers."""
    assert {event for _, event in APPLY_TABLE} == set(ApplyEvent)


def test_every_state_leads_on_but_the_last_ones() -> None:
    """A resident is never stuck; the two ends are left by the plinth."""
    ends = {state for state in ApplyState if not any(source is state for source, _ in APPLY_TABLE)}
    assert ends == {ApplyState.TURNED_AWAY, ApplyState.GOODBYE}


def test_nothing_leads_back_from_a_stored_case() -> None:
    """A stored case is never sealed again."""
    after = reachable(APPLY_TABLE, ApplyState.SENDING) | reachable(APPLY_TABLE, ApplyState.SEALED)
    assert ApplyState.SEALING not in after
    assert ApplyState.REVIEW not in after


def test_a_person_is_always_confirmed_before_the_form() -> None:
    """Only the check page leads into the form from in front of it."""
    into_form = {source for (source, _), target in APPLY_TABLE.items() if target is ApplyState.FORM}
    checks = {ApplyState.CHECK, ApplyState.HELPER_CHECK}
    assert into_form == {*checks, ApplyState.COMMITMENT, ApplyState.MATERIALS, ApplyState.REVIEW}


def test_every_state_has_a_step_number_and_leaving_is_decided() -> None:
    """The ring shows a number everywhere."""
    assert set(STEP_NUMBER) == set(ApplyState)
    assert ApplyState.FORM not in NOTHING_TO_LOSE


def test_an_event_that_is_not_allowed_is_a_typed_error() -> None:
    """And it names both."""
    with pytest.raises(TransitionMissingError, match="no transition from privacy on confirmed"):
        step(APPLY_TABLE, ApplyState.PRIVACY, ApplyEvent.CONFIRMED)
