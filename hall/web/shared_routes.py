"""Live calls to other systems behind the hall: what a form may be filled with, papers of issuing systems."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from hall.errors import ProblemError
from hall.events import Event, record
from hall.services.cases_of_card import digest_of_card
from hall.services.records import Asked
from hall.web.answers import answer, hall_of, plain_answer
from hall.web.described import body_schema, described
from hall.web.service_routes import limit_person, live_query, record_query
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.shared_data import (
    CertificateFileQuery,
    CertificateQuery,
    CertificatesAnswer,
    PrefillAnswer,
    PrefillQuery,
)

router = APIRouter(tags=["residents"])

_PROBLEMS = (
    ProblemKind.NOT_OFFERED,
    ProblemKind.SOURCE_DOWN,
    ProblemKind.RATE,
    ProblemKind.SCHEMA,
    ProblemKind.TOO_LARGE,
)


@router.post(
    routes.PREFILL_QUERIES,
    responses=described({200: PrefillAnswer}, *_PROBLEMS),
    openapi_extra=body_schema(PrefillQuery),
)
async def query_prefill(request: Request) -> Response:
    """Ask shared sources what the form of an item may be filled with; each query is kept with its legal basis."""
    hall = hall_of(request)
    signed, asked = await live_query(request, PrefillQuery)
    rules = hall.services.shared_data.rules_for(asked)
    limit_person(hall, digest_of_card(asked.card, hall.keys))
    fields, sources = await asyncio.to_thread(hall.services.shared_data.ask, asked, rules)
    terminal_id = signed.caller.terminal_id
    await record_query(
        hall,
        [
            Asked("prefill", terminal_id, one.outcome.value, asked.item_id, one.source.value, one.basis)
            for one in sources
        ],
    )
    record(Event.PREFILL_ASKED, terminal_id=terminal_id, item_id=asked.item_id, fields=len(fields))
    told = PrefillAnswer(item_id=asked.item_id, fields=fields, sources=sources, hall_time=hall.clock())
    return answer(request, 200, told)


@router.post(
    routes.CERTIFICATE_QUERIES,
    responses=described({200: CertificatesAnswer}, *_PROBLEMS, ProblemKind.NOT_FOUND),
    openapi_extra=body_schema(CertificateQuery),
)
async def query_certificates(request: Request) -> Response:
    """Tell which papers the issuer of an item has for the card on the reader; the list may be empty."""
    hall = hall_of(request)
    signed, asked = await live_query(request, CertificateQuery)
    issuer = hall.services.certificates.issuer_for(asked.item_id).issuer_id
    limit_person(hall, digest_of_card(asked.card, hall.keys))
    terminal_id = signed.caller.terminal_id
    try:
        found = await asyncio.to_thread(hall.services.certificates.papers, asked)
    except ProblemError as problem:
        await record_query(hall, [Asked("certificates", terminal_id, problem.kind, asked.item_id, issuer)])
        raise
    outcome = "answered" if found else "nothing"
    await record_query(hall, [Asked("certificates", terminal_id, outcome, asked.item_id, issuer)])
    record(Event.CERTIFICATES_ASKED, terminal_id=terminal_id, item_id=asked.item_id, count=len(found))
    return answer(request, 200, CertificatesAnswer(certificates=found, hall_time=hall.clock()))


@router.post(
    routes.CERTIFICATE_FILES,
    responses=described({200: None}, *_PROBLEMS, ProblemKind.NOT_FOUND),
    openapi_extra=body_schema(CertificateFileQuery),
)
async def get_certificate_file(request: Request) -> Response:
    """Give the bytes of one listed paper, as its issuer made them; the hall keeps none of it."""
    hall = hall_of(request)
    signed, asked = await live_query(request, CertificateFileQuery)
    issuer = hall.services.certificates.issuer_for(asked.item_id).issuer_id
    limit_person(hall, digest_of_card(asked.card, hall.keys))
    terminal_id = signed.caller.terminal_id
    try:
        content = await asyncio.to_thread(hall.services.certificates.paper, asked)
    except ProblemError as problem:
        await record_query(hall, [Asked("certificate_file", terminal_id, problem.kind, asked.item_id, issuer)])
        raise
    await record_query(hall, [Asked("certificate_file", terminal_id, "answered", asked.item_id, issuer)])
    return plain_answer(request, 200, content, "application/pdf")
