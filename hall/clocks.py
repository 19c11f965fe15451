"""The clock of the machine, for whoever puts a hall together; everything else is given one."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return now by the machine's clock."""
    return datetime.now(UTC)
