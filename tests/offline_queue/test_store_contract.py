"""What every store promises, tried on the one in memory and on the one in SQLite alike."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.domain.identifiers import AttachmentId, CaseId, EntryId, ReceiptNumber
from offline_queue.errors import EntryUnknownError, IllegalChangeError
from offline_queue.model import LEGAL, Attachment, Entry, EntryState
from offline_queue.rows import Moment
from offline_queue.store import RETRY_HORIZON_S, Store
from tests.offline_queue.memory_store import MemoryStore
from tests.offline_queue.test_store_rules import BODY, new_entry

AT = Moment(100.0, 5.0, "boot-1")
WAYS = {
    EntryState.READY: (),
    EntryState.REGISTERED: (EntryState.REGISTERED,),
    EntryState.DELIVERED: (EntryState.REGISTERED, EntryState.DELIVERED),
    EntryState.REFUSED: (EntryState.REFUSED,),
    EntryState.HELD: (EntryState.HELD,),
    EntryState.PURGED: (EntryState.REFUSED, EntryState.PURGED),
}
AnyStore = Store | MemoryStore


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyStore]:
    made = MemoryStore() if request.param == "memory" else Store(tmp_path / "queue.db", new_epoch=lambda: "epoch")
    yield made
    made.close()


def add(store: AnyStore, *, case: str | None = None, priority: int = 2, files: int = 0) -> Entry:
    with store.transaction():
        entry = new_entry(store.next_numbers(serial=False)[0], case=case, priority=priority)
        pages = [
            Attachment(AttachmentId(f"a-{entry.sequence}-{n}"), entry.entry_id, n, "image/jpeg", 100, f"d{n}", 0)
            for n in range(files)
        ]
        store.insert(entry, BODY, pages)
    return store.entry(entry.entry_id)


def put_in(store: AnyStore, entry: Entry, state: EntryState) -> Entry:
    for step in WAYS[state]:
        with store.transaction():
            entry = store.set_state(entry, step, None, AT)
    return entry


@pytest.mark.parametrize(("was", "becomes"), list(itertools.product(EntryState, EntryState)))
def test_exactly_the_legal_changes(store: AnyStore, was: EntryState, becomes: EntryState) -> None:
    """A legal change is made and noted, any other is refused and leaves everything."""
    entry = put_in(store, add(store), was)
    audit = store.transitions(entry.sequence)
    if becomes in LEGAL[was]:
        with store.transaction():
            now = store.set_state(entry, becomes, "why", AT)
        assert now == store.entry(entry.entry_id)
        assert (now.state, now.cause) == (becomes, "why")
        assert store.transitions(entry.sequence) == (*audit, (was.value, becomes.value, "why"))
    else:
        with pytest.raises(IllegalChangeError), store.transaction():
            store.set_state(entry, becomes, "why", AT)
        assert store.entry(entry.entry_id) == entry
        assert store.transitions(entry.sequence) == audit


def test_a_transaction_that_fails_changes_nothing(store: AnyStore) -> None:
    entry = add(store, files=1)
    with pytest.raises(EntryUnknownError), store.transaction():  # noqa: PT012 - the last one is what raises
        store.begin_attempt(entry.entry_id, 7.0)
        store.set_acked(AttachmentId("a-1-0"), 50)
        store.set_hall_ref(99, "C1")
    assert store.entry(entry.entry_id) == entry
    assert [page.acked_bytes for page in store.attachments(entry)] == [0]


def test_every_change_returns_the_entry_as_it_then_is(store: AnyStore) -> None:
    entry = add(store)
    changes: tuple[Callable[[], Entry], ...] = (
        lambda: store.begin_attempt(entry.entry_id, 7.0),
        lambda: store.begin_attempt(entry.entry_id, 8.0),
        lambda: store.defer(entry.sequence, 50.0, fault=True),
        lambda: store.set_hall_ref(entry.sequence, "C1"),
    )
    for change in changes:
        with store.transaction():
            changed = change()
        assert changed == store.entry(entry.entry_id)
    assert (changed.attempts, changed.sent_at_s, changed.faults, changed.hall_ref) == (2, 7.0, 1, "C1")


@pytest.mark.parametrize(("sequence", "serial"), [(1, 0), (3, 0), (2, 1)])
def test_numbers_have_no_holes(store: AnyStore, sequence: int, serial: int) -> None:
    add(store)
    wrong = new_entry(sequence)._replace(entry_id=EntryId("e2"), serial=serial)
    with pytest.raises(IllegalChangeError), store.transaction():
        store.insert(wrong, BODY, ())
    assert store.highest_sequence() == 1


def test_ids_and_receipt_numbers_are_given_once(store: AnyStore) -> None:
    with store.transaction():
        store.insert(new_entry(1)._replace(serial=1, receipt_number=ReceiptNumber("R1")), BODY, ())
    for wrong in (
        new_entry(2)._replace(entry_id=EntryId("entry-1"), serial=1),
        new_entry(2)._replace(serial=2, receipt_number=ReceiptNumber("R1")),
    ):
        with pytest.raises(IllegalChangeError), store.transaction():
            store.insert(wrong, BODY, ())
    assert store.next_numbers(serial=True) == (2, 2)


def test_the_halls_number_and_acked_bytes_stay_within_bounds(store: AnyStore) -> None:
    entry = add(store, files=1)
    with store.transaction():
        store.set_hall_ref(entry.sequence, "C1")
        store.set_acked(AttachmentId("a-1-0"), 100)
    with pytest.raises(IllegalChangeError), store.transaction():
        store.set_hall_ref(entry.sequence, "C2")
    with pytest.raises(IllegalChangeError), store.transaction():
        store.set_acked(AttachmentId("a-1-0"), 101)


def test_a_state_may_bring_the_halls_number_and_never_another(store: AnyStore) -> None:
    entry = add(store)
    with store.transaction():
        registered = store.set_state(entry, EntryState.REGISTERED, None, AT, "C1")
    assert (registered.state, registered.hall_ref) == (EntryState.REGISTERED, "C1")
    with pytest.raises(IllegalChangeError), store.transaction():
        store.set_state(registered, EntryState.DELIVERED, None, AT, "C2")
    assert store.entry(entry.entry_id) == registered
    with store.transaction():
        assert store.set_state(registered, EntryState.DELIVERED, None, AT, "C1").hall_ref == "C1"


@pytest.mark.parametrize("state", list(EntryState))
def test_order_inside_a_case_and_none_across(store: AnyStore, state: EntryState) -> None:
    """Also where the first entry has the id of its case."""
    with store.transaction():
        named = new_entry(store.next_numbers(serial=False)[0])
        store.insert(named._replace(case_id=CaseId(named.entry_id)), BODY, ())
    unnamed, stranger = add(store, case="c"), add(store)
    behind = {add(store, case=named.entry_id, priority=0).entry_id, add(store, case="c", priority=0).entry_id}
    put_in(store, store.entry(named.entry_id), state)
    put_in(store, unnamed, state)
    due = {entry.entry_id for entry in store.due_records(9, 0.0)}
    assert stranger.entry_id in due
    assert due & behind == (set() if state in {EntryState.READY, EntryState.HELD} else behind)


def test_urgent_first_then_oldest_and_none_before_its_time(store: AnyStore) -> None:
    """A time further ahead than any wait was set before the clock jumped, and does not count."""
    late, urgent, waits, lost = add(store), add(store, priority=0), add(store), add(store)
    with store.transaction():
        store.defer(waits.sequence, 50.0, fault=False)
        store.defer(lost.sequence, 51.0 + RETRY_HORIZON_S, fault=False)
    order = [urgent.entry_id, late.entry_id, waits.entry_id, lost.entry_id]
    assert [entry.entry_id for entry in store.due_records(9, 49.0)] == [order[0], order[1], order[3]]
    assert [entry.entry_id for entry in store.due_records(9, 50.0)] == [order[0], order[1], order[2], order[3]]
    assert [entry.entry_id for entry in store.due_records(1, 50.0)] == order[:1]
    assert store.next_retry_s() == 0.0


def test_bytes_go_when_purged_and_rows_when_dated_but_the_last(store: AnyStore) -> None:
    first, last = (put_in(store, add(store, files=1), EntryState.REFUSED) for _ in range(2))
    with pytest.raises(IllegalChangeError), store.transaction():
        store.delete_body(first.sequence)
    assert len(store.settled_before(9, 300.0, 100.0)) == 2
    with store.transaction():
        for entry in (first, last):
            store.set_state(entry, EntryState.PURGED, None, AT)
            store.delete_body(entry.sequence)
    with pytest.raises(EntryUnknownError):
        store.body(first.sequence)
    with pytest.raises(IllegalChangeError), store.transaction():
        store.forget(first.sequence)
    with store.transaction():
        store.date_purged(9, 500.0)
    assert (store.purged_before(9, 500.0), store.purged_before(9, 501.0)) == ((), (first.sequence,))
    with store.transaction():
        store.forget(first.sequence)
    with pytest.raises(IllegalChangeError), store.transaction():
        store.forget(last.sequence)
    assert [entry.sequence for entry in store.entries()] == [last.sequence]
    assert store.kept_attachments() == frozenset()


def test_what_staff_carried_over_waits_no_longer(store: AnyStore) -> None:
    first, second = put_in(store, add(store), EntryState.HELD), add(store)
    assert (store.waiting_since_s(), store.oldest_open_s()) == (1.0, 2.0)
    with store.transaction():
        store.mark_handed_over(first.sequence, 9.0)
    assert (store.waiting_since_s(), store.handed_over()) == (2.0, {first.sequence: 9.0})
    put_in(store, second, EntryState.REFUSED)
    assert (store.waiting_since_s(), store.oldest_open_s()) == (None, None)


def test_an_empty_store_has_nothing(store: AnyStore) -> None:
    assert store.entries() == store.due_records(9, 0.0) == store.due_bytes(9, 0.0) == ()
    assert (store.next_retry_s(), store.oldest_open_s(), store.last_success_s()) == (None, None, None)
    assert store.by_receipt(ReceiptNumber("R1")) is None
    assert store.later_of(CaseId("none")) == ()
    assert set(store.counts().values()) == {0}
    with pytest.raises(EntryUnknownError):
        store.begin_attempt(EntryId("none"), 1.0)
