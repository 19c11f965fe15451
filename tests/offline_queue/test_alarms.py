"""Staff are told in working time: half a day, a day, two days; nothing ever expires by itself."""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from config.domain.working_days import load_work_calendar
from offline_queue.alarms import OfficeDays, alarm_for, working_hours_between
from offline_queue.model import AlarmLevel, AlarmLimits
from offline_queue.outbox import Outbox
from tests.offline_queue.build import ManualClock, case_draft

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = OfficeDays(load_work_calendar(), ZONE)
LIMITS = AlarmLimits()
HOUR_S = 3600.0


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp()


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-24 10:00", "2026-11-24 12:30", 2.5),
        ("2026-11-24 20:00", "2026-11-25 08:00", 0.0),
        ("2026-11-24 16:00", "2026-11-25 10:00", 2.0),
        ("2026-11-27 16:00", "2026-11-30 10:00", 2.0),
        ("2026-09-30 16:00", "2026-10-08 10:00", 2.0),
        ("2026-11-24 12:00", "2026-11-24 11:00", 0.0),
    ],
    ids=["within a day", "over night", "over the evening", "over a weekend", "over the national day", "clock jumped"],
)
def test_only_office_hours_of_working_days_count(start: str, end: str, hours: float) -> None:
    assert working_hours_between(at(start), at(end), DAYS, LIMITS) == hours


@pytest.mark.parametrize(
    ("now", "level"),
    [
        ("2026-11-27 16:59", AlarmLevel.NONE),
        ("2026-11-30 11:59", AlarmLevel.NONE),
        ("2026-11-30 12:00", AlarmLevel.WARNING),
        ("2026-11-30 15:59", AlarmLevel.WARNING),
        ("2026-11-30 16:00", AlarmLevel.ALARM),
        ("2026-12-01 15:59", AlarmLevel.ALARM),
        ("2026-12-01 16:00", AlarmLevel.EXPORT),
        ("2036-12-01 16:00", AlarmLevel.EXPORT),
    ],
)
def test_what_is_stored_on_friday_afternoon_is_told_of_next_week(now: str, level: AlarmLevel) -> None:
    assert alarm_for(at("2026-11-27 16:00"), at(now), DAYS, LIMITS) is level


def test_nothing_that_waits_is_no_alarm() -> None:
    assert alarm_for(None, at("2026-11-27 16:00"), DAYS, LIMITS) is AlarmLevel.NONE


def test_each_change_is_logged_once(outbox: Outbox, clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "offline_queue")
    clock.wall_s = at("2026-11-24 09:00")
    receipt = outbox.enqueue(case_draft())
    seen = []
    for _ in range(18):
        seen.append(outbox.status().alarm)
        outbox.status()
        clock.move(HOUR_S)
    assert [seen.count(level) for level in (AlarmLevel.NONE, AlarmLevel.WARNING, AlarmLevel.ALARM)] == [4, 4, 10]
    outbox.settle(receipt.entry_id)
    clock.move(61)
    assert outbox.status().alarm is AlarmLevel.NONE
    told = [record.getMessage() for record in caplog.records if "queue_alarm" in record.getMessage()]
    assert told == ["queue_alarm level=warning", "queue_alarm level=alarm", "queue_alarm level=none"]


def test_what_waits_for_staff_alarms_them_and_what_they_carried_away_does_not(
    outbox: Outbox, clock: ManualClock
) -> None:
    receipt = outbox.enqueue(case_draft())
    outbox.hold(receipt.entry_id)
    clock.move(7 * 24 * HOUR_S)
    assert outbox.status().alarm is AlarmLevel.EXPORT
    outbox.mark_handed_over([receipt.entry_id])
    assert outbox.status().alarm is AlarmLevel.NONE
    assert outbox.status().depth == 1
