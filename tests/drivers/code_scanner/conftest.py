"""A desk for each test and, where it is not chosen, for each family."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.code_scanner.codec import Family
from tests.drivers.code_scanner.desk import Desk


@pytest.fixture(params=list(Family), ids=str)
def family(request: pytest.FixtureRequest) -> Family:
    """Each family in turn."""
    chosen: Family = request.param
    return chosen


@pytest.fixture
def desk(tmp_path: Path, family: Family) -> Iterator[Desk]:
    """A scanner that answers at once."""
    made = Desk(tmp_path, family)
    yield made
    made.close()


@pytest.fixture
def hasty_desk(tmp_path: Path, family: Family) -> Iterator[Desk]:
    """The same with short time limits, for tests in which the scanner stays silent."""
    made = Desk(tmp_path, family, reply_limit_s=0.06)
    yield made
    made.close()
