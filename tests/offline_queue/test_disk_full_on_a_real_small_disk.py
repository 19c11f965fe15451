"""A small disk that really runs full: typed, nothing promised is lost, and the queue drains by what was kept free."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.domain.identifiers import EntryId
from offline_queue.errors import StorageFullError
from offline_queue.model import EntryState
from tests.offline_queue.build import NO_LIMITS, HallSide, case_draft, enrol_directly, opened, page

DISK_BYTES = 2 * 1024 * 1024
BALLAST_BYTES = 256 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A mounted file system of two megabytes, skipped where mounting is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "none", str(folder)]
    try:
        done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=10)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if done.returncode != 0:
        pytest.skip(f"mounting is not allowed: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True, timeout=10)


def fill_the_rest(file: Path) -> None:
    """Take every byte that is left."""
    with file.open("wb", buffering=0) as rest:
        while True:
            try:
                if not rest.write(bytes(4096)):
                    return
            except OSError:
                return


def test_a_full_disk_loses_nothing_and_the_queue_drains(small_disk: Path) -> None:
    """Stored until it is full, then refused with a type; sent by the ballast's room where the log has none; usable
    when space returns."""
    data_dir, rest = small_disk / "queue", small_disk / "rest"
    enrol_directly(data_dir, HallSide())
    with opened(data_dir, limits=replace(NO_LIMITS, ballast_bytes=BALLAST_BYTES)) as outbox:
        assert (data_dir / "ballast").stat().st_size == BALLAST_BYTES
        promised: list[EntryId] = []
        pages = [page(40_000)]
        with pytest.raises(StorageFullError):  # noqa: PT012 - which one does not fit is the disk's business
            while len(promised) < DISK_BYTES // 40_000:
                pages = [page(40_000)]
                promised.append(outbox.enqueue(case_draft(1), pages).entry_id)
        assert promised
        assert bytes(pages[0].content) == bytes(page(40_000).content), "kept, so that one can try again"
    # A log that is opened anew has no room; a full disk has none for it.
    fill_the_rest(rest)
    with opened(data_dir, limits=replace(NO_LIMITS, ballast_bytes=BALLAST_BYTES)) as outbox:
        with pytest.raises(StorageFullError):
            outbox.enqueue(case_draft(1), [page(40_000)])
        assert [entry.entry_id for entry in outbox.entries()] == promised
        assert (data_dir / "ballast").exists(), "never given up to take in more"
        attempts = 0
        while (data_dir / "ballast").exists():
            attempts += 1
            assert attempts < 1000, "the log that is left over has room for so many at most"
            outbox.begin_attempt(promised[0])
        outbox.settle(promised[0])
    with opened(data_dir) as outbox:
        assert [entry.entry_id for entry in outbox.entries()] == promised, "whatever was promised is there"
        assert outbox.entry(promised[0]).state is EntryState.DELIVERED
        assert outbox.entry(promised[0]).attempts == attempts
        for entry_id in promised:
            sending = outbox.sealed(entry_id)
            (attachment,) = sending.attachments
            sealed = outbox.read_sealed(attachment.attachment_id, 0, attachment.sealed_size_bytes)
            assert len(sealed) == attachment.sealed_size_bytes
        rest.unlink()
        outbox.enqueue(case_draft(1), [page(40_000)])
        assert outbox.status().highest_sequence == len(promised) + 1, "what failed leaves no hole"


def test_a_full_disk_drains_through_the_room_of_its_log(small_disk: Path) -> None:
    """Attempts and verdicts need no new space, however many: the ballast stays for what does."""
    data_dir = small_disk / "queue"
    enrol_directly(data_dir, HallSide())
    with opened(data_dir, limits=replace(NO_LIMITS, ballast_bytes=BALLAST_BYTES)) as outbox:
        stored = [outbox.enqueue(case_draft()).entry_id for _ in range(5)]
        outbox.status()
        fill_the_rest(small_disk / "rest")
        for entry_id in stored:
            for _ in range(40):
                outbox.begin_attempt(entry_id)
            outbox.settle(entry_id)
        assert {outbox.entry(entry_id).attempts for entry_id in stored} == {40}
        assert (data_dir / "ballast").exists()
