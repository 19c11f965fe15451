"""Queue tickets: a place in today's line of a window. Serials are given in the database, without gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from hall.errors import ProblemError
from hall.services.configuration import OfficePart, ServicePart
from hall.services.offices import Offices
from hall.services.tables import queue_tickets, ticket_lines
from offline_queue.wire.appointments import TicketAnswer, TicketRequest
from offline_queue.wire.entries import ProblemKind


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ticket, and whether it was drawn just now."""

    answer: TicketAnswer
    is_new: bool


def draw(
    connection: Connection,
    offices: Offices,
    asked: TicketRequest,
    *,
    station_code: str,
    terminal_id: str,
    now: datetime,
) -> Drawn:
    """Draw a ticket, or find the one that was drawn under this id.

    Raises:
        ProblemError: not-offered, closed (out of hours, or nothing left for today), id-taken, busy.
    """
    found = offices.find(station_code, asked.item_id)
    if found is None:
        raise ProblemError(ProblemKind.NOT_OFFERED)
    office, service = found
    row = _row(connection, asked.ticket_id)
    if row is not None:
        if (row.terminal_id, row.item_id) != (terminal_id, asked.item_id):
            raise ProblemError(ProblemKind.ID_TAKEN)
        return Drawn(_answer(connection, row, office, service, now), is_new=False)
    if not offices.is_open(office, now):
        raise ProblemError(ProblemKind.CLOSED)
    day = now.astimezone(offices.zone).date().isoformat()
    serial = _next_serial(connection, station_code, service, day)
    ticket = {
        "ticket_id": asked.ticket_id,
        "station_code": station_code,
        "service_id": service.service_id,
        "day": day,
        "serial": serial,
        "item_id": asked.item_id,
        "terminal_id": terminal_id,
        "created_at": now,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(queue_tickets), ticket)
    except IntegrityError:
        raise ProblemError(ProblemKind.BUSY, "the same request is under way", retry_after_s=1) from None
    return Drawn(_answer(connection, _row(connection, asked.ticket_id), office, service, now), is_new=True)


def call_next(connection: Connection, station_code: str, service_id: str, day: str) -> int | None:
    """Call the next number of a line; None when nobody waits."""
    line = _of_line(station_code, service_id, day)
    called = connection.execute(
        update(ticket_lines)
        .where(line, ticket_lines.c.called < ticket_lines.c.last)
        .values(called=ticket_lines.c.called + 1)
    ).rowcount
    return connection.scalar(select(ticket_lines.c.called).where(line)) if called else None


def _next_serial(connection: Connection, station_code: str, service: ServicePart, day: str) -> int:
    line = _of_line(station_code, service.service_id, day)
    try:
        with connection.begin_nested():
            first = {"station_code": station_code, "service_id": service.service_id, "day": day, "last": 1, "called": 0}
            connection.execute(insert(ticket_lines), first)
    except IntegrityError:
        # The line is there: its row is locked by this from here to the commit.
        counted = connection.execute(
            update(ticket_lines)
            .where(line, ticket_lines.c.last < service.tickets_per_day)
            .values(last=ticket_lines.c.last + 1)
        ).rowcount
        if not counted:
            raise ProblemError(ProblemKind.CLOSED, "no number is left for today") from None
    serial = connection.scalar(select(ticket_lines.c.last).where(line))
    assert isinstance(serial, int)
    return serial


def _of_line(station_code: str, service_id: str, day: str) -> Any:  # noqa: ANN401 - a condition
    return (
        (ticket_lines.c.station_code == station_code)
        & (ticket_lines.c.service_id == service_id)
        & (ticket_lines.c.day == day)
    )


def _row(connection: Connection, ticket_id: str) -> Any:  # noqa: ANN401 - a row of queue_tickets
    return connection.execute(select(queue_tickets).where(queue_tickets.c.ticket_id == ticket_id)).one_or_none()


def _answer(
    connection: Connection,
    row: Any,  # noqa: ANN401 - a row of queue_tickets
    office: OfficePart,
    service: ServicePart,
    now: datetime,
) -> TicketAnswer:
    line = _of_line(row.station_code, row.service_id, row.day)
    called = connection.scalar(select(ticket_lines.c.called).where(line)) or 0
    return TicketAnswer(
        ticket_id=row.ticket_id,
        ticket_number=f"{service.prefix}{row.serial:03d}",
        station_code=row.station_code,
        place=office.place,
        service_name=service.name,
        ahead=max(0, row.serial - 1 - called),
        day=date.fromisoformat(row.day),
        hall_time=now,
    )
