"""The tables of finding, of asking how a case stands, and of a visit as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from kiosk.flows.apply.flow import NO_WAY_BACK
from kiosk.flows.apply.table import APPLY_TABLE, ApplyEvent, ApplyState
from kiosk.flows.booking_flow import BOOKING_TABLE, BookingEvent, BookingStep
from kiosk.flows.certificate_flow import CERTIFICATE_TABLE, CertificateEvent, CertificateStep
from kiosk.flows.checklist_flow import CHECKLIST_TABLE, ChecklistEvent, ChecklistState
from kiosk.flows.find_flow import FIND_TABLE, FindEvent, FindState
from kiosk.flows.help_flow import HELP_TABLE, HelpEvent, HelpState
from kiosk.flows.machine import reachable
from kiosk.flows.opinion_flow import OPINION_TABLE, OpinionEvent, OpinionState
from kiosk.flows.progress_flow import PROGRESS_TABLE, ProgressEvent, ProgressState
from kiosk.flows.visit_table import VISIT_TABLE, VisitEvent, VisitState

Table = Mapping[tuple[Any, Any], Any]
TABLES = [
    pytest.param(FIND_TABLE, FindState, FindEvent, FindState.HOME, id="find"),
    pytest.param(PROGRESS_TABLE, ProgressState, ProgressEvent, ProgressState.ASKING, id="progress"),
    pytest.param(OPINION_TABLE, OpinionState, OpinionEvent, OpinionState.CHOOSING, id="opinion"),
    pytest.param(CHECKLIST_TABLE, ChecklistState, ChecklistEvent, ChecklistState.TICKING, id="checklist"),
    pytest.param(BOOKING_TABLE, BookingStep, BookingEvent, BookingStep.CHOOSING, id="booking"),
    pytest.param(CERTIFICATE_TABLE, CertificateStep, CertificateEvent, CertificateStep.ITEM, id="certificate"),
    pytest.param(HELP_TABLE, HelpState, HelpEvent, HelpState.ASKING, id="help"),
    pytest.param(VISIT_TABLE, VisitState, VisitEvent, VisitState.RESTING, id="visit"),
    pytest.param(APPLY_TABLE, ApplyState, ApplyEvent, ApplyState.ADMISSION, id="apply"),
]


@pytest.mark.parametrize(("table", "states", "events", "start"), TABLES)
def test_every_state_is_reached_and_every_event_is_used(
    table: Table, states: type[StrEnum], events: type[StrEnum], start: StrEnum
) -> None:
    """Nothing in a table is there for nothing."""
    assert reachable(table, start) == frozenset(states)
    assert {event for _, event in table} == set(events)


@pytest.mark.parametrize("state", [state for state in VisitState if state is not VisitState.RESTING])
def test_every_state_of_a_visit_leads_to_rest(state: VisitState) -> None:
    """In one step, by leaving; and by time, where there is a countdown."""
    ways = {
        event for (source, event), target in VISIT_TABLE.items() if source is state and target is VisitState.RESTING
    }
    assert VisitEvent.LEFT in ways
    assert (VisitEvent.TIME_UP in ways) is (state is not VisitState.CALLING)


@pytest.mark.parametrize("state", [state for state in ApplyState if state not in NO_WAY_BACK])
def test_back_is_in_the_table_wherever_it_can_be_pressed(state: ApplyState) -> None:
    """The first page leads to the guide, which is outside the table."""
    assert (state, ApplyEvent.BACK) in APPLY_TABLE or state is ApplyState.PRIVACY


@pytest.mark.parametrize("state", NO_WAY_BACK)
def test_there_is_no_back_where_it_cannot_be_pressed(state: ApplyState) -> None:
    """And none is waiting in the table for a late touch."""
    assert (state, ApplyEvent.BACK) not in APPLY_TABLE
