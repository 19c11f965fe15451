"""The verdict comes with the last chunk where the hall can do that; offsets that were just told are not asked for."""

from __future__ import annotations

import pytest

from offline_queue.engine import PassResult, SyncEngine
from offline_queue.model import EntryState, Receipt
from offline_queue.outbox import Outbox
from offline_queue.wire.uploads import VERDICT_WANTED
from tests.offline_queue.build import case_draft, page
from tests.offline_queue.played_hall import LOST, Asked, PlayedHall, Reply, fixed

CHUNK = 64 * 1024


@pytest.fixture
def receipt(outbox: Outbox) -> Receipt:
    """A stored case whose page takes three chunks."""
    return outbox.enqueue(case_draft(pages=1), [page(2 * CHUNK + 1000)])


def with_verdict(hall: PlayedHall, asked: Asked) -> Reply:
    """Take the chunk, and answer as a hall does that knows ``Prefer``."""
    taken = hall.act(asked)
    verdict = hall.answer_of(asked.path.split("/")[3])
    return Reply(200, verdict.body, taken.headers)


def test_a_fresh_upload_asks_for_no_offset_and_for_the_verdict_once(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt
) -> None:
    """A hall that knows no ``Prefer`` answers 204; then the record is sent again for the verdict."""
    assert engine.sync_pass() is PassResult.IDLE
    assert played.requests("HEAD") == []
    assert [asked.headers.get("prefer") for asked in played.requests("PATCH")] == [None, None, VERDICT_WANTED]
    assert len(played.requests("PUT")) == 2
    assert outbox.entry(receipt.entry_id).state is EntryState.DELIVERED


def test_a_verdict_with_the_last_chunk_is_taken(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt
) -> None:
    played.next("PATCH", lambda hall, asked: hall.act(asked), times=2)
    played.next("PATCH", with_verdict)
    assert engine.sync_pass() is PassResult.IDLE
    assert len(played.requests("PUT")) == 1
    assert outbox.entry(receipt.entry_id).state is EntryState.DELIVERED


def test_a_verdict_that_cannot_be_read_is_asked_for(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt
) -> None:
    played.next("PATCH", lambda hall, asked: hall.act(asked), times=2)
    played.next("PATCH", lambda hall, asked: Reply(200, b"{}", hall.act(asked).headers))
    assert engine.sync_pass() is PassResult.IDLE
    assert len(played.requests("PUT")) == 2
    assert outbox.entry(receipt.entry_id).state is EntryState.DELIVERED


def test_after_a_lost_reply_the_offset_is_asked_for(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt
) -> None:
    played.next("PATCH", fixed(LOST))
    assert engine.sync_pass() is PassResult.CHANNEL
    assert engine.sync_pass() is PassResult.IDLE
    assert len(played.requests("HEAD")) == 1
    assert outbox.entry(receipt.entry_id).state is EntryState.DELIVERED
