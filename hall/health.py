"""Heartbeats: the last one of each terminal is kept, gaps in its sequence are told back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select

from hall.settings import HallSettings
from hall.tables import entries, terminal_health, terminals
from hall.upserts import insert_or
from offline_queue.wire.batches import MAX_BATCH_BYTES, MAX_BATCH_ENTRIES
from offline_queue.wire.entries import MAX_ATTACHMENT_BYTES, MAX_ENTRY_BYTES
from offline_queue.wire.fields import CONTRACT_VERSION
from offline_queue.wire.heartbeat import Heartbeat, HeartbeatAnswer
from offline_queue.wire.uploads import MAX_CHUNK_BYTES

GAP_LIMIT = 100
WINDOWS_S: tuple[tuple[int | None, int], ...] = ((100, 10), (1_000, 30), (20_000, 60), (None, 120))
"""Up to so many terminals, over so many seconds: twice and more of what the hall sheet names (ADR 009)."""

# Made once: making a statement costs more than running it, and a heartbeat is the commonest request.
_KEPT = insert_or(terminal_health)
_KEEP = _KEPT.on_conflict_do_update(
    index_elements=["terminal_id"], set_={"at": _KEPT.excluded.at, "report": _KEPT.excluded.report}
)
_ENROLLED = select(func.count()).select_from(terminals)
_OF_EPOCH = (entries.c.terminal_id == bindparam("terminal_id")) & (entries.c.epoch == bindparam("epoch"))
_HIGHEST_AND_COUNT = select(
    func.coalesce(func.max(entries.c.sequence), 0), func.count(entries.c.sequence.distinct())
).where(_OF_EPOCH)
_SEQUENCES = select(entries.c.sequence).where(_OF_EPOCH)


def keep_heartbeat(
    connection: Connection, terminal_id: str, report: Heartbeat, now: datetime, settings: HallSettings
) -> HeartbeatAnswer:
    """Keep the report and return what the hall has to say."""
    connection.execute(_KEEP, {"terminal_id": terminal_id, "at": now, "report": report.model_dump_json()})
    return HeartbeatAnswer(
        hall_time=now,
        next_in_s=settings.heartbeat_s,
        reconnect_window_s=window_s(connection, settings),
        contract_versions=(CONTRACT_VERSION,),
        missing_sequences=missing_sequences(connection, terminal_id, report.epoch),
        max_entry_bytes=MAX_ENTRY_BYTES,
        max_attachment_bytes=MAX_ATTACHMENT_BYTES,
        max_chunk_bytes=MAX_CHUNK_BYTES,
        max_batch_entries=MAX_BATCH_ENTRIES,
        max_batch_bytes=MAX_BATCH_BYTES,
    )


def window_s(connection: Connection, settings: HallSettings) -> int:
    """Return over how long terminals spread their first contact: longer the more of them there are."""
    if settings.reconnect_window_s is not None:
        return settings.reconnect_window_s
    count = connection.scalar(_ENROLLED) or 0
    return next(seconds for most, seconds in WINDOWS_S if most is None or count <= most)


@dataclass(frozen=True, slots=True)
class Fleet:
    """How many terminals there are, and how many of them were heard of lately."""

    enrolled: int
    heard: int


def fleet_of(connection: Connection, now: datetime, heartbeat_s: int) -> Fleet:
    """Count the terminals."""
    since = now - timedelta(seconds=3 * heartbeat_s)
    heard = select(func.count()).select_from(terminal_health).where(terminal_health.c.at >= since)
    return Fleet(connection.scalar(_ENROLLED) or 0, connection.scalar(heard) or 0)


def missing_sequences(connection: Connection, terminal_id: str, epoch: str) -> tuple[int, ...]:
    """Return the first numbers below the highest of this epoch that never arrived."""
    of = {"terminal_id": terminal_id, "epoch": epoch}
    highest, held = connection.execute(_HIGHEST_AND_COUNT, of).one()
    if highest == held:
        return ()
    there = set(connection.scalars(_SEQUENCES, of))
    gaps: list[int] = []
    for number in range(1, highest):
        if number not in there:
            gaps.append(number)
        if len(gaps) == GAP_LIMIT:
            break
    return tuple(gaps)
