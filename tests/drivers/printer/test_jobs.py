"""The ledger of print jobs: only forward, never twice, never content."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.printer.errors import JobAlreadyStartedError, JobNotRecordedError
from drivers.printer.jobs import JobState, PrintJob, PrintJobId, PrintJobLedger
from drivers.printer.outcome import Confirmed
from tests.drivers.printer.conftest import NOW, Bench
from tests.drivers.printer.sample_slips import RECEIPT, striped

JOB = PrintJobId("job-1")


def test_a_job_walks_from_queued_over_sent_to_confirmed(ledger: PrintJobLedger) -> None:
    ledger.queue(JOB, RECEIPT, "d1")
    assert ledger.job(JOB) == PrintJob(JOB, RECEIPT, "d1", JobState.QUEUED, "", NOW)

    ledger.sent(JOB)
    assert ledger.jobs_of(RECEIPT)[0].state is JobState.SENT

    ledger.settled(JOB, JobState.CONFIRMED)
    assert ledger.jobs_of(RECEIPT) == (PrintJob(JOB, RECEIPT, "d1", JobState.CONFIRMED, "", NOW),)


def test_an_unknown_job_is_none(ledger: PrintJobLedger) -> None:
    assert ledger.job(PrintJobId("never")) is None
    assert ledger.jobs_of("never") == ()


def test_a_job_id_is_taken_once(ledger: PrintJobLedger) -> None:
    ledger.queue(JOB, RECEIPT, "d1")

    with pytest.raises(JobAlreadyStartedError):
        ledger.queue(JOB, RECEIPT, "d1")


def test_a_settled_job_is_not_sent_again(ledger: PrintJobLedger) -> None:
    ledger.queue(JOB, RECEIPT, "d1")
    ledger.sent(JOB)
    ledger.settled(JOB, JobState.UNKNOWN, "unplugged")

    with pytest.raises(JobAlreadyStartedError):
        ledger.sent(JOB)
    with pytest.raises(JobAlreadyStartedError):
        ledger.settled(JOB, JobState.CONFIRMED)


def test_a_job_cannot_be_confirmed_before_it_was_sent(ledger: PrintJobLedger) -> None:
    ledger.queue(JOB, RECEIPT, "d1")

    with pytest.raises(JobAlreadyStartedError):
        ledger.settled(JOB, JobState.CONFIRMED)
    ledger.settled(JOB, JobState.FAILED, "paper_out_before")


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.SENT])
def test_a_job_ends_in_a_final_state_only(ledger: PrintJobLedger, state: JobState) -> None:
    with pytest.raises(ValueError, match="no job ends"):
        ledger.settled(JOB, state)


def test_opened_twice_it_stays_the_same(ledger: PrintJobLedger) -> None:
    ledger.queue(JOB, RECEIPT, "d1")

    assert [job.job_id for job in ledger.open()] == [JOB]
    assert ledger.open() == ()


def test_settled_jobs_are_forgotten_by_age_and_open_ones_kept(ledger: PrintJobLedger) -> None:
    ledger.queue(JOB, RECEIPT, "d1")
    ledger.sent(JOB)
    ledger.settled(JOB, JobState.CONFIRMED)
    ledger.queue(PrintJobId("job-2"), RECEIPT, "d2")

    assert ledger.forget_before(NOW) == 0
    assert ledger.forget_before(NOW + timedelta(days=1)) == 1
    assert [job.job_id for job in ledger.jobs_of(RECEIPT)] == ["job-2"]


def test_a_closed_ledger_records_nothing(tmp_path: Path) -> None:
    closed = PrintJobLedger(tmp_path / "jobs.sqlite", now=lambda: NOW)
    closed.close()

    with pytest.raises(JobNotRecordedError):
        closed.queue(JOB, RECEIPT, "d1")


def test_a_file_that_is_no_ledger_is_a_typed_cause(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    path.write_bytes(b"this is no database, and it is long enough to be looked at" * 20)

    with pytest.raises(JobNotRecordedError) as caught:
        PrintJobLedger(path, now=lambda: NOW).open()

    assert caught.value.detail == "SQLITE_NOTADB"


def test_a_ledger_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(JobNotRecordedError) as caught:
        PrintJobLedger(path, now=lambda: NOW).open()

    assert caught.value.detail == "schema version 99"


def test_a_folder_that_is_missing_is_a_typed_cause(tmp_path: Path) -> None:
    with pytest.raises(JobNotRecordedError):
        PrintJobLedger(tmp_path / "none" / "jobs.sqlite", now=lambda: NOW).open()


def test_every_state_is_synchronised_to_disk(ledger: PrintJobLedger) -> None:
    with ledger._file.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_ledger_that_cannot_be_written_prints_nothing(bench: Bench) -> None:
    bench.ledger.close()

    with pytest.raises(JobNotRecordedError):
        bench.print(striped())

    assert bench.simulator.rows_printed == 0


@pytest.mark.expects_log_warnings
def test_an_outcome_that_cannot_be_written_is_told_all_the_same(
    make_bench: Callable[..., Bench], caplog: pytest.LogCaptureFixture
) -> None:
    bench = make_bench()
    bench.simulator.when_printed(100, bench.ledger.close)

    with caplog.at_level(logging.WARNING):
        outcome = bench.print(striped())

    assert isinstance(outcome, Confirmed)
    assert "print_job_not_settled job=job-1" in caplog.text
