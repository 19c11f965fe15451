"""Records that wait go together; what makes a batch fail goes by itself and shows."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from offline_queue.engine import PassResult, SyncEngine
from offline_queue.model import EntryState, HoldCause
from offline_queue.outbox import Outbox
from offline_queue.wire import routes
from offline_queue.wire.batches import BatchAnswer, RecordResult, split_bodies
from offline_queue.wire.entries import EntryAnswer, Problem, ProblemKind, SealedEntry, digest_of
from offline_queue.wire.times import from_epoch
from tests.offline_queue.build import ManualClock, case_draft, page, rating_draft
from tests.offline_queue.played_hall import LOST, Asked, Fault, PlayedHall, Reply, fixed, problem

Judge = Callable[[str], ProblemKind | None]


def taking(refuses: Judge = lambda _entry_id: None, status: int = 422) -> Fault:
    """Take a batch as a hall does, but for what is refused."""

    def play(hall: PlayedHall, asked: Asked) -> Reply:
        assert asked.path == routes.ENTRIES_BATCH
        results = []
        for body in split_bodies(asked.body):
            entry_id = SealedEntry.from_body(body).entry_id
            kind = refuses(entry_id)
            if kind is not None:
                told = Problem(
                    type=f"urn:service-circle:problem:{kind}",
                    title=kind,
                    status=status,
                    retryable=False,
                    hall_time=from_epoch(hall.clock.now_s()),
                )
                results.append(RecordResult(digest=digest_of(body), status=status, problem=told))
                continue
            reply = hall.act(Asked("PUT", routes.entry_path(entry_id), {}, body))
            answer = EntryAnswer.model_validate_json(reply.body)
            results.append(RecordResult(digest=digest_of(body), status=reply.status, answer=answer))
        told_all = BatchAnswer(hall_time=from_epoch(hall.clock.now_s()), results=tuple(results))
        return Reply(200, told_all.model_dump_json().encode())

    return play


@pytest.fixture
def offering(engine: SyncEngine, played: PlayedHall) -> PlayedHall:
    """A hall that takes batches, after the heartbeat that says so."""
    played.heartbeat = {"max_batch_entries": 50, "max_batch_bytes": 256 * 1024}
    engine.sync_pass()
    return played


def batches(hall: PlayedHall) -> list[Asked]:
    return [asked for asked in hall.requests("POST") if asked.path == routes.ENTRIES_BATCH]


def test_waiting_records_go_in_one_request(outbox: Outbox, engine: SyncEngine, offering: PlayedHall) -> None:
    made = [outbox.enqueue(case_draft()) for _ in range(5)]
    rating = outbox.enqueue_rating(rating_draft())
    offering.next("POST", taking())
    assert engine.sync_pass() is PassResult.IDLE
    assert outbox.status().delivered == 6
    assert offering.requests("PUT") == []
    sent = [json.loads(line)["entry_id"] for line in split_bodies(batches(offering)[0].body)]
    assert sent == [*(one.entry_id for one in made), rating.entry_id], "oldest first, ratings after cases"


def test_a_hall_that_takes_no_batches_gets_records_one_by_one(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall
) -> None:
    for _ in range(3):
        outbox.enqueue(case_draft())
    engine.sync_pass()
    assert batches(played) == []
    assert outbox.status().delivered == 3


def test_one_record_goes_by_itself(outbox: Outbox, engine: SyncEngine, offering: PlayedHall) -> None:
    outbox.enqueue(case_draft())
    engine.sync_pass()
    assert batches(offering) == []
    assert outbox.status().delivered == 1


def test_bytes_follow_the_batch(outbox: Outbox, engine: SyncEngine, offering: PlayedHall) -> None:
    for _ in range(2):
        outbox.enqueue(case_draft(1), [page()])
    offering.next("POST", taking())
    assert engine.sync_pass() is PassResult.IDLE
    assert outbox.status().delivered == 2


def test_a_refused_record_is_held_and_the_others_are_delivered(
    outbox: Outbox, engine: SyncEngine, offering: PlayedHall
) -> None:
    made = [outbox.enqueue(case_draft()) for _ in range(4)]
    bad = made[1].entry_id
    offering.next("POST", taking(lambda entry_id: ProblemKind.SCHEMA if entry_id == bad else None))
    assert engine.sync_pass() is PassResult.IDLE
    assert (outbox.entry(bad).state, outbox.entry(bad).cause) == (EntryState.HELD, HoldCause.SCHEMA)
    assert outbox.status().delivered == 3


def test_a_record_that_the_hall_fails_on_counts_a_fault_while_the_others_are_delivered(
    outbox: Outbox, engine: SyncEngine, offering: PlayedHall, clock: ManualClock
) -> None:
    made = [outbox.enqueue(case_draft()) for _ in range(3)]
    bad = made[0].entry_id
    offering.next("POST", taking(lambda entry_id: ProblemKind.INTERNAL if entry_id == bad else None, status=500))
    assert engine.sync_pass() is PassResult.IDLE
    assert (outbox.entry(bad).state, outbox.entry(bad).faults) == (EntryState.READY, 1)
    assert outbox.status().delivered == 2
    clock.move(301)
    for _ in range(2):
        outbox.enqueue(case_draft())
    offering.next("POST", lambda hall, asked: hall.act(asked))  # the heartbeat that is due
    offering.next("POST", taking())
    engine.sync_pass()
    assert [asked.path.rsplit("/", 1)[1] for asked in offering.requests("PUT")] == [bad], "alone, for it is suspicious"


@pytest.mark.parametrize("status", [400, 404, 413, 422, 500])
def test_a_batch_that_is_refused_as_a_whole_is_sent_record_by_record(
    outbox: Outbox, engine: SyncEngine, offering: PlayedHall, status: int
) -> None:
    for _ in range(3):
        outbox.enqueue(case_draft())
    offering.next("POST", problem(status, ProblemKind.INTERNAL))
    assert engine.sync_pass() is PassResult.IDLE
    assert len(offering.requests("PUT")) == 3
    assert outbox.status().delivered == 3


def test_the_lost_reply_of_a_batch_leaves_one_effect_of_each(
    outbox: Outbox, engine: SyncEngine, offering: PlayedHall
) -> None:
    for _ in range(3):
        outbox.enqueue(case_draft())

    def lost(hall: PlayedHall, asked: Asked) -> Reply:
        taking()(hall, asked)
        return LOST

    offering.next("POST", lost)
    assert engine.sync_pass() is PassResult.CHANNEL
    assert engine.sync_pass() is PassResult.IDLE
    assert len(offering.requests("PUT")) == 3, "each by itself, so that a guilty one shows"
    assert len(offering.entries) == 3
    assert outbox.status().delivered == 3


@pytest.mark.parametrize("reply", [Reply(200, b"{}"), Reply(200, b'{"hall_time":"2026-11-24T04:30:00Z","results":[]}')])
def test_a_garbled_answer_to_a_batch_is_a_fault_of_the_channel(
    outbox: Outbox, engine: SyncEngine, offering: PlayedHall, reply: Reply
) -> None:
    for _ in range(2):
        outbox.enqueue(case_draft())
    offering.next("POST", fixed(reply))
    assert engine.sync_pass() is PassResult.CHANNEL
    assert outbox.status().ready == 2


def test_a_busy_hall_is_given_the_time_it_asks_for_and_no_record_is_suspected(
    outbox: Outbox, engine: SyncEngine, offering: PlayedHall, clock: ManualClock
) -> None:
    for _ in range(3):
        outbox.enqueue(case_draft())
    offering.next("POST", problem(503, ProblemKind.BUSY, retry_after_s=7))
    assert engine.sync_pass() is PassResult.WAIT
    assert 7 <= engine.rest_s(PassResult.WAIT) <= 7.7
    clock.move(8)
    offering.next("POST", taking())
    assert engine.sync_pass() is PassResult.IDLE
    assert offering.requests("PUT") == []
    assert outbox.status().delivered == 3


def test_attempts_of_a_batch_are_counted_before_it_is_sent(
    outbox: Outbox, engine: SyncEngine, offering: PlayedHall
) -> None:
    """Invariant 3, for every record of the batch."""
    made = [outbox.enqueue(case_draft()) for _ in range(2)]
    counted: list[int] = []

    def look(hall: PlayedHall, asked: Asked) -> Reply:
        counted.extend(outbox.entry(one.entry_id).attempts for one in made)
        return taking()(hall, asked)

    offering.next("POST", look)
    engine.sync_pass()
    assert counted == [1, 1]
