"""Going on with the phone: links for terminals, and the small pages that phones open.

The pages come from here whole: no script, font or picture of anybody else. A phone is a stranger, so its calls are
counted by address, its pictures are bounded, and an answer says nothing that the holder of the link may not know.
"""

from __future__ import annotations

import asyncio
import json
import re
from functools import cache
from html import escape
from importlib.resources import files

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from hall.errors import ProblemError
from hall.events import Event, record
from hall.services.phone_links import (
    Opened,
    end_link,
    fetch_picture,
    follow_case,
    look_at,
    make_link,
    open_page,
    take_picture,
)
from hall.web.answers import answer, hall_of, plain_answer
from hall.web.context import Hall
from hall.web.described import body_schema, described
from hall.web.requests import announced_bytes, read_body, signed_request
from hall.web.service_routes import limit_terminal, live_query
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.phone_links import (
    MAX_PICTURE_BYTES,
    PhoneLinkAnswer,
    PhoneLinkKind,
    PhoneLinkRequest,
)

router = APIRouter(tags=["residents"])
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_TYPES = {"phone.js": "text/javascript", "phone.css": "text/css"}


@router.post(
    routes.PHONE_LINKS,
    status_code=201,
    responses=described(
        {201: PhoneLinkAnswer},
        ProblemKind.ID_TAKEN,
        ProblemKind.NOT_FOUND,
        ProblemKind.NOT_OFFERED,
        ProblemKind.RATE,
        ProblemKind.SCHEMA,
        ProblemKind.TOO_LARGE,
    ),
    openapi_extra=body_schema(PhoneLinkRequest),
)
async def make_phone_link(request: Request) -> Response:
    """Make a link for a phone; the same id again gets the same link. ``follow`` needs the slip's number and code."""
    hall = hall_of(request)
    signed, asked = await live_query(request, PhoneLinkRequest)
    part = hall.services.file.phone
    if part is None:
        raise ProblemError(ProblemKind.NOT_OFFERED)
    if asked.receipt_number is not None:
        hall.wrong_codes.check(asked.receipt_number)
    now, caller = hall.clock(), signed.caller
    try:
        made = await asyncio.wrap_future(
            hall.database.write(
                lambda connection: make_link(connection, asked, hall.keys, part.url, caller.terminal_id, now)
            )
        )
    except ProblemError as problem:
        if problem.kind is ProblemKind.NOT_FOUND and asked.receipt_number is not None:
            hall.wrong_codes.count(asked.receipt_number)
        raise
    record(Event.PHONE_LINK_MADE, link_id=asked.link_id, kind=asked.kind.value)
    return answer(request, 201, made)


@router.get(routes.PHONE_LINK, responses=described({200: PhoneLinkAnswer}, ProblemKind.NOT_FOUND))
async def look_at_phone_link(request: Request, link_id: str) -> Response:
    """Tell the terminal what has become of its link."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    now = hall.clock()
    told = await asyncio.to_thread(
        hall.database.read, lambda connection: look_at(connection, link_id, signed.caller.terminal_id, now)
    )
    return answer(request, 200, told)


@router.delete(routes.PHONE_LINK, responses=described({200: PhoneLinkAnswer}, ProblemKind.NOT_FOUND, ProblemKind.RATE))
async def end_phone_link(request: Request, link_id: str) -> Response:
    """Let a link lead nowhere from now on, and forget its picture; again changes nothing."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    limit_terminal(hall, signed)
    now = hall.clock()
    told = await asyncio.wrap_future(
        hall.database.write(lambda connection: end_link(connection, link_id, signed.caller.terminal_id, now))
    )
    return answer(request, 200, told)


@router.get(routes.PHONE_LINK_PICTURE, responses=described({200: None}, ProblemKind.NOT_FOUND, ProblemKind.RATE))
async def fetch_phone_picture(request: Request, link_id: str) -> Response:
    """Give the terminal the enciphered picture that a phone sent; it stays until the link is ended."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    limit_terminal(hall, signed)
    now = hall.clock()
    picture = await asyncio.to_thread(
        hall.database.read, lambda connection: fetch_picture(connection, link_id, signed.caller.terminal_id, now)
    )
    return plain_answer(request, 200, picture, "application/octet-stream")


@router.get(routes.PHONE_PAGE, include_in_schema=False)
async def phone_page(request: Request, token: str) -> Response:
    """Show the page of a link, or that it leads nowhere any more."""
    hall = hall_of(request)
    try:
        opened = await _opened(request, hall, token)
    except ProblemError as problem:
        return _page(None, 429 if problem.kind is ProblemKind.RATE else 404)
    return _page(opened, 200)


@router.put(routes.PHONE_PAGE_PICTURE, include_in_schema=False)
async def take_phone_picture(request: Request, token: str) -> Response:
    """Take the enciphered picture from the page."""
    hall = hall_of(request)
    await _opened(request, hall, token)
    if announced_bytes(request) == 0:
        raise ProblemError(ProblemKind.SCHEMA, fields=("picture",))
    picture = await read_body(request, MAX_PICTURE_BYTES)
    now = hall.clock()
    await asyncio.wrap_future(hall.database.write(lambda connection: take_picture(connection, token, picture, now)))
    record(Event.PHONE_PICTURE_CAME, size_bytes=len(picture))
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


@router.get(routes.PHONE_PAGE_CASE, include_in_schema=False)
async def phone_case(request: Request, token: str) -> Response:
    """Give the page how its case stands."""
    hall = hall_of(request)
    await _opened(request, hall, token)
    now = hall.clock()
    told = await asyncio.to_thread(hall.database.read, lambda connection: follow_case(connection, token, now))
    return Response(told.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get(routes.PHONE_FILE, include_in_schema=False)
async def phone_file(_request: Request, name: str) -> Response:
    """Give script and style of the pages."""
    if name not in _TYPES:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return Response(_file(name), media_type=_TYPES[name], headers={"Cache-Control": "max-age=3600", **PAGE_HEADERS})


async def _opened(request: Request, hall: Hall, token: str) -> Opened:
    """What the link is about. Raises `ProblemError` (not-found, rate)."""
    address = request.client.host if request.client is not None else "?"
    hall.phones.check(address)
    hall.phones.count(address)
    if re.fullmatch(r"[A-Za-z0-9_-]{32}", token) is None:
        raise ProblemError(ProblemKind.NOT_FOUND)
    now = hall.clock()
    return await asyncio.wrap_future(hall.database.write(lambda connection: open_page(connection, token, now)))


def _page(opened: Opened | None, status: int) -> Response:
    language = "zh_CN" if opened is None else opened.language
    kind = "gone" if opened is None else opened.kind.value
    words = _words()[language]
    page = _file("phone.html").decode("utf-8")
    values = {
        "LANG": language.replace("_", "-"),
        "KIND": kind,
        "TITLE": words[f"title.{kind}"],
        "SUBJECT": "" if opened is None else opened.subject,
        "LEAD": words[f"lead.{kind}"],
        "CHOOSE": words["choose"],
        "AGAIN": words["again"],
        "NOTE": words["note"] if kind == PhoneLinkKind.PICTURE else "",
        "WORDS": json.dumps(words, ensure_ascii=False),
    }
    for name, value in values.items():
        page = page.replace(f"{{{name}}}", escape(value))
    return Response(page, status, media_type="text/html", headers={"Cache-Control": "no-store", **PAGE_HEADERS})


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = json.loads(_file("words.json"))
    return words


@cache
def _file(name: str) -> bytes:
    return files("hall.web").joinpath("phone", name).read_bytes()
