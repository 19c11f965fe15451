"""What a look-up says in words, for the page and for the slip."""

from __future__ import annotations

import pytest

from config.texts import Language, Texts
from kiosk.hall_client import Lookup, LookupOutcome
from kiosk.standing import Standing, standing_of
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


def test_nothing_is_said_of_what_neither_knows(zh: Texts) -> None:
    assert standing_of(zh, sample_catalogue(), Lookup(LookupOutcome.UNKNOWN), NOW) == Standing()
