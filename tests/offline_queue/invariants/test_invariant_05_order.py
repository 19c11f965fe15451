"""Invariant 5: first in, first out inside a case; no case waits for another; payment outcomes first, telemetry last."""

from __future__ import annotations

import pytest

from config.domain.identifiers import CaseId
from offline_queue.engine import SyncEngine
from offline_queue.model import EntryState
from offline_queue.outbox import Outbox
from offline_queue.store import Store
from offline_queue.wire.documents import PaymentOutcome
from offline_queue.wire.entries import EntryKind, ProblemKind
from tests.offline_queue.build import ManualClock, case_draft, page, rating_draft
from tests.offline_queue.played_hall import PlayedHall, problem
from tests.offline_queue.test_kinds import (
    amendment_draft,
    complaint_draft,
    device_draft,
    outcome_draft,
    withdrawal_draft,
)
from tests.offline_queue.test_store_rules import BODY, add, new_entry, put_in


@pytest.mark.parametrize("state", list(EntryState))
def test_fifo_after_the_first_entry_of_a_case(store: Store, state: EntryState) -> None:
    """The first entry has the id of its case, the later ones name it."""
    with store.transaction():
        entry = new_entry(store.next_numbers(serial=False)[0])
        store.insert(entry._replace(case_id=CaseId(entry.entry_id)), BODY, ())
    later = add(store, case=entry.entry_id, priority=0)
    put_in(store, store.entry(entry.entry_id), state)
    due = [e.entry_id for e in store.due_records(9, 0)]
    assert (later.entry_id in due) is (state not in {EntryState.READY, EntryState.HELD})


def test_due_is_urgent_first_then_oldest(store: Store) -> None:
    late, urgent, second = add(store), add(store, priority=0), add(store)
    assert [e.entry_id for e in store.due_records(9, 0)] == [urgent.entry_id, late.entry_id, second.entry_id]
    assert [e.entry_id for e in store.due_records(1, 0)] == [urgent.entry_id]


@pytest.mark.parametrize("state", list(EntryState))
def test_fifo_inside_a_case_and_no_blocking_across_cases(store: Store, state: EntryState) -> None:
    """A later entry waits while an earlier one of its case is ready or held."""
    first, second, stranger = add(store, case="c"), add(store, case="c", priority=0), add(store)
    put_in(store, first, state)
    due = [e.entry_id for e in store.due_records(9, 0)]
    assert stranger.entry_id in due
    assert (second.entry_id in due) is (state not in {EntryState.READY, EntryState.HELD})


def test_urgent_goes_before_old_and_telemetry_last(outbox: Outbox) -> None:
    receipt = outbox.enqueue(case_draft())
    outbox.settle(receipt.entry_id)
    outbox.enqueue_device_report(device_draft())
    outbox.enqueue_rating(rating_draft())
    outbox.enqueue_complaint(complaint_draft())
    outbox.enqueue_amendment(amendment_draft(receipt))
    outbox.enqueue_payment_outcome(outcome_draft())
    outbox.enqueue_withdrawal(withdrawal_draft(receipt))
    kinds = []
    while due := outbox.due_records(1):
        kinds.append(due[0].kind)
        outbox.settle(due[0].entry_id)
    # Within the case the amendment was first, and stays so, although a withdrawal is more urgent.
    assert kinds == [
        EntryKind.PAYMENT_OUTCOME,
        EntryKind.AMENDMENT,
        EntryKind.WITHDRAWAL,
        EntryKind.COMPLAINT,
        EntryKind.RATING,
        EntryKind.DEVICE_REPORT,
    ]


def test_outcomes_of_one_order_keep_their_order_and_wait_for_no_case(outbox: Outbox) -> None:
    receipt = outbox.enqueue(case_draft())
    outbox.hold(receipt.entry_id)
    first = outbox.enqueue_payment_outcome(outcome_draft(PaymentOutcome.UNKNOWN))
    second = outbox.enqueue_payment_outcome(outcome_draft(PaymentOutcome.PAID))
    other = outbox.enqueue_payment_outcome(outcome_draft(order_id="P-2"))
    assert [entry.entry_id for entry in outbox.due_records(9)] == [first.entry_id, other.entry_id]
    outbox.settle(first.entry_id)
    assert [entry.entry_id for entry in outbox.due_records(9)] == [second.entry_id, other.entry_id]


def test_an_amendment_waits_for_its_held_case_and_nothing_else_does(outbox: Outbox) -> None:
    receipt = outbox.enqueue(case_draft())
    outbox.enqueue_amendment(amendment_draft(receipt, 1), [page()])
    complaint = outbox.enqueue_complaint(complaint_draft())
    outbox.hold(receipt.entry_id)
    assert [entry.entry_id for entry in outbox.due_records(9)] == [complaint.entry_id]


def test_on_the_line_nothing_overtakes_inside_a_case_and_nothing_waits_across_cases(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, clock: ManualClock
) -> None:
    """The hall fails on one case: what belongs to it stays behind, all else goes, and then it comes in its order."""
    first, other = outbox.enqueue(case_draft()), outbox.enqueue(case_draft())
    chain = [outbox.enqueue_amendment(amendment_draft(first)).entry_id for _ in range(2)]
    outcome = outbox.enqueue_payment_outcome(outcome_draft())
    report = outbox.enqueue_device_report(device_draft())

    def asked() -> list[str]:
        return [one.path.rsplit("/", 1)[-1] for one in played.requests("PUT")]

    played.next("PUT", lambda hall, one: hall.act(one))
    played.next("PUT", problem(500, ProblemKind.INTERNAL))
    engine.sync_pass()
    assert asked() == [outcome.entry_id, first.entry_id, other.entry_id, report.entry_id]
    assert [outbox.entry(entry_id).state for entry_id in chain] == [EntryState.READY] * 2
    clock.move(301)
    engine.sync_pass()
    assert asked()[4:] == [first.entry_id, *chain]
    assert outbox.status().depth == 0
