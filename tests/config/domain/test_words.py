"""Code sets and case states: words are stored, numbers are looked up, traps are tested."""

from __future__ import annotations

import json

import pytest

from config.domain.case_state import CaseState, SetBy
from config.domain.code_sets import (
    CaseType,
    Channel,
    CodedEnum,
    ItemType,
    Necessity,
    Satisfaction,
    SubjectDetail,
)


def test_words_are_stored() -> None:
    """A member is its word, in JSON and in text."""
    assert json.dumps([ItemType.PUBLIC_SERVICE]) == '["public_service"]'
    assert str(ItemType("public_service")) == "public_service"


def test_satisfaction_runs_in_opposite_directions() -> None:
    """The trap that turns every praise into a complaint."""
    assert (Satisfaction.VERY_SATISFIED.gb, Satisfaction.VERY_SATISFIED.platform) == ("1", "5")
    assert Satisfaction.from_gb("1") is Satisfaction.VERY_SATISFIED
    assert Satisfaction.from_platform("1") is Satisfaction.VERY_DISSATISFIED
    assert [level for level in Satisfaction if level.negative] == ["dissatisfied", "very_dissatisfied"]


def test_subject_codes_five_and_six_differ() -> None:
    """5 is an organ in the standard and an unincorporated enterprise on the platforms."""
    assert SubjectDetail.from_gb("5") is SubjectDetail.ADMINISTRATIVE_ORGAN
    assert SubjectDetail.from_platform("5") is SubjectDetail.UNINCORPORATED_ENTERPRISE
    assert SubjectDetail.from_gb("6") is SubjectDetail.OTHER
    assert SubjectDetail.from_platform("6") is SubjectDetail.ADMINISTRATIVE_ORGAN


def test_a_terminal_has_no_channel_code_of_its_own() -> None:
    """The standard counts it as other; the platforms have no number."""
    assert (Channel.KIOSK.gb, Channel.KIOSK.platform) == ("9", None)


def test_sets_without_numbers() -> None:
    """The standard has yes and no only where the platforms have three kinds."""
    assert Necessity.DEFERRABLE.gb is None
    assert Necessity.from_platform("3") is Necessity.DEFERRABLE


@pytest.mark.parametrize("words", [ItemType, CaseType, Satisfaction, SubjectDetail])
def test_codes_are_unique_in_each_table(words: type[CodedEnum]) -> None:
    """No number means two words."""
    for codes in ([w.gb for w in words if w.gb], [w.platform for w in words if w.platform]):
        assert len(set(codes)) == len(codes)


def test_unknown_codes() -> None:
    """A number that a table does not have is an error, not a guess."""
    with pytest.raises(LookupError, match="GB/T 39046"):
        ItemType.from_gb("99")
    with pytest.raises(LookupError, match="platform"):
        CaseType.from_platform("9")


def test_only_the_receiving_system_says_accepted() -> None:
    """Everything from received on is reserved."""
    own = [state for state in CaseState if not state.reserved]
    assert own == ["draft", "queued", "sending", "delivered", "handed_over", "withdrawn", "expired"]
    assert CaseState.ACCEPTED.set_by is SetBy.SYSTEM
    assert CaseState.DELIVERED.set_by is SetBy.KIOSK_ON_VERIFIED_REPLY


def test_accepted_needs_its_document() -> None:
    """The word stands only beside the number of the acceptance document."""
    assert [state for state in CaseState if state.needs_document_number] == [CaseState.ACCEPTED]
