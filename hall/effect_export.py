"""What each entry has done, as plain values for the command line. Nothing in it is about a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from hall.tables import amendments, complaints, device_reports, payment_outcomes, payments, ratings, withdrawals
from offline_queue.wire.times import format_utc

Effect = dict[str, Any]


def effects_of(connection: Connection) -> dict[str, Effect]:
    """Return the effect of every entry that has a row of its own besides that of a case, by entry id."""
    effects: dict[str, Effect] = {}
    for table, read in _READERS:
        for row in connection.execute(select(table)):
            effects[row.entry_id] = read(row)
    orders = {(row.terminal_id, row.order_id): row for row in connection.execute(select(payments))}
    for row in connection.execute(select(payment_outcomes)):
        order = orders[row.terminal_id, row.order_id]
        effects[row.entry_id] = {
            "order_id": row.order_id,
            "outcome": row.outcome,
            "amount_fen": row.amount_fen,
            "order": {"outcome": order.outcome, "amount_fen": order.amount_fen, "disputed": order.disputed},
        }
    return effects


def device_figures(connection: Connection) -> list[Effect]:
    """Return the newest figures of every device of every terminal."""
    query = select(device_reports).order_by(device_reports.c.terminal_id, device_reports.c.device)
    return [
        {
            "terminal_id": row.terminal_id,
            "device": row.device,
            "model": row.model,
            "state": row.state,
            "counters": json.loads(row.counters),
            "captured_at": format_utc(row.captured_at),
            "received_at": format_utc(row.received_at),
        }
        for row in connection.execute(query)
    ]


def _link(row: Row[Any]) -> Effect:
    return {"case_id": row.case_id, "state": row.state}


def _rating(row: Row[Any]) -> Effect:
    return {"level": row.level, "scope": row.scope, "receipt_number": row.receipt_number}


def _complaint(row: Row[Any]) -> Effect:
    return {
        "complaint_number": row.complaint_number,
        "category": row.category,
        "state": row.state,
        "about_receipt_number": row.about_receipt_number,
    }


_READERS: tuple[tuple[Table, Callable[[Row[Any]], Effect]], ...] = (
    (amendments, _link),
    (withdrawals, _link),
    (ratings, _rating),
    (complaints, _complaint),
)
