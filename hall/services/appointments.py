"""Appointments: each seat of a slot once, each person once in a slot; the database's constraints see to both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from hall.errors import ProblemError
from hall.services.configuration import OfficePart, ServicePart
from hall.services.offices import OfferedSlot, Offices
from hall.services.tables import appointments
from offline_queue.wire.appointments import (
    AppointmentAnswer,
    AppointmentRequest,
    AppointmentsAnswer,
    AppointmentState,
    Slot,
    SlotsAnswer,
)
from offline_queue.wire.entries import ProblemKind

OPEN_AT_MOST = 3
"""So many appointments to come one person may hold."""


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment, and whether it was made just now."""

    answer: AppointmentAnswer
    is_new: bool


def free_slots(connection: Connection, offices: Offices, station_code: str, item_id: str, now: datetime) -> SlotsAnswer:
    """Return what can be booked. Raises `ProblemError` (not-offered)."""
    found = offices.find(station_code, item_id)
    if found is None:
        raise ProblemError(ProblemKind.NOT_OFFERED)
    office, service = found
    offered = offices.slots(office, service, now)
    counted = connection.execute(
        select(appointments.c.slot_id, func.count().label("count"))
        .where(appointments.c.slot_id.in_([slot.slot_id for slot in offered]), appointments.c.seat.is_not(None))
        .group_by(appointments.c.slot_id)
    )
    taken: dict[str, int] = {row[0]: row[1] for row in counted}
    return SlotsAnswer(
        station_code=office.station_code,
        place=office.place,
        service_id=service.service_id,
        service_name=service.name,
        slots=tuple(
            Slot(
                slot_id=slot.slot_id,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                free=max(0, slot.seats - taken.get(slot.slot_id, 0)),
            )
            for slot in offered
        ),
        hall_time=now,
    )


def book(
    connection: Connection,
    offices: Offices,
    asked: AppointmentRequest,
    *,
    person_digest: str,
    terminal_id: str,
    now: datetime,
) -> Booked:
    """Book a seat, or find what was booked under this id.

    Raises:
        ProblemError: id-taken (another request under this id), not-offered (no such slot to come, or not for this
            item), slot-taken (no seat left, or the person has one in this slot or too many already).
    """
    row = _row(connection, asked.appointment_id)
    if row is not None:
        if (row.slot_id, row.person_digest, row.item_id) != (asked.slot_id, person_digest, asked.item_id):
            raise ProblemError(ProblemKind.ID_TAKEN)
        return Booked(_answer(offices, row, now), is_new=False)
    found = offices.slot(asked.slot_id, now)
    if found is None:
        raise ProblemError(ProblemKind.NOT_OFFERED)
    _, service, slot = found
    if service.items and asked.item_id not in service.items:
        raise ProblemError(ProblemKind.NOT_OFFERED)
    if _held(connection, person_digest, now) >= OPEN_AT_MOST:
        raise ProblemError(ProblemKind.SLOT_TAKEN, "too many appointments")
    values = {
        "appointment_id": asked.appointment_id,
        "slot_id": slot.slot_id,
        "holder": person_digest,
        "person_digest": person_digest,
        "item_id": asked.item_id,
        "terminal_id": terminal_id,
        "starts_at": slot.starts_at,
        "created_at": now,
    }
    if not any(_take_seat(connection, values, service, slot, seat) for seat in _free_seats(connection, slot)):
        if _row(connection, asked.appointment_id) is not None:
            raise ProblemError(ProblemKind.BUSY, "the same request is under way", retry_after_s=1)
        raise ProblemError(ProblemKind.SLOT_TAKEN)
    return Booked(_answer(offices, _row(connection, asked.appointment_id), now), is_new=True)


def cancel(connection: Connection, offices: Offices, appointment_id: str, now: datetime) -> AppointmentAnswer:
    """Take an appointment back; again changes nothing. Raises `ProblemError` (not-found; closed once it has begun)."""
    row = _row(connection, appointment_id)
    if row is None:
        raise ProblemError(ProblemKind.NOT_FOUND)
    if row.cancelled_at is None:
        if row.starts_at <= now:
            raise ProblemError(ProblemKind.CLOSED)
        connection.execute(
            update(appointments)
            .where(appointments.c.appointment_id == appointment_id, appointments.c.cancelled_at.is_(None))
            .values(cancelled_at=now, seat=None, holder=None)
        )
    return _answer(offices, _row(connection, appointment_id), now)


def appointments_of(connection: Connection, offices: Offices, person_digest: str, now: datetime) -> AppointmentsAnswer:
    """Return what a person holds that is still to come; an office that is no longer offered is left out."""
    rows = connection.execute(
        select(appointments)
        .where(appointments.c.holder == person_digest, appointments.c.starts_at > now)
        .order_by(appointments.c.starts_at)
    ).all()
    known = [row for row in rows if offices.owner(row.slot_id) is not None]
    return AppointmentsAnswer(appointments=tuple(_answer(offices, row, now) for row in known), hall_time=now)


def _free_seats(connection: Connection, slot: OfferedSlot) -> list[int]:
    taken = set(
        connection.scalars(
            select(appointments.c.seat).where(appointments.c.slot_id == slot.slot_id, appointments.c.seat.is_not(None))
        )
    )
    return [seat for seat in range(1, slot.seats + 1) if seat not in taken]


def _take_seat(
    connection: Connection, values: dict[str, Any], service: ServicePart, slot: OfferedSlot, seat: int
) -> bool:
    """Try one seat: False when somebody at another hall process was faster."""
    number = f"{service.prefix}{slot.starts_at:%m%d-%H%M}-{seat}"
    try:
        with connection.begin_nested():
            connection.execute(insert(appointments), values | {"seat": seat, "booking_number": number})
    except IntegrityError:
        return False
    return True


def _held(connection: Connection, person_digest: str, now: datetime) -> int:
    return (
        connection.scalar(
            select(func.count())
            .select_from(appointments)
            .where(appointments.c.holder == person_digest, appointments.c.starts_at > now)
        )
        or 0
    )


def _row(connection: Connection, appointment_id: str) -> Any:  # noqa: ANN401 - a row of appointments
    return connection.execute(select(appointments).where(appointments.c.appointment_id == appointment_id)).one_or_none()


def _answer(offices: Offices, row: Any, now: datetime) -> AppointmentAnswer:  # noqa: ANN401 - a row of appointments
    office, service = _whose(offices, row.slot_id)
    return AppointmentAnswer(
        appointment_id=row.appointment_id,
        booking_number=row.booking_number,
        state=AppointmentState.BOOKED if row.cancelled_at is None else AppointmentState.CANCELLED,
        station_code=office.station_code,
        place=office.place,
        service_name=service.name,
        item_id=row.item_id,
        starts_at=row.starts_at,
        ends_at=row.starts_at + service.length,
        hall_time=now,
    )


def _whose(offices: Offices, slot_id: str) -> tuple[OfficePart, ServicePart]:
    owner = offices.owner(slot_id)
    if owner is None:
        raise ProblemError(ProblemKind.NOT_OFFERED)
    return owner
