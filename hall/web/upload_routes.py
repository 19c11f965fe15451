"""Attachments over tus 1.0: creation, checksum, expiration, termination. The address follows from the attachment id."""

from __future__ import annotations

import asyncio
import hmac
from datetime import timedelta
from email.utils import format_datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from hall.attachments import UploadRow
from hall.errors import ProblemError
from hall.intake import answer_for
from hall.web.answers import hall_of, plain_answer
from hall.web.context import Hall
from hall.web.described import described, tus_headers
from hall.web.observed import HallRoute
from hall.web.requests import SignedRequest, announced_bytes, signed_request
from offline_queue.wire import routes
from offline_queue.wire.entries import MAX_ATTACHMENT_BYTES, EntryAnswer, EntryState, ProblemKind
from offline_queue.wire.uploads import (
    CHUNK_MEDIA_TYPE,
    DEFAULT_CHUNK_BYTES,
    MAX_CHUNK_BYTES,
    TUS_EXTENSIONS,
    TUS_VERSION,
    VERDICT_WANTED,
)

router = APIRouter(tags=["attachments"], route_class=HallRoute)

_NO_TUS = "Tus-Resumable: 1.0.0 is missing"


@router.options(routes.ATTACHMENT, status_code=204, responses={204: {"description": "What of tus is spoken"}})
async def tus_options(request: Request, entry_id: str, attachment_id: str) -> Response:  # noqa: ARG001 - FastAPI fills both from the path
    """Tell what of tus is spoken; needs no signature."""
    headers = {
        "Tus-Resumable": TUS_VERSION,
        "Tus-Version": TUS_VERSION,
        "Tus-Extension": TUS_EXTENSIONS,
        "Tus-Max-Size": str(MAX_ATTACHMENT_BYTES),
        "Tus-Checksum-Algorithm": "sha256",
    }
    return plain_answer(request, 204, headers=headers)


@router.post(
    routes.ATTACHMENT,
    status_code=201,
    responses=described(
        {201: None, 200: None}, ProblemKind.NOT_FOUND, ProblemKind.UPLOAD_PROTOCOL, ProblemKind.TOO_LARGE
    ),
    openapi_extra=tus_headers("Upload-Length"),
)
async def open_upload(request: Request, entry_id: str, attachment_id: str) -> Response:
    """Open an upload anew that is gone (201), or find the one that is there (200)."""
    signed = await signed_request(request, 0)
    _check_tus(request)
    length = _whole_number(request, "upload-length")
    if length > MAX_ATTACHMENT_BYTES:
        raise ProblemError(ProblemKind.TOO_LARGE)
    row, fresh = await hall_of(request).uploads.open(entry_id, attachment_id, signed.caller.terminal_id, length)
    headers = {"Location": routes.attachment_path(entry_id, attachment_id)}
    return _offset_answer(request, 201 if fresh else 200, row, headers)


@router.head(
    routes.ATTACHMENT,
    responses=described(
        {200: None}, ProblemKind.NOT_FOUND, ProblemKind.UPLOAD_GONE, ProblemKind.UPLOAD_PROTOCOL, ProblemKind.BUSY
    ),
    openapi_extra=tus_headers(),
)
async def ask_offset(request: Request, entry_id: str, attachment_id: str) -> Response:
    """Tell how many bytes are durable; 503 when a chunk would get it too."""
    signed = await signed_request(request, 0)
    _check_tus(request)
    # Who asks is about to send a chunk: a refusal costs less now than with the chunk behind it.
    hall_of(request).chunks.look(DEFAULT_CHUNK_BYTES)
    row = await hall_of(request).uploads.find(entry_id, attachment_id, signed.caller.terminal_id)
    return _offset_answer(request, 200, row, {"Upload-Length": str(row.sealed_size_bytes)})


@router.patch(
    routes.ATTACHMENT,
    status_code=204,
    responses=described(
        {200: EntryAnswer, 204: None},
        ProblemKind.NOT_FOUND,
        ProblemKind.UPLOAD_OFFSET,
        ProblemKind.UPLOAD_GONE,
        ProblemKind.UPLOAD_CHECKSUM,
        ProblemKind.UPLOAD_PROTOCOL,
        ProblemKind.TOO_LARGE,
        ProblemKind.SEAL,
        ProblemKind.BUSY,
    ),
    openapi_extra=tus_headers("Upload-Offset", "Upload-Checksum"),
)
async def append_chunk(request: Request, entry_id: str, attachment_id: str) -> Response:
    """Append one whole chunk; it is durable when this answers.

    204. 200 with the entry's verdict for a chunk with which the entry is complete, when ``Prefer`` asks for it.
    """
    hall = hall_of(request)
    size_bytes = announced_bytes(request)
    signed = await signed_request(request, MAX_CHUNK_BYTES, lane=hall.chunks, units=size_bytes)
    hall.byte_quota.take(signed.caller.terminal_id, len(signed.body))
    _check_tus(request)
    if request.headers.get("content-type") != CHUNK_MEDIA_TYPE:
        raise ProblemError(ProblemKind.UPLOAD_PROTOCOL, f"Content-Type is not {CHUNK_MEDIA_TYPE}", status=415)
    offset_bytes = _whole_number(request, "upload-offset")
    _check_checksum(request, signed)
    with hall.chunks.serve(len(signed.body)):
        row = await hall.uploads.append(entry_id, attachment_id, signed.caller.terminal_id, offset_bytes, signed.body)
    if row.is_complete and request.headers.get("prefer", "") == VERDICT_WANTED:
        verdict = await _verdict(hall, entry_id, signed.caller.terminal_id)
        if verdict.state is EntryState.COMPLETE:
            return _offset_answer(request, 200, row, {}, verdict)
    return _offset_answer(request, 204, row, {})


@router.delete(
    routes.ATTACHMENT,
    status_code=204,
    responses=described({204: None}, ProblemKind.NOT_FOUND, ProblemKind.UPLOAD_GONE, ProblemKind.UPLOAD_PROTOCOL),
    openapi_extra=tus_headers(),
)
async def give_up_upload(request: Request, entry_id: str, attachment_id: str) -> Response:
    """Drop what has arrived; the upload is gone until it is opened anew."""
    signed = await signed_request(request, 0)
    _check_tus(request)
    await hall_of(request).uploads.give_up(entry_id, attachment_id, signed.caller.terminal_id)
    return plain_answer(request, 204, headers={"Tus-Resumable": TUS_VERSION})


async def _verdict(hall: Hall, entry_id: str, terminal_id: str) -> EntryAnswer:
    now = hall.clock()
    return await asyncio.to_thread(
        hall.database.read, lambda connection: answer_for(connection, entry_id, terminal_id, now)
    )


def _offset_answer(
    request: Request, status: int, row: UploadRow, headers: dict[str, str], verdict: EntryAnswer | None = None
) -> Response:
    hall = hall_of(request)
    expires = hall.clock() + timedelta(seconds=hall.settings.upload_keep_s)
    return plain_answer(
        request,
        status,
        b"" if verdict is None else verdict.model_dump_json(exclude_none=True).encode("utf-8"),
        None if verdict is None else "application/json",
        headers={
            "Tus-Resumable": TUS_VERSION,
            "Upload-Offset": str(row.offset_bytes),
            "Upload-Expires": format_datetime(expires, usegmt=True),
            **headers,
        },
    )


def _check_tus(request: Request) -> None:
    if request.headers.get("tus-resumable") != TUS_VERSION:
        raise ProblemError(ProblemKind.UPLOAD_PROTOCOL, _NO_TUS, status=412, headers={"Tus-Version": TUS_VERSION})


def _whole_number(request: Request, name: str) -> int:
    raw = request.headers.get(name, "")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 16):
        raise ProblemError(ProblemKind.UPLOAD_PROTOCOL, f"{name} is not a number")
    return int(raw)


def _check_checksum(request: Request, signed: SignedRequest) -> None:
    """Compare the chunk with its checksum, which this contract demands.

    It is the digest in ``Content-Digest`` written another way, and that was compared with the body already.
    """
    algorithm, _, value = request.headers.get("upload-checksum", "").partition(" ")
    if algorithm != "sha256":
        raise ProblemError(ProblemKind.UPLOAD_PROTOCOL, "Upload-Checksum: sha256 is missing")
    computed = signed.content_digest.removeprefix("sha-256=:").removesuffix(":")
    if not hmac.compare_digest(value.encode("latin-1"), computed.encode("ascii")):
        raise ProblemError(ProblemKind.UPLOAD_CHECKSUM)
