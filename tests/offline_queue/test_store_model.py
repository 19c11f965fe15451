"""The store against a model made of dictionaries: whatever is done in whatever order, with reopening in between."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from config.domain.identifiers import EntryId
from offline_queue.errors import IllegalChangeError
from offline_queue.model import LEGAL, EntryState
from offline_queue.store import Store
from tests.offline_queue.test_store_rules import AT, BODY, new_entry

STATES = st.sampled_from(list(EntryState))


class StoreAgainstModel(RuleBasedStateMachine):
    """``model``: sequence to (case, priority, state, attempts)."""

    numbers: Bundle[int] = Bundle("numbers")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.model: dict[int, tuple[str, int, EntryState, int]] = {}
        self._open()

    def _open(self) -> None:
        self.store = Store(Path(self.folder.name) / "queue.db", new_epoch=lambda: "epoch")

    @rule(target=numbers, case=st.sampled_from("abc"), priority=st.integers(0, 2))
    def add(self, case: str, priority: int) -> int:
        with self.store.transaction():
            number = self.store.next_numbers(serial=False)[0]
            self.store.insert(new_entry(number, case=case, priority=priority), BODY, ())
        self.model[number] = (case, priority, EntryState.READY, 0)
        return number

    @rule(case=st.sampled_from("abc"))
    def add_and_fail(self, case: str) -> None:
        with contextlib.suppress(ZeroDivisionError), self.store.transaction():
            self.store.insert(new_entry(self.store.next_numbers(serial=False)[0], case=case), BODY, ())
            _ = 1 // 0

    @rule(number=numbers, state=STATES)
    def move(self, number: int, state: EntryState) -> None:
        case, priority, was, attempts = self.model[number]
        entry = self.store.entry(EntryId(f"entry-{number}"))
        try:
            with self.store.transaction():
                self.store.set_state(entry, state, None, AT)
        except IllegalChangeError:
            assert state not in LEGAL[was]
            return
        assert state in LEGAL[was]
        self.model[number] = (case, priority, state, attempts)

    @rule(number=numbers)
    def attempt(self, number: int) -> None:
        case, priority, state, attempts = self.model[number]
        with self.store.transaction():
            self.store.begin_attempt(EntryId(f"entry-{number}"), 1.0)
        self.model[number] = (case, priority, state, attempts + 1)

    @rule(number=consumes(numbers))
    def purge(self, number: int) -> None:
        case, priority, state, attempts = self.model[number]
        if EntryState.PURGED in LEGAL[state]:
            with self.store.transaction():
                self.store.set_state(self.store.entry(EntryId(f"entry-{number}")), EntryState.PURGED, None, AT)
                self.store.delete_body(number)
            self.model[number] = (case, priority, EntryState.PURGED, attempts)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self._open()

    @rule()
    def checkpoint(self) -> None:
        self.store.checkpoint()

    @invariant()
    def same(self) -> None:
        """Invariant 6 with it: the numbers have no holes."""
        if not hasattr(self, "model"):
            return
        entries = self.store.entries()
        assert [e.sequence for e in entries] == list(range(1, len(self.model) + 1))
        assert {e.sequence: (e.case_id, e.state, e.attempts) for e in entries} == {
            number: (case, state, attempts) for number, (case, _, state, attempts) in self.model.items()
        }
        counts = self.store.counts()
        for wanted in EntryState:
            assert counts[wanted] == sum(state is wanted for _, _, state, _ in self.model.values())

    @invariant()
    def due_is_right(self) -> None:
        if not hasattr(self, "model"):
            return
        blocked = {EntryState.READY, EntryState.HELD}
        expected = sorted(
            (priority, number)
            for number, (case, priority, state, _) in self.model.items()
            if state is EntryState.READY
            and not any(n < number and c == case and s in blocked for n, (c, _, s, _) in self.model.items())
        )
        assert [e.sequence for e in self.store.due_records(100, 5.0)] == [number for _, number in expected]

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


StoreAgainstModel.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestStoreAgainstModel = StoreAgainstModel.TestCase
