"""What the progress page says of what came after a case: papers handed in, and what staff have to do with them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from config.texts import Texts
from offline_queue.wire.progress import AmendmentProgress

_WITH_STAFF = "with_staff"
_CLOSED = "closed"


class CaredFor(Protocol):
    """An amendment or a withdrawal as the hall tells it."""

    @property
    def care(self) -> str | None:
        """``with_staff``, ``closed``, or nothing."""

    @property
    def closed_at(self) -> datetime | None:
        """When staff ended it."""

    @property
    def closed_reason(self) -> str | None:
        """Why, in their words."""


def care_lines(texts: Texts, told: CaredFor, now: datetime) -> list[str]:
    """That a department's system refused it and staff have it, or since when it is ended and why.

    A word that this program does not know is told as a change that staff can explain.
    """
    if told.care is None:
        return []
    if told.care == _WITH_STAFF:
        return [texts("progress.care.with_staff")]
    if told.care != _CLOSED or told.closed_at is None:
        return [texts("progress.complaint.unnamed")]
    at = told.closed_at.astimezone(now.tzinfo)
    return [texts("progress.care.closed", month=at.month, day=at.day), told.closed_reason or ""]


def amendment_lines(texts: Texts, amendment: AmendmentProgress, now: datetime) -> list[str]:
    """How far an amendment has come: on its way, at the department, with staff, or ended by them."""
    cared = care_lines(texts, amendment, now)
    if cared:
        return cared
    if not amendment.complete:
        return [texts("progress.incomplete")]
    if amendment.told_at is None:
        return [texts("progress.amendment.waiting")]
    at = amendment.told_at.astimezone(now.tzinfo)
    return [texts("progress.amendment.told", month=at.month, day=at.day)]
