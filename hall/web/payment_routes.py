"""Payments: bills, orders and their states for terminals, notifications for providers."""

from __future__ import annotations

import asyncio
import hmac
import math
import re

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from hall.errors import ProblemError
from hall.payments.orders import HeldOrder, answer_of, find, open_orders, standing_of
from hall.payments.till import take_card, take_cash
from hall.web.answers import answer, hall_of
from hall.web.context import Hall
from hall.web.described import body_schema, described
from hall.web.observed import HallRoute
from hall.web.requests import read_body, read_model, signed_request
from hall.web.service_routes import limit_terminal, live_query
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import (
    MAX_WAIT_S,
    BillQuery,
    BillsAnswer,
    CardReport,
    CashReport,
    OpenOrdersAnswer,
    OrderAnswer,
    OrderQuery,
    OrderRequest,
    OrderStandingAnswer,
    PaymentOffers,
)

TAG = "payments"
TAG_DESCRIPTION = (
    "Bills, orders and refunds. The hall has the merchants' keys and alone says what is paid; amounts are integer fen. "
    "An order that is neither paid nor closed is not known yet: it is not paid again, it is asked for again."
)
NOTIFICATION_BYTES = 64 * 1024
CASH_BODY_BYTES = 128 * 1024
LOOK_S = 0.5
"""How often a waiting call looks at its order."""

router = APIRouter(tags=[TAG], route_class=HallRoute)


@router.get(routes.PAYMENT_OFFERS, responses=described({200: PaymentOffers}, ProblemKind.RATE))
async def get_offers(request: Request) -> Response:
    """Tell how one can pay here and what for, before any bill is asked for."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    limit_terminal(hall, signed)
    return answer(request, 200, hall.gateway.offers())


@router.post(
    routes.BILL_QUERIES,
    responses=described(
        {200: BillsAnswer},
        ProblemKind.NOT_FOUND,
        ProblemKind.NOT_OFFERED,
        ProblemKind.SOURCE_DOWN,
        ProblemKind.RATE,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
    ),
    openapi_extra=body_schema(BillQuery),
)
async def query_bills(request: Request) -> Response:
    """Tell what can be paid for an item, a case or a payment notice, and how."""
    hall = hall_of(request)
    signed, asked = await live_query(request, BillQuery)
    found = await asyncio.to_thread(hall.gateway.bills, asked, signed.caller.terminal_id)
    return answer(request, 200, found)


@router.post(
    routes.ORDERS,
    status_code=201,
    responses=described(
        {201: OrderAnswer, 200: OrderAnswer},
        ProblemKind.ID_TAKEN,
        ProblemKind.ORDER_OPEN,
        ProblemKind.BILL_SETTLED,
        ProblemKind.AMOUNT_DIFFERS,
        ProblemKind.NOT_FOUND,
        ProblemKind.NOT_OFFERED,
        ProblemKind.SOURCE_DOWN,
        ProblemKind.RATE,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
    ),
    openapi_extra=body_schema(OrderRequest),
)
async def order(request: Request) -> Response:
    """Order a bill to be paid. 200: the same request again, with the order as it is; nobody is charged again."""
    hall = hall_of(request)
    signed, asked = await live_query(request, OrderRequest)
    opened = await asyncio.to_thread(hall.gateway.order, asked, signed.caller.terminal_id)
    return await _answer_order(request, hall, opened.order, 201 if opened.is_new else 200)


@router.get(routes.ORDERS, responses=described({200: OpenOrdersAnswer}, ProblemKind.RATE))
async def get_open_orders(request: Request) -> Response:
    """Tell which orders of the asking terminal are not finished."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    limit_terminal(hall, signed)
    now = hall.clock()
    terminal_id = signed.caller.terminal_id
    found = await asyncio.to_thread(hall.database.read, lambda connection: open_orders(connection, terminal_id, now))
    return answer(request, 200, found)


@router.post(
    routes.ORDER_QUERIES,
    responses=described(
        {200: OrderStandingAnswer}, ProblemKind.NOT_FOUND, ProblemKind.RATE, ProblemKind.SCHEMA, ProblemKind.TOO_LARGE
    ),
    openapi_extra=body_schema(OrderQuery),
)
async def query_order(request: Request) -> Response:
    """Tell somebody with an order's slip how it stands, at any terminal. A wrong number and a wrong code look alike."""
    hall = hall_of(request)
    signed, asked = await live_query(request, OrderQuery)
    name, terminal_id, now = f"order:{asked.order_id}", signed.caller.terminal_id, hall.clock()
    hall.wrong_codes.check(name)

    def work(connection: Connection) -> OrderStandingAnswer | None:
        order = find(connection, asked.order_id)
        fits = hmac.compare_digest(hall.keys.order_code(asked.order_id), asked.lookup_code)
        return standing_of(connection, order, terminal_id, now) if order is not None and fits else None

    found = await asyncio.to_thread(hall.database.read, work)
    if found is None:
        hall.wrong_codes.count(name)
        raise ProblemError(ProblemKind.NOT_FOUND)
    return answer(request, 200, found)


@router.get(
    routes.ORDER,
    responses=described({200: OrderAnswer}, ProblemKind.NOT_FOUND, ProblemKind.SCHEMA),
    openapi_extra={
        "parameters": [
            {"name": "wait", "in": "query", "schema": {"type": "number", "maximum": MAX_WAIT_S}},
            {"name": "version", "in": "query", "schema": {"type": "integer"}},
        ]
    },
)
async def get_order(request: Request, order_id: str) -> Response:
    """Tell how an order stands; with ``wait`` once its version is not ``version``, or after so many seconds."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    terminal_id = signed.caller.terminal_id
    wait_s, version = _wait(request)
    loop = asyncio.get_running_loop()
    until = loop.time() + wait_s
    while True:
        held = await asyncio.to_thread(hall.database.read, lambda connection: find(connection, order_id, terminal_id))
        if held is None:
            raise ProblemError(ProblemKind.NOT_FOUND)
        version = held.version if version is None else version
        left = until - loop.time()
        if held.version != version or left <= 0:
            return await _answer_order(request, hall, held, 200)
        await asyncio.sleep(min(LOOK_S, left))


@router.post(routes.ORDER_CANCEL, responses=described({200: OrderAnswer}, ProblemKind.NOT_FOUND))
async def cancel_order(request: Request, order_id: str) -> Response:
    """Close an order that is not paid. Again changes nothing; one that is paid stays so."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    held = await asyncio.to_thread(hall.gateway.cancel, order_id, signed.caller.terminal_id)
    return await _answer_order(request, hall, held, 200)


@router.post(
    routes.ORDER_CASH,
    responses=described(
        {200: OrderAnswer}, ProblemKind.NOT_FOUND, ProblemKind.ID_TAKEN, ProblemKind.SCHEMA, ProblemKind.TOO_LARGE
    ),
    openapi_extra=body_schema(CashReport),
)
async def report_cash(request: Request, order_id: str) -> Response:
    """Take which notes were stacked for an order; each counts once, however often it is told."""
    hall = hall_of(request)
    signed = await signed_request(request, CASH_BODY_BYTES)
    report = read_model(CashReport, signed.body)
    now, terminal_id = hall.clock(), signed.caller.terminal_id
    held = await asyncio.wrap_future(
        hall.database.write(lambda connection: take_cash(connection, order_id, terminal_id, report, now))
    )
    return await _answer_order(request, hall, held, 200)


@router.post(
    routes.ORDER_CARD,
    responses=described({200: OrderAnswer}, ProblemKind.NOT_FOUND, ProblemKind.SCHEMA, ProblemKind.TOO_LARGE),
    openapi_extra=body_schema(CardReport),
)
async def report_card(request: Request, order_id: str) -> Response:
    """Take what the card terminal said of an order."""
    hall = hall_of(request)
    signed = await signed_request(request, NOTIFICATION_BYTES)
    report = read_model(CardReport, signed.body)
    now, terminal_id = hall.clock(), signed.caller.terminal_id
    held = await asyncio.wrap_future(
        hall.database.write(lambda connection: take_card(connection, order_id, terminal_id, report, now))
    )
    return await _answer_order(request, hall, held, 200)


@router.post(
    routes.PAYMENT_NOTIFY,
    responses=described(
        {200: None},
        ProblemKind.SIGNATURE,
        ProblemKind.NOT_FOUND,
        ProblemKind.TOO_LARGE,
        ProblemKind.STALLED,
        signed=False,
    ),
)
async def notify(request: Request, provider: str) -> Response:
    """Take what a provider tells, signed by the provider; answered with what the provider expects, also again."""
    hall = hall_of(request)
    body = await read_body(request, NOTIFICATION_BYTES)
    headers = {name.lower(): value for name, value in request.headers.items()}
    told = await asyncio.to_thread(hall.gateway.notified, provider, headers, body)
    return Response(told.body, told.status, media_type=told.media_type, headers={"Cache-Control": "no-store"})


async def _answer_order(request: Request, hall: Hall, held: HeldOrder, status: int) -> Response:
    now = hall.clock()
    told = await asyncio.to_thread(hall.database.read, lambda connection: answer_of(connection, held, now))
    return answer(request, status, told.model_copy(update={"lookup_code": hall.keys.order_code(held.number)}))


def _wait(request: Request) -> tuple[float, int | None]:
    """Read how long to wait for which change. Raises `ProblemError` (schema)."""
    try:
        wait_s = float(request.query_params.get("wait", "0"))
    except ValueError:
        wait_s = math.nan
    version = request.query_params.get("version")
    if not 0 <= wait_s <= MAX_WAIT_S:
        raise ProblemError(ProblemKind.SCHEMA, fields=("wait",))
    if version is not None and not re.fullmatch(r"[0-9]{1,9}", version):
        raise ProblemError(ProblemKind.SCHEMA, fields=("version",))
    return wait_s, None if version is None else int(version)
