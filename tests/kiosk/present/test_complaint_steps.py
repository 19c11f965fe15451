"""What the progress page says of a complaint, a suggestion or an enquiry."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.texts import Language, Texts
from kiosk.hall_client import Lookup, LookupOutcome
from kiosk.present.complaint import complaint_name, describe_complaint
from kiosk.standing import standing_of
from tests.screens.samples.progress import NOW, sample_complaint
from tests.screens.stage import sample_catalogue, sample_texts

NAMES = {"complaint": "投诉", "suggestion": "建议", "enquiry": "咨询", "praise": "来件"}


@pytest.fixture
def zh() -> Texts:
    """The Chinese texts."""
    return sample_texts(Language.ZH)


@pytest.mark.parametrize("category", NAMES)
def test_a_complaint_is_named_by_its_category(zh: Texts, category: str) -> None:
    """One that this program does not know is a message."""
    assert complaint_name(zh, sample_complaint(category=category)) == NAMES[category]


@pytest.mark.parametrize("language", Language)
def test_a_received_complaint_is_now_received_and_later_dealt_with(language: Language) -> None:
    """It is never said to be accepted; the time is that of the terminal's zone."""
    texts = sample_texts(language)
    received, following = describe_complaint(texts, sample_complaint(), NOW)
    assert (received.state, following.state) == ("now", "to_come")
    assert received.label == {Language.ZH: "已收到，尚未受理", Language.EN: "Received, not yet accepted"}[language]
    assert received.when == texts("progress.time", month=11, day=24, clock="10:31")


def test_files_that_are_still_on_the_way_are_told(zh: Texts) -> None:
    assert describe_complaint(zh, sample_complaint(complete=False), NOW)[0].detail == zh("progress.incomplete")


def test_a_state_without_words_is_a_change_and_promises_nothing(zh: Texts) -> None:
    received, changed = describe_complaint(zh, sample_complaint("passed_on"), NOW)
    assert (received.state, changed.state) == ("done", "now")
    assert received.label == "已收到"
    assert "passed" not in changed.label
    assert changed.when == ""


@pytest.mark.parametrize("known", [True, False])
def test_an_answered_one_says_since_when_and_promises_nothing_more(zh: Texts, known: bool) -> None:
    """As far as the hall says when."""
    at = NOW - timedelta(days=2)
    answer = sample_complaint("answered").model_copy(update={"answered_at": at if known else None})
    received, answered = describe_complaint(zh, answer, NOW)
    assert (received.state, answered.state, answered.label) == ("done", "done", "已答复")
    assert answered.when == ("11月29日 15:42" if known else "")


def test_an_answer_that_can_be_read_here_is_said_to_stand_here(zh: Texts) -> None:
    """Nobody is sent to the window for it."""
    told = sample_complaint("answered").model_copy(update={"answered_at": NOW, "answer": "已增开窗口。"})
    assert describe_complaint(zh, told, NOW)[-1].detail == "答复内容显示在本页"
    assert (
        standing_of(zh, sample_catalogue(), Lookup(LookupOutcome.FOUND, complaint=told), NOW).answer == "已增开窗口。"
    )
