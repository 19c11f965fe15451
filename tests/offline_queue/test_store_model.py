"""The store in SQLite against the one in memory: the same answers, whatever is done in whatever order.

In between the store is closed, or dies in a transaction, and is opened again; the clock jumps both ways.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from config.domain.identifiers import AttachmentId, EntryId, ReceiptNumber
from offline_queue.errors import CommitUnknownError, QueueError
from offline_queue.model import Attachment, EntryState
from offline_queue.rows import Moment
from offline_queue.store import Store
from offline_queue.wire.entries import EntryKind
from tests.offline_queue.memory_store import MemoryStore
from tests.offline_queue.test_store_rules import BODY, new_entry

NUMBERS = st.integers(1, 12)
Change = Callable[[Store | MemoryStore], object]


class StoreAgainstModel(RuleBasedStateMachine):
    """Every rule does the same to both, and both must answer alike, errors included."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.model = MemoryStore()
        self.now_s = 1_000_000.0
        self._open()

    def _open(self) -> None:
        self.store = Store(Path(self.folder.name) / "queue.db", new_epoch=lambda: "epoch")

    def _both(self, change: Change) -> None:
        assert _done(self.store, change) == _done(self.model, change)

    def _same(self, query: Change) -> None:
        assert _told(self.store, query) == _told(self.model, query)

    @property
    def _at(self) -> Moment:
        return Moment(self.now_s, 5.0, "boot-1")

    @rule(
        case=st.sampled_from(["a", "b", "entry-1"]),
        priority=st.integers(0, 5),
        kind=st.sampled_from(EntryKind),
        receipt=st.booleans(),
        files=st.integers(0, 2),
        skip=st.sampled_from([0, 0, 0, 0, 1]),
    )
    def add(self, case: str, priority: int, kind: EntryKind, receipt: bool, files: int, skip: int) -> None:
        now_s = self.now_s

        def change(store: Store | MemoryStore) -> None:
            number, serial = store.next_numbers(serial=receipt)
            number += skip
            entry = new_entry(number, case=case, priority=priority)._replace(
                kind=kind,
                serial=serial,
                receipt_number=ReceiptNumber(f"receipt-{serial}") if receipt else None,
                code_salt=b"salt",
                code_hash=b"hash",
                stored_at_s=now_s,
            )
            pages = [
                Attachment(AttachmentId(f"a-{number}-{n}"), entry.entry_id, n, "image/jpeg", 100, f"d{n}", 0)
                for n in range(files)
            ]
            store.insert(entry, BODY, pages)

        self._both(change)

    @rule(number=NUMBERS, state=st.sampled_from(EntryState), cause=st.sampled_from([None, "why"]))
    def move(self, number: int, state: EntryState, cause: str | None) -> None:
        self._both(lambda store: store.set_state(store.entry(EntryId(f"entry-{number}")), state, cause, self._at))

    @rule(number=NUMBERS)
    def deliver(self, number: int) -> None:
        def change(store: Store | MemoryStore) -> object:
            entry = store.entry(EntryId(f"entry-{number}"))
            if entry.state is EntryState.READY:
                entry = store.set_state(entry, EntryState.REGISTERED, None, self._at)
            store.set_success(self.now_s)
            return store.set_state(entry, EntryState.DELIVERED, None, self._at)

        self._both(change)

    @rule(number=NUMBERS)
    def attempt(self, number: int) -> None:
        self._both(lambda store: store.begin_attempt(EntryId(f"entry-{number}"), self.now_s))

    @rule(number=NUMBERS, wait_s=st.sampled_from([0.0, 2.0, 300.0]), fault=st.booleans())
    def defer(self, number: int, wait_s: float, fault: bool) -> None:
        self._both(lambda store: store.defer(number, self.now_s + wait_s, fault=fault))

    @rule(number=NUMBERS, hall_ref=st.sampled_from(["C1", "C2"]))
    def name(self, number: int, hall_ref: str) -> None:
        self._both(lambda store: store.set_hall_ref(number, hall_ref))

    @rule(number=NUMBERS, ordinal=st.integers(0, 1), acked_bytes=st.integers(-1, 101))
    def advance(self, number: int, ordinal: int, acked_bytes: int) -> None:
        self._both(lambda store: store.set_acked(AttachmentId(f"a-{number}-{ordinal}"), acked_bytes))

    @rule(keep_s=st.sampled_from([0.0, 86_400.0]))
    def purge(self, keep_s: float) -> None:
        def change(store: Store | MemoryStore) -> None:
            for entry in store.settled_before(100, self.now_s, keep_s):
                store.set_state(entry, EntryState.PURGED, entry.cause, self._at)
                store.delete_body(entry.sequence)

        self._both(change)

    @rule(number=NUMBERS)
    def forget_bytes_too_early(self, number: int) -> None:
        self._both(lambda store: store.delete_body(number))

    @rule()
    def forget(self) -> None:
        def change(store: Store | MemoryStore) -> object:
            store.date_purged(100, self.now_s)
            over = sorted(store.purged_before(100, self.now_s))
            for number in over:
                store.forget(number)
            return over

        self._both(change)

    @rule(number=NUMBERS)
    def hand_over(self, number: int) -> None:
        if self.model.has(EntryId(f"entry-{number}")):
            self._both(lambda store: store.mark_handed_over(number, self.now_s))

    @rule(seconds=st.sampled_from([1.0, 301.0, 90_000.0, -1.0, -90_000.0]))
    def clock_jumps(self, seconds: float) -> None:
        self.now_s += seconds

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self._open()

    @rule()
    def dies_in_a_transaction(self) -> None:
        with pytest.raises(CommitUnknownError), self.store.transaction():  # noqa: PT012 - the commit is what raises
            number, serial = self.store.next_numbers(serial=False)
            self.store.insert(new_entry(number, case="a")._replace(serial=serial), BODY, ())
            self.store.close()
        self._open()

    @rule()
    def checkpoint(self) -> None:
        self.store.checkpoint()

    @invariant()
    def same(self) -> None:
        if not hasattr(self, "model"):
            return
        self._same(lambda store: store.entries())
        self._same(lambda store: store.counts())
        self._same(lambda store: store.highest_sequence())
        self._same(lambda store: [store.transitions(entry.sequence) for entry in store.entries()])
        self._same(lambda store: [store.attachments(entry) for entry in store.entries()])
        for entry in self.model.entries():
            self._same(lambda store: store.body(entry.sequence))  # noqa: B023 - done at once
        self._same(lambda store: store.kept_attachments())
        self._same(lambda store: store.handed_over())
        self._same(lambda store: store.by_receipt(ReceiptNumber("receipt-1")))
        self._same(lambda store: [store.later_of(entry.case_id) for entry in store.entries()])

    @invariant()
    def due_is_the_same(self) -> None:
        """Priority, order inside a case, waiting times and the clock's jumps."""
        if not hasattr(self, "model"):
            return
        for limit in (1, 100):
            self._same(lambda store: store.due_records(limit, self.now_s))  # noqa: B023 - done at once
            self._same(lambda store: store.due_bytes(limit, self.now_s))  # noqa: B023 - done at once
        self._same(lambda store: store.next_retry_s())
        self._same(lambda store: store.oldest_open_s())
        self._same(lambda store: store.waiting_since_s())
        self._same(lambda store: store.last_success_s())
        self._same(lambda store: {entry.sequence for entry in store.settled_before(100, self.now_s, 60.0)})

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


def _done(store: Store | MemoryStore, change: Change) -> object:
    """What a change in a transaction answers, or the type of its error."""
    try:
        with store.transaction():
            return change(store)
    except QueueError as error:
        return type(error)


def _told(store: Store | MemoryStore, query: Change) -> object:
    """What a query answers, or the type of its error."""
    try:
        return query(store)
    except QueueError as error:
        return type(error)


StoreAgainstModel.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestStoreAgainstModel = StoreAgainstModel.TestCase
