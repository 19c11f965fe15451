"""How a case stands: the hall first, this terminal's own ledger when the hall cannot say. Blocks."""

from __future__ import annotations

import logging

from pydantic import ValidationError

from config.domain.identifiers import LookupCode, ReceiptNumber
from kiosk.hall_client import Lookup, LookupOutcome
from offline_queue.errors import QueueError
from offline_queue.outbox import Outbox
from offline_queue.transport import HallTransport
from offline_queue.wire import routes
from offline_queue.wire.progress import ProgressAnswer, ProgressQuery

_log = logging.getLogger(__name__)


def look_up(transport: HallTransport, outbox: Outbox, receipt_number: str, lookup_code: str) -> Lookup:
    """Ask the hall; when it does not answer or does not know the case yet, ask the ledger.

    Never raises for a fault of the line or of the store: the outcome says it.
    """
    outcome, answer = _ask_hall(transport, receipt_number, lookup_code)
    if outcome is LookupOutcome.FOUND:
        return Lookup(outcome, answer=answer)
    try:
        local = outbox.progress(ReceiptNumber(receipt_number), LookupCode(lookup_code))
    except QueueError as error:
        _log.error("ledger_not_read error=%s", type(error).__name__)
        local = None
    if local is not None:
        return Lookup(LookupOutcome.LOCAL_ONLY, local=local)
    return Lookup(outcome)


def _ask_hall(
    transport: HallTransport, receipt_number: str, lookup_code: str
) -> tuple[LookupOutcome, ProgressAnswer | None]:
    query = ProgressQuery(receipt_number=receipt_number, lookup_code=lookup_code)
    try:
        answer = transport.call(
            "POST",
            routes.PROGRESS_QUERIES,
            headers={"content-type": "application/json"},
            body=query.model_dump_json().encode(),
        )
    except QueueError:
        return LookupOutcome.UNREACHABLE, None
    if answer.status == 200:
        try:
            return LookupOutcome.FOUND, ProgressAnswer.model_validate_json(answer.body)
        except ValidationError:
            return LookupOutcome.UNREACHABLE, None
    if answer.status == 404:
        return LookupOutcome.UNKNOWN, None
    return (LookupOutcome.BUSY if answer.status == 429 else LookupOutcome.UNREACHABLE), None
