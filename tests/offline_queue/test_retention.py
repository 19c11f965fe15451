"""What is over is forgotten in its time, what is not is kept, whatever the clock does."""

from __future__ import annotations

import shutil
import sqlite3
from importlib import resources
from pathlib import Path

import pytest

from offline_queue.errors import EntryUnknownError
from offline_queue.migrate import schema_of
from offline_queue.model import EntryState
from offline_queue.outbox import Outbox
from tests.offline_queue.build import (
    HallSide,
    ManualClock,
    case_draft,
    enrol_directly,
    opened,
    page,
    rating_draft,
)

DAY_S = 86_400.0
YEAR_S = 366 * DAY_S
FIXTURES = Path(__file__).parent / "fixtures"


def purge(outbox: Outbox) -> int:
    return outbox.purge(DAY_S)


def test_rows_go_twelve_months_after_their_content(outbox: Outbox, clock: ManualClock) -> None:
    outbox.set_hall_offset(0.0)
    first = outbox.enqueue(case_draft(1), [page()])
    outbox.settle(first.entry_id)
    last = outbox.enqueue(case_draft())
    outbox.settle(last.entry_id)
    clock.move(DAY_S + 1)
    assert purge(outbox) == 2
    assert outbox.forget(YEAR_S) == 0
    clock.move(YEAR_S - 1)
    assert outbox.forget(YEAR_S) == 0
    clock.move(3601)
    assert outbox.forget(YEAR_S) == 1
    with pytest.raises(EntryUnknownError):
        outbox.entry(first.entry_id)
    # The last row stays: the next entry counts on from it.
    assert outbox.entry(last.entry_id).state is EntryState.PURGED
    assert outbox.status().purged == 1
    following = outbox.enqueue(case_draft())
    assert outbox.entry(following.entry_id).sequence == 3
    assert following.receipt_number not in {first.receipt_number, last.receipt_number}


def test_a_jump_ten_years_ahead_forgets_nothing(outbox: Outbox, clock: ManualClock) -> None:
    """The hall's clock decides, and what is not delivered is never touched."""
    outbox.set_hall_offset(0.0)
    receipts = [outbox.enqueue(case_draft(1), [page()]) for _ in range(4)]
    outbox.settle(receipts[0].entry_id)
    outbox.register(receipts[1].entry_id)
    outbox.hold(receipts[2].entry_id)
    states = {receipt.entry_id: outbox.entry(receipt.entry_id).state for receipt in receipts}
    clock.wall_s += 10 * YEAR_S
    clock.steady_s += 3601
    outbox.set_hall_offset(-10 * YEAR_S)
    assert purge(outbox) == 1
    assert outbox.forget(YEAR_S) == 0
    for entry_id, state in states.items():
        now = outbox.entry(entry_id).state
        assert now is (EntryState.PURGED if state is EntryState.DELIVERED else state)
        if now is not EntryState.PURGED:
            sending = outbox.sealed(entry_id)
            assert outbox.read_sealed(sending.attachments[0].attachment_id, 0, 10)


def test_without_the_halls_time_no_row_is_removed(outbox: Outbox, clock: ManualClock) -> None:
    outbox.settle(outbox.enqueue(case_draft()).entry_id)
    outbox.enqueue(case_draft())
    clock.move(DAY_S + 1)
    purge(outbox)
    clock.move(10 * YEAR_S)
    assert outbox.forget(YEAR_S) == 0
    outbox.set_hall_offset(0.0)
    # Only from now on the twelve months run.
    assert outbox.forget(YEAR_S) == 0
    clock.move(YEAR_S + 3601)
    assert outbox.forget(YEAR_S) == 1


def test_a_jump_back_keeps_sealed_bytes_no_longer(outbox: Outbox, clock: ManualClock) -> None:
    receipt = outbox.enqueue(case_draft(1), [page()])
    outbox.settle(receipt.entry_id)
    assert purge(outbox) == 0
    clock.wall_s -= 10 * YEAR_S
    assert purge(outbox) == 1
    waiting = outbox.enqueue(case_draft())
    assert purge(outbox) == 0
    assert outbox.due_records(1)[0].entry_id == waiting.entry_id


def test_a_restored_copy_of_the_folder_counts_under_its_own_epoch_until_enrolled_anew(
    data_dir: Path, tmp_path: Path, hall_side: HallSide
) -> None:
    """A database that was lost gets a new epoch, and with it a new enrolment before anything is taken in."""
    with opened(data_dir) as outbox:
        before = outbox.status().epoch
        outbox.enqueue(case_draft())
    (data_dir / "queue.db").unlink()
    with opened(data_dir) as outbox:
        status = outbox.status()
        assert status.epoch != before
        assert status.enrolment_fault == "of_earlier_store"
    enrol_directly(data_dir, hall_side, generation=2)
    with opened(data_dir) as outbox:
        assert outbox.entry(outbox.enqueue(case_draft()).entry_id).sequence == 1


def test_a_database_of_version_1_opens_with_everything_in_it(tmp_path: Path, hall_side: HallSide) -> None:
    """Made by the first version, kept for ever."""
    data_dir = tmp_path / "old"
    shutil.copytree(FIXTURES / "v1", data_dir)
    enrol_directly(data_dir, hall_side)
    with opened(data_dir) as outbox:
        status = outbox.status()
        counts = (status.purged, status.registered, status.held, status.ready, status.delivered)
        assert counts == (1, 1, 1, 1, 1)
        registered = outbox.entries(EntryState.REGISTERED)[0]
        sealed = outbox.sealed(registered.entry_id)
        file = sealed.attachments[0]
        assert len(outbox.read_sealed(file.attachment_id, 0, file.sealed_size_bytes)) == file.sealed_size_bytes
        outbox.settle(registered.entry_id)
        outbox.mark_handed_over([registered.entry_id])
        assert outbox.entry(outbox.enqueue_rating(rating_draft()).entry_id).sequence == 6
    copy = sqlite3.connect(data_dir / "queue.before")
    assert copy.execute("PRAGMA user_version").fetchone() == (1,)
    copy.close()


def test_a_database_of_version_2_opens_with_everything_in_it(tmp_path: Path, hall_side: HallSide) -> None:
    """Made by the second version, kept for ever."""
    data_dir = tmp_path / "old"
    shutil.copytree(FIXTURES / "v2", data_dir)
    enrol_directly(data_dir, hall_side)
    with opened(data_dir) as outbox:
        status = outbox.status()
        counts = (status.purged, status.registered, status.held, status.ready, status.delivered, status.refused)
        assert counts == (1, 1, 1, 1, 1, 1)
        assert list(outbox.handed_over()) == [outbox.entries(EntryState.HELD)[0].sequence]
        registered = outbox.entries(EntryState.REGISTERED)[0]
        assert (registered.attempts, registered.hall_ref) == (1, "610115LTSMZ003202611240002")
        file = outbox.begin_attempt(registered.entry_id).attachments[0]
        assert len(outbox.read_sealed(file.attachment_id, 0, file.sealed_size_bytes)) == file.sealed_size_bytes
        assert outbox.settle(registered.entry_id, registered.hall_ref).state is EntryState.DELIVERED
        assert outbox.entry(outbox.enqueue_rating(rating_draft()).entry_id).sequence == 7
    copy = sqlite3.connect(data_dir / "queue.before")
    assert copy.execute("PRAGMA user_version").fetchone() == (2,)
    copy.close()
    database = sqlite3.connect(data_dir / "queue.db")
    assert schema_of(database) == resources.files("offline_queue").joinpath("schema.sql").read_text(encoding="utf-8")
    database.close()


def test_a_database_of_version_3_opens_with_everything_in_it(tmp_path: Path, hall_side: HallSide) -> None:
    """Made by the third version, kept for ever; what was deferred keeps its time."""
    data_dir = tmp_path / "old"
    shutil.copytree(FIXTURES / "v3", data_dir)
    enrol_directly(data_dir, hall_side)
    with opened(data_dir) as outbox:
        status = outbox.status()
        counts = (status.purged, status.registered, status.held, status.ready, status.delivered, status.refused)
        assert counts == (1, 1, 1, 1, 1, 1)
        ready, registered = outbox.entries(EntryState.READY)[0], outbox.entries(EntryState.REGISTERED)[0]
        assert outbox.next_retry_s() == ready.retry_at_s == registered.retry_at_s - 20.0
        assert outbox.begin_attempt(ready.entry_id).entry.attempts == 2
        outbox.settle(ready.entry_id)
        assert outbox.next_retry_s() == registered.retry_at_s
        file = outbox.begin_attempt(registered.entry_id).attachments[0]
        assert len(outbox.read_sealed(file.attachment_id, 0, file.sealed_size_bytes)) == file.sealed_size_bytes
        assert outbox.settle(registered.entry_id, registered.hall_ref).state is EntryState.DELIVERED
        assert outbox.next_retry_s() is None
        assert outbox.entry(outbox.enqueue_rating(rating_draft()).entry_id).sequence == 7
    copy = sqlite3.connect(data_dir / "queue.before")
    assert copy.execute("PRAGMA user_version").fetchone() == (3,)
    copy.close()
    database = sqlite3.connect(data_dir / "queue.db")
    assert schema_of(database) == resources.files("offline_queue").joinpath("schema.sql").read_text(encoding="utf-8")
    database.close()
