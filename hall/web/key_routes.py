"""Terminals' new keys, and the figures of the process."""

from __future__ import annotations

import asyncio
import ipaddress

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from hall.errors import ProblemError
from hall.events import Event, record
from hall.health import fleet_of
from hall.key_rotation import add_key
from hall.metrics import MEDIA_TYPE, Gauge
from hall.web.answers import answer, hall_of
from hall.web.described import body_schema, described
from hall.web.observed import HallRoute
from hall.web.requests import read_model, signed_request
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.key_rotation import KeyRotation, KeyRotationAnswer, rotation_proof_text
from offline_queue.wire.sealing import key_id_of

MAX_BODY_BYTES = 4 * 1024

router = APIRouter(tags=["terminals"], route_class=HallRoute)


@router.post(
    routes.TERMINAL_KEYS,
    status_code=201,
    responses=described(
        {201: KeyRotationAnswer, 200: KeyRotationAnswer},
        ProblemKind.KEY_TAKEN,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
        ProblemKind.RATE,
    ),
    openapi_extra=body_schema(KeyRotation),
)
async def rotate_key(request: Request) -> Response:
    """Take a terminal's new key, beside the old one that signs this. 200: the same key again."""
    hall = hall_of(request)
    signed = await signed_request(request, MAX_BODY_BYTES)
    asked = read_model(KeyRotation, signed.body)
    caller = signed.caller
    try:
        text = rotation_proof_text(caller.terminal_id, caller.key_id, asked.public_key)
        Ed25519PublicKey.from_public_bytes(asked.public_key).verify(asked.proof, text)
    except (InvalidSignature, ValueError):
        raise ProblemError(ProblemKind.SIGNATURE, "the new key did not sign") from None
    now = hall.clock()
    is_new = await asyncio.wrap_future(
        hall.database.write(
            lambda connection: add_key(
                connection, caller.terminal_id, old_key_id=caller.key_id, public_key=asked.public_key, now=now
            )
        )
    )
    hall.callers.forget()
    if is_new:
        record(Event.KEY_ADDED, terminal_id=caller.terminal_id)
    told = KeyRotationAnswer(key_id=key_id_of(asked.public_key), hall_time=now)
    return answer(request, 201 if is_new else 200, told)


@router.get(routes.METRICS, include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Tell the figures in Prometheus' text format; to this machine only, or to everybody where the settings say so."""
    hall = hall_of(request)
    if not (hall.settings.metrics_to_all or is_here(request)):
        raise ProblemError(ProblemKind.NOT_FOUND)
    now = hall.clock()
    fleet = await asyncio.to_thread(
        hall.database.read, lambda connection: fleet_of(connection, now, hall.settings.heartbeat_s)
    )
    gauges = [
        Gauge("hall_terminals", "Terminals that were enrolled.", fleet.enrolled),
        Gauge("hall_terminals_heard", "Terminals heard of within three heartbeats.", fleet.heard),
        Gauge("hall_writes_waiting", "Works that wait for the database's writer.", hall.database.pending),
    ]
    for name, lane in (("records", hall.records), ("chunks", hall.chunks)):
        label = {"lane": name}
        gauges.append(Gauge("hall_lane_inside", "Work in a lane, in its units.", lane.inside, label))
    for name, lane in (("records", hall.records), ("chunks", hall.chunks)):
        gauges.append(Gauge("hall_lane_rate", "Units a second, as measured.", lane.units_per_s, {"lane": name}))
    for name, lane in (("records", hall.records), ("chunks", hall.chunks)):
        text = "Calls turned away before their body was read."
        gauges.append(Gauge("hall_lane_refused_total", text, lane.refused, {"lane": name}, kind="counter"))
    return Response(hall.metrics.text(gauges), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def is_here(request: Request) -> bool:
    """Whether a call comes from this machine."""
    if request.client is None:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
