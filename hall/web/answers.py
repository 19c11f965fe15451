"""Answers and problems as HTTP: JSON bodies, signed with the hall's key and the request's nonce."""

from __future__ import annotations

import math

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from hall.errors import ProblemError
from hall.web.context import Hall
from offline_queue.wire.entries import PROBLEM_MEDIA_TYPE, PROBLEM_TYPE_PREFIX, Problem
from offline_queue.wire.signatures import sign_answer


def hall_of(request: Request) -> Hall:
    """Return the hall that serves this request."""
    hall: Hall = request.app.state.hall
    return hall


def answer(request: Request, status: int, model: BaseModel) -> Response:
    """Return a signed JSON answer."""
    return plain_answer(request, status, model.model_dump_json().encode("utf-8"), "application/json")


def plain_answer(
    request: Request,
    status: int,
    body: bytes = b"",
    media_type: str | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Return an answer, signed when the request carried a readable signature (its nonce is what ties the two)."""
    if request.method == "HEAD":
        # Nothing of a body is sent, so nothing may be signed.
        body = b""
    everything = {"Cache-Control": "no-store", **(headers or {})}
    nonce: str | None = getattr(request.state, "nonce", None)
    if nonce is not None:
        everything |= _signed(hall_of(request), status, everything, body, nonce)
    return Response(body, status, headers=everything, media_type=media_type)


def problem_of(hall: Hall, problem: ProblemError) -> Problem:
    """Return the problem's details (RFC 9457)."""
    return Problem(
        type=PROBLEM_TYPE_PREFIX + problem.kind,
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        retryable=problem.retryable,
        hall_time=hall.clock(),
        fields=problem.fields,
        retry_after_s=problem.retry_after_s,
    )


def problem_answer(request: Request, problem: ProblemError) -> Response:
    """Return a problem (RFC 9457)."""
    headers = dict(problem.headers)
    if problem.retry_after_s is not None:
        headers["Retry-After"] = str(math.ceil(problem.retry_after_s))
    body = problem_of(hall_of(request), problem)
    content = body.model_dump_json(exclude_none=True).encode("utf-8")
    return plain_answer(request, problem.status, content, PROBLEM_MEDIA_TYPE, headers)


def _signed(hall: Hall, status: int, headers: dict[str, str], body: bytes, nonce: str) -> dict[str, str]:
    offset = headers.get("Upload-Offset")
    return sign_answer(
        hall.keys.signing,
        hall.keys.signing_key_id,
        status=status,
        body=body,
        created=int(hall.clock().timestamp()),
        nonce=nonce,
        upload_offset=None if offset is None else int(offset),
    )
