"""Time, health, enrolment, heartbeat, progress."""

from __future__ import annotations

import asyncio
import logging

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from hall.enrolment import Enrolled, use_code
from hall.errors import ProblemError
from hall.events import Event, record
from hall.health import keep_heartbeat
from hall.key_rotation import retire_older_keys
from hall.progress import find_progress
from hall.web.answers import answer, hall_of
from hall.web.context import Hall
from hall.web.described import body_schema, described
from hall.web.observed import HallRoute
from hall.web.requests import (
    check_head,
    check_signed_body,
    read_body,
    read_model,
    signature_of,
    signed_request,
)
from offline_queue.wire import routes
from offline_queue.wire.enrolment import EnrolmentAnswer, EnrolmentRequest, PublicKeyAnswer
from offline_queue.wire.entries import HallTime, ProblemKind
from offline_queue.wire.fields import CONTRACT_VERSION
from offline_queue.wire.heartbeat import Heartbeat, HeartbeatAnswer
from offline_queue.wire.progress import ProgressQuery, ProgressReply
from offline_queue.wire.sealing import SUITE, key_id_of

SMALL_BODY_BYTES = 16 * 1024

router = APIRouter(tags=["terminals"], route_class=HallRoute)


@router.get(routes.TIME, responses=described({200: HallTime}, signed=False))
async def get_time(request: Request) -> Response:
    """Tell the hall's clock and contract versions; needs no signature."""
    return answer(request, 200, HallTime(hall_time=hall_of(request).clock(), contract_versions=(CONTRACT_VERSION,)))


@router.get(routes.HEALTH, responses=described({200: HallTime}, signed=False))
async def get_health(request: Request) -> Response:
    """Answer when the database answers; needs no signature. For whoever watches the process."""
    hall = hall_of(request)
    await asyncio.to_thread(hall.database.read, lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
    return answer(request, 200, HallTime(hall_time=hall.clock(), contract_versions=(CONTRACT_VERSION,)))


@router.post(
    routes.ENROLMENTS,
    status_code=201,
    responses=described(
        {201: EnrolmentAnswer, 200: EnrolmentAnswer},
        ProblemKind.CODE_UNKNOWN,
        ProblemKind.CODE_SPENT,
        ProblemKind.CODE_LOCKED,
        ProblemKind.CODE_EXPIRED,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
        ProblemKind.RATE,
    ),
    openapi_extra=body_schema(EnrolmentRequest),
)
async def enrol(request: Request) -> Response:
    """Enrol a terminal: a one-time code and a new public key, signed with that key. 200: the same key again."""
    hall = hall_of(request)
    address = request.client.host if request.client is not None else "unknown"
    hall.enrolments.check(address)
    hall.enrolments.count(address)
    signature = signature_of(request)
    body = await read_body(request, SMALL_BODY_BYTES)
    asked = read_model(EnrolmentRequest, body)
    if key_id_of(asked.public_key) != signature.key_id:
        raise ProblemError(ProblemKind.SIGNATURE, "not signed with the key in the body")
    check_head(request, signature, Ed25519PublicKey.from_public_bytes(asked.public_key), hall)
    check_signed_body(signature, body)
    now = hall.clock()
    outcome = await asyncio.wrap_future(
        hall.database.write(
            lambda connection: use_code(
                connection,
                code=asked.code,
                public_key=asked.public_key,
                key_id=signature.key_id,
                now=now,
                settings=hall.settings,
            )
        )
    )
    if not isinstance(outcome, Enrolled):
        record(Event.ENROLMENT_REFUSED, logging.INFO, cause=outcome)
        raise ProblemError(outcome)
    hall.callers.forget()
    record(Event.TERMINAL_ENROLLED, terminal_id=outcome.terminal_id, generation=outcome.generation)
    return answer(request, 201 if outcome.is_new else 200, _enrolment_answer(hall, outcome))


@router.post(
    routes.HEARTBEAT,
    responses=described({200: HeartbeatAnswer}, ProblemKind.SCHEMA, ProblemKind.TOO_LARGE),
    openapi_extra=body_schema(Heartbeat),
)
async def heartbeat(request: Request) -> Response:
    """Take a terminal's figures; tell clock, limits, gaps and when to come again."""
    hall = hall_of(request)
    signed = await signed_request(request, SMALL_BODY_BYTES)
    report = read_model(Heartbeat, signed.body)
    now = hall.clock()
    caller = signed.caller
    kept, retired = await asyncio.wrap_future(
        hall.database.write(
            lambda connection: (
                keep_heartbeat(connection, caller.terminal_id, report, now, hall.settings),
                retire_older_keys(connection, caller.terminal_id, caller.key_id, now),
            )
        )
    )
    if retired:
        hall.callers.forget()
        record(Event.KEYS_RETIRED, terminal_id=caller.terminal_id, count=retired)
    current = PublicKeyAnswer(key_id=hall.keys.current_sealing, public_key=hall.keys.sealing_public)
    told = kept.model_copy(update={"notice_live": hall.services.notices.live, "sealing_key": current})
    return answer(request, 200, told)


@router.post(
    routes.PROGRESS_QUERIES,
    responses=described(
        {200: ProgressReply},
        ProblemKind.NOT_FOUND,
        ProblemKind.RATE,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
    ),
    openapi_extra=body_schema(ProgressQuery),
)
async def query_progress(request: Request) -> Response:
    """Tell how a case stands, or a complaint to who understands it (`complaints`).

    An unknown number and a wrong code get the same 404.
    """
    hall = hall_of(request)
    signed = await signed_request(request, SMALL_BODY_BYTES)
    query = read_model(ProgressQuery, signed.body)
    hall.progress_queries.check(signed.caller.terminal_id)
    hall.progress_queries.count(signed.caller.terminal_id)
    hall.wrong_codes.check(query.receipt_number)
    now = hall.clock()
    try:
        found = await asyncio.to_thread(
            hall.database.read, lambda connection: find_progress(connection, query, hall.keys, now)
        )
    except ProblemError:
        hall.wrong_codes.count(query.receipt_number)
        raise
    return answer(request, 200, found)


def _enrolment_answer(hall: Hall, enrolled: Enrolled) -> EnrolmentAnswer:
    return EnrolmentAnswer(
        terminal_id=enrolled.terminal_id,
        station_code=enrolled.station_code,
        terminal_no=enrolled.terminal_no,
        generation=enrolled.generation,
        key_id=enrolled.key_id,
        signing_key=PublicKeyAnswer(key_id=hall.keys.signing_key_id, public_key=hall.keys.signing_public),
        sealing_key=PublicKeyAnswer(key_id=hall.keys.current_sealing, public_key=hall.keys.sealing_public),
        suite=SUITE,
        hall_time=hall.clock(),
    )
