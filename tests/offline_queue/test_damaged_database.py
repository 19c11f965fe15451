"""A damaged database is set aside, never deleted; the terminal then takes in nothing until it is enrolled anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.domain.receipt_number import parse_receipt_number
from offline_queue.errors import EnrolmentFault, NotEnrolledError, StorageFullError
from offline_queue.model import AdmissionCause, Level
from tests.offline_queue.build import FaultyFs, HallSide, case_draft, enrol_directly, files_under, opened, page


def damage(data_dir: Path) -> bytes:
    with opened(data_dir) as outbox:
        for _ in range(20):
            outbox.enqueue(case_draft(1), [page()])
    path = data_dir / "queue.db"
    raw = bytearray(path.read_bytes())
    for start in range(4096, len(raw), 4096):
        raw[start : start + 64] = b"\xff" * 64
    path.write_bytes(raw)
    return bytes(raw)


@pytest.mark.expects_log_warnings
def test_a_corrupt_file_is_set_aside_with_a_new_epoch(data_dir: Path, hall_side: HallSide) -> None:
    with opened(data_dir) as outbox:
        epoch = outbox.status().epoch
    raw = damage(data_dir)

    with opened(data_dir) as outbox:
        status = outbox.status()
        assert status.epoch != epoch
        assert status.depth == 0
        assert outbox.admit(0).level is Level.RED
        assert outbox.admit(0).causes == (AdmissionCause.STORE_REPLACED,)
        with pytest.raises(NotEnrolledError) as caught:
            outbox.enqueue(case_draft())
        assert caught.value.fault is EnrolmentFault.OF_EARLIER_STORE
        # With a new enrolment the generation differs, so no receipt number repeats.
        enrol_directly(data_dir, hall_side, generation=2)
        outbox.reload_identity()
        assert parse_receipt_number(outbox.enqueue(case_draft()).receipt_number).generation == 2

    kept = files_under(data_dir / "set_aside")
    assert [content for name, content in kept.items() if name.endswith("queue.db")] == [raw]
    assert len(list((data_dir / "blobs" / epoch).iterdir())) == 20, "its sealed files are never swept"


@pytest.mark.expects_log_warnings
def test_a_file_that_is_no_database_is_set_aside(data_dir: Path) -> None:
    (data_dir / "queue.db").write_bytes(b"no database " * 1000)
    with opened(data_dir) as outbox:
        assert outbox.status().depth == 0
    assert list(files_under(data_dir / "set_aside").values()) == [b"no database " * 1000]


@pytest.mark.expects_log_warnings
def test_setting_aside_twice_in_one_second_overwrites_nothing(data_dir: Path) -> None:
    for _ in range(2):
        (data_dir / "queue.db").write_bytes(b"no database " * 1000)
        with opened(data_dir):
            pass
    assert len(files_under(data_dir / "set_aside")) == 2


def test_a_full_disk_keeps_it_in_place(data_dir: Path) -> None:
    (data_dir / "queue.db").write_bytes(b"no database " * 1000)
    fs = FaultyFs()
    fs.fail_at(1)
    with pytest.raises(StorageFullError), opened(data_dir, fs=fs):
        pass
    assert (data_dir / "queue.db").read_bytes() == b"no database " * 1000
