"""One opener at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from offline_queue.errors import AlreadyOpenError, StorageFailedError
from offline_queue.opening import FolderLock
from offline_queue.outbox import Outbox
from tests.offline_queue.build import case_draft, opened

ROOT = Path(__file__).parents[2]


def test_a_second_opener_in_this_process_is_refused(data_dir: Path, outbox: Outbox) -> None:
    with pytest.raises(AlreadyOpenError), opened(data_dir):
        pass
    outbox.enqueue(case_draft())


def test_a_second_process_is_refused(data_dir: Path, outbox: Outbox) -> None:
    outbox.status()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from offline_queue.commands import status; from pathlib import Path; status(Path({str(data_dir)!r}))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "AlreadyOpenError" in done.stderr
    outbox.enqueue(case_draft())


def test_after_closing_the_next_one_may(data_dir: Path) -> None:
    for _ in range(2):
        with opened(data_dir) as outbox:
            outbox.enqueue(case_draft())


def test_a_folder_that_cannot_be_locked_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(StorageFailedError):
        FolderLock(tmp_path / "absent")
