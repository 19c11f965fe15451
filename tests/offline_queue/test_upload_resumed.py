"""Attachments: resumed where the hall says, whatever was cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from offline_queue.engine import PassResult, SyncEngine
from offline_queue.model import EntryState, HoldCause, Receipt
from offline_queue.outbox import Outbox
from offline_queue.wire.entries import ProblemKind
from tests.offline_queue.build import ManualClock, case_draft, page
from tests.offline_queue.played_hall import LOST, Asked, Fault, PlayedHall, Reply, effect_then, fixed, problem

CHUNK = 64 * 1024


@pytest.fixture
def receipt(outbox: Outbox) -> Receipt:
    """One page of five chunks."""
    return outbox.enqueue(case_draft(1), [page(5 * CHUNK - 100)])


def delivered_whole(outbox: Outbox, played: PlayedHall, receipt: Receipt) -> None:
    assert outbox.entry(receipt.entry_id).state is EntryState.DELIVERED
    attachment = outbox.begin_attempt(receipt.entry_id).attachments[0]
    sealed = outbox.read_sealed(attachment.attachment_id, 0, attachment.sealed_size_bytes)
    assert bytes(played.entries[receipt.entry_id].bytes_of[attachment.attachment_id]) == sealed
    assert attachment.acked_bytes == attachment.sealed_size_bytes


def test_cut_in_mid_chunk_sends_at_most_one_chunk_again(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt
) -> None:
    played.next("PATCH", lambda hall, asked: hall.act(asked), times=2)
    played.next("PATCH", fixed(LOST))
    assert engine.sync_pass() is PassResult.CHANNEL
    assert outbox.begin_attempt(receipt.entry_id).attachments[0].acked_bytes == 2 * CHUNK
    assert engine.sync_pass() is PassResult.IDLE
    offsets = [int(asked.headers["upload-offset"]) for asked in played.requests("PATCH")]
    assert offsets == [0, CHUNK, 2 * CHUNK, 2 * CHUNK, 3 * CHUNK, 4 * CHUNK]
    delivered_whole(outbox, played, receipt)


def test_a_lost_reply_to_a_chunk_is_asked_for_and_not_sent_again(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt
) -> None:
    played.next("PATCH", effect_then(LOST))
    assert engine.sync_pass() is PassResult.CHANNEL
    assert engine.sync_pass() is PassResult.IDLE
    offsets = [int(asked.headers["upload-offset"]) for asked in played.requests("PATCH")]
    assert offsets == [0, CHUNK, 2 * CHUNK, 3 * CHUNK, 4 * CHUNK]
    delivered_whole(outbox, played, receipt)


def test_409_adopts_the_halls_offset(outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt) -> None:
    def forget(hall: PlayedHall, asked: Asked) -> Reply:
        held = hall.entries[receipt.entry_id].bytes_of[asked.path.split("/")[5]]
        del held[100:]
        return hall.act(asked)

    played.next("PATCH", lambda hall, asked: hall.act(asked))
    played.next("PATCH", forget)
    assert engine.sync_pass() is PassResult.IDLE
    assert [int(asked.headers["upload-offset"]) for asked in played.requests("PATCH")][:3] == [0, CHUNK, 100]
    delivered_whole(outbox, played, receipt)


def test_410_starts_anew(outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt) -> None:
    def expire(hall: PlayedHall, asked: Asked) -> Reply:
        hall.entries[receipt.entry_id].bytes_of[asked.path.split("/")[5]].clear()
        return problem(410, ProblemKind.UPLOAD_GONE)(hall, asked)

    played.next("PATCH", lambda hall, asked: hall.act(asked))
    played.next("PATCH", expire)
    assert engine.sync_pass() is PassResult.IDLE
    assert len([asked for asked in played.requests("POST") if "attachments" in asked.path]) == 1
    delivered_whole(outbox, played, receipt)


def test_460_sends_the_chunk_again(outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt) -> None:
    played.next("PATCH", problem(460, ProblemKind.UPLOAD_CHECKSUM), times=3)
    assert engine.sync_pass() is PassResult.IDLE
    delivered_whole(outbox, played, receipt)


@pytest.mark.parametrize(
    "fault",
    [
        problem(460, ProblemKind.UPLOAD_CHECKSUM),
        problem(410, ProblemKind.UPLOAD_GONE),
        lambda _hall, _asked: Reply(409, headers={"Upload-Offset": "7"}),
    ],
)
def test_what_never_ends_is_held(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt, fault: Fault
) -> None:
    played.next("PATCH", fault, times=100)
    assert engine.sync_pass() is PassResult.IDLE
    entry = outbox.entry(receipt.entry_id)
    assert (entry.state, entry.cause) == (EntryState.HELD, HoldCause.UPLOAD_FAILED)


def test_an_entry_that_the_hall_has_lost_is_given_to_it_again(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt
) -> None:
    """As after a hall was restored from a backup."""

    def lose(hall: PlayedHall, asked: Asked) -> Reply:
        hall.entries.clear()
        return hall.act(asked)

    played.next("PATCH", lambda hall, asked: hall.act(asked))
    played.next("PATCH", lose)
    assert engine.sync_pass() is PassResult.IDLE
    delivered_whole(outbox, played, receipt)


def test_a_sealed_file_that_is_gone_is_held(
    outbox: Outbox, engine: SyncEngine, receipt: Receipt, data_dir: Path
) -> None:
    for path in data_dir.glob("blobs/*/*"):
        path.unlink()
    assert engine.sync_pass() is PassResult.IDLE
    entry = outbox.entry(receipt.entry_id)
    assert (entry.state, entry.cause) == (EntryState.HELD, HoldCause.BLOB_DAMAGED)


def test_422_to_the_last_chunk_is_held(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt
) -> None:
    played.next("PATCH", problem(422, ProblemKind.SEAL))
    engine.sync_pass()
    assert outbox.entry(receipt.entry_id).cause == HoldCause.SEAL


def test_500_to_a_chunk_is_tried_later(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt, clock: ManualClock
) -> None:
    played.next("PATCH", problem(500, ProblemKind.INTERNAL))
    assert engine.sync_pass() is PassResult.IDLE
    assert outbox.entry(receipt.entry_id).state is EntryState.REGISTERED
    clock.move(301)
    engine.sync_pass()
    delivered_whole(outbox, played, receipt)


def test_a_hall_that_wants_to_wait_is_waited_for(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt
) -> None:
    played.next("PATCH", problem(503, ProblemKind.BUSY, retry_after_s=10))
    assert engine.sync_pass() is PassResult.WAIT
    assert engine.sync_pass() is PassResult.IDLE
    delivered_whole(outbox, played, receipt)


def test_bytes_that_the_hall_lost_after_the_last_chunk_are_sent_later(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt, clock: ManualClock
) -> None:
    def lose_bytes(hall: PlayedHall, asked: Asked) -> Reply:
        for held in hall.entries[receipt.entry_id].bytes_of.values():
            held.clear()
        return hall.act(asked)

    played.next("PUT", lambda hall, asked: hall.act(asked))
    played.next("PUT", lose_bytes)
    assert engine.sync_pass() is PassResult.IDLE
    assert outbox.entry(receipt.entry_id).state is EntryState.REGISTERED
    clock.move(301)
    engine.sync_pass()
    delivered_whole(outbox, played, receipt)


def test_the_verdict_after_the_last_chunk_may_hold(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, receipt: Receipt
) -> None:
    played.next("PUT", lambda hall, asked: hall.act(asked))
    played.next("PUT", problem(409, ProblemKind.ENTRY_DIFFERS))
    engine.sync_pass()
    assert outbox.entry(receipt.entry_id).cause == HoldCause.ENTRY_DIFFERS


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (problem(500, ProblemKind.INTERNAL), PassResult.IDLE),
        (problem(503, ProblemKind.BUSY), PassResult.WAIT),
        (fixed(Reply(200, b"?")), PassResult.CHANNEL),
    ],
)
def test_a_verdict_that_fails_after_the_last_chunk_is_asked_for_later(
    outbox: Outbox,
    engine: SyncEngine,
    played: PlayedHall,
    receipt: Receipt,
    clock: ManualClock,
    fault: Fault,
    result: PassResult,
) -> None:
    played.next("PUT", lambda hall, asked: hall.act(asked))
    played.next("PUT", fault)
    assert engine.sync_pass() is result
    clock.move(301)
    engine.sync_pass()
    delivered_whole(outbox, played, receipt)
