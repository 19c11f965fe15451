"""Calls for a person at a terminal: made, looked at and taken back by the terminal itself."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from hall.events import Event, record
from hall.staff_calls import call, look_at_call, take_back
from hall.web.answers import answer, hall_of
from hall.web.described import body_schema, described
from hall.web.requests import signed_request
from hall.web.service_routes import limit_terminal, live_query
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.staff_calls import StaffCallAnswer, StaffCallRequest

router = APIRouter(tags=["residents"])


@router.post(
    routes.STAFF_CALLS,
    status_code=201,
    responses=described(
        {201: StaffCallAnswer, 200: StaffCallAnswer},
        ProblemKind.ID_TAKEN,
        ProblemKind.RATE,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
    ),
    openapi_extra=body_schema(StaffCallRequest),
)
async def call_staff(request: Request) -> Response:
    """Tell staff that a person is wanted at this terminal. 200: the same id again, with how it stands."""
    hall = hall_of(request)
    signed, asked = await live_query(request, StaffCallRequest)
    caller, now = signed.caller, hall.clock()
    told, is_new = await asyncio.wrap_future(
        hall.database.write(
            lambda connection: call(
                connection, asked, terminal_id=caller.terminal_id, station_code=caller.station_code, now=now
            )
        )
    )
    if is_new:
        record(Event.STAFF_CALLED, call_id=asked.call_id, terminal_id=caller.terminal_id)
    return answer(request, 201 if is_new else 200, told)


@router.get(routes.STAFF_CALL, responses=described({200: StaffCallAnswer}, ProblemKind.NOT_FOUND, ProblemKind.RATE))
async def get_staff_call(request: Request, call_id: str) -> Response:
    """Tell the terminal that called how its call stands."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    limit_terminal(hall, signed)
    terminal_id, now = signed.caller.terminal_id, hall.clock()
    told = await asyncio.to_thread(
        hall.database.read, lambda connection: look_at_call(connection, call_id, terminal_id, now)
    )
    return answer(request, 200, told)


@router.delete(routes.STAFF_CALL, responses=described({200: StaffCallAnswer}, ProblemKind.NOT_FOUND, ProblemKind.RATE))
async def end_staff_call(request: Request, call_id: str) -> Response:
    """Take the terminal's own call back; again changes nothing."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    limit_terminal(hall, signed)
    terminal_id, now = signed.caller.terminal_id, hall.clock()
    told = await asyncio.wrap_future(
        hall.database.write(lambda connection: take_back(connection, call_id, terminal_id, now))
    )
    return answer(request, 200, told)
