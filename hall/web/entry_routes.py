"""Entries: PUT stores one, POST a batch, GET asks how one stands."""

from __future__ import annotations

import asyncio
import logging

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from hall.errors import ProblemError
from hall.events import Event, record
from hall.intake import Evidence, Incoming, OpenedEntry, Stored, answer_for, open_entry
from hall.web.answers import answer, hall_of, problem_of
from hall.web.described import batch_body, body_schema, described
from hall.web.observed import HallRoute
from hall.web.requests import SignedRequest, announced_bytes, signed_request
from offline_queue.wire import routes
from offline_queue.wire.batches import (
    MAX_BATCH_BYTES,
    MAX_BATCH_ENTRIES,
    BatchAnswer,
    RecordResult,
    split_bodies,
)
from offline_queue.wire.entries import (
    MAX_ENTRY_BYTES,
    EntryAnswer,
    EntryState,
    ProblemKind,
    SealedEntry,
    digest_of,
)

USUAL_ENTRY_BYTES = 4096
"""From the length of a batch, which is known before it is read, follows about how many records are in it."""
JUDGED_AT_ONCE = 5
"""So many records of a batch are opened before the loop serves others: about a millisecond."""

router = APIRouter(tags=["entries"], route_class=HallRoute)


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
        ProblemKind.RATE,
    ),
    openapi_extra=body_schema(SealedEntry),
)
async def put_entry(request: Request, entry_id: str) -> Response:
    """Store a sealed entry. 201: stored now. 200: the same id and digest again, with the stored verdict and offsets."""
    hall = hall_of(request)
    signed = await signed_request(request, MAX_ENTRY_BYTES, lane=hall.records)
    hall.entry_quota.take(signed.caller.terminal_id)
    with hall.records.serve(1):
        try:
            opened = open_entry(signed.body, entry_id, signed.caller.terminal_id, hall.keys)
        except ProblemError as problem:
            _refused(request, signed, problem)
            raise
        outcome = (await hall.intake.store([_incoming(signed, opened)], request.is_disconnected))[0]
    if isinstance(outcome, ProblemError):
        _refused(request, signed, outcome)
        raise outcome
    _stored(request, signed, opened, outcome)
    return answer(request, 201 if outcome.is_new else 200, outcome.answer)


@router.post(
    routes.ENTRIES_BATCH,
    responses=described(
        {200: BatchAnswer}, ProblemKind.SCHEMA, ProblemKind.TOO_LARGE, ProblemKind.BUSY, ProblemKind.RATE
    ),
    openapi_extra=batch_body(),
)
async def post_batch(request: Request) -> Response:
    """Store up to 50 sealed entries, one a line. Each has its own result, as if it had been put by itself."""
    hall = hall_of(request)
    about = max(1, min(MAX_BATCH_ENTRIES, announced_bytes(request) // USUAL_ENTRY_BYTES))
    signed = await signed_request(request, MAX_BATCH_BYTES, lane=hall.records, units=about)
    try:
        bodies = split_bodies(signed.body)
    except ValueError:
        raise ProblemError(ProblemKind.SCHEMA, "one record a line, no line empty") from None
    if len(bodies) > MAX_BATCH_ENTRIES:
        raise ProblemError(ProblemKind.TOO_LARGE, f"at most {MAX_BATCH_ENTRIES} records")
    hall.entry_quota.take(signed.caller.terminal_id, len(bodies))
    with hall.records.serve(len(bodies)):
        results = await _store_batch(request, signed, bodies)
    return answer(request, 200, BatchAnswer(hall_time=hall.clock(), results=tuple(results)))


@router.get(routes.ENTRY, responses=described({200: EntryAnswer}, ProblemKind.NOT_FOUND, ProblemKind.RATE))
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


async def _store_batch(request: Request, signed: SignedRequest, bodies: list[bytes]) -> list[RecordResult]:
    """Store what opens; return a result for each line."""
    judged: list[OpenedEntry | ProblemError] = []
    # One batch after the other: so the first is with the writer while the next is opened.
    async with hall_of(request).intake.one_batch:
        for line, body in enumerate(bodies):
            judged.append(_judge(request, signed, body))
            if line % JUDGED_AT_ONCE == JUDGED_AT_ONCE - 1:
                # A batch is some milliseconds of opening seals: other calls have their turn in between.
                await asyncio.sleep(0)
    opened = [one for one in judged if isinstance(one, OpenedEntry)]
    incoming = [_incoming(signed, one, line) for line, one in enumerate(judged) if isinstance(one, OpenedEntry)]
    outcomes = iter(await hall_of(request).intake.store(incoming, request.is_disconnected) if opened else ())
    results = []
    for body, one in zip(bodies, judged, strict=True):
        outcome = next(outcomes) if isinstance(one, OpenedEntry) else one
        if isinstance(outcome, ProblemError):
            _refused(request, signed, outcome)
            told = problem_of(hall_of(request), outcome)
            results.append(RecordResult(digest=digest_of(body), status=outcome.status, problem=told))
            continue
        assert isinstance(one, OpenedEntry)
        _stored(request, signed, one, outcome)
        status = 201 if outcome.is_new else 200
        results.append(RecordResult(digest=one.digest, status=status, answer=outcome.answer))
    return results


def _judge(request: Request, signed: SignedRequest, body: bytes) -> OpenedEntry | ProblemError:
    """Open one record of a batch; a fault of the hall on one of them is that record's alone."""
    try:
        return open_entry(body, None, signed.caller.terminal_id, hall_of(request).keys)
    except ProblemError as problem:
        return problem
    except Exception as error:  # noqa: BLE001 - what no one foresaw: logged by its type, the others go on
        record(Event.FAULT, logging.ERROR, method=request.method, error=type(error).__name__)
        return ProblemError(ProblemKind.INTERNAL)


def _incoming(signed: SignedRequest, opened: OpenedEntry, line: int | None = None) -> Incoming:
    """Return the entry with its evidence; that of a batch is the batch's signature, its digest and the line."""
    signature = signed.signature if line is None else f"{signed.signature};digest={signed.content_digest};line={line}"
    return Incoming(opened, Evidence(signed.caller.terminal_id, signed.signature_input, signature))


def _stored(request: Request, signed: SignedRequest, opened: OpenedEntry, stored: Stored) -> None:
    sealed = opened.sealed
    hall_of(request).metrics.record(sealed.kind, "stored" if stored.is_new else "replayed")
    if not stored.is_new:
        return
    event = Event.ENTRY_COMPLETE if stored.answer.state is EntryState.COMPLETE else Event.ENTRY_STORED
    record(event, entry_id=sealed.entry_id, kind=sealed.kind, terminal_id=signed.caller.terminal_id)


def _refused(request: Request, signed: SignedRequest, problem: ProblemError) -> None:
    hall_of(request).metrics.record("any", problem.kind)
    record(Event.ENTRY_REFUSED, logging.INFO, terminal_id=signed.caller.terminal_id, cause=problem.kind)
