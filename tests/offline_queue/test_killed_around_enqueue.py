"""SIGKILL right after the receipt, and at every step before it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.domain.identifiers import EntryId
from tests.offline_queue.build import opened

ROOT = Path(__file__).parents[2]
STEPS = 17
"""Of an enqueue with two pages: BEGIN, the numbers, four for each page, the folder, four inserts, COMMIT, after it."""


def run(data_dir: Path, mode: str, number: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.offline_queue.dies", str(data_dir), mode, str(number)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_killed_right_after_enqueue_returned(data_dir: Path) -> None:
    done = run(data_dir, "after", 0)
    assert done.returncode == -signal.SIGKILL
    receipt_number, entry_id = done.stdout.split()
    with opened(data_dir) as outbox:
        entry = outbox.entry(EntryId(entry_id))
        assert entry.receipt_number == receipt_number
        sending = outbox.begin_attempt(entry.entry_id)
        for attachment in sending.attachments:
            assert outbox.read_sealed(attachment.attachment_id, 0, attachment.sealed_size_bytes)


@pytest.mark.parametrize("step", [0, 1, 3, 6, 9, 10, 13, 14, 15, STEPS - 1])
def test_killed_during_enqueue_leaves_it_absent_or_whole(data_dir: Path, step: int) -> None:
    done = run(data_dir, "during", step)
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr
    with opened(data_dir) as outbox:
        entries = outbox.entries()
        files = list(data_dir.glob("blobs/*/*"))
        assert bool(entries) is (step == STEPS - 1), "it counts from its commit on, and not before"
        if not entries:
            assert files == [], "orphans are swept"
            assert outbox.status().highest_sequence == 0
            return
        assert done.stdout == "", "nothing was promised yet, and it is whole all the same"
        sending = outbox.begin_attempt(entries[0].entry_id)
        assert len(sending.attachments) == len(files) == 2


def test_steps_end_where_the_receipt_begins(data_dir: Path) -> None:
    """The steps above reach over the whole of an enqueue, to the last one; there is none after it."""
    done = run(data_dir, "during", STEPS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("survived\n")
