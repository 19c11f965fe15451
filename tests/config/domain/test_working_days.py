"""Working days by the notices of 2025 and 2026, and honesty beyond them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config.domain.working_days
from config.domain.working_days import CalendarError, DueDay, WorkCalendar, WorkdayCount, load_work_calendar

SOURCE = Path(config.domain.working_days.__file__).with_name("holidays.json")


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    """The shipped table."""
    return load_work_calendar()


def test_days_of_the_notices(calendar: WorkCalendar) -> None:
    """The number of days off and of make-up workdays is that of the notices."""
    assert {year: len(table.holidays) for year, table in calendar.years.items()} == {2025: 28, 2026: 33}
    assert {year: len(table.make_up_workdays) for year, table in calendar.years.items()} == {2025: 5, 2026: 6}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2025, 1, 26), True),
        (date(2025, 10, 8), False),
    ],
)
def test_single_days(calendar: WorkCalendar, day: date, works: bool) -> None:
    """Weekdays, weekends, holidays and make-up workdays."""
    assert calendar.is_workday(day) is works


def test_names_of_holidays(calendar: WorkCalendar) -> None:
    """A holiday has its name, another day none, and an unknown year none."""
    assert calendar.holiday_name(date(2026, 2, 17)) == "春节"
    assert calendar.holiday_name(date(2026, 2, 25)) is None
    assert calendar.holiday_name(date(2031, 1, 1)) is None


def test_limit_over_the_national_holiday(calendar: WorkCalendar) -> None:
    """From 30 September 2026: the 8th, the 9th, Saturday the 10th is worked, then Monday the 12th."""
    assert calendar.add_workdays(date(2026, 9, 30), 4) == DueDay(date(2026, 10, 12), certain=True)


def test_no_days_is_the_same_day(calendar: WorkCalendar) -> None:
    """A limit of zero days ends on the day of its start, a holiday too."""
    assert calendar.add_workdays(date(2026, 10, 1), 0) == DueDay(date(2026, 10, 1), certain=True)


def test_beyond_the_table_weekends_only_and_said_so(calendar: WorkCalendar) -> None:
    """A count that touches a year without a notice is not certain."""
    assert not calendar.knows(date(2027, 1, 1))
    assert calendar.add_workdays(date(2026, 12, 31), 1) == DueDay(date(2027, 1, 1), certain=False)
    assert calendar.workdays_between(date(2026, 12, 30), date(2026, 12, 31)) == WorkdayCount(1, certain=True)
    assert calendar.workdays_between(date(2026, 12, 30), date(2027, 1, 4)) == WorkdayCount(3, certain=False)


@pytest.mark.parametrize("workdays", [-1, 10_001])
def test_limits_that_no_law_sets(calendar: WorkCalendar, workdays: int) -> None:
    """Negative and endless limits are mistakes of the caller."""
    with pytest.raises(ValueError, match="10000"):
        calendar.add_workdays(date(2026, 1, 1), workdays)


def test_counting_backwards_is_refused(calendar: WorkCalendar) -> None:
    """The end does not lie before the start."""
    with pytest.raises(ValueError, match="before"):
        calendar.workdays_between(date(2026, 1, 2), date(2026, 1, 1))


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(0, 60))
def test_adding_and_counting_are_counterparts(start: date, workdays: int) -> None:
    """The count from a start to its due day is the limit, and the due day is worked."""
    calendar = load_work_calendar()
    due = calendar.add_workdays(start, workdays)
    assert calendar.workdays_between(start, due.day) == WorkdayCount(workdays, due.certain)
    assert workdays == 0 or calendar.is_workday(due.day)


def test_missing_table(tmp_path: Path) -> None:
    """A missing table is a typed error."""
    with pytest.raises(CalendarError, match="cannot be read"):
        load_work_calendar(tmp_path / "holidays.json")


def broken(**changes: object) -> str:
    """Give the shipped table with the year 2026 changed."""
    tree = json.loads(SOURCE.read_bytes())
    tree["years"]["2026"] |= changes
    return json.dumps(tree)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "damaged"),
        ("[]", "damaged"),
        ('{"format": "other/1"}', "format 'other/1'"),
        ('{"format": "service-circle-kiosk/holidays/1"}', "lacks 'years'"),
        (broken(holidays=3), "damaged"),
        (broken(holidays=["2026-01-01"]), "damaged"),
        (broken(holidays=[{"name": "x", "from": "2026-01-03", "to": "2026-01-01"}]), "does not fit"),
        (broken(holidays=[{"name": "x", "from": "2025-01-01", "to": "2026-01-01"}]), "does not fit"),
        (broken(holidays=[{"name": "x", "from": "2026-01-01", "to": "2027-01-01"}]), "does not fit"),
        (broken(holidays=[{"name": "x", "to": "2026-01-01"}]), "lacks 'from'"),
        (broken(make_up_workdays=3), "damaged"),
        (broken(make_up_workdays=["2026-13-01"]), "damaged"),
        (broken(make_up_workdays=["2026-01-05"]), "no make-up workday"),
        (broken(make_up_workdays=["2025-01-04"]), "no make-up workday"),
        (broken(make_up_workdays=["2026-01-03"]), "no make-up workday"),
    ],
)
def test_damaged_table(tmp_path: Path, content: str, words: str) -> None:
    """A table that cannot be right is refused, and the place is named."""
    path = tmp_path / "holidays.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CalendarError, match=words):
        load_work_calendar(path)


def test_a_year_of_working_days(calendar: WorkCalendar) -> None:
    """2025 had 248 working days, as widely published for the year."""
    days = [date(2025, 1, 1) + timedelta(n) for n in range(365)]
    assert sum(map(calendar.is_workday, days)) == 248
