"""Power cuts, replayed: thousands of states that a disk may be left in, each opened by the product.

Recorded through APSW's file system and the queue's own one, rebuilt by `disk.Disk`, opened by the standard library's
SQLite. The same harness must find losses where the product is made careless, or it proves nothing.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.offline_queue.crash.disk import Cut, Disk, FolderSynced, Log, Named, Synced, Written
from tests.offline_queue.crash.recorded import RecordedFs
from tests.offline_queue.crash.workload import SCRIPT, STEPS, recorded, reopen_all

STATES = 2000
FACTOR = int(os.environ.get("KIOSK_PROVE", "1"))


class _ForgetsFolders(RecordedFs):
    """Does not sync the names of the pages."""

    def fsync_folder(self, folder: Path) -> None:
        if "blobs" not in folder.parts:
            super().fsync_folder(folder)


class _ForgetsFiles(RecordedFs):
    """Does not sync the bytes of the pages."""

    def fsync(self, descriptor: int) -> None:
        if "blobs" not in self._open[descriptor][0]:
            super().fsync(descriptor)


def test_no_power_cut_loses_what_was_promised(fast: Path) -> None:
    """Whatever part of the unsynced writes, cuts and names a power cut leaves, every acknowledged entry is there,
    whole, in the state that was told or in the one that was being committed."""
    recording = recorded(fast / "day", 1, SCRIPT)
    found = reopen_all(recording, fast / "states", random.Random(1), rounds=2)
    assert found.lost == []
    assert found.corrupt == []
    assert found.states >= STATES


@pytest.mark.skipif(FACTOR == 1, reason="the long form: make prove")
@pytest.mark.timeout(3600)
def test_no_power_cut_on_any_day(fast: Path, pytestconfig: pytest.Config) -> None:
    """Days of random steps, until twenty thousand states (and more for a larger factor) were opened."""
    seed, states, day = pytestconfig.getoption("randomly_seed"), 0, 0
    while states < STATES * max(FACTOR, 10):
        rng = random.Random(f"{seed}-{day}")
        script = rng.choices(STEPS, k=30)
        recording = recorded(fast / f"day-{day}", rng.randrange(2**32), script)
        found = reopen_all(recording, fast / "states", rng, rounds=2)
        assert (found.lost, found.corrupt) == ([], []), f"seed {seed}, day {day}: {' '.join(script)}"
        states, day = states + found.states, day + 1


def test_the_harness_finds_what_a_weaker_sync_loses(fast: Path) -> None:
    """With synchronous NORMAL acknowledged entries are lost, none is damaged: as SQLite says of itself."""
    recording = recorded(fast / "day", 1, SCRIPT, synchronous="NORMAL")
    found = reopen_all(recording, fast / "states", random.Random(1), rounds=1, every=4)
    assert len(found.lost) > 50
    assert found.corrupt == []


@pytest.mark.expects_log_warnings
def test_the_harness_finds_what_no_sync_damages(fast: Path) -> None:
    """With synchronous OFF databases are damaged; the product sets them aside."""
    recording = recorded(fast / "day", 1, SCRIPT, synchronous="OFF")
    found = reopen_all(recording, fast / "states", random.Random(1), rounds=1, every=4)
    assert len(found.lost) > 50
    assert found.corrupt != []


@pytest.mark.parametrize("careless", [_ForgetsFolders, _ForgetsFiles])
def test_the_harness_finds_pages_that_are_not_synced(fast: Path, careless: type[RecordedFs]) -> None:
    """A page whose name or whose bytes are not synced is lost in some state."""
    recording = recorded(fast / "day", 1, SCRIPT, fs_of=careless)
    found = reopen_all(recording, fast / "states", random.Random(1), rounds=0, every=2)
    assert any("page" in what for what in found.lost)


def test_a_disk_keeps_what_was_synced_and_any_part_of_the_rest(tmp_path: Path) -> None:
    """The model of the disk itself, by hand."""
    (tmp_path / "old").write_bytes(b"old")
    disk = Disk(Log(tmp_path))
    for event in (Named("", (("new", 7),)), Written(7, 0, b"abc"), Synced(7), Written(7, 3, b"def"), Cut(1, 1)):
        disk.apply(event)
    assert disk.dropped() == {"old": b"old"}
    assert disk.kept() == {"old": b"o", "new": b"abcdef"}
    disk.apply(FolderSynced(""))
    assert disk.dropped() == {"old": b"old", "new": b"abc"}
    torn = {bytes(disk.torn(random.Random(seed))["new"]) for seed in range(200)}
    assert {b"abc", b"abcdef", b"abcd", b"abc\0ef"} <= torn
