"""A terminal that was killed often has entries with many attempts; one failure of the hall must not cost them minutes.

Every attempt is counted before it is sent, so kills and broken lines leave high counts behind. They say nothing about
the entry, and its back-off must not be taken from them.
"""

from __future__ import annotations

import pytest

from config.domain.identifiers import EntryId
from offline_queue.engine import PassResult, SyncEngine
from offline_queue.model import EntryState
from offline_queue.outbox import Outbox
from offline_queue.wire.entries import ProblemKind
from tests.offline_queue.build import ManualClock, case_draft, rating_draft
from tests.offline_queue.played_hall import PlayedHall, problem

KILLS = 20
ENTRIES = 30
PASS_S = 0.05
PASSES = 400


@pytest.fixture
def worn(outbox: Outbox) -> list[EntryId]:
    """Entries that twenty killed lives have tried to send."""
    entry_ids = [outbox.enqueue_rating(rating_draft()).entry_id for _ in range(ENTRIES)]
    for _ in range(KILLS):
        outbox.begin_attempts(entry_ids)
    return entry_ids


def test_after_the_hall_failed_on_everything_the_entries_go_with_the_next_good_pass(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, clock: ManualClock, worn: list[EntryId]
) -> None:
    """What fails together is the channel's fault: the channel waits, no entry waits beyond it."""
    played.next("PUT", problem(500, ProblemKind.INTERNAL), times=ENTRIES)
    assert engine.sync_pass() is PassResult.CHANNEL
    clock.move(PASS_S)
    engine.sync_pass()
    assert [outbox.entry(entry_id).state for entry_id in worn] == [EntryState.DELIVERED] * ENTRIES


def test_after_the_hall_failed_on_some_they_wait_by_their_own_faults(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, clock: ManualClock, worn: list[EntryId]
) -> None:
    """One fault of its own is a wait of two seconds at most, whatever the count of attempts."""
    played.next("PUT", problem(500, ProblemKind.INTERNAL), times=ENTRIES - 1)
    assert engine.sync_pass() is PassResult.IDLE
    failed = [entry for entry in outbox.entries() if entry.state is EntryState.READY]
    assert {entry.faults for entry in failed} == {1}
    assert max(entry.retry_at_s for entry in failed) <= clock.now_s() + 2.0
    for _ in range(PASSES):
        clock.move(PASS_S)
        engine.sync_pass()
    assert [outbox.entry(entry_id).state for entry_id in worn] == [EntryState.DELIVERED] * ENTRIES


def test_faults_of_an_entry_itself_make_it_wait_longer_and_longer(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, clock: ManualClock
) -> None:
    """An entry that the hall fails on again and again gives way, as before."""
    poison = outbox.enqueue(case_draft()).entry_id
    waits = []
    for _ in range(7):
        outbox.enqueue(case_draft())
        played.next("PUT", problem(500, ProblemKind.INTERNAL))
        engine.sync_pass()
        waits.append(outbox.entry(poison).retry_at_s - clock.now_s())
        clock.move(301)
    assert max(waits) > 20.0
    assert all(1.0 <= wait <= 2.0 ** (turn + 1) for turn, wait in enumerate(waits)), waits
