"""Fail when a file named in tools/full_coverage.txt (durability, parsers, identifiers) is not covered completely."""

from __future__ import annotations

import sys
from pathlib import Path

from coverage import Coverage


def main() -> int:
    """Report every line and branch that a listed file leaves untested."""
    names = [
        line.strip()
        for line in (Path(__file__).parent / "full_coverage.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    coverage = Coverage()
    coverage.load()
    bad = 0
    for name in names:
        numbers = coverage._analyze(name).numbers  # noqa: SLF001 - the only way to branch figures without a report file
        if numbers.n_missing or numbers.n_missing_branches:
            print(f"{name}: {numbers.n_missing} lines and {numbers.n_missing_branches} branches are untested")
            bad += 1
    print(f"{len(names) - bad} of {len(names)} listed files are covered completely")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
