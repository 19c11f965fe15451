"""Documents of the kinds that are no case: strict, silent about their values, and as their drafts say."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel, ValidationError

from offline_queue.wire.documents import DeviceFigures
from tests.wire.build import CANARIES, case_document
from tests.wire.kinds import amendment_document, complaint_document, device_document, outcome_document

DOCUMENTS = [amendment_document(case_document()), complaint_document(), outcome_document(), device_document()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: type(one).__name__)
def test_a_document_survives_its_json_and_takes_no_unknown_field(document: BaseModel) -> None:
    raw = document.model_dump_json()
    assert type(document).model_validate_json(raw) == document
    with pytest.raises(ValidationError):
        type(document).model_validate_json(json.dumps(json.loads(raw) | {"extra": 1}))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: type(one).__name__)
def test_a_document_shows_no_person_in_its_repr(document: BaseModel) -> None:
    shown = repr(document)
    assert not [canary for canary in (*CANARIES, "135790") if canary in shown]


def test_figures_are_short_codes_and_whole_numbers() -> None:
    with pytest.raises(ValidationError):
        DeviceFigures(device="printer", state="张桂兰")
    with pytest.raises(ValidationError):
        DeviceFigures(device="printer", state="ready", counters={"pages": -1})
    with pytest.raises(ValidationError):
        DeviceFigures(device="printer", state="ready", counters={f"c{number}": 1 for number in range(33)})
