"""What the routes share: the parts of one running hall, put together once by ``create_app``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hall.attachments import Uploads
from hall.database import Database
from hall.keys import HallKeys
from hall.limits import RateLimit
from hall.settings import HallSettings
from hall.terminals import Callers


@dataclass(frozen=True, slots=True)
class Hall:
    """One running hall.

    Attributes:
        clock: now, in UTC.
        enrolments, progress_queries, wrong_codes: the rates of those calls.
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
