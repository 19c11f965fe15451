"""What a look-up says in words, for the page and for the slip."""

from __future__ import annotations

import pytest

from config.texts import Language, Texts
from kiosk.hall_client import Lookup, LookupOutcome
from kiosk.present.progress import present_progress
from kiosk.standing import Standing, standing_of
from offline_queue.model import EntryState, FollowUp
from offline_queue.wire.entries import EntryKind
from tests.kiosk.test_local_progress import known
from tests.screens.samples.progress import NOW, sample_answer, sample_complaint
from tests.screens.stage import sample_catalogue, sample_texts


@pytest.fixture
def zh() -> Texts:
    """The Chinese texts."""
    return sample_texts(Language.ZH)


@pytest.mark.parametrize("item_id", ["senior_allowance", "of_another_catalogue"])
def test_a_case_stands_with_its_item_and_number_as_the_hall_said(zh: Texts, item_id: str) -> None:
    """In the catalogue's words; an item that this terminal does not have is named as the hall names it."""
    catalogue = sample_catalogue()
    answer = sample_answer(item_id, ("delivered", "received"))
    standing = standing_of(zh, catalogue, Lookup(LookupOutcome.FOUND, answer=answer), NOW)
    own = [catalogue.item_name(item, Language.ZH) for item in catalogue.items.values() if item.id == item_id]
    assert [standing.name] == (own or [answer.item_name])
    assert (standing.number, standing.heard_at) == (answer.case_number, answer.hall_time)
    assert [step.state for step in standing.steps] == ["done", "now", "to_come"]
    assert not standing.is_complaint


def test_a_complaint_stands_with_its_number_as_the_hall_said(zh: Texts) -> None:
    """As of the hall's time."""
    answer = sample_complaint()
    standing = standing_of(zh, sample_catalogue(), Lookup(LookupOutcome.FOUND, complaint=answer), NOW)
    assert (standing.name, standing.number) == ("投诉", answer.reference_number)
    assert standing.heard_at == answer.hall_time
    assert standing.is_complaint


def test_what_waits_here_stands_before_what_is_to_come(zh: Texts) -> None:
    """A withdrawal that the hall has not got yet is the newest that is known; a rating is not how a case stands."""
    answer = sample_answer("senior_allowance", ("delivered", "received"))
    waiting = tuple(FollowUp(kind, EntryState.READY, 0.0, None) for kind in (EntryKind.WITHDRAWAL, EntryKind.RATING))
    standing = standing_of(zh, sample_catalogue(), Lookup(LookupOutcome.FOUND, answer=answer, waiting=waiting), NOW)
    assert [step.label for step in standing.steps[2:4]] == ["撤回申请", "评价"]
    assert [step.state for step in standing.steps] == ["done", "now", "now", "now", "to_come"]
    page = present_progress(
        zh,
        item_name=standing.name,
        receipt_number="",
        case_number="",
        steps=standing.steps,
        live=True,
        as_of="",
        message=None,
        printer_ok=True,
    )
    assert page.standing == "撤回申请"


def test_a_complaint_that_only_this_terminal_knows_is_told_as_one(zh: Texts) -> None:
    """Not as a case without a name."""
    local = known(EntryState.READY, kind=EntryKind.COMPLAINT)
    standing = standing_of(zh, sample_catalogue(), Lookup(LookupOutcome.LOCAL_ONLY, local=local), NOW)
    assert (standing.name, standing.is_complaint, standing.heard_at) == ("来件", True, None)


def test_nothing_is_said_of_what_neither_knows(zh: Texts) -> None:
    assert standing_of(zh, sample_catalogue(), Lookup(LookupOutcome.UNKNOWN), NOW) == Standing()
