"""Invariant 7: sealed bytes are never forgotten before the hall's verdict has echoed the digest."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from offline_queue.engine import SyncEngine
from offline_queue.errors import EntryUnknownError
from offline_queue.model import EntryState, HoldCause
from offline_queue.outbox import Outbox
from tests.offline_queue.build import ManualClock, case_draft, opened, page
from tests.offline_queue.played_hall import Asked, PlayedHall, Reply

LONG_S = 10 * 366 * 86_400.0


def test_bytes_go_only_after_a_verdict_with_the_right_digest(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, clock: ManualClock
) -> None:
    """A verdict on other bytes holds the entry, and its bytes stay; the right verdict later lets them go."""
    other, receipt = outbox.enqueue(case_draft()), outbox.enqueue(case_draft())
    body = outbox.sealed(receipt.entry_id).body
    act = played.act

    def confuse(hall: PlayedHall, asked: Asked) -> Reply:
        act(asked)
        return hall.answer_of(other.entry_id)

    played.next("PUT", lambda hall, asked: hall.act(asked))
    played.next("PUT", confuse)
    engine.sync_pass()
    entry = outbox.entry(receipt.entry_id)
    assert (entry.state, entry.cause) == (EntryState.HELD, HoldCause.DIGEST_ECHO)
    clock.move(LONG_S)
    assert outbox.purge(1.0) == 1, "the other one only"
    assert outbox.sealed(receipt.entry_id).body == body
    outbox.release(receipt.entry_id)
    engine.sync_pass()
    assert outbox.entry(receipt.entry_id).state is EntryState.DELIVERED
    clock.move(LONG_S)
    assert outbox.purge(1.0) == 1
    with pytest.raises(EntryUnknownError):
        outbox.sealed(receipt.entry_id)


def test_no_age_and_no_jump_purges_what_is_not_settled(outbox: Outbox, clock: ManualClock) -> None:
    """Ready, registered and held entries keep record and pages, however the clock jumps."""
    ready, registered, held = (outbox.enqueue(case_draft(1), [page()]).entry_id for _ in range(3))
    outbox.register(registered)
    outbox.hold(held)
    for jump_s in (LONG_S, -2 * LONG_S):
        clock.move(jump_s)
        assert outbox.purge(0.0) == 0
        for entry_id in (ready, registered, held):
            sending = outbox.sealed(entry_id)
            assert outbox.read_sealed(sending.attachments[0].attachment_id, 0, 10)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET state = 'purged' WHERE sequence = {}",
        "UPDATE entry SET state = 'delivered' WHERE sequence = {} AND state <> 'registered'",
        "DELETE FROM body WHERE sequence = {}",
        "DELETE FROM attachment WHERE sequence = {}",
        "DELETE FROM entry WHERE sequence = {}",
    ],
)
def test_no_program_can_purge_what_is_not_settled(data_dir: Path, clock: ManualClock, change: str) -> None:
    """The schema refuses it, whatever the program does."""
    with opened(data_dir, clock=clock) as outbox:
        ready, held = (outbox.enqueue(case_draft(1), [page()]).entry_id for _ in range(2))
        outbox.hold(held)
        sequences = [outbox.entry(entry_id).sequence for entry_id in (ready, held)]
    database = sqlite3.connect(data_dir / "queue.db", isolation_level=None)
    for sequence in sequences:
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(change.format(sequence))
    database.close()
