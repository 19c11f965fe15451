"""What the routes share: the parts of one running hall, put together once by ``create_app``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hall.attachments import Uploads
from hall.database import Database
from hall.keys import HallKeys
from hall.limits import AtOnce, Lane, Quota, RateLimit
from hall.metrics import Metrics
from hall.payments.gateway import Gateway
from hall.services.opened import Services
from hall.settings import HallSettings
from hall.terminals import Callers
from hall.web.intake_lane import IntakeLane


@dataclass(frozen=True, slots=True)
class Hall:
    """One running hall.

    Attributes:
        clock: now, in UTC.
        enrolments, progress_queries, wrong_codes, phones: the rates of those calls.
        records, chunks: the lanes of entries and of attachments' bytes; heartbeats and queries have none.
        entry_quota, byte_quota, call_quota, at_once: what one terminal may do.
        intake: where entries wait for the writer.
        metrics: what is counted.
        gateway: payments.
        services: notices, departments and what else the hall does for residents.
    """

    settings: HallSettings
    keys: HallKeys
    database: Database
    uploads: Uploads
    callers: Callers
    clock: Callable[[], datetime]
    enrolments: RateLimit
    progress_queries: RateLimit
    wrong_codes: RateLimit
    phones: RateLimit
    records: Lane
    chunks: Lane
    entry_quota: Quota
    byte_quota: Quota
    call_quota: Quota
    at_once: AtOnce
    intake: IntakeLane
    metrics: Metrics
    services: Services
    gateway: Gateway
