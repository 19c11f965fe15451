"""Faults of the disk and of the outbox on it: refused before anything personal, or kept until it works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.present.notice import NoticeKind
from kiosk.stage import PageName
from offline_queue.model import EntryState
from offline_queue.outbox import Outbox
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.rig import MAY_SKIP_PAPERS, Rig, assert_at_rest
from tests.offline_queue.build import FaultyConnection, FaultyFs, faulty_connect


@dataclass
class Disk:
    """A terminal on a disk that fills up when told to."""

    rig: Rig
    fs: FaultyFs

    def fill(self) -> None:
        """Not one more page of the database can be written."""
        FaultyConnection.seen, FaultyConnection.fail_statement = 0, 0

    def clear(self) -> None:
        """There is space again."""
        FaultyConnection.reset()


@pytest.fixture
def disk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A terminal whose outbox writes through the seams for faults."""
    fs = FaultyFs()
    monkeypatch.setattr("offline_queue.outbox.OsFs", lambda: fs)
    defaults = Outbox.open.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "connect", faulty_connect)
    FaultyConnection.reset()
    with DeskHall() as hall, Rig(qapp, tmp_path, hall=hall, reader=False, printer=False) as rig:
        yield Disk(rig.start(), fs)
        FaultyConnection.reset()


def begin(rig: Rig) -> None:
    rig.to_guide(MAY_SKIP_PAPERS)
    rig.do(PageName.GUIDE, "start_pressed")
    rig.seen(PageName.NOTICE)


def refused_with(rig: Rig) -> NoticeKind:
    assert rig.visit.identity is None
    return rig.apply.store_failure


def test_disk_full_before_the_start(disk: Disk) -> None:
    """Turned away before anything personal is asked; with space again, the next try begins."""
    rig = disk.rig
    disk.fs.free = 0
    begin(rig)
    assert refused_with(rig) is NoticeKind.STORAGE_FULL
    rig.press("notice.understood")
    assert rig.front() is PageName.HOME
    rig.leave()
    disk.fs.free = None
    rig.to_privacy(MAY_SKIP_PAPERS)


def test_disk_nearly_full_refuses_papers_only(disk: Disk) -> None:
    """A case with scans needs more room than one without."""
    rig = disk.rig
    disk.fs.free = 1024 * 1024
    begin(rig)
    assert refused_with(rig) is NoticeKind.STORAGE_FULL


@pytest.mark.expects_log_warnings
def test_disk_full_at_enqueue(disk: Disk) -> None:
    """Nothing is stored and the page says so; what was entered is kept; with space again, one touch stores it once."""
    rig = disk.rig
    rig.to_review(MAY_SKIP_PAPERS)
    disk.fill()
    rig.do(PageName.REVIEW, "confirm_pressed")
    rig.seen(PageName.NOTICE)
    rig.until(lambda: rig.step() == "seal_failed", "the failure")
    assert rig.apply.store_failure in {NoticeKind.STORAGE_FULL, NoticeKind.SEAL_FAILED}
    assert rig.visit.receipt is None
    assert rig.visit.identity is not None
    assert rig.visit.form is not None
    assert rig.visit.form.complete
    rig.press("notice.seal_failed.primary")
    rig.until(lambda: rig.step() == "seal_failed", "the second failure")
    disk.clear()
    rig.press("notice.seal_failed.primary")
    rig.seen(PageName.SEALED, ticking=True)
    assert len(rig.outbox.entries()) == 1
    rig.leave()
    assert_at_rest(rig)


@pytest.mark.expects_log_warnings
def test_disk_full_at_enqueue_and_the_resident_gives_up(disk: Disk) -> None:
    """Nothing was handed in, and nothing is left behind."""
    rig = disk.rig
    rig.to_review(MAY_SKIP_PAPERS)
    disk.fill()
    rig.do(PageName.REVIEW, "confirm_pressed")
    rig.until(lambda: rig.step() == "seal_failed", "the failure")
    rig.press("shell.exit")
    rig.press("leave.leave")
    assert_at_rest(rig)
    disk.clear()
    assert rig.outbox.entries(EntryState.READY) == ()


@pytest.mark.expects_log_warnings
def test_commit_lost_and_not_known(disk: Disk) -> None:
    """The disk did not say whether it has the case: the same entry is stored again, and is there once."""
    rig = disk.rig
    rig.to_review(MAY_SKIP_PAPERS)
    FaultyConnection.fail_commit = "kept"
    rig.do(PageName.REVIEW, "confirm_pressed")
    rig.until(lambda: rig.step() in {"seal_failed", "sealed", "sending"}, "an outcome")
    if rig.step() == "seal_failed":
        rig.press("notice.seal_failed.primary")
    rig.seen(PageName.SEALED, ticking=True)
    assert len(rig.outbox.entries()) == 1


@pytest.mark.expects_log_warnings
def test_second_opener_of_the_data_dir(qapp: QApplication, tmp_path: Path) -> None:
    """Another process has the outbox: guides work, nobody is admitted, a plain page says so."""
    with Rig(qapp, tmp_path, reader=False, printer=False) as rig:
        with Outbox.open(rig.data / "queue"):
            rig.start(with_outbox=False)
            begin(rig)
            assert refused_with(rig) is NoticeKind.OUT_OF_SERVICE
            rig.press("notice.understood")
            assert rig.front() is PageName.HOME
        assert rig.desk.outbox is None


@pytest.mark.expects_log_warnings
def test_outbox_that_could_not_be_opened_is_opened_later(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The terminal says that it takes nothing in, tries again, and takes cases in as soon as the outbox is free."""
    caplog.set_level("INFO")
    monkeypatch.setattr("kiosk.retry.STEPS_S", (0.01,))
    with Rig(qapp, tmp_path, reader=False, printer=False) as rig:
        with Outbox.open(rig.data / "queue"):
            rig.start(with_outbox=False)
            begin(rig)
            assert refused_with(rig) is NoticeKind.OUT_OF_SERVICE
            rig.until(lambda: rig.desk._retry is not None and rig.desk._retry.failures > 2, "some attempts")
            rig.leave()
        rig.until(lambda: rig.desk.outbox is not None, "the outbox")
        rig.to_privacy(MAY_SKIP_PAPERS)
        rig.leave()
        assert rig.desk._retry is None
    assert [record.message.split()[0] for record in caplog.records if "outbox_" in record.message] == [
        "outbox_not_opened",
        "outbox_opened_at_last",
    ]


def test_terminal_that_is_not_enrolled(qapp: QApplication, tmp_path: Path) -> None:
    """It cannot seal, so it takes nothing in."""
    with Rig(qapp, tmp_path, reader=False, printer=False, enrolled=False) as rig:
        rig.start()
        begin(rig)
        assert refused_with(rig) is NoticeKind.NOT_ENROLLED


def test_queue_is_full(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too much waits already: refused before the start."""
    from offline_queue.model import Admission, AdmissionCause, Level

    full = Admission(Level.RED, (AdmissionCause.DEPTH_REACHED,))
    monkeypatch.setattr(disk.rig.outbox, "admit", lambda _bytes: full)
    begin(disk.rig)
    assert refused_with(disk.rig) is NoticeKind.QUEUE_FULL
    disk.rig.press("notice.staff")
    assert disk.rig.front() is PageName.STAFF_CALL


@pytest.mark.expects_log_warnings
def test_rating_that_cannot_be_stored_is_noted_only(
    rig: Rig, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The resident is done; a lost rating is no reason to keep them."""

    def refuse(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError

    rig.to_sealed(MAY_SKIP_PAPERS)
    rig.settled()
    rig.do(PageName.SEALED, "rate_pressed")
    rig.do(PageName.RATING, "level_chosen", "satisfied")
    monkeypatch.setattr(rig.outbox, "enqueue_rating", refuse)
    rig.do(PageName.RATING, "submit_pressed")
    rig.until(lambda: "rating_not_stored error=ZeroDivisionError" in caplog.text, "the note")
    assert rig.front() is PageName.GOODBYE
