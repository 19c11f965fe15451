"""A till for each test."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drivers.cash.till import MemoryTill

QUICK = Path("/dev/shm")
"""A disk in memory, for tests that open the journal a thousand times."""


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that costs no time to synchronise, where the machine has one."""
    if not QUICK.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=QUICK) as folder:
        yield Path(folder)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[MemoryTill]:
    """A bill validator that answers at once."""
    made = MemoryTill(tmp_path)
    made.driver.open()
    yield made
    made.close()
