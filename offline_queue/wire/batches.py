"""Several entries in one request: ``POST /v1/entries:batch``.

The body is the entries' own bodies, one a line. A body is JSON without line breaks, so the bytes that the digest is
of travel as they are. Each record gets a result of its own, in the order of the lines; one that is refused does not
touch the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from offline_queue.wire.entries import EntryAnswer, Problem
from offline_queue.wire.fields import Sha256Hex, WireAnswer
from offline_queue.wire.times import UtcTime

MAX_BATCH_ENTRIES = 50
"""A batch of more records is answered with 413."""
MAX_BATCH_BYTES = 256 * 1024
"""A longer batch is answered with 413; an entry that does not fit goes by itself."""
BATCH_MEDIA_TYPE = "application/x-ndjson"


class RecordResult(WireAnswer):
    """What became of one record: the status, answer or problem that ``PUT`` would have given.

    Attributes:
        digest: SHA-256 of the line.
        status: 201, 200, or the problem's.
        answer: with 201 and 200.
        problem: with every other status.
    """

    digest: Sha256Hex
    status: int
    answer: EntryAnswer | None = None
    problem: Problem | None = None


class BatchAnswer(WireAnswer):
    """Answer of the batch: ``results`` in the order of the lines."""

    hall_time: UtcTime
    results: tuple[RecordResult, ...]


def join_bodies(bodies: Sequence[bytes]) -> bytes:
    """Return the body of a batch. Raises `ValueError` for none, too many, or a body with a line break in it."""
    if not 1 <= len(bodies) <= MAX_BATCH_ENTRIES or any(b"\n" in body or not body for body in bodies):
        raise ValueError("not a batch")
    return b"\n".join(bodies)


def split_bodies(body: bytes) -> list[bytes]:
    """Return the lines of a batch; one break at its end is allowed. Raises `ValueError` for an empty line or none."""
    lines = body.removesuffix(b"\n").split(b"\n")
    if not all(lines):
        raise ValueError("an empty line")
    return lines
