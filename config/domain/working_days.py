"""Working days (工作日) by the yearly notices on public holidays and make-up workdays.

The table is data (``holidays.json``) and ends somewhere. Beyond it only weekends are known, and every answer
that used such a day says so: ``certain`` is False. Source: decisions 14; domain guide 6.2 (行政许可法 82).

Error hierarchy::

    CalendarError    the table is missing or damaged
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

FORMAT = "service-circle-kiosk/holidays/1"
_ONE_DAY = timedelta(days=1)
_MAX_WORKDAYS = 10_000


class CalendarError(Exception):
    """The holiday table is missing or damaged; the message names file and place."""


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """One year's notice.

    Attributes:
        source: title of the notice.
        issued: its date.
        holidays: days off that may fall on weekdays, with their names.
        make_up_workdays: Saturdays and Sundays that are worked.
    """

    source: str
    issued: date
    holidays: Mapping[date, str]
    make_up_workdays: frozenset[date]


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day found by counting; not ``certain`` when a year without a table was counted by weekends alone."""

    day: date
    certain: bool


@dataclass(frozen=True, slots=True)
class WorkdayCount:
    """A number of working days; not ``certain`` when a year without a table was counted by weekends alone."""

    days: int
    certain: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working-day calendar; immutable."""

    years: Mapping[int, HolidayYear]

    def knows(self, day: date) -> bool:
        """Whether the day's year has a table."""
        return day.year in self.years

    def holiday_name(self, day: date) -> str | None:
        """Name the public holiday on a day, None when there is none or none is known."""
        year = self.years.get(day.year)
        return year.holidays.get(day) if year else None

    def is_workday(self, day: date) -> bool:
        """Whether people work on a day, as far as is known (see :meth:`knows`)."""
        year = self.years.get(day.year)
        if year is not None:
            if day in year.make_up_workdays:
                return True
            if day in year.holidays:
                return False
        return day.weekday() < 5

    def add_workdays(self, start: date, workdays: int) -> DueDay:
        """Give the day on which a limit of so many working days ends. The day of the start does not count.

        Raises:
            ValueError: ``workdays`` is negative or beyond any limit that a law sets.
        """
        if not 0 <= workdays <= _MAX_WORKDAYS:
            raise ValueError("a limit is 0 to 10000 working days")
        day, certain, left = start, self.knows(start), workdays
        while left:
            day += _ONE_DAY
            certain = certain and self.knows(day)
            left -= self.is_workday(day)
        return DueDay(day, certain)

    def workdays_between(self, start: date, end: date) -> WorkdayCount:
        """Count the working days after ``start`` up to and including ``end``.

        The counterpart of :meth:`add_workdays`: the count from a start to its due day is the limit.

        Raises:
            ValueError: ``end`` lies before ``start``.
        """
        if end < start:
            raise ValueError("the end lies before the start")
        days, day, certain = 0, start, self.knows(start)
        while day < end:
            day += _ONE_DAY
            certain = certain and self.knows(day)
            days += self.is_workday(day)
        return WorkdayCount(days, certain)


def load_work_calendar(path: Path | None = None) -> WorkCalendar:
    """Read the holiday table, from the package unless ``path`` is given.

    Raises:
        CalendarError: it cannot be read, has another format, or a date does not fit.
    """
    source = path or Path(__file__).with_name("holidays.json")
    try:
        tree = json.loads(source.read_bytes())
        if tree["format"] != FORMAT:
            raise CalendarError(f"{source.name}: format {tree['format']!r} is not {FORMAT!r}")
        years = {int(year): _holiday_year(int(year), node) for year, node in tree["years"].items()}
    except OSError as error:
        raise CalendarError(f"{source.name} cannot be read: {error.strerror}") from error
    except KeyError as error:
        raise CalendarError(f"{source.name} lacks {error.args[0]!r}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise CalendarError(f"{source.name} is damaged: {error}") from error
    return WorkCalendar(MappingProxyType(years))


def _holiday_year(year: int, node: Mapping[str, object]) -> HolidayYear:
    holidays: dict[date, str] = {}
    for span in _list(node["holidays"]):
        day, last = date.fromisoformat(span["from"]), date.fromisoformat(span["to"])
        if last < day or day.year != year or last.year != year:
            raise ValueError(f"the holiday from {day} to {last} does not fit into {year}")
        while day <= last:
            holidays[day] = str(span["name"])
            day += _ONE_DAY
    make_up = frozenset(date.fromisoformat(text) for text in _texts(node["make_up_workdays"]))
    for day in make_up:
        if day.year != year or day.weekday() < 5 or day in holidays:
            raise ValueError(f"{day} is no make-up workday of {year}")
    return HolidayYear(
        str(node["source"]), date.fromisoformat(str(node["issued"])), MappingProxyType(holidays), make_up
    )


def _list(node: object) -> list[dict[str, str]]:
    if not (isinstance(node, list) and all(isinstance(part, dict) for part in node)):
        raise TypeError("a list of holidays was expected")
    return node


def _texts(node: object) -> list[str]:
    if not isinstance(node, list):
        raise TypeError("a list of dates was expected")
    return node
