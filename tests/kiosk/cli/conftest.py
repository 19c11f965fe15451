"""A hall in a process of its own and documents as files, for the command line's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hall.process import HallProcess
from tests.kiosk.cli.commands import case_draft
from tests.wire.build import MOMENT


@pytest.fixture(scope="module")
def hall_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hall's folder."""
    return tmp_path_factory.mktemp("hall")


@pytest.fixture(scope="module")
def hall(hall_data: Path) -> Iterator[HallProcess]:
    """A hall that listens, one for all tests of a file; each test comes with a terminal of its own."""
    with HallProcess(hall_data) as process:
        yield process


@pytest.fixture
def queue_dir(tmp_path: Path) -> Path:
    """The queue's folder; not made yet."""
    return tmp_path / "queue"


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """A case with one page to attach, as ``kiosk queue put`` takes it."""
    path = tmp_path / "case.json"
    path.write_text(case_draft(MOMENT).model_dump_json(), encoding="utf-8")
    return path


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """A scanned page; its content does not matter to the queue."""
    path = tmp_path / "page.jpg"
    path.write_bytes(b"\xff\xd8" + bytes(range(256)) * 40 + b"\xff\xd9")
    return path
