"""Progress as version 1 asks and answers it is read for ever: the committed sample is never made anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from offline_queue.wire.progress import ComplaintAnswer, ProgressAnswer, ProgressQuery, ProgressReply


@pytest.fixture
def sample() -> dict[str, Any]:
    path = Path(__file__).parent / "samples" / "progress-v1.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def test_a_query_without_the_word_for_complaints_asks_for_none(sample: dict[str, Any]) -> None:
    assert not ProgressQuery.model_validate_json(json.dumps(sample["case_query"])).complaints
    assert ProgressQuery.model_validate_json(json.dumps(sample["complaint_query"])).complaints


@pytest.mark.parametrize(("name", "model"), [("case_answer", ProgressAnswer), ("complaint_answer", ComplaintAnswer)])
def test_an_answer_is_read_as_what_it_is(
    sample: dict[str, Any], name: str, model: type[ProgressAnswer | ComplaintAnswer]
) -> None:
    """As one of both and by itself, and written again with everything that it had."""
    body = json.dumps(sample[name])
    told = ProgressReply.model_validate_json(body).root
    assert told == model.model_validate_json(body)
    assert sample[name] == json.loads(told.model_dump_json(exclude_unset=True))


def test_a_terminal_from_before_does_not_take_a_complaint_for_a_case(sample: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="case_number"):
        ProgressAnswer.model_validate_json(json.dumps(sample["complaint_answer"]))
