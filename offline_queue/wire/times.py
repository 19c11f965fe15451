"""The one form of time on the wire: UTC, ISO 8601, ending in ``Z``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime


def to_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; the argument must know its zone."""
    return moment.astimezone(UTC)


def format_utc(moment: datetime) -> str:
    """Return ``2026-11-24T04:32:51Z``, with microseconds only where there are any."""
    return to_utc(moment).isoformat().replace("+00:00", "Z")


def from_epoch(seconds: float) -> datetime:
    """Return the moment that a Unix clock calls ``seconds``."""
    return datetime.fromtimestamp(seconds, UTC)


UtcTime = Annotated[AwareDatetime, AfterValidator(to_utc)]
"""A moment; refused without a zone, kept in UTC, and so written by pydantic as `format_utc` writes it."""
