"""Invariant 11: nothing is dropped silently; every refusal is typed, logged and counted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from offline_queue.engine import SyncEngine
from offline_queue.errors import DraftFault, DraftRefusedError, NotEnrolledError, StorageFullError
from offline_queue.events import EntryChanged, QueueEvent
from offline_queue.model import EntryState, HoldCause, QueueStatus
from offline_queue.outbox import Outbox
from offline_queue.wire.entries import MAX_ATTACHMENTS, ProblemKind
from tests.offline_queue.build import FaultyFs, ManualClock, case_draft, opened, page
from tests.offline_queue.played_hall import PlayedHall, problem


def counted(status: QueueStatus) -> int:
    return status.ready + status.registered + status.delivered + status.held + status.refused + status.purged


@pytest.mark.parametrize(
    ("status", "kind", "cause"),
    [
        (400, ProblemKind.UPLOAD_PROTOCOL, HoldCause.REQUEST_REFUSED),
        (409, ProblemKind.ENTRY_DIFFERS, HoldCause.ENTRY_DIFFERS),
        (409, ProblemKind.RECEIPT_TAKEN, HoldCause.RECEIPT_TAKEN),
        (413, ProblemKind.TOO_LARGE, HoldCause.TOO_LARGE),
        (422, ProblemKind.SCHEMA, HoldCause.SCHEMA),
        (422, ProblemKind.SEAL, HoldCause.SEAL),
    ],
)
def test_every_refusal_of_the_hall_is_typed_logged_and_counted(
    outbox: Outbox,
    engine: SyncEngine,
    played: PlayedHall,
    events: list[QueueEvent],
    caplog: pytest.LogCaptureFixture,
    status: int,
    kind: ProblemKind,
    cause: HoldCause,
) -> None:
    """The entry waits for staff with its cause and its bytes; an event, a log line and the figures say so."""
    entry_id = outbox.enqueue(case_draft()).entry_id
    body = outbox.sealed(entry_id).body
    played.next("PUT", problem(status, kind))
    with caplog.at_level(logging.INFO, "offline_queue"):
        engine.sync_pass()
    entry = outbox.entry(entry_id)
    assert (entry.state, entry.cause) == (EntryState.HELD, cause)
    assert outbox.sealed(entry_id).body == body
    changed = [event for event in events if isinstance(event, EntryChanged)]
    assert [(event.entry_id, event.state, event.cause) for event in changed] == [(entry_id, EntryState.HELD, cause)]
    told = f"entry_changed entry_id={entry_id} state=held cause={cause.value} attempts=1"
    assert told in [record.getMessage() for record in caplog.records]
    figures = outbox.status()
    assert (figures.held, figures.depth, counted(figures)) == (1, 1, figures.highest_sequence)


def _too_many_pages(outbox: Outbox) -> None:
    outbox.enqueue(case_draft(), [page(10) for _ in range(MAX_ATTACHMENTS + 1)])


def _page_that_is_not_there(outbox: Outbox) -> None:
    outbox.enqueue(case_draft(1))


@pytest.mark.parametrize(
    ("attempt", "fault"),
    [
        (_too_many_pages, DraftFault.TOO_MANY_ATTACHMENTS),
        (_page_that_is_not_there, DraftFault.PAGE_WITHOUT_ATTACHMENT),
    ],
)
def test_a_draft_that_is_refused_is_refused_by_type(
    outbox: Outbox, attempt: Callable[[Outbox], None], fault: DraftFault
) -> None:
    """The caller is told at once and why; the figures stay as they were."""
    with pytest.raises(DraftRefusedError) as caught:
        attempt(outbox)
    assert caught.value.fault is fault
    assert counted(outbox.status()) == outbox.status().highest_sequence == 0


def test_a_full_disk_and_a_missing_enrolment_are_told_by_type(data_dir: Path, tmp_path: Path) -> None:
    """Neither gives a receipt, and what was given to the queue is still with the caller."""
    fs = FaultyFs()
    with opened(data_dir, fs=fs) as outbox:
        fs.fail_at(0)
        pages = [page()]
        with pytest.raises(StorageFullError):
            outbox.enqueue(case_draft(1), pages)
        assert bytes(pages[0].content) == bytes(page().content)
        fs.fail_at(None)
    with opened(tmp_path / "stranger") as outbox, pytest.raises(NotEnrolledError):
        outbox.enqueue(case_draft())


def test_every_entry_is_in_one_count_whatever_becomes_of_it(outbox: Outbox, clock: ManualClock) -> None:
    """The counts of the states add up to the entries that ever were."""
    entry_ids = [outbox.enqueue(case_draft()).entry_id for _ in range(6)]
    outbox.register(entry_ids[0])
    outbox.settle(entry_ids[1])
    outbox.refuse(entry_ids[2], "final")
    outbox.hold(entry_ids[3])
    outbox.settle(entry_ids[4])
    clock.move(2.0)
    assert outbox.purge(1.0) == 3
    outbox.refuse(entry_ids[5], "final")
    figures = outbox.status()
    shown = (figures.ready, figures.registered, figures.delivered, figures.held, figures.refused, figures.purged)
    assert shown == (0, 1, 0, 1, 1, 3)
    assert counted(figures) == figures.highest_sequence == 6
