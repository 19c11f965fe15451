"""What the schema refuses, whatever the program does."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.domain.identifiers import AttachmentId, CaseId, EntryId, ReceiptNumber
from offline_queue.errors import EntryUnknownError, IllegalChangeError, StorageFailedError, StoreCorruptError
from offline_queue.model import LEGAL, Attachment, Entry, EntryState
from offline_queue.rows import Moment, NewEntry
from offline_queue.store import RETRY_HORIZON_S, Store, typed_error
from offline_queue.wire.entries import EntryKind

AT = Moment(100.0, 5.0, "boot-1")
BODY = b"sealed"


def new_entry(sequence: int, *, case: str | None = None, priority: int = 2) -> NewEntry:
    return NewEntry(
        sequence=sequence,
        serial=0,
        entry_id=EntryId(f"entry-{sequence}"),
        case_id=CaseId(case or f"case-{sequence}"),
        kind=EntryKind.CASE,
        priority=priority,
        receipt_number=None,
        item_id=None,
        code_salt=None,
        code_hash=None,
        digest=f"digest-{sequence}",
        suite="suite/1",
        key_id="key",
        size_bytes=len(BODY),
        captured_at_s=1.0,
        stored_at_s=float(sequence),
        clock_synchronised=True,
        boot_id=AT.boot_id,
        monotonic_s=AT.monotonic_s,
    )


def add(store: Store, *, case: str | None = None, priority: int = 2, files: int = 0) -> Entry:
    with store.transaction():
        entry = new_entry(store.next_numbers(serial=False)[0], case=case, priority=priority)
        attachments = [
            Attachment(AttachmentId(f"a-{entry.sequence}-{n}"), entry.entry_id, n, "image/jpeg", 100, f"d{n}", 0)
            for n in range(files)
        ]
        store.insert(entry, BODY, attachments)
    return store.entry(entry.entry_id)


def put_in(store: Store, entry: Entry, state: EntryState) -> Entry:
    """Bring a fresh entry to a state on a legal way."""
    ways = {
        EntryState.READY: (),
        EntryState.REGISTERED: (EntryState.REGISTERED,),
        EntryState.DELIVERED: (EntryState.REGISTERED, EntryState.DELIVERED),
        EntryState.REFUSED: (EntryState.REFUSED,),
        EntryState.HELD: (EntryState.HELD,),
        EntryState.PURGED: (EntryState.REFUSED, EntryState.PURGED),
    }
    for step in ways[state]:
        with store.transaction():
            store.set_state(entry, step, None, AT)
        entry = store.entry(entry.entry_id)
    return entry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path, new_epoch=lambda: "epoch")
    yield store
    store.close()


@pytest.mark.parametrize(("was", "becomes"), list(itertools.product(EntryState, EntryState)))
def test_the_triggers_allow_exactly_the_legal_changes(store: Store, was: EntryState, becomes: EntryState) -> None:
    entry = put_in(store, add(store), was)
    if becomes in LEGAL[was]:
        with store.transaction():
            store.set_state(entry, becomes, "why", AT)
        assert store.entry(entry.entry_id).state is becomes
        assert store.transitions(entry.sequence)[-1] == (was.value, becomes.value, "why")
    else:
        with pytest.raises(IllegalChangeError), store.transaction():
            store.set_state(entry, becomes, "why", AT)
        assert store.entry(entry.entry_id).state is was


@pytest.mark.parametrize(
    ("sequence", "serial", "receipt_number"),
    [(1, 0, None), (3, 0, None), (2, 1, None), (2, 0, "LS01-261124-10001-A"), (2, 2, "LS01-261124-10001-A")],
)
def test_sequence_and_serial_have_no_holes(
    store: Store, sequence: int, serial: int, receipt_number: ReceiptNumber | None
) -> None:
    """Invariant 6, also against a program that counts wrongly."""
    add(store)
    wrong = new_entry(sequence)._replace(entry_id=EntryId("e2"), serial=serial, receipt_number=receipt_number)
    with pytest.raises(IllegalChangeError), store.transaction():
        store.insert(wrong, BODY, ())
    assert store.highest_sequence() == 1


def test_serials_count_receipt_numbers_only(store: Store) -> None:
    given = []
    for number, counted in enumerate((False, True, False, True), start=1):
        with store.transaction():
            sequence, serial = store.next_numbers(serial=counted)
            receipt_number = ReceiptNumber(f"receipt-{number}") if counted else None
            store.insert(new_entry(sequence)._replace(serial=serial, receipt_number=receipt_number), BODY, ())
        given.append((sequence, serial))
    assert given == [(1, 0), (2, 1), (3, 1), (4, 2)]


def test_the_audit_begins_with_the_birth_by_both_clocks(store: Store) -> None:
    entry = put_in(store, add(store), EntryState.REGISTERED)
    assert store.transitions(entry.sequence) == ((None, "ready", None), ("ready", "registered", None))
    rows = store._db.execute("SELECT boot_id, monotonic_s, wall_s FROM audit ORDER BY number").fetchall()
    assert rows == [("boot-1", 5.0, 1.0), ("boot-1", 5.0, 100.0)]


def test_what_was_deferred_is_not_due_until_its_time(store: Store) -> None:
    entry, sent = add(store), put_in(store, add(store), EntryState.REGISTERED)
    assert store.next_retry_s() == 0
    with store.transaction():
        store.defer(entry.sequence, 50.0, fault=True)
        store.defer(sent.sequence, 60.0, fault=False)
    assert store.due_records(9, 49.0) == ()
    assert store.due_bytes(9, 59.0) == ()
    assert [e.faults for e in store.due_records(9, 50.0)] == [1]
    assert [e.faults for e in store.due_bytes(9, 60.0)] == [0]
    assert store.next_retry_s() == 50.0


def test_what_waits_behind_another_entry_of_its_case_names_no_time(store: Store) -> None:
    """The next time is that of the deferred or held entry in front, not the one at which nothing could be sent."""
    first = add(store, case="c")
    add(store, case="c")
    with store.transaction():
        store.defer(first.sequence, 50.0, fault=True)
    assert store.next_retry_s() == 50.0
    put_in(store, first, EntryState.HELD)
    assert store.next_retry_s() is None


@pytest.mark.parametrize("state", [EntryState.READY, EntryState.REGISTERED])
def test_the_next_time_is_found_without_going_through_the_entries(store: Store, state: EntryState) -> None:
    """What SQLite does for it is counted: as much for twenty times the entries, deferred or not."""

    def steps() -> int:
        counted = 0

        def count() -> int:
            nonlocal counted
            counted += 1
            return 0

        store._db.set_progress_handler(count, 1)
        store.next_retry_s()
        store._db.set_progress_handler(None, 0)
        return counted

    few = []
    for number in (5, 100):
        while store.highest_sequence() < number:
            put_in(store, add(store), state)
        few.append(steps())
    assert few[1] <= few[0] + 5
    with store.transaction():
        for sequence in range(1, 101):
            store.defer(sequence, 1000.0 - sequence, fault=True)
    assert store.next_retry_s() == 900.0


def test_a_clock_that_jumped_back_keeps_nothing_from_being_sent(store: Store) -> None:
    entry = add(store)
    with store.transaction():
        store.defer(entry.sequence, 10_000_000.0, fault=False)
    assert store.due_records(9, 10_000_000.0 - RETRY_HORIZON_S) == ()
    assert len(store.due_records(9, 10_000_000.0 - RETRY_HORIZON_S - 1)) == 1


def test_nothing_waits_in_an_empty_store(store: Store) -> None:
    assert store.next_retry_s() is None
    assert store.oldest_open_s() is None
    assert store.last_success_s() is None
    assert store.kept_attachments() == frozenset()
    assert store.by_receipt("LS01-261124-10001-A") is None  # type: ignore[arg-type]


def test_the_oldest_open_entry_is_one_that_waits_to_be_sent(store: Store) -> None:
    put_in(store, add(store), EntryState.HELD)
    put_in(store, add(store), EntryState.REGISTERED)
    add(store)
    assert store.oldest_open_s() == 2.0


def test_changes_of_what_is_not_there_are_typed(store: Store) -> None:
    with pytest.raises(EntryUnknownError), store.transaction():
        store.begin_attempt(EntryId("none"), 1.0)
    with pytest.raises(EntryUnknownError):
        store.entry(EntryId("none"))


def test_sealed_files_of_purged_entries_are_not_kept(store: Store) -> None:
    kept, gone = add(store, files=2), add(store, files=1)
    put_in(store, gone, EntryState.PURGED)
    assert store.kept_attachments() == {"a-1-0", "a-1-1"}
    assert [a.ordinal for a in store.attachments(kept)] == [0, 1]


def test_a_checkpoint_cuts_the_log(store: Store, path: Path) -> None:
    add(store)
    wal = path.with_name("queue.db-wal")
    assert wal.stat().st_size > 0
    assert not store.checkpoint(over_bytes=10_000_000)
    assert store.checkpoint()
    assert wal.stat().st_size == 0
    assert not store.checkpoint()


def test_a_second_connection_is_refused(store: Store, path: Path) -> None:
    add(store)
    with pytest.raises(StorageFailedError):
        Store(path, new_epoch=lambda: "other")


def test_a_damaged_page_is_typed(path: Path) -> None:
    store = Store(path, new_epoch=lambda: "epoch")
    for _ in range(30):
        add(store)
    store.close()
    raw = bytearray(path.read_bytes())
    raw[8192:] = b"\xaa" * (len(raw) - 8192)
    path.write_bytes(raw)
    with pytest.raises(StoreCorruptError):
        Store(path, new_epoch=lambda: "epoch")


def test_a_damage_that_only_the_check_finds_is_typed(path: Path) -> None:
    """A row that its index does not know opens well and is found by the check."""
    Store(path, new_epoch=lambda: "epoch").close()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA writable_schema = ON")
    database.execute(
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'body')"
        " WHERE name = 'transition'"
    )
    database.close()
    with pytest.raises(StoreCorruptError):
        Store(path, new_epoch=lambda: "epoch")


def test_other_errors_are_typed_too() -> None:
    assert type(typed_error(sqlite3.OperationalError("no code"))) is StorageFailedError
