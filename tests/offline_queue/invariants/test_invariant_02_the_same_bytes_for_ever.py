"""Invariant 2: sealed bytes, digest and key of an entry never change, and every attempt sends the same bytes."""

from __future__ import annotations

import random
import re
import sqlite3
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline_queue.engine import SyncEngine
from offline_queue.model import EntryState
from offline_queue.outbox import Outbox
from offline_queue.store import Store
from offline_queue.transport import HallTransport, Signer
from offline_queue.wire.entries import ProblemKind, digest_of
from tests.offline_queue.build import ManualClock, case_draft, opened, page
from tests.offline_queue.played_hall import LOST, PlayedHall, effect_then, fixed, problem
from tests.offline_queue.test_store_rules import AT, add

_BORN_HELD = """
    INSERT INTO entry SELECT 2, 0, 'e2', case_id, kind, priority, 'held', NULL, item_id, code_salt, code_hash, digest,
        suite, key_id, size_bytes, attempts, faults, retry_at, cause, hall_ref, captured_at, stored_at, boot_id,
        monotonic_s, sent_at, registered_at, settled_at, clock_synchronised, purged_at FROM entry"""
CHANGED_BY_SENDING = {
    *("state", "attempts", "faults", "retry_at", "cause", "hall_ref"),
    *("sent_at", "registered_at", "settled_at", "purged_at"),
}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET digest = 'other'",
        "UPDATE entry SET entry_id = 'other'",
        "UPDATE entry SET case_id = 'other'",
        "UPDATE entry SET receipt_number = 'other'",
        "UPDATE entry SET sequence = 77",
        "UPDATE entry SET kind = 'rating'",
        "UPDATE entry SET code_hash = x'00'",
        "UPDATE entry SET stored_at = 77",
        "UPDATE entry SET serial = 77",
        "UPDATE entry SET boot_id = 'other'",
        "UPDATE entry SET monotonic_s = 77",
        "UPDATE entry SET attempts = -1",
        "UPDATE entry SET hall_ref = 'other' WHERE hall_ref = 'C1'",
        "UPDATE body SET sealed = x'00'",
        "UPDATE attachment SET digest = 'other'",
        "UPDATE attachment SET ordinal = 5",
        "UPDATE attachment SET acked_bytes = 101",
        "UPDATE transition SET cause = 'other'",
        "DELETE FROM entry",
        "DELETE FROM body",
        "DELETE FROM attachment",
        "DELETE FROM transition",
        _BORN_HELD,
        "UPDATE entry SET sent_at = 'no number'",
    ],
)
def test_identity_bytes_and_digest_never_change(store: Store, path: Path, change: str) -> None:
    """Invariant 2, also against another program."""
    entry = add(store, files=1)
    with store.transaction():
        store.set_hall_ref(entry.sequence, "C1")
        store.set_state(entry, EntryState.REGISTERED, None, AT)
    store.close()
    other = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError):
        other.execute(change)
    other.close()


@pytest.mark.parametrize("name", ["sequence", "rowid", "oid", "_rowid_", "ROWID"])
def test_no_other_name_of_the_primary_key_leads_around_its_trigger(store: Store, path: Path, name: str) -> None:
    """A trigger of some columns goes by the names that a statement uses."""
    add(store)
    store.close()
    other = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="never change"):
        other.execute(f"UPDATE entry SET {name} = 77")
    other.close()


def test_every_column_of_an_entry_is_fixed_or_among_those_that_sending_changes(store: Store, path: Path) -> None:
    """A column that is added later must be decided about: what never changes is named in the trigger twice."""
    store.close()
    other = sqlite3.connect(path)
    columns = {row[1] for row in other.execute("PRAGMA table_info(entry)")}
    (trigger,) = other.execute("SELECT sql FROM sqlite_schema WHERE name = 'entry_identity'").fetchone()
    other.close()
    head, condition = trigger.split("ON entry")
    fixed = set(re.findall(r"NEW\.(\w+) IS NOT OLD\.\1", condition))
    assert fixed == set(re.findall(r"\w+", head.split("UPDATE OF")[1])) - {"rowid", "oid", "_rowid_"}
    assert columns - fixed == CHANGED_BY_SENDING


def test_every_attempt_sends_the_same_bytes(data_dir: Path, played: PlayedHall, clock: ManualClock) -> None:
    """Alone and with others; after a lost reply, a refusal, a hold, a restart, and with another sealing key."""
    faults = [effect_then(LOST), problem(503, ProblemKind.BUSY), problem(422, ProblemKind.SEAL), fixed(LOST)]
    with opened(data_dir, clock=clock) as outbox:
        entry_id = outbox.enqueue(case_draft(1), [page(40_000)]).entry_id
        first = outbox.sealed(entry_id)
        assert digest_of(first.body) == first.entry.digest
    for number, fault in enumerate(faults):
        with opened(data_dir, clock=clock) as outbox:
            if number == 1:
                raw = X25519PrivateKey.generate().public_key().public_bytes_raw()
                assert outbox.adopt_sealing_key(raw)
            if outbox.entry(entry_id).state is EntryState.HELD:
                outbox.release(entry_id)
            played.next("PUT", fault)
            send(outbox, played, clock)
            clock.move(400)
    with opened(data_dir, clock=clock) as outbox:
        if outbox.entry(entry_id).state is EntryState.HELD:
            outbox.release(entry_id)
        send(outbox, played, clock)
        entry = outbox.entry(entry_id)
        assert (entry.state, entry.attempts) == (EntryState.DELIVERED, len(faults) + 2)
        assert (entry.digest, entry.key_id, entry.suite) == (first.entry.digest, first.entry.key_id, first.entry.suite)
        last = outbox.sealed(entry_id)
        assert (last.body, last.attachments[0].digest) == (first.body, first.attachments[0].digest)
    sent = [asked.body for asked in played.requests("PUT")]
    assert len(sent) > len(faults)
    assert set(sent) == {first.body}
    [file] = played.entries[entry_id].bytes_of.values()
    assert digest_of(bytes(file)) == first.attachments[0].digest


def send(outbox: Outbox, played: PlayedHall, clock: ManualClock) -> None:
    """One pass of an engine that begins anew."""
    transport = HallTransport(played.url, lambda: Signer.of(outbox.identity()), clock)
    SyncEngine(outbox, transport, clock=clock, rng=random.Random(3)).sync_pass()
    transport.close()
