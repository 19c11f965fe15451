"""Samples of the choices on the way to an appointment or a ticket."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present import booking as present
from offline_queue.wire.appointments import AppointmentAnswer, AppointmentState, Slot, SlotsAnswer
from screens.pages.booking import BookingPage
from tests.screens.samples import Sample

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 24, 2, 24, tzinfo=UTC)
WHERE = ("骊山街道便民服务中心", "综合窗口")


def sample_slots(days: int = 5, *, full: bool = False) -> SlotsAnswer:
    """Half hours of the coming days; the second day is full, and every third time has one place."""
    slots = []
    for day in range(days):
        for half in (0, 1, 2, 3, 8, 9, 10):
            start = datetime(2026, 11, 25, 9, 0, tzinfo=ZONE) + timedelta(days=day, minutes=30 * half)
            free = 0 if full or day == 1 else (half % 3)
            slots.append(
                Slot(
                    slot_id=f"{day}-{half}",
                    starts_at=start.astimezone(UTC),
                    ends_at=(start + timedelta(minutes=30)).astimezone(UTC),
                    free=free,
                )
            )
    return SlotsAnswer(
        station_code="LS",
        place=WHERE[0],
        service_id="general",
        service_name=WHERE[1],
        slots=tuple(slots),
        hall_time=NOW,
    )


def sample_appointment(state: AppointmentState = AppointmentState.BOOKED) -> AppointmentAnswer:
    """One of them, booked."""
    slot = sample_slots().slots[1]
    return AppointmentAnswer(
        appointment_id="fa3c1f0e-8f57-4a6e-9d1e-0b1c9a7f2d10",
        booking_number="A1125-0930-1",
        state=state,
        station_code="LS",
        place=WHERE[0],
        service_name=WHERE[1],
        item_id="senior_allowance",
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        hall_time=NOW,
    )


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Every choice, without a line, all full, nothing to cancel."""
    slots = sample_slots()
    hours = {"hours": "9:00–12:00 14:00–17:00", "phone": "029-00000001"}
    day = min(present.days_of(slots.slots, ZONE))
    mine = [sample_appointment()]
    return {
        "usual": (BookingPage, present.present_ways(texts, online=True, **hours)),
        "offline": (BookingPage, present.present_ways(texts, online=False, **hours)),
        "departments": (BookingPage, present.present_departments(texts, catalogue, present.APPOINTMENT)),
        "items": (BookingPage, present.present_items(texts, catalogue, present.TICKET, "civil_affairs")),
        "days": (BookingPage, present.present_days(texts, slots, ZONE)),
        "days-full": (BookingPage, present.present_days(texts, sample_slots(full=True), ZONE)),
        "times": (BookingPage, present.present_times(texts, slots, day, ZONE)),
        "mine": (BookingPage, present.present_mine(texts, catalogue, mine, name_masked="张*兰", zone=ZONE)),
        "mine-none": (BookingPage, present.present_mine(texts, catalogue, [], name_masked="张*兰", zone=ZONE)),
    }
