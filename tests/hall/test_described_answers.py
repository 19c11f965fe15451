"""Every answer of the hall is one that its OpenAPI describes, whatever is asked of it.

The requests are made from the description, valid and invalid ones, and signed as the contract demands, so that they
reach what is behind the signature.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from offline_queue.wire.batches import BATCH_MEDIA_TYPE
from tests.hall.terminal import CLIENT, RunningHall, Terminal

EXAMPLES = 6
"""For each call, of valid and of invalid requests."""
SHARES = 4
"""All calls in one test would come near the limit of a test's time on a busy machine."""
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]


@schemathesis.serializer(BATCH_MEDIA_TYPE)
def lines(_context: object, value: object) -> bytes:
    """A batch is text already."""
    return str(value).encode()


@pytest.fixture
def engine() -> str:
    """One engine is enough: the description is the same."""
    return "sqlite"


def send(
    running: RunningHall, terminal: Terminal, client: httpx.Client, case: schemathesis.Case[Any]
) -> httpx.Response:
    """Send what was made up, signed over its bytes."""
    running.clock.move(1)  # quotas are another test's
    made = requests.Request(**_known(case.as_transport_kwargs(base_url=running.url))).prepare()
    url = urlsplit(str(made.url))
    body = made.body or b""
    body = body.encode() if isinstance(body, str) else body
    signed = terminal.signature(str(made.method), url.path, body, query=url.query)
    headers = {
        name: value
        for name, value in made.headers.items()
        if name.lower() not in {"content-length", "content-digest", "signature", "signature-input", "transfer-encoding"}
    }
    target = url.path + (f"?{url.query}" if url.query else "")
    return client.request(str(made.method), running.url + target, content=body, headers={**headers, **signed})


def _known(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what of a made-up request makes its bytes."""
    return {name: asked[name] for name in ("method", "url", "headers", "data", "json", "params") if name in asked}


def check_call(
    running: RunningHall, terminal: Terminal, client: httpx.Client, operation: APIOperation[Any, Any, Any, Any]
) -> int:
    """Ask one call in many ways; return how many."""
    asked = 0
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: schemathesis.Case[Any]) -> None:
            nonlocal asked
            asked += 1
            response = send(running, terminal, client, case)
            # 502 and 503: what stands behind a hall, or its own room, is not there; the description says so.
            faults = [] if response.status_code in {502, 503} else [not_a_server_error]
            case.validate_response(response, checks=[*faults, *CHECKS])

        try:
            ask()
        except Unsatisfiable:
            # A call without a body and parameters has no invalid form.
            assert mode is GenerationMode.NEGATIVE
    return asked


@pytest.mark.parametrize("share", range(SHARES))
def test_every_answer_is_described(running: RunningHall, terminal: Terminal, share: int) -> None:
    """A share of the calls in each test."""
    document = CLIENT.get(running.url + "/openapi.json").json()
    calls = list(schemathesis.openapi.from_dict(document).get_all_operations())
    assert len(calls) >= 12
    with httpx.Client(trust_env=False, verify=False, timeout=60) as client:
        for found in calls[share::SHARES]:
            asked = check_call(running, terminal, client, found.ok())  # type: ignore[union-attr]  # an invalid schema fails here
            assert asked > 0
