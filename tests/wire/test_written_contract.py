"""docs/wire.md tells the contract as it is: its examples are the sample's bytes and read as documents."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hall.errors import STATUS_OF
from offline_queue.wire import routes
from offline_queue.wire.documents import DRAFTS
from offline_queue.wire.entries import EntryKind, ProblemKind

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page() -> str:
    return (ROOT / "docs" / "wire.md").read_text(encoding="utf-8")


@pytest.fixture
def sample() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (ROOT / "tests" / "wire" / "samples" / "wire-v1.json").read_text(encoding="utf-8")
    )
    return loaded


def test_the_examples_are_the_samples_bytes(page: str, sample: dict[str, Any]) -> None:
    for value in (
        sample["digest"],
        sample["content_sha256"],
        *sample["request"]["headers"].values(),
        sample["answer"]["headers"]["signature-input"],
        json.loads(sample["body"])["wrapped_key"],
        f"{len(sample['body'])} bytes",
    ):
        assert value in page


def test_the_drafts_are_valid(page: str) -> None:
    examples = [block for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL) if "captured_at" in block]
    kinds = ("case", "rating", "withdrawal", "amendment", "complaint", "payment_outcome", "device_report")
    assert set(kinds) == set(EntryKind)
    for kind, example in zip(kinds, examples, strict=True):
        draft = DRAFTS[EntryKind(kind)].model_validate_json(example)
        assert json.loads(draft.model_dump_json(exclude_unset=True)) == json.loads(example)


def test_every_call_kind_and_problem_is_named_with_its_status(page: str) -> None:
    for path in (routes.TIME, routes.HEALTH, routes.ENROLMENTS, routes.ENTRY, routes.ATTACHMENT, routes.HEARTBEAT):
        assert path in page
    for kind in EntryKind:
        assert f"`{kind}`" in page
    for problem in ProblemKind:
        rows = [line for line in page.splitlines() if line.startswith("|") and f"`{problem}`" in line]
        assert len(rows) == 1, problem
        assert str(STATUS_OF[problem]) in rows[0]
