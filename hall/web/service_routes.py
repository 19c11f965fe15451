"""Live calls for residents: status by card, appointments, queue tickets, the holiday table."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from typing import TypeVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from hall.errors import ProblemError
from hall.events import Event, record
from hall.services.appointments import appointments_of, book, cancel, free_slots
from hall.services.cases_of_card import digest_of_card, find_cases
from hall.services.records import Asked, keep_record
from hall.services.tickets import draw
from hall.web.answers import answer, hall_of, plain_answer
from hall.web.context import Hall
from hall.web.described import body_schema, described
from hall.web.requests import SignedRequest, read_model, signed_request
from offline_queue.wire import routes
from offline_queue.wire.appointments import (
    AppointmentAnswer,
    AppointmentRequest,
    AppointmentsAnswer,
    AppointmentsQuery,
    SlotsAnswer,
    TicketAnswer,
    TicketRequest,
)
from offline_queue.wire.card_queries import CardAnswer, CardQuery
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.fields import WireRequest

LIVE_BODY_BYTES = 4 * 1024

router = APIRouter(tags=["residents"])
Asking = TypeVar("Asking", bound=WireRequest)


@router.post(
    routes.CARD_QUERIES,
    responses=described(
        {200: CardAnswer}, ProblemKind.NOT_FOUND, ProblemKind.RATE, ProblemKind.SCHEMA, ProblemKind.TOO_LARGE
    ),
    openapi_extra=body_schema(CardQuery),
)
async def query_card(request: Request) -> Response:
    """Tell how the cases of the card on the reader stand. Only a chip's number counts; one without cases gets 404."""
    hall = hall_of(request)
    signed, query = await live_query(request, CardQuery)
    person_digest = digest_of_card(query.card, hall.keys)
    limit_person(hall, person_digest)
    now = hall.clock()
    try:
        found = await asyncio.to_thread(
            hall.database.read, lambda connection: find_cases(connection, person_digest, now)
        )
    except ProblemError as problem:
        await record_query(hall, [Asked("card", signed.caller.terminal_id, problem.kind)])
        raise
    await record_query(hall, [Asked("card", signed.caller.terminal_id, "answered")])
    record(Event.CARD_ASKED, terminal_id=signed.caller.terminal_id, cases=len(found.cases))
    return answer(request, 200, found)


@router.get(
    routes.SLOTS,
    responses=described({200: SlotsAnswer}, ProblemKind.NOT_OFFERED, ProblemKind.SCHEMA),
    openapi_extra={
        "parameters": [
            {"name": name, "in": "query", "required": needed, "schema": {"type": "string"}}
            for name, needed in (("item_id", True), ("station", False))
        ]
    },
)
async def get_slots(request: Request) -> Response:
    """Tell when somebody can come for an item to a station; without ``station`` to the terminal's own."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    item_id = request.query_params.get("item_id", "")
    station = request.query_params.get("station", signed.caller.station_code)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}", item_id):
        raise ProblemError(ProblemKind.SCHEMA, fields=("item_id",))
    if not re.fullmatch(r"[A-Z]{2,4}", station):
        raise ProblemError(ProblemKind.SCHEMA, fields=("station",))
    now = hall.clock()
    found = await asyncio.to_thread(
        hall.database.read,
        lambda connection: free_slots(connection, hall.services.offices, station, item_id, now),
    )
    return answer(request, 200, found)


@router.post(
    routes.APPOINTMENTS,
    status_code=201,
    responses=described(
        {201: AppointmentAnswer, 200: AppointmentAnswer},
        ProblemKind.ID_TAKEN,
        ProblemKind.SLOT_TAKEN,
        ProblemKind.NOT_OFFERED,
        ProblemKind.RATE,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
    ),
    openapi_extra=body_schema(AppointmentRequest),
)
async def book_appointment(request: Request) -> Response:
    """Book a place at a time. 200: the same id again, with what was booked."""
    hall = hall_of(request)
    signed, asked = await live_query(request, AppointmentRequest)
    person_digest = hall.keys.person_digest(asked.card_type, asked.number)
    now = hall.clock()
    booked = await asyncio.wrap_future(
        hall.database.write(
            lambda connection: book(
                connection,
                hall.services.offices,
                asked,
                person_digest=person_digest,
                terminal_id=signed.caller.terminal_id,
                now=now,
            )
        )
    )
    if booked.is_new:
        record(Event.APPOINTMENT_BOOKED, appointment_id=asked.appointment_id, slot_id=asked.slot_id)
    return answer(request, 201 if booked.is_new else 200, booked.answer)


@router.post(
    routes.APPOINTMENT_QUERIES,
    responses=described({200: AppointmentsAnswer}, ProblemKind.RATE, ProblemKind.SCHEMA, ProblemKind.TOO_LARGE),
    openapi_extra=body_schema(AppointmentsQuery),
)
async def query_appointments(request: Request) -> Response:
    """Tell the person whose card lies on the reader which appointments they hold; none is an answer, too."""
    hall = hall_of(request)
    _signed, asked = await live_query(request, AppointmentsQuery)
    person_digest = digest_of_card(asked.card, hall.keys)
    limit_person(hall, person_digest)
    now = hall.clock()
    found = await asyncio.to_thread(
        hall.database.read,
        lambda connection: appointments_of(connection, hall.services.offices, person_digest, now),
    )
    return answer(request, 200, found)


@router.delete(
    routes.APPOINTMENT,
    responses=described({200: AppointmentAnswer}, ProblemKind.NOT_FOUND, ProblemKind.CLOSED, ProblemKind.RATE),
)
async def cancel_appointment(request: Request, appointment_id: str) -> Response:
    """Take an appointment back; again changes nothing. Whoever knows the id has it from the resident."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    limit_terminal(hall, signed)
    now = hall.clock()
    cancelled = await asyncio.wrap_future(
        hall.database.write(lambda connection: cancel(connection, hall.services.offices, appointment_id, now))
    )
    record(Event.APPOINTMENT_CANCELLED, appointment_id=cancelled.appointment_id)
    return answer(request, 200, cancelled)


@router.post(
    routes.QUEUE_TICKETS,
    status_code=201,
    responses=described(
        {201: TicketAnswer, 200: TicketAnswer},
        ProblemKind.ID_TAKEN,
        ProblemKind.CLOSED,
        ProblemKind.NOT_OFFERED,
        ProblemKind.RATE,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
    ),
    openapi_extra=body_schema(TicketRequest),
)
async def draw_ticket(request: Request) -> Response:
    """Draw a place in today's line of the terminal's station. 200: the same id again, with the number it got."""
    hall = hall_of(request)
    signed, asked = await live_query(request, TicketRequest)
    caller, now = signed.caller, hall.clock()
    drawn = await asyncio.wrap_future(
        hall.database.write(
            lambda connection: draw(
                connection,
                hall.services.offices,
                asked,
                station_code=caller.station_code,
                terminal_id=caller.terminal_id,
                now=now,
            )
        )
    )
    if drawn.is_new:
        record(Event.TICKET_DRAWN, ticket_id=asked.ticket_id, station_code=caller.station_code)
    return answer(request, 201 if drawn.is_new else 200, drawn.answer)


@router.get(routes.HOLIDAYS, responses=described({200: None, 304: None}))
async def get_holidays(request: Request) -> Response:
    """Give the holiday table by which the hall counts working days; 304 for ``If-None-Match`` with its tag."""
    await signed_request(request, 0)
    content, tag = _holidays()
    if request.headers.get("if-none-match") == tag:
        return plain_answer(request, 304, headers={"ETag": tag})
    return plain_answer(request, 200, content, "application/json", {"ETag": tag})


async def live_query(request: Request, model: type[Asking]) -> tuple[SignedRequest, Asking]:
    """Read a live call's signed body; counted against the terminal's rate. Raises `ProblemError`."""
    signed = await signed_request(request, LIVE_BODY_BYTES)
    asked = read_model(model, signed.body)
    limit_terminal(hall_of(request), signed)
    return signed, asked


def limit_terminal(hall: Hall, signed: SignedRequest) -> None:
    """Count one live call of a terminal. Raises `ProblemError` (rate)."""
    hall.progress_queries.check(signed.caller.terminal_id)
    hall.progress_queries.count(signed.caller.terminal_id)


def limit_person(hall: Hall, person_digest: str) -> None:
    """Count one question about a person. Raises `ProblemError` (rate)."""
    hall.services.people_queries.check(person_digest)
    hall.services.people_queries.count(person_digest)


async def record_query(hall: Hall, queries: list[Asked]) -> None:
    """Keep that something was asked; durable before the answer goes out."""
    now = hall.clock()
    await asyncio.wrap_future(hall.database.write(lambda connection: keep_record(connection, queries, now)))


@cache
def _holidays() -> tuple[bytes, str]:
    table = json.loads(files("config.domain").joinpath("holidays.json").read_bytes())
    content = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
