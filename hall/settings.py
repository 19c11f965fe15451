"""What a hall is started with. Every figure has a default that fits a district of some hundred terminals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from pathlib import Path


@dataclass(frozen=True, slots=True)
class HallSettings:
    """Settings of one hall.

    Attributes:
        data_dir: everything that the hall keeps: database, keys, sealed files.
        region_code: GB/T 2260 code, first in case numbers of items without an implementation code.
        zone: for the date in case numbers; storage is UTC.
        heartbeat_s: how often terminals should send a heartbeat.
        reconnect_window_s: over how long terminals spread their first contact after an outage.
        max_pending_writes: more waiting writes than this are answered with 503.
        enrol_code_valid_s: how long an enrolment code lives.
        enrol_code_tries: wrong tries before a code locks.
        enrolments_per_minute: per address, before 429.
        upload_keep_s: an upload without news for so long is given up at the next start.
        body_stall_s: a body that brings nothing for so long is answered with 408.
        progress_per_minute: progress queries per terminal, before 429.
        wrong_codes, wrong_codes_window_s: wrong lookup codes for one receipt number within the window, before 429.
    """

    data_dir: Path
    region_code: str = "610115"
    zone: timezone = timezone(timedelta(hours=8))
    heartbeat_s: int = 60
    reconnect_window_s: int = 10
    max_pending_writes: int = 512
    enrol_code_valid_s: int = 24 * 3600
    enrol_code_tries: int = 5
    enrolments_per_minute: int = 20
    upload_keep_s: int = 14 * 24 * 3600
    body_stall_s: float = 30.0
    progress_per_minute: int = 60
    wrong_codes: int = 5
    wrong_codes_window_s: int = 900
