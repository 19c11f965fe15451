"""The terminal's record of open orders: whole before the hall is asked, whatever the disk does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.payments.order_record import MAX_BYTES, Disk, OrderRecord, OrderRecordError, RecordedOrder

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
FIRST = RecordedOrder("r-1", "b-1", "wechat", 12_000, AT)
SECOND = RecordedOrder("r-2", "b-2", "cash", 500, AT, by_code=False)


class PowerCutError(Exception):
    """The process is gone."""


class FailingDisk(Disk):
    """Ends the process, or fails, before or after a step."""

    def __init__(self, at: str, error: Exception, *, after: bool = False) -> None:
        self._at, self._error, self._after = at, error, after

    def _step(self, name: str) -> None:
        if name == self._at:
            raise self._error

    def write(self, path: Path, content: bytes) -> None:
        if self._at == "half":
            path.write_bytes(content[: len(content) // 2])
            raise self._error
        if not self._after:
            self._step("write")
        super().write(path, content)
        self._step("write")

    def rename(self, path: Path, target: Path) -> None:
        if not self._after:
            self._step("rename")
        super().rename(path, target)
        self._step("rename")

    def settle(self, folder: Path) -> None:
        self._step("settle")
        super().settle(folder)


def test_what_is_noted_is_there_after_a_restart(tmp_path: Path) -> None:
    """An order, its number and its end are what the next process finds."""
    path = tmp_path / "orders.json"
    record = OrderRecord(path)
    record.asked(FIRST)
    record.asked(SECOND)
    record.numbered("r-1", "K1")

    first, second = OrderRecord(path).orders()
    assert (first.order_id, second) == ("K1", SECOND)

    record.ended("r-1")
    record.numbered("r-1", "K1")
    assert OrderRecord(path).orders() == (SECOND,)


def test_a_number_told_again_writes_nothing(tmp_path: Path) -> None:
    """The file is not touched when nothing changes."""
    path = tmp_path / "orders.json"
    record = OrderRecord(path)
    record.asked(FIRST)
    record.numbered("r-1", "K1")
    before = path.stat().st_ino

    record.numbered("r-1", "K1")
    record.ended("another")

    assert path.stat().st_ino == before


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["half", "write", "rename", "settle"])
def test_killed_at_each_step_leaves_the_file_before_or_the_file_after(tmp_path: Path, step: str, after: bool) -> None:
    """A kill while the second order is noted never costs the first, and the record can be written again."""
    path = tmp_path / "orders.json"
    OrderRecord(path).asked(FIRST)
    with pytest.raises(PowerCutError):
        OrderRecord(path, FailingDisk(step, PowerCutError(), after=after)).asked(SECOND)

    found = OrderRecord(path).orders()
    assert found in {(FIRST,), (FIRST, SECOND)}
    assert (len(found) == 2) == (step == "settle" or (step == "rename" and after))
    OrderRecord(path).asked(SECOND)
    assert OrderRecord(path).orders() == (FIRST, SECOND)


@pytest.mark.parametrize("step", ["write", "rename", "settle"])
def test_a_disk_that_fails_refuses_the_order(tmp_path: Path, step: str) -> None:
    """The caller learns that nothing may be asked for, and the record says afterwards what the file says."""
    path = tmp_path / "orders.json"
    record = OrderRecord(path, FailingDisk(step, OSError(28, "full")))
    with pytest.raises(OrderRecordError):
        record.asked(FIRST)
    assert record.orders() == OrderRecord(path).orders()


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 2, "orders": []}',
        b'{"version": 1, "orders": [{"client_request_id": "r"}]}',
        b'{"version": 1, "orders": 1}',
        b"\xff",
        b"[" * 100_000,
        b" " * (MAX_BYTES + 1),
    ],
)
def test_an_unreadable_record_is_set_aside(tmp_path: Path, content: bytes) -> None:
    """Its bytes are kept for a person, and the terminal goes on with the hall's list."""
    path = tmp_path / "orders.json"
    path.write_bytes(content)

    assert OrderRecord(path).orders() == ()
    assert (tmp_path / "orders.unreadable-1").read_bytes() == content
    path.write_bytes(content)
    assert OrderRecord(path).orders() == ()
    assert (tmp_path / "orders.unreadable-2").read_bytes() == content


@pytest.mark.parametrize(
    "change",
    [{"amount_fen": 0}, {"amount_fen": True}, {"bill_id": ""}, {"order_id": 7}, {"asked_at": "2026-11-24T08:00:00"}],
)
@pytest.mark.expects_log_warnings
def test_a_row_that_says_something_impossible_is_not_believed(tmp_path: Path, change: dict[str, object]) -> None:
    """One wrong value sets the whole file aside."""
    path = tmp_path / "orders.json"
    OrderRecord(path).asked(FIRST)
    told = json.loads(path.read_bytes())
    told["orders"][0].update(change)
    path.write_text(json.dumps(told), "utf-8")

    assert OrderRecord(path).orders() == ()


def test_a_record_that_cannot_be_read_or_set_aside_is_a_fault(tmp_path: Path) -> None:
    """A folder in its place, or a name that cannot be changed: nothing is offered then."""
    (tmp_path / "orders.json").mkdir()
    with pytest.raises(OrderRecordError):
        OrderRecord(tmp_path / "orders.json").orders()
    broken = tmp_path / "broken.json"
    broken.write_bytes(b"{")
    with pytest.raises(OrderRecordError):
        OrderRecord(broken, FailingDisk("rename", OSError(30, "read-only"))).orders()


@given(st.binary(max_size=200))
@pytest.mark.expects_log_warnings
def test_no_bytes_end_the_reading_otherwise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Any content is a record or is set aside."""
    path = tmp_path_factory.mktemp("fuzz") / "orders.json"
    path.write_bytes(content)
    assert OrderRecord(path).orders() == ()
