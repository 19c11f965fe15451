"""The ledger of print jobs: what was sent, and what is known of it. Never what a slip says.

A job is ``queued``, then ``sent`` (written and synchronised before the first byte goes out), then ``confirmed``,
``probable``, ``unknown`` or ``failed``. A process that dies while a job is ``sent`` leaves it so; the next ``open``
calls it ``unknown``, for nobody can know what came out.

Source: settled points 10; receipt printer sheet, section 8, step 6.

Errors: ``JobAlreadyStartedError``, ``JobNotRecordedError`` in ``drivers.printer.errors``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NewType

from drivers.printer.errors import JobAlreadyStartedError, JobNotRecordedError
from drivers.record_file import RecordFile, stamp_of

PrintJobId = NewType("PrintJobId", str)
"""Names one attempt to print one slip, for ever. A reprint is a new job."""

SCHEMA_VERSION = 1
INTERRUPTED = "interrupted"
"""The cause of a job whose process ended before its outcome was written."""
NEVER_SENT = "never_sent"
"""The cause of a job whose process ended before anything was sent."""

_SCHEMA = f"""
CREATE TABLE print_job (
    job_id TEXT PRIMARY KEY,
    receipt_number TEXT NOT NULL,
    digest TEXT NOT NULL,
    state TEXT NOT NULL,
    cause TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX print_job_receipt ON print_job (receipt_number);
PRAGMA user_version = {SCHEMA_VERSION};
"""
_COLUMNS = "job_id, receipt_number, digest, state, cause, changed_at"


class JobState(StrEnum):
    """What is known of a job."""

    QUEUED = "queued"
    SENT = "sent"
    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    UNKNOWN = "unknown"
    FAILED = "failed"


_FINAL = frozenset({JobState.CONFIRMED, JobState.PROBABLE, JobState.UNKNOWN, JobState.FAILED})
_NEXT = {JobState.QUEUED: frozenset({JobState.SENT, JobState.FAILED}), JobState.SENT: _FINAL}


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One job as the ledger knows it.

    Attributes:
        job_id: names the attempt.
        receipt_number: the slip's receipt number; empty for slips without one.
        digest: keyed digest of the picture; its key is not on disk.
        state: what is known.
        cause: an error code or one of this module's causes; empty when all is well.
        changed_at: when the state was written, UTC.
    """

    job_id: PrintJobId
    receipt_number: str
    digest: str
    state: JobState
    cause: str
    changed_at: datetime


class PrintJobLedger:
    """The ledger in one SQLite file. From any thread.

    Raises:
        JobNotRecordedError: from every method, when the file cannot be read or written.
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime]) -> None:
        """Prepare; ``open`` reads the file.

        Args:
            path: the SQLite file; its folder exists.
            now: the wall clock, with a zone.
        """
        self._file = RecordFile(path, schema=_SCHEMA, version=SCHEMA_VERSION, fault=JobNotRecordedError)
        self._now = now

    def open(self) -> tuple[PrintJob, ...]:
        """Open or make the file and settle what an earlier process left behind.

        Returns:
            The jobs settled now: ``sent`` became ``unknown``, ``queued`` became ``failed``.
        """
        self._file.open()
        left = [*self._select("state = ?", JobState.SENT), *self._select("state = ?", JobState.QUEUED)]
        for job in left:
            was_sent = job.state is JobState.SENT
            self._move(
                job.job_id, JobState.UNKNOWN if was_sent else JobState.FAILED, INTERRUPTED if was_sent else NEVER_SENT
            )
        return tuple(settled for job in left if (settled := self.job(job.job_id)) is not None)

    def close(self) -> None:
        """Close the file. Does nothing when it is closed."""
        self._file.close()

    def queue(self, job_id: PrintJobId, receipt_number: str, digest: str) -> None:
        """Enter a new job.

        Raises:
            JobAlreadyStartedError: this job id is in the ledger; a job is never sent twice.
        """
        values = (job_id, receipt_number, digest, JobState.QUEUED, "", self._stamp())
        with self._file.reading() as connection:
            try:
                connection.execute(f"INSERT INTO print_job ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", values)  # noqa: S608 - fixed columns
            except sqlite3.IntegrityError:
                raise JobAlreadyStartedError(job_id) from None

    def sent(self, job_id: PrintJobId) -> None:
        """Note, before the first byte goes out, that bytes go out. On disk when this returns."""
        self._move(job_id, JobState.SENT, "")

    def settled(self, job_id: PrintJobId, state: JobState, cause: str = "") -> None:
        """Note what became of the job.

        Raises:
            ValueError: the state is none that a job ends in.
        """
        if state not in _FINAL:
            raise ValueError(f"no job ends as {state}")
        self._move(job_id, state, cause)

    def job(self, job_id: PrintJobId) -> PrintJob | None:
        """One job; None when it was never entered."""
        return next(iter(self._select("job_id = ?", job_id)), None)

    def jobs_of(self, receipt_number: str) -> tuple[PrintJob, ...]:
        """Every job of one receipt number, the oldest change first."""
        return tuple(self._select("receipt_number = ?", receipt_number))

    def forget_before(self, moment: datetime) -> int:
        """Drop settled jobs whose last change is older. How many went."""
        with self._file.reading() as connection:
            return connection.execute(
                "DELETE FROM print_job WHERE changed_at < ? AND state NOT IN (?, ?)",
                (stamp_of(moment), JobState.QUEUED, JobState.SENT),
            ).rowcount

    def _move(self, job_id: PrintJobId, state: JobState, cause: str) -> None:
        """Write the next state, if the present one leads there."""
        before = [present for present, following in _NEXT.items() if state in following]
        marks = ", ".join("?" for _ in before)
        statement = f"UPDATE print_job SET state = ?, cause = ?, changed_at = ? WHERE job_id = ? AND state IN ({marks})"  # noqa: S608 - marks only
        with self._file.reading() as connection:
            changed = connection.execute(statement, (state, cause, self._stamp(), job_id, *before)).rowcount
        if changed != 1:
            raise JobAlreadyStartedError(job_id)

    def _select(self, condition: str, value: str) -> list[PrintJob]:
        statement = f"SELECT {_COLUMNS} FROM print_job WHERE {condition} ORDER BY changed_at, job_id"  # noqa: S608 - fixed conditions
        with self._file.reading() as connection:
            rows = connection.execute(statement, (value,)).fetchall()
        return [
            PrintJob(PrintJobId(job_id), receipt, digest, JobState(state), cause, datetime.fromisoformat(changed_at))
            for job_id, receipt, digest, state, cause, changed_at in rows
        ]

    def _stamp(self) -> str:
        return stamp_of(self._now())
