"""What staff look after: hold and release with a reason, and send again what the hall turned away, of every kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offline_queue import commands
from offline_queue.care import REASONS, Care, CareAct, StaffReason, act_for, care_of, hold_cause_of, reason_of
from offline_queue.engine import SyncEngine
from offline_queue.errors import EntryUnknownError, IllegalChangeError
from offline_queue.model import AlarmLevel, EntryState, HoldCause, Receipt, Stored
from offline_queue.outbox import Outbox
from offline_queue.wire.entries import EntryKind, ProblemKind
from tests.offline_queue.build import case_draft, opened, page, rating_draft
from tests.offline_queue.played_hall import PlayedHall, problem
from tests.offline_queue.test_kinds import (
    amendment_draft,
    complaint_draft,
    device_draft,
    outcome_draft,
    withdrawal_draft,
)

MAKERS: dict[EntryKind, Callable[[Outbox, Receipt], Stored | Receipt]] = {
    EntryKind.CASE: lambda outbox, _case: outbox.enqueue(case_draft(1), [page()]),
    EntryKind.AMENDMENT: lambda outbox, case: outbox.enqueue_amendment(amendment_draft(case, 1), [page()]),
    EntryKind.WITHDRAWAL: lambda outbox, case: outbox.enqueue_withdrawal(withdrawal_draft(case)),
    EntryKind.RATING: lambda outbox, case: outbox.enqueue_rating(rating_draft(case.receipt_number)),
    EntryKind.COMPLAINT: lambda outbox, _case: outbox.enqueue_complaint(complaint_draft()),
    EntryKind.PAYMENT_OUTCOME: lambda outbox, _case: outbox.enqueue_payment_outcome(outcome_draft()),
    EntryKind.DEVICE_REPORT: lambda outbox, _case: outbox.enqueue_device_report(device_draft()),
}


@pytest.mark.parametrize("kind", EntryKind)
def test_what_the_hall_turned_away_is_sent_again(
    outbox: Outbox, engine: SyncEngine, played: PlayedHall, kind: EntryKind
) -> None:
    """Whatever it is, the same bytes go once more, and the audit says who let them and why."""
    case = outbox.enqueue(case_draft())
    engine.sync_pass()
    entry_id = MAKERS[kind](outbox, case).entry_id
    sealed = outbox.sealed(entry_id).body
    played.next("PUT", problem(422, ProblemKind.SCHEMA))
    engine.sync_pass()
    turned_away = outbox.entry(entry_id)
    assert care_of(turned_away.state, turned_away.cause) is Care.TURNED_AWAY
    again = outbox.resend(entry_id, reason=StaffReason.HALL_MENDED)
    assert (again.state, again.cause) == (EntryState.READY, "staff/hall_mended")
    assert outbox.sealed(entry_id).body == sealed
    engine.sync_pass()
    assert outbox.entry(entry_id).state is EntryState.DELIVERED
    audit = outbox._core.ledger.store.transitions
    steps = outbox._ask(lambda: audit(again.sequence))
    assert ("held", "ready", "staff/hall_mended") in steps


def test_only_what_the_hall_turned_away_is_sent_again(outbox: Outbox) -> None:
    """What waits goes by itself; what staff hold is released; the hall's final word stays; a damaged file stays."""
    entries = [outbox.enqueue_rating(rating_draft()).entry_id for _ in range(4)]
    outbox.hold(entries[1], reason=StaffReason.CONTENT_IN_DOUBT)
    outbox.refuse(entries[2], "final")
    outbox.hold(entries[3], HoldCause.BLOB_DAMAGED)
    for entry_id in entries:
        before = outbox.entry(entry_id)
        with pytest.raises(IllegalChangeError):
            outbox.resend(entry_id)
        assert outbox.entry(entry_id) == before
    with pytest.raises(EntryUnknownError):
        outbox.resend("none")  # type: ignore[arg-type]


def test_staff_hold_and_release_with_a_reason(outbox: Outbox, engine: SyncEngine) -> None:
    """The reason stands at the entry; while it is held it is not sent."""
    stored = outbox.enqueue_rating(rating_draft())
    held = outbox.hold(stored.entry_id, reason=StaffReason.RESIDENT_ASKED)
    assert (held.cause, care_of(held.state, held.cause)) == ("staff/resident_asked", Care.HELD_HERE)
    assert reason_of(held.cause) is StaffReason.RESIDENT_ASKED
    engine.sync_pass()
    assert outbox.entry(stored.entry_id).attempts == 0
    assert outbox.release(stored.entry_id, reason=StaffReason.CHECKED).cause == "staff/checked"
    engine.sync_pass()
    assert outbox.entry(stored.entry_id).state is EntryState.DELIVERED


@pytest.mark.parametrize("state", EntryState)
@pytest.mark.parametrize("cause", [None, "of_a_later_version", "staff/of_a_later_version", *HoldCause])
def test_every_entry_has_its_care_and_its_act(state: EntryState, cause: str | None) -> None:
    """An act is offered where it is legal: a hold of what waits, otherwise only of what is held."""
    act = act_for(care_of(state, cause))
    if act is CareAct.HOLD:
        assert state in {EntryState.READY, EntryState.REGISTERED}
    elif act is not None:
        assert state is EntryState.HELD
    else:
        assert state not in {EntryState.READY, EntryState.REGISTERED}
    assert reason_of(cause) is None
    assert (hold_cause_of(cause) is None) is (cause in {None, "of_a_later_version"})
    assert all(REASONS[one] for one in CareAct)


def test_the_list_for_staff_has_what_is_held_or_refused(data_dir: Path) -> None:
    """With the act that helps, oldest first; what waits or is delivered is not in it."""
    with opened(data_dir) as outbox:
        case = outbox.enqueue(case_draft())
        refused = outbox.enqueue_amendment(amendment_draft(case, 1), [page()])
        turned_away = outbox.enqueue_rating(rating_draft())
        held = outbox.enqueue_rating(rating_draft())
        outbox.refuse(refused.entry_id, "final")
        outbox.hold(turned_away.entry_id, HoldCause.SCHEMA)
        outbox.hold(held.entry_id, reason=StaffReason.HALL_ASKED)
    told = commands.care(data_dir)
    entries = told["entries"]
    assert isinstance(entries, list)
    assert [(one["entry_id"], one["care"], one["act"]) for one in entries] == [
        (refused.entry_id, "final", None),
        (turned_away.entry_id, "turned_away", "resend"),
        (held.entry_id, "held_here", "release"),
    ]
    assert told["alarm"] in set(AlarmLevel)
    assert commands.resend(data_dir, turned_away.entry_id, StaffReason.HALL_MENDED)["state"] == "ready"
    assert commands.release(data_dir, held.entry_id, StaffReason.CHECKED)["cause"] == "staff/checked"
