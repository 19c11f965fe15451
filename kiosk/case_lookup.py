"""How a case or a complaint stands: the hall first, this terminal's own ledger when the hall cannot say. Blocks."""

from __future__ import annotations

import logging
from dataclasses import replace

from pydantic import ValidationError

from config.domain.identifiers import LookupCode, ReceiptNumber
from kiosk.hall_client import Lookup, LookupOutcome
from offline_queue.errors import QueueError
from offline_queue.outbox import Outbox
from offline_queue.transport import Answer, HallTransport
from offline_queue.wire import routes
from offline_queue.wire.progress import ProgressAnswer, ProgressQuery, ProgressReply

_log = logging.getLogger(__name__)
_NOT_VALID = 422


def look_up(transport: HallTransport, outbox: Outbox, receipt_number: str, lookup_code: str) -> Lookup:
    """Ask the hall; when it does not answer or does not know the case yet, ask the ledger.

    Where the hall answers, the ledger adds what was handed in here about the case and may not be there yet.

    Never raises for a fault of the line or of the store: the outcome says it.
    """
    heard = _ask_hall(transport, receipt_number, lookup_code)
    number = ReceiptNumber(receipt_number)
    try:
        if heard.outcome is LookupOutcome.FOUND:
            return replace(heard, waiting=outbox.follow_ups(number))
        local = outbox.progress(number, LookupCode(lookup_code))
    except QueueError as error:
        _log.error("ledger_not_read error=%s", type(error).__name__)
        local = None
    if local is not None:
        return Lookup(LookupOutcome.LOCAL_ONLY, local=local)
    return heard


def _ask_hall(transport: HallTransport, receipt_number: str, lookup_code: str) -> Lookup:
    query = ProgressQuery(receipt_number=receipt_number, lookup_code=lookup_code, complaints=True)
    try:
        answer = _post(transport, query.model_dump_json())
        if answer.status == _NOT_VALID:
            # A hall of before refuses the new word; it knows cases.
            answer = _post(transport, query.model_dump_json(exclude={"complaints"}))
    except QueueError:
        return Lookup(LookupOutcome.UNREACHABLE)
    if answer.status == 200:
        return _read(answer.body)
    if answer.status == 404:
        return Lookup(LookupOutcome.UNKNOWN)
    return Lookup(LookupOutcome.BUSY if answer.status == 429 else LookupOutcome.UNREACHABLE)


def _post(transport: HallTransport, body: str) -> Answer:
    headers = {"content-type": "application/json"}
    return transport.call("POST", routes.PROGRESS_QUERIES, headers=headers, body=body.encode())


def _read(body: bytes) -> Lookup:
    try:
        told = ProgressReply.model_validate_json(body).root
    except ValidationError:
        return Lookup(LookupOutcome.UNREACHABLE)
    if isinstance(told, ProgressAnswer):
        return Lookup(LookupOutcome.FOUND, answer=told)
    return Lookup(LookupOutcome.FOUND, complaint=told)
