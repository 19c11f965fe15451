"""Reading a request: head first (signature, key, clock), then a bounded body that must be the signed one.

A stranger costs a look at the headers and nothing more; a body that stalls is cut off.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError
from starlette.requests import Request

from hall.errors import ProblemError
from hall.limits import Lane
from hall.terminals import Caller
from hall.web.answers import hall_of
from hall.web.context import Hall
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.fields import WireRequest
from offline_queue.wire.signatures import (
    ClockSkewError,
    DigestMismatchError,
    MessageSignature,
    SignatureError,
    check_body,
    read_signature,
    verify_request,
)

AT_ONCE_BYTES = 64 * 1024
"""A longer body is hashed on another thread: meanwhile the loop serves others."""

RequestModel = TypeVar("RequestModel", bound=WireRequest)


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request whose signature, time and body were checked."""

    caller: Caller
    body: bytes
    signature_input: str
    signature: str
    content_digest: str


def signature_of(request: Request) -> MessageSignature:
    """Read the signature's form; from here on the answer can be tied to the request."""
    try:
        signature = read_signature(request.headers)
    except SignatureError as error:
        raise ProblemError(ProblemKind.SIGNATURE, str(error)) from None
    request.state.nonce = signature.nonce
    return signature


def check_head(request: Request, signature: MessageSignature, public_key: Ed25519PublicKey, hall: Hall) -> None:
    """Check the signature over the head and its time. Raises `ProblemError` (signature, clock-skew)."""
    try:
        verify_request(
            signature,
            public_key,
            method=request.method,
            path=request.scope["raw_path"].partition(b"?")[0].decode("latin-1"),
            query=request.scope["query_string"].decode("latin-1"),
            now=hall.clock().timestamp(),
        )
    except ClockSkewError as error:
        raise ProblemError(ProblemKind.CLOCK_SKEW, str(error)) from None
    except SignatureError as error:
        raise ProblemError(ProblemKind.SIGNATURE, str(error)) from None


async def signed_request(
    request: Request, limit_bytes: int, *, lane: Lane | None = None, units: float = 1
) -> SignedRequest:
    """Return the checked request of an enrolled terminal.

    Args:
        request: as it came.
        limit_bytes: a longer body is refused with 413, before it is read where its length is announced.
        lane: where this call has to find room, or is refused (503) before its body is read. Heartbeats and
            residents' queries have none: they are never shed.
        units: how much room it takes.
    """
    hall = hall_of(request)
    signature = signature_of(request)
    caller = hall.callers.find(signature.key_id)
    check_head(request, signature, caller.public_key, hall)
    until_answered = request.state.until_answered
    until_answered.enter_context(hall.at_once.enter(caller.terminal_id))
    if lane is None:
        hall.call_quota.take(caller.terminal_id)
    else:
        until_answered.enter_context(lane.enter(units))
    body = await read_body(request, limit_bytes)
    if len(body) > AT_ONCE_BYTES:
        await asyncio.to_thread(check_signed_body, signature, body)
    else:
        check_signed_body(signature, body)
    return SignedRequest(
        caller,
        body,
        request.headers["signature-input"],
        request.headers["signature"],
        request.headers["content-digest"],
    )


def check_signed_body(signature: MessageSignature, body: bytes) -> None:
    """Raise `ProblemError` (signature) unless the body is the signed one."""
    try:
        check_body(signature, body)
    except DigestMismatchError as error:
        raise ProblemError(ProblemKind.SIGNATURE, str(error)) from None


def announced_bytes(request: Request) -> int:
    """Return how long the body is said to be; 0 when nothing readable is said."""
    announced = request.headers.get("content-length", "0")
    return int(announced) if announced.isascii() and announced.isdigit() and len(announced) <= 16 else 0


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """Return the body. Raises `ProblemError` (too-large, stalled, upload-protocol for a length that is none)."""
    if announced_bytes(request) > limit_bytes:
        raise ProblemError(ProblemKind.TOO_LARGE, f"at most {limit_bytes} bytes")
    pieces: list[bytes] = []
    size = 0
    stall_s = hall_of(request).settings.body_stall_s
    loop = asyncio.get_running_loop()
    try:
        # One limit that is moved on with each piece: there is none for the body as a whole.
        async with asyncio.timeout(stall_s) as limit:
            more = True
            while more:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise ProblemError(ProblemKind.STALLED, "the caller has gone")
                more = message.get("more_body", False)
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                if size > limit_bytes:
                    raise ProblemError(
                        ProblemKind.TOO_LARGE, f"at most {limit_bytes} bytes", headers={"Connection": "close"}
                    )
                if more:
                    limit.reschedule(loop.time() + stall_s)
    except TimeoutError:
        raise ProblemError(ProblemKind.STALLED, headers={"Connection": "close"}) from None
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def read_model(model: type[RequestModel], body: bytes) -> RequestModel:
    """Return the body as ``model``. Raises `ProblemError` (schema) that names places, never values."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise schema_problem(error) from None


def schema_problem(error: ValidationError) -> ProblemError:
    """Say where a body is not valid."""
    places = {".".join(str(part) for part in fault["loc"]) for fault in error.errors(include_input=False)}
    known = sorted(place for place in places if place.replace(".", "").replace("_", "").isalnum())
    return ProblemError(ProblemKind.SCHEMA, fields=tuple(known[:20]))
