"""Sealed files."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from config.domain.identifiers import AttachmentId
from offline_queue.blobs import Blobs
from offline_queue.errors import BlobDamagedError, StorageFailedError, StorageFullError
from offline_queue.filesystem import OsFs, typed_os_error, write_whole
from tests.offline_queue.build import FaultyFs

ONE, TWO = AttachmentId("one"), AttachmentId("two")


@pytest.fixture
def fs() -> FaultyFs:
    return FaultyFs()


@pytest.fixture
def blobs(tmp_path: Path, fs: FaultyFs) -> Blobs:
    blobs = Blobs(tmp_path / "blobs", fs)
    blobs.prepare()
    fs.fail_at(None)
    return blobs


def test_what_was_put_is_read_from_any_offset(blobs: Blobs) -> None:
    blobs.put(ONE, [b"abc", b"", b"defg"])
    blobs.commit()
    assert blobs.read(ONE, 0, 7) == b"abcdefg"
    assert blobs.read(ONE, 2, 3) == b"cde"


def test_order_is_write_sync_rename_then_folder(blobs: Blobs, fs: FaultyFs) -> None:
    blobs.put(ONE, [b"a", b"b"])
    blobs.commit()
    assert fs.done == ["create", "write", "write", "fsync", "rename", "fsync_folder"]


def test_a_gone_or_short_file_is_damaged(blobs: Blobs) -> None:
    with pytest.raises(BlobDamagedError):
        blobs.read(ONE, 0, 1)
    blobs.put(ONE, [b"abc"])
    with pytest.raises(BlobDamagedError):
        blobs.read(ONE, 1, 3)


def test_a_file_that_cannot_be_read_is_a_fault_of_the_disk(blobs: Blobs, tmp_path: Path) -> None:
    (tmp_path / "blobs" / "one.sealed").mkdir()
    with pytest.raises(StorageFailedError):
        blobs.read(ONE, 0, 1)


def test_the_sweep_removes_what_no_entry_knows(blobs: Blobs, tmp_path: Path) -> None:
    blobs.put(ONE, [b"kept"])
    blobs.put(TWO, [b"orphan"])
    (tmp_path / "blobs" / "three.part").write_bytes(b"torn")
    assert blobs.sweep({ONE}) == 2
    assert [path.name for path in (tmp_path / "blobs").iterdir()] == ["one.sealed"]


def test_discard_removes_finished_and_torn_files(blobs: Blobs, tmp_path: Path) -> None:
    blobs.put(ONE, [b"finished"])
    (tmp_path / "blobs" / "two.part").write_bytes(b"torn")
    blobs.discard([ONE, TWO, AttachmentId("never there")])
    assert list((tmp_path / "blobs").iterdir()) == []


@pytest.mark.parametrize("step", range(4))
def test_every_failing_step_of_put_is_typed(blobs: Blobs, fs: FaultyFs, step: int) -> None:
    fs.fail_at(step)
    with pytest.raises(StorageFullError):
        blobs.put(ONE, [b"abc"])


def test_failing_folders_are_typed(blobs: Blobs, fs: FaultyFs, tmp_path: Path) -> None:
    fs.fail_at(0, errno.EIO)
    with pytest.raises(StorageFailedError):
        blobs.commit()
    with pytest.raises(StorageFailedError):
        Blobs(tmp_path / "more", fs).prepare()


def test_a_sweep_that_cannot_remove_is_typed(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs", OsFs())
    blobs.prepare()
    (tmp_path / "blobs" / "a folder").mkdir()
    with pytest.raises(StorageFailedError):
        blobs.sweep(set())


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_no_room_in_every_form_is_full(code: int) -> None:
    assert isinstance(typed_os_error(OSError(code, "x")), StorageFullError)
    assert isinstance(typed_os_error(OSError(errno.EIO, "x")), StorageFailedError)
    assert isinstance(typed_os_error(OSError()), StorageFailedError)


@pytest.mark.parametrize("step", range(5))
def test_a_small_file_is_replaced_whole_or_not_at_all(tmp_path: Path, fs: FaultyFs, step: int) -> None:
    path = tmp_path / "file"
    write_whole(fs, path, b"before")
    fs.fail_at(step)
    with pytest.raises(StorageFullError):
        write_whole(fs, path, b"after")
    assert path.read_bytes() == (b"after" if step == 4 else b"before")
