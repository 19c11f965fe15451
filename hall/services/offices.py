"""Opening hours as data: from them come the slots of an appointment and whether a line is open now. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from config.domain.working_days import WorkCalendar
from hall.services.configuration import OfficePart, ServicePart


@dataclass(frozen=True, slots=True)
class OfferedSlot:
    """A time that an office offers; ``seats`` people can come at it."""

    slot_id: str
    starts_at: datetime
    ends_at: datetime
    seats: int


@dataclass(frozen=True, slots=True)
class Offices:
    """Every office with its windows.

    Attributes:
        parts: from the configuration.
        calendar: the working days; offices are closed on other days unless they say otherwise.
        zone: in which opening hours are told.
    """

    parts: Sequence[OfficePart]
    calendar: WorkCalendar
    zone: timezone

    def find(self, station_code: str, item_id: str) -> tuple[OfficePart, ServicePart] | None:
        """Return the window of a station that an item is handled at: one that names it, else one for everything."""
        for office in self.parts:
            if office.station_code == station_code:
                named = [service for service in office.services if item_id in service.items]
                general = [service for service in office.services if not service.items]
                for service in (*named, *general):
                    return office, service
        return None

    def slots(self, office: OfficePart, service: ServicePart, now: datetime) -> list[OfferedSlot]:
        """Return what can be booked from now on, soonest first."""
        today = now.astimezone(self.zone).date()
        days = (today + timedelta(days=ahead) for ahead in range(service.days_ahead + 1))
        return [slot for day in days for slot in self._slots_of_day(office, service, day) if slot.starts_at > now]

    def slot(self, slot_id: str, now: datetime) -> tuple[OfficePart, ServicePart, OfferedSlot] | None:
        """Return the slot of an id, if it can be booked now."""
        for office in self.parts:
            for service in office.services:
                if slot_id.startswith(_slot_prefix(office, service)):
                    for slot in self.slots(office, service, now):
                        if slot.slot_id == slot_id:
                            return office, service, slot
        return None

    def owner(self, slot_id: str) -> tuple[OfficePart, ServicePart] | None:
        """Return whose slot an id is, also of one that has passed."""
        for office in self.parts:
            for service in office.services:
                if slot_id.startswith(_slot_prefix(office, service)):
                    return office, service
        return None

    def is_open(self, office: OfficePart, now: datetime) -> bool:
        """Whether the office is open at this moment."""
        local = now.astimezone(self.zone)
        return self._works_on(office, local.date()) and any(
            hours.opens <= local.time() < hours.closes for hours in office.hours
        )

    def _works_on(self, office: OfficePart, day: date) -> bool:
        return office.open_on_rest_days or self.calendar.is_workday(day)

    def _slots_of_day(self, office: OfficePart, service: ServicePart, day: date) -> Iterator[OfferedSlot]:
        if not self._works_on(office, day):
            return
        length = timedelta(minutes=service.slot_minutes)
        for hours in office.hours:
            starts = datetime.combine(day, hours.opens, self.zone)
            closes = datetime.combine(day, hours.closes, self.zone)
            while starts + length <= closes:
                slot_id = f"{_slot_prefix(office, service)}{starts:%Y%m%d-%H%M}"
                yield OfferedSlot(slot_id, starts, starts + length, service.seats)
                starts += length


def _slot_prefix(office: OfficePart, service: ServicePart) -> str:
    return f"{office.station_code}.{service.service_id}."
