"""When staff must look after what waits: pure, in working time. Source: domain guide 6.3, point 2.

Something that waits 4 working hours is a warning, one working day an alarm, two working days mean that staff must
export it or call the residents. Nothing expires by itself. A working day counts its office hours; what was stored
outside of them begins to wait when the office opens. What staff have carried to the hall no longer counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from config.domain.working_days import WorkCalendar
from offline_queue.model import AlarmLevel, AlarmLimits

_ONE_DAY = timedelta(days=1)
_MAX_DAYS = 60
"""Further back nothing is counted: two working days are over long before, whatever holidays there are."""


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """The calendar with the zone that its days are of."""

    calendar: WorkCalendar
    zone: tzinfo


def working_hours_between(start_s: float, end_s: float, days: OfficeDays, limits: AlarmLimits) -> float:
    """Return how many office hours lie between two wall times (Unix seconds); 0 when the end is not after the start."""
    start = datetime.fromtimestamp(max(start_s, end_s - _MAX_DAYS * 86_400), days.zone)
    end = datetime.fromtimestamp(end_s, days.zone)
    hours, day = 0.0, start.date()
    while day <= end.date():
        if days.calendar.is_workday(day):
            midnight = datetime.combine(day, time(), days.zone)
            opens = midnight + timedelta(hours=limits.office_from_h)
            closes = midnight + timedelta(hours=limits.office_to_h)
            hours += max(0.0, (min(end, closes) - max(start, opens)).total_seconds() / 3600)
        day += _ONE_DAY
    return hours


def alarm_for(waiting_since_s: float | None, now_s: float, days: OfficeDays, limits: AlarmLimits) -> AlarmLevel:
    """Return the alarm for the oldest entry that waits; None when nothing does."""
    if waiting_since_s is None:
        return AlarmLevel.NONE
    hours = working_hours_between(waiting_since_s, now_s, days, limits)
    day_h = limits.office_to_h - limits.office_from_h
    if hours >= limits.export_after_days * day_h:
        return AlarmLevel.EXPORT
    if hours >= limits.alarm_after_days * day_h:
        return AlarmLevel.ALARM
    return AlarmLevel.WARNING if hours >= limits.warn_after_h else AlarmLevel.NONE
