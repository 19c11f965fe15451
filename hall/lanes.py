"""The hall's two lanes, as it is started with them: one for records, one for the bytes of attachments."""

from __future__ import annotations

from collections.abc import Callable

from hall.limits import Lane
from hall.settings import HallSettings
from offline_queue.wire.batches import MAX_BATCH_ENTRIES
from offline_queue.wire.uploads import MAX_CHUNK_BYTES

RECORDS_PER_S = 400.0
CHUNK_BYTES_PER_S = 50e6
"""What a hall is believed to get done before it has measured itself."""


def records_lane(settings: HallSettings, clock: Callable[[], float]) -> Lane:
    """Return the lane of entries; its unit is a record."""
    return Lane(settings.max_wait_s, RECORDS_PER_S, MAX_BATCH_ENTRIES, clock)


def chunks_lane(settings: HallSettings, clock: Callable[[], float]) -> Lane:
    """Return the lane of attachments' bytes; its unit is a byte."""
    room = settings.chunk_room_bytes
    return Lane(settings.max_wait_s, CHUNK_BYTES_PER_S, 8 * MAX_CHUNK_BYTES, clock, room=room)
