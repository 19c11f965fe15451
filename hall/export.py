"""What the hall holds, as plain values for the command line. Nothing in it is about a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from hall.database import Database
from hall.effect_export import device_figures, effects_of
from hall.migrations import ready
from hall.tables import attachments, cases, complaints, enrolment_codes, entries, payments, ratings, terminals
from offline_queue.wire.times import format_utc


def exported_entries(data_dir: Path, database_url: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield one value per entry, oldest first: ``digest`` of the sealed, ``content_sha256`` of the opened bytes."""
    ready(data_dir, database_url)
    database = Database(data_dir, database_url)
    try:
        yield from database.read(_entries)
    finally:
        database.close()


def status_of(data_dir: Path, database_url: str | None = None) -> dict[str, Any]:
    """Return how many of each the hall holds."""
    ready(data_dir, database_url)
    database = Database(data_dir, database_url)
    try:
        return database.read(_status)
    finally:
        database.close()


def _entries(connection: Connection) -> list[dict[str, Any]]:
    files: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(select(attachments).order_by(attachments.c.entry_id, attachments.c.ordinal)):
        files.setdefault(row.entry_id, []).append(
            {
                "attachment_id": row.attachment_id,
                "ordinal": row.ordinal,
                "media_type": row.media_type,
                "digest": row.digest,
                "content_sha256": row.content_sha256,
                "sealed_size_bytes": row.sealed_size_bytes,
                "size_bytes": row.size_bytes,
                "offset_bytes": row.offset_bytes,
                "complete": row.state == "complete",
            }
        )
    query = (
        select(entries, cases.c.case_number, cases.c.receipt_number, cases.c.item_id)
        .outerjoin(cases, cases.c.entry_id == entries.c.entry_id)
        .order_by(entries.c.received_at, entries.c.entry_id)
    )
    effects = effects_of(connection)
    return [
        {
            "entry_id": row.entry_id,
            "kind": row.kind,
            "state": row.state,
            "digest": row.digest,
            "content_sha256": row.content_sha256,
            "terminal_id": row.terminal_id,
            "epoch": row.epoch,
            "sequence": row.sequence,
            "case_number": row.case_number,
            "receipt_number": row.receipt_number,
            "item_id": row.item_id,
            "received_at": format_utc(row.received_at),
            "completed_at": None if row.completed_at is None else format_utc(row.completed_at),
            "attachments": files.get(row.entry_id, []),
            "effect": effects.get(row.entry_id),
        }
        for row in connection.execute(query)
    ]


def _status(connection: Connection) -> dict[str, Any]:
    counted = connection.execute(select(entries.c.state, func.count()).group_by(entries.c.state))
    by_state: dict[str, int] = {row[0]: row[1] for row in counted}

    def count(table: Any) -> int:  # noqa: ANN401 - any of the tables
        return connection.scalar(select(func.count()).select_from(table)) or 0

    return {
        "entries": sum(by_state.values()),
        "stored": by_state.get("stored", 0),
        "complete": by_state.get("complete", 0),
        "cases": count(cases),
        "ratings": count(ratings),
        "complaints": count(complaints),
        "payments": count(payments),
        "attachments": count(attachments),
        "terminals": count(terminals),
        "devices": device_figures(connection),
        "open_codes": connection.scalar(
            select(func.count()).select_from(enrolment_codes).where(enrolment_codes.c.spent_key_id.is_(None))
        ),
    }
