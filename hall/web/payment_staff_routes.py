"""Payments, for staff of the hall: the daily report, and what a person decides by hand. On this machine only.

Each call needs the token in ``DIR/staff-token`` besides: a proxy on this machine makes everybody look as if they were
here, and so does whoever else has an account on it. Without the file there are only ``python -m hall reconcile`` and
``settle``.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from hall.errors import ProblemError
from hall.payments.decisions import (
    DecisionAnswer,
    DifferenceDecision,
    OrderDecision,
    decide_order,
    resolve_difference,
)
from hall.payments.providers.accounts import AccountsError, secret_text
from hall.payments.reports import as_csv, as_page, report_of
from hall.web.answers import answer, hall_of, plain_answer
from hall.web.context import Hall
from hall.web.described import body_schema, described
from hall.web.key_routes import is_here
from hall.web.observed import HallRoute
from hall.web.payment_routes import TAG
from hall.web.requests import read_body, read_model
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind

TOKEN_FILE = "staff-token"  # noqa: S105 - the name of the file
DECISION_BYTES = 16 * 1024
_TOKEN = [{"name": "Authorization", "in": "header", "required": True, "schema": {"type": "string"}}]

router = APIRouter(tags=[TAG], route_class=HallRoute)


@router.post(
    routes.PAYMENT_DECISION,
    responses=described(
        {200: DecisionAnswer},
        ProblemKind.NOT_FOUND,
        ProblemKind.NOT_TO_DECIDE,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
        ProblemKind.STALLED,
        signed=False,
    ),
    openapi_extra={**body_schema(OrderDecision), "parameters": _TOKEN},
)
async def decide(request: Request, order_id: str) -> Response:
    """Take what staff found out about an order that is `manual`; the same again changes nothing. This machine only."""
    hall = hall_of(request)
    body = await _body_of_staff(request, hall)
    decision, now = read_model(OrderDecision, body), hall.clock()
    told = await asyncio.wrap_future(
        hall.database.write(lambda connection: decide_order(connection, order_id, decision, now))
    )
    return answer(request, 200, told)


@router.post(
    routes.DIFFERENCE_DECISION,
    responses=described(
        {200: DecisionAnswer},
        ProblemKind.NOT_FOUND,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
        ProblemKind.STALLED,
        signed=False,
    ),
    openapi_extra={**body_schema(DifferenceDecision), "parameters": _TOKEN},
)
async def resolve(request: Request) -> Response:
    """Mark a difference of a day's bill as looked into; the same again changes nothing. This machine only."""
    hall = hall_of(request)
    body = await _body_of_staff(request, hall)
    decision, now = read_model(DifferenceDecision, body), hall.clock()
    told = await asyncio.wrap_future(
        hall.database.write(lambda connection: resolve_difference(connection, decision, now))
    )
    return answer(request, 200, told)


@router.get(
    routes.PAYMENT_REPORTS,
    responses=described({200: None}, ProblemKind.NOT_FOUND, ProblemKind.SCHEMA, signed=False),
    openapi_extra={"parameters": _TOKEN},
)
async def get_report(request: Request, day: str) -> Response:
    """Show a day's payments, refunds and differences: a page, or with ``?format=csv`` a table. This machine only."""
    hall = hall_of(request)
    await _check_staff(request, hall)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day, re.ASCII):
        raise ProblemError(ProblemKind.SCHEMA, fields=("day",))
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        raise ProblemError(ProblemKind.SCHEMA, fields=("day",)) from None
    now, zone = hall.clock(), hall.settings.zone
    report = await asyncio.to_thread(hall.database.read, lambda connection: report_of(connection, asked, zone, now))
    if request.query_params.get("format") == "csv":
        return plain_answer(request, 200, as_csv(report).encode("utf-8"), "text/csv")
    return plain_answer(request, 200, as_page(report).encode("utf-8"), "text/html")


async def _body_of_staff(request: Request, hall: Hall) -> bytes:
    """Return the body of who is here and has the token. Raises `ProblemError` (not-found, too-large, stalled)."""
    await _check_staff(request, hall)
    return await read_body(request, DECISION_BYTES)


async def _check_staff(request: Request, hall: Hall) -> None:
    """Let only those through who are here and have the token. Raises `ProblemError` (not-found)."""
    if not is_here(request):
        raise ProblemError(ProblemKind.NOT_FOUND)
    try:
        token = await asyncio.to_thread(secret_text, hall.settings.data_dir / TOKEN_FILE)
    except AccountsError:
        raise ProblemError(ProblemKind.NOT_FOUND) from None
    given = request.headers.get("authorization", "").encode("utf-8")
    if len(token) < 32 or not secrets.compare_digest(given, f"Bearer {token}".encode()):
        raise ProblemError(ProblemKind.NOT_FOUND)
