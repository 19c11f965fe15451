"""When a service point is open: weekly hours, the pause at noon, weekends, holidays, make-up workdays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from config.catalogue.opening import Opening, OpenState, opening_at
from config.catalogue.schema import Hours, OpeningHours
from config.domain.working_days import load_work_calendar

CHINA = timezone(timedelta(hours=8))
WORKDAYS = (1, 2, 3, 4, 5)
HOURS = Hours(
    weekly=(
        OpeningHours(days=WORKDAYS, open="09:00", close="12:00"),
        OpeningHours(days=WORKDAYS, open="13:30", close="17:00"),
    )
)
CALENDAR = load_work_calendar()


def at(month: int, day: int, clock: str) -> datetime:
    return datetime.combine(datetime(2026, month, day, tzinfo=CHINA), time.fromisoformat(clock), CHINA)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(11, 24, "09:00"), Opening(OpenState.OPEN, closes=time(12))),
        (at(11, 24, "11:59"), Opening(OpenState.OPEN, closes=time(12))),
        (at(11, 24, "16:30"), Opening(OpenState.OPEN, closes=time(17))),
        (at(11, 24, "08:59"), Opening(OpenState.CLOSED, opens=at(11, 24, "09:00"))),
        (at(11, 24, "12:00"), Opening(OpenState.CLOSED, opens=at(11, 24, "13:30"))),
        (at(11, 24, "17:00"), Opening(OpenState.CLOSED, opens=at(11, 25, "09:00"))),
        (at(11, 27, "18:00"), Opening(OpenState.CLOSED, opens=at(11, 30, "09:00"))),
        (at(11, 28, "10:00"), Opening(OpenState.CLOSED, opens=at(11, 30, "09:00"))),
    ],
)
def test_the_week(now: datetime, expected: Opening) -> None:
    """The border belongs to the hours that begin; a weekend leads to Monday."""
    assert opening_at(HOURS, now, CALENDAR) == expected


def test_a_public_holiday_closes_whatever_the_week_says() -> None:
    """National day is a Thursday in 2026; the first day after the holidays is found."""
    standing = opening_at(HOURS, at(10, 1, "10:00"), CALENDAR)
    assert standing.state is OpenState.CLOSED
    assert standing.opens is not None
    assert CALENDAR.holiday_name(standing.opens.date()) is None
    assert CALENDAR.is_workday(standing.opens.date())


def test_nothing_is_claimed_for_a_make_up_workday() -> None:
    """Whether a point opens on a worked Sunday is announced, not computed."""
    day = min(CALENDAR.years[2026].make_up_workdays)
    assert opening_at(HOURS, at(day.month, day.day, "10:00"), CALENDAR) == Opening(OpenState.UNKNOWN)


def test_without_hours_nothing_is_claimed() -> None:
    """An empty week is not a closed one."""
    assert opening_at(Hours(weekly=()), at(11, 24, "10:00"), CALENDAR) == Opening(OpenState.UNKNOWN)


def test_a_point_that_opens_only_on_a_holiday_names_no_day() -> None:
    """None within a fortnight."""
    hours = Hours(weekly=(OpeningHours(days=(4,), open="09:00", close="10:00"),))
    calendar = type(CALENDAR)(
        {
            2026: type(CALENDAR.years[2026])(
                "", CALENDAR.years[2026].issued, dict.fromkeys(thursdays(), "x"), frozenset()
            )
        }
    )
    assert opening_at(hours, at(11, 24, "10:00"), calendar) == Opening(OpenState.CLOSED)


def thursdays() -> list[date]:
    return [datetime(2026, 11, 26, tzinfo=CHINA).date(), datetime(2026, 12, 3, tzinfo=CHINA).date()]
