"""Room in the write-ahead log: commits do not lengthen the file, and without room they are as durable."""

from __future__ import annotations

import errno
import secrets
import shutil
from pathlib import Path

import pytest

from config.domain.identifiers import EntryId
from offline_queue.core import OutboxCore, Parts
from offline_queue.log_room import ROOM_BYTES
from offline_queue.model import EntryState
from offline_queue.outbox import CHINA_TIME
from tests.offline_queue.build import NO_LIMITS, FaultyFs, ManualClock, entries_without_log, opened, rating_draft


def a_core(data_dir: Path, fs: FaultyFs) -> OutboxCore:
    return OutboxCore(data_dir, Parts(ManualClock(), secrets.token_bytes, fs, NO_LIMITS, CHINA_TIME))


def enqueue(core: OutboxCore) -> EntryId:
    return core.enqueue(rating_draft(), (), code=None, entry_id=None, case_id=None).entry_id


def size_of_log(data_dir: Path) -> int:
    return (data_dir / "queue.db-wal").stat().st_size


@pytest.mark.parametrize("idle", [True, False])
def test_a_commit_goes_into_the_room(data_dir: Path, idle: bool) -> None:
    core = a_core(data_dir, FaultyFs())
    core.rest(idle=idle)
    size_bytes = size_of_log(data_dir)
    entry_id = enqueue(core)
    core.begin_attempt(entry_id)
    core.deliver(entry_id, None, [])
    assert size_of_log(data_dir) == size_bytes
    core.close()


def test_room_is_made_again_once_the_log_has_grown(data_dir: Path) -> None:
    core = a_core(data_dir, FaultyFs())
    core.rest(idle=False)
    size_bytes = size_of_log(data_dir)
    while size_of_log(data_dir) == size_bytes:
        enqueue(core)
    grown_bytes = size_of_log(data_dir)
    core.rest(idle=False)
    assert size_of_log(data_dir) == grown_bytes + ROOM_BYTES
    core.close()


def test_a_log_that_was_written_back_begins_anew_in_its_room(data_dir: Path) -> None:
    """However often the queue is idle, the file neither grows nor is cut, and nothing is written for it again."""
    fs = FaultyFs()
    core = a_core(data_dir, fs)
    core.rest(idle=True)
    size_bytes = size_of_log(data_dir)
    fs.fail_at(None)
    for _ in range(2 * ROOM_BYTES // 8192):
        enqueue(core)
        core.rest(idle=True)
    assert size_of_log(data_dir) == size_bytes
    assert fs.done == []
    core.close()


def test_an_idle_queue_has_nothing_in_its_log_alone(data_dir: Path) -> None:
    core = a_core(data_dir, FaultyFs())
    enqueue(core)
    assert entries_without_log(data_dir) == 0
    core.rest(idle=True)
    assert entries_without_log(data_dir) == 1
    core.close()


def test_what_stands_behind_the_last_frame_counts_for_nothing(data_dir: Path, tmp_path: Path) -> None:
    """After a death: old frames and zeros behind the newest commits neither hide them nor come back."""
    core = a_core(data_dir, FaultyFs())
    core.rest(idle=False)
    older = [enqueue(core) for _ in range(5)]
    for entry_id in older:
        core.change_state(entry_id, EntryState.HELD, "staff")
    core.rest(idle=True)
    newest = enqueue(core)
    core.change_state(older[0], EntryState.READY, None)
    shutil.copytree(data_dir, tmp_path / "left")
    core.close()
    with opened(tmp_path / "left") as outbox:
        states = {entry.entry_id: entry.state for entry in outbox.entries()}
    assert states == {
        **dict.fromkeys(older, EntryState.HELD),
        older[0]: EntryState.READY,
        newest: EntryState.READY,
    }


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("failing", range(3))
def test_a_disk_without_room_harms_nothing(data_dir: Path, failing: int, code: int) -> None:
    """Opening, writing and syncing may fail: what follows is stored all the same, and room is tried again."""
    fs = FaultyFs()
    core = a_core(data_dir, fs)
    fs.fail_at(failing, code)
    core.rest(idle=True)
    assert fs.has_failed
    fs.fail_at(None)
    entry_id = enqueue(core)
    core.rest(idle=True)
    assert fs.done == ["append", "write", "fsync"]
    assert core.ledger.store.entry(entry_id).state is EntryState.READY
    core.close()
