"""What version 1 says about payments is read for ever, and written again as it was; the contract shows the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from offline_queue.wire import payments
from offline_queue.wire.payments import BillQuery, CardReport, OrderRequest

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).parent / "samples"
SAMPLE: dict[str, Any] = json.loads((SAMPLES / "payments-v1.json").read_text("utf-8"))
LATER: dict[str, Any] = json.loads((SAMPLES / "payments-v1-2026-11-24.json").read_text("utf-8"))
CASES = [
    (name, body) for told in (SAMPLE, LATER) for name, bodies in told.items() if name != "about" for body in bodies
]


@pytest.mark.parametrize(("name", "body"), CASES, ids=[f"{name}-{at}" for at, (name, _) in enumerate(CASES)])
def test_a_body_is_read_and_written_again_as_it_was(name: str, body: dict[str, Any]) -> None:
    model: type[BaseModel] = getattr(payments, name)
    told = model.model_validate_json(json.dumps(body))
    assert json.loads(told.model_dump_json(exclude_unset=True)) == body


def test_every_type_of_a_call_has_a_sample() -> None:
    whole = {
        name
        for name, model in vars(payments).items()
        if isinstance(model, type)
        and issubclass(model, BaseModel)
        and model.__module__ == payments.__name__
        and re.match(r"(Body|Answer) of", model.__doc__ or "")
    }
    assert whole | {"OrderAnswer"} == (set(SAMPLE) | set(LATER)) - {"about"}


def test_the_contract_shows_the_samples() -> None:
    page = (ROOT / "docs" / "wire.md").read_text("utf-8")
    shown = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]
    first = ("BillQuery", "BillsAnswer", "OrderRequest", "CardReport")
    expected = [SAMPLE[name][0] for name in first] + SAMPLE["OrderAnswer"][:2] + [SAMPLE["CashReport"][1]]
    expected += LATER["BillsAnswer"] + LATER["OrderQuery"] + LATER["OrderStandingAnswer"]
    assert [body for body in expected if body not in shown] == []


def test_a_code_of_a_payer_is_in_no_representation() -> None:
    code = SAMPLE["OrderRequest"][1]["payment_code"]
    assert code not in repr(OrderRequest.model_validate_json(json.dumps(SAMPLE["OrderRequest"][1])))
    notice = SAMPLE["BillQuery"][2]
    assert notice["notice_code"] not in repr(BillQuery.model_validate_json(json.dumps(notice)))
    for name in ("OrderQuery", "OrderAnswer"):
        told = LATER[name][0]
        assert told["lookup_code"] not in repr(getattr(payments, name).model_validate_json(json.dumps(told)))


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (BillQuery, {"query_id": SAMPLE["BillQuery"][0]["query_id"]}),
        (BillQuery, {**SAMPLE["BillQuery"][0], "receipt_number": "LS01-261124-10017-T"}),
        (BillQuery, {**SAMPLE["BillQuery"][0], "region_code": "610115"}),
        (CardReport, {"result": "approved", "amount_fen": 2_000}),
    ],
)
def test_what_says_nothing_clear_is_refused(model: type[BaseModel], body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate_json(json.dumps(body))
