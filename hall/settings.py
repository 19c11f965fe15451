"""What a hall is started with. Every figure has a default that fits a district of some hundred terminals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta, timezone
from pathlib import Path


@dataclass(frozen=True, slots=True)
class HallSettings:
    """Settings of one hall.

    Attributes:
        data_dir: everything that the hall keeps: keys, and database and sealed files where they are not elsewhere.
        database_url: a PostgreSQL that several processes may share; SQLite in ``data_dir`` when None.
        files_url: an S3-compatible store, ``s3://BUCKET/PREFIX``; files in ``data_dir`` when None.
        region_code: GB/T 2260 code, first in case numbers of items without an implementation code.
        zone: for the date in case numbers; storage is UTC.
        heartbeat_s: how often terminals should send a heartbeat.
        reconnect_window_s: over how long terminals spread their first contact after an outage; None: by their number.
        max_wait_s: with more work than this before it, an entry or chunk gets 503 before its body is read.
        chunk_room_bytes: chunks whose bytes are on their way together; one more gets 503 before its body is read.
        entries_per_minute, bytes_per_minute, calls_per_minute: what one terminal may send, before 429.
        calls_at_once: open calls of one terminal, before 429.
        metrics_to_all: whether ``/metrics`` answers other machines too.
        enrol_code_valid_s: how long an enrolment code lives.
        enrol_code_tries: wrong tries before a code locks.
        enrolments_per_minute: per address, before 429.
        upload_keep_s: an upload without news for so long is given up at the next start.
        head_limit_s: the head of a request has so long as a whole; then the connection is ended.
        body_stall_s: a body that brings nothing for so long is answered with 408.
        progress_per_minute: progress queries per terminal, before 429.
        wrong_codes, wrong_codes_window_s: wrong lookup codes for one receipt number within the window, before 429.
        phone_calls_per_minute: calls of phones from one address, before 429.
        person_queries, person_queries_window_s: questions about one person's card within the window, before 429.
        services_file: the other systems around the hall; ``services.toml`` in ``data_dir``, if there, when None.
    """

    data_dir: Path
    database_url: str | None = field(default=None, repr=False)
    files_url: str | None = None
    region_code: str = "610115"
    zone: timezone = timezone(timedelta(hours=8))
    heartbeat_s: int = 60
    reconnect_window_s: int | None = None
    max_wait_s: float = 1.0
    chunk_room_bytes: int = 768 * 1024**2
    entries_per_minute: int = 6_000
    bytes_per_minute: int = 4 * 1024**3
    calls_per_minute: int = 600
    calls_at_once: int = 64
    metrics_to_all: bool = False
    enrol_code_valid_s: int = 24 * 3600
    enrol_code_tries: int = 5
    enrolments_per_minute: int = 20
    upload_keep_s: int = 14 * 24 * 3600
    head_limit_s: float = 10.0
    body_stall_s: float = 30.0
    progress_per_minute: int = 60
    wrong_codes: int = 5
    wrong_codes_window_s: int = 900
    phone_calls_per_minute: int = 60
    person_queries: int = 10
    person_queries_window_s: int = 900
    services_file: Path | None = None
