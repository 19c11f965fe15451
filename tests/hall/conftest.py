"""A hall and an enrolled terminal for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hall.terminal import RunningHall, Terminal, running_hall


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningHall]:
    with running_hall(tmp_path / "hall") as running:
        yield running


@pytest.fixture
def terminal(running: RunningHall) -> Terminal:
    return running.terminal()
