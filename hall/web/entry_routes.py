"""Entries: PUT stores one, GET asks how it stands."""

from __future__ import annotations

import asyncio
import logging

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from hall.errors import ProblemError
from hall.events import Event, record
from hall.intake import Evidence, answer_for, open_entry, store
from hall.web.answers import answer, hall_of
from hall.web.described import body_schema, described
from hall.web.requests import signed_request
from offline_queue.wire import routes
from offline_queue.wire.entries import MAX_ENTRY_BYTES, EntryAnswer, EntryState, ProblemKind, SealedEntry

router = APIRouter(tags=["entries"])


@router.put(
    routes.ENTRY,
    status_code=201,
    responses=described(
        {201: EntryAnswer, 200: EntryAnswer},
        ProblemKind.ENTRY_DIFFERS,
        ProblemKind.RECEIPT_TAKEN,
        ProblemKind.SCHEMA,
        ProblemKind.SEAL,
        ProblemKind.TOO_LARGE,
        ProblemKind.BUSY,
    ),
    openapi_extra=body_schema(SealedEntry),
)
async def put_entry(request: Request, entry_id: str) -> Response:
    """Store a sealed entry. 201: stored now. 200: the same id and digest again, with the stored verdict and offsets."""
    hall = hall_of(request)
    signed = await signed_request(request, MAX_ENTRY_BYTES, sheds=True)
    terminal_id = signed.caller.terminal_id
    try:
        opened = open_entry(signed.body, entry_id, terminal_id, hall.keys)
        evidence = Evidence(terminal_id, signed.signature_input, signed.signature)
        now = hall.clock()
        stored = await asyncio.wrap_future(
            hall.database.write(lambda connection: store(connection, opened, evidence, now=now, settings=hall.settings))
        )
    except ProblemError as problem:
        record(Event.ENTRY_REFUSED, logging.INFO, terminal_id=terminal_id, cause=problem.kind)
        raise
    if stored.is_new:
        record(Event.ENTRY_STORED, entry_id=entry_id, kind=opened.sealed.kind, terminal_id=terminal_id)
        if stored.answer.state is EntryState.COMPLETE:
            record(Event.ENTRY_COMPLETE, entry_id=entry_id)
    return answer(request, 201 if stored.is_new else 200, stored.answer)


@router.get(routes.ENTRY, responses=described({200: EntryAnswer}, ProblemKind.NOT_FOUND))
async def get_entry(request: Request, entry_id: str) -> Response:
    """Tell the verdict on one of this terminal's entries: the tie-breaker after a lost reply."""
    hall = hall_of(request)
    signed = await signed_request(request, 0)
    now = hall.clock()
    found = await asyncio.to_thread(
        hall.database.read,
        lambda connection: answer_for(connection, entry_id, signed.caller.terminal_id, now),
    )
    return answer(request, 200, found)
