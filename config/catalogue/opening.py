"""Whether a service point is open, by its weekly hours and the working-day calendar. Pure.

A public holiday of the calendar closes a point whatever its weekly hours say; a make-up workday (调休) at a weekend is
announced by the point itself, so nothing is claimed for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from config.catalogue.schema import Hours
from config.domain.working_days import WorkCalendar

LOOK_AHEAD_DAYS = 14
"""Longer than any run of holidays that the yearly notices have known."""


class OpenState(StrEnum):
    """Whether somebody is at the windows now."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """No hours are given, or the day is a make-up workday."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known for one moment.

    Attributes:
        state: open or not.
        closes: when the present hours end; None unless open.
        opens: the next opening, in the zone of the moment; None when open, unknown, or when none is near.
    """

    state: OpenState
    closes: time | None = None
    opens: datetime | None = None


def opening_at(hours: Hours, now: datetime, calendar: WorkCalendar) -> Opening:
    """Tell how a point stands.

    Args:
        hours: its weekly hours.
        now: the wall clock in the terminal's zone.
        calendar: with the public holidays.
    """
    if not hours.weekly or _is_make_up(now.date(), calendar):
        return Opening(OpenState.UNKNOWN)
    at = now.time()
    spans = _spans(hours, now.date(), calendar)
    for opens, closes in spans:
        if opens <= at < closes:
            return Opening(OpenState.OPEN, closes=closes)
    later = [opens for opens, _ in spans if opens > at]
    if later:
        return Opening(OpenState.CLOSED, opens=datetime.combine(now.date(), min(later), now.tzinfo))
    for ahead in range(1, LOOK_AHEAD_DAYS + 1):
        day = now.date() + timedelta(days=ahead)
        following = [opens for opens, _ in _spans(hours, day, calendar)]
        if following and not _is_make_up(day, calendar):
            return Opening(OpenState.CLOSED, opens=datetime.combine(day, min(following), now.tzinfo))
    return Opening(OpenState.CLOSED)


def _spans(hours: Hours, day: date, calendar: WorkCalendar) -> list[tuple[time, time]]:
    if calendar.holiday_name(day):
        return []
    return [
        (time.fromisoformat(span.open), time.fromisoformat(span.close))
        for span in hours.weekly
        if day.isoweekday() in span.days
    ]


def _is_make_up(day: date, calendar: WorkCalendar) -> bool:
    return day.weekday() >= 5 and calendar.is_workday(day)
