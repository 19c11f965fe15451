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


def test_each_invariant_has_one_file_that_names_it() -> None:
    """The number is in the file's name and at its beginning, and the page's row is in that file."""
    page = (TESTS.parent / "docs" / "queue-proofs.md").read_text(encoding="utf-8")
    files = sorted((TESTS / "offline_queue" / "invariants").glob("test_invariant_*.py"))
    assert [int(file.name.split("_")[2]) for file in files] == list(range(1, 12))
    for number, file in enumerate(files, start=1):
        assert file.read_text(encoding="utf-8").startswith(f'"""Invariant {number}: ')
        assert f"| {number}. " in page.split(f"invariants/{file.name}::")[0].rsplit("\n", 1)[-1]
