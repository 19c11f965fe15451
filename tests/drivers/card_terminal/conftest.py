"""A desk for each test, on a serial line or over TCP."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drivers.card_terminal.desk import MemoryDesk

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
def desk(quick_folder: Path) -> Iterator[MemoryDesk]:
    """A terminal on a serial line that answers at once."""
    made = MemoryDesk(quick_folder)
    made.driver.open()
    yield made
    made.close()


@pytest.fixture
def by_hand(desk: MemoryDesk) -> MemoryDesk:
    """The same; somebody has to present the card."""
    desk.core.auto = False
    return desk


@pytest.fixture(params=["serial", "tcp"])
def either(quick_folder: Path, request: pytest.FixtureRequest) -> Iterator[MemoryDesk]:
    """The same on both kinds of line."""
    made = MemoryDesk(quick_folder, serial=request.param == "serial")
    made.driver.open()
    yield made
    made.close()
