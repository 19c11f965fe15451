"""The page of proofs names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_each_invariant_names_a_test_that_exists() -> None:
    """Eleven rows, each with a file and a function in it."""
    page = (TESTS.parent / "docs" / "queue-proofs.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+)\. .* \| `(.+)::(.+)` \|$", page, re.MULTILINE)
    assert [int(number) for number, _, _ in rows] == list(range(1, 12))
    for _, file, function in rows:
        assert f"def {function}(" in (TESTS / file).read_text(encoding="utf-8")
