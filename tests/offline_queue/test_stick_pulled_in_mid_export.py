"""A stick that was pulled in the middle of an export is cleaned up by the next one: this terminal's files only."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from offline_queue.errors import TargetFailedError
from offline_queue.handover import HandedOver, hand_over
from offline_queue.outbox import Outbox
from offline_queue.wire.handover import MANIFEST
from tests.offline_queue.build import FaultyFs, ManualClock, case_draft, opened, page


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def pulled(outbox: Outbox, clock: ManualClock, stick: Path) -> Path:
    """Begin an export and pull the stick; return the folder that stays."""
    fs = FaultyFs()
    fs.fail_at(5, errno.EIO)
    with pytest.raises(TargetFailedError):
        hand_over(outbox, stick, clock, fs=fs)
    [part] = stick.iterdir()
    assert part.name.endswith(".part")
    assert list(part.iterdir())
    return part


def test_nothing_of_it_is_left_beside_the_next_bundle(outbox: Outbox, clock: ManualClock, stick: Path) -> None:
    """Also what no longer waits is gone with it."""
    outbox.enqueue(case_draft(1), [page()])
    pulled(outbox, clock, stick)
    first = outbox.entries()[0].entry_id
    outbox.settle(first)
    second = outbox.enqueue(case_draft())
    told = hand_over(outbox, stick, clock)
    [bundle] = stick.iterdir()
    assert (bundle.name, told.entries) == (told.bundle, (second.entry_id,))
    assert not [file for file in bundle.iterdir() if first in file.name]


def test_it_is_cleaned_up_when_nothing_waits_any_more(outbox: Outbox, clock: ManualClock, stick: Path) -> None:
    """The line may have brought everything meanwhile."""
    receipt = outbox.enqueue(case_draft(1), [page()])
    pulled(outbox, clock, stick)
    outbox.settle(receipt.entry_id)
    assert hand_over(outbox, stick, clock) == HandedOver(None)
    assert list(stick.iterdir()) == []


def test_it_is_cleaned_up_when_nothing_can_be_read_whole(data_dir: Path, clock: ManualClock, stick: Path) -> None:
    with opened(data_dir, clock=clock) as outbox:
        receipt = outbox.enqueue(case_draft(1), [page()])
        pulled(outbox, clock, stick)
        next(data_dir.rglob("*.sealed")).unlink()
        assert hand_over(outbox, stick, clock).damaged == (receipt.entry_id,)
        assert list(stick.iterdir()) == []


@pytest.mark.parametrize("waits", [True, False])
def test_what_is_not_this_terminals_stays(outbox: Outbox, clock: ManualClock, stick: Path, *, waits: bool) -> None:
    """The folder of another terminal, a stranger's file, and a file that somebody put beside ours."""
    receipt = outbox.enqueue(case_draft(1), [page()])
    part = pulled(outbox, clock, stick)
    other = stick / "LS99.part"
    other.mkdir()
    (other / MANIFEST).write_text("{}")
    (stick / "holiday.jpg").write_bytes(b"jpg")
    (part / "notes.txt").write_text("mine")
    if not waits:
        outbox.settle(receipt.entry_id)
    told = hand_over(outbox, stick, clock)
    assert (other / MANIFEST).read_text() == "{}"
    assert (stick / "holiday.jpg").exists()
    kept = part if told.bundle is None else stick / told.bundle
    assert (kept / "notes.txt").read_text() == "mine"


def test_a_stick_that_fails_while_it_is_cleaned_up_says_so(outbox: Outbox, clock: ManualClock, stick: Path) -> None:
    receipt = outbox.enqueue(case_draft(1), [page()])
    part = pulled(outbox, clock, stick)
    outbox.settle(receipt.entry_id)
    fs = FaultyFs()
    fs.fail_at(0, errno.EIO)
    with pytest.raises(TargetFailedError):
        hand_over(outbox, stick, clock, fs=fs)
    assert part.exists()
    assert hand_over(outbox, stick, clock) == HandedOver(None)
    assert list(stick.iterdir()) == []
