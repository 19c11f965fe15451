"""A desk for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drivers.id_card.desk import BRIEF, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A reader that answers at once."""
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def hasty_desk(tmp_path: Path) -> Iterator[Desk]:
    """The same with short time limits, for tests in which the module stays silent."""
    made = Desk(tmp_path, limits=BRIEF)
    yield made
    made.close()
