"""A terminal's new key: both count until the new one is used; a kill at any step leaves a terminal that works."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hall.keys import add_sealing_key, load_or_make_keys, use_sealing_key
from hall.terminals import revoke_keys
from offline_queue.clock import SystemClock
from offline_queue.engine import SyncEngine
from offline_queue.enrolment import enrol
from offline_queue.errors import EnrolmentRefusedError, StorageError
from offline_queue.filesystem import OsFs
from offline_queue.identity import load_identity, unused_key
from offline_queue.key_rotation import rotate_key
from offline_queue.model import EntryState
from offline_queue.outbox import Outbox
from offline_queue.transport import HallTransport, Signer
from offline_queue.wire import routes
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.key_rotation import KeyRotation, KeyRotationAnswer, rotation_proof_text
from offline_queue.wire.sealing import key_id_of
from tests.hall.terminal import RunningHall, Terminal, assert_problem
from tests.hall.test_load import HEARTBEAT
from tests.offline_queue.build import case_draft
from tests.wire.build import make_case


@pytest.fixture
def engine() -> str:
    """One engine is enough here."""
    return "sqlite"


def body_for(terminal: Terminal, key: Ed25519PrivateKey, *, terminal_id: str = "LS01") -> bytes:
    raw = key.public_key().public_bytes_raw()
    proof = key.sign(rotation_proof_text(terminal_id, terminal.key_id, raw))
    return KeyRotation(public_key=raw, proof=proof).model_dump_json().encode()


def with_key(terminal: Terminal, key: Ed25519PrivateKey) -> Terminal:
    other = Terminal(terminal.url, key, terminal.clock)
    other.enrolled = terminal.enrolled
    return other


def test_both_keys_count_until_the_new_one_is_used_for_a_heartbeat(running: RunningHall, terminal: Terminal) -> None:
    key = Ed25519PrivateKey.generate()
    body = body_for(terminal, key)
    first = terminal.call("POST", routes.TERMINAL_KEYS, body)
    assert first.status_code == 201
    assert KeyRotationAnswer.model_validate_json(first.content).key_id == key_id_of(key.public_key().public_bytes_raw())
    assert terminal.call("POST", routes.TERMINAL_KEYS, body).status_code == 200
    fresh = with_key(terminal, key)
    made = make_case(running.sealing_key)
    assert terminal.put(made).status_code == 201
    assert fresh.put(made).status_code == 200
    heartbeat = HEARTBEAT.model_dump_json().encode()
    assert terminal.call("POST", routes.HEARTBEAT, heartbeat).status_code == 200, "the old key retires nothing"
    assert fresh.put(made).status_code == 200
    assert fresh.call("POST", routes.HEARTBEAT, heartbeat).status_code == 200
    assert_problem(terminal.put(made), 403, ProblemKind.KEY_REVOKED)
    assert fresh.put(made).status_code == 200


def test_a_rotation_needs_both_keys(running: RunningHall, terminal: Terminal) -> None:
    mine, other = Ed25519PrivateKey.generate(), running.terminal("LS02")
    for body in (body_for(terminal, mine, terminal_id="LS02"), body_for(other, mine)):
        assert_problem(terminal.call("POST", routes.TERMINAL_KEYS, body), 401, ProblemKind.SIGNATURE)
    stranger = Terminal(running.url, mine, running.clock)
    assert_problem(stranger.call("POST", routes.TERMINAL_KEYS, body_for(stranger, mine)), 401, ProblemKind.KEY_UNKNOWN)


def test_keys_that_were_used_before_are_not_taken_again(running: RunningHall, terminal: Terminal) -> None:
    other = running.terminal("LS02")
    for key in (terminal.key, other.key):
        response = terminal.call("POST", routes.TERMINAL_KEYS, body_for(terminal, key))
        assert_problem(response, 409, ProblemKind.KEY_TAKEN)


def test_revoking_a_terminal_ends_the_key_that_was_not_used_yet_too(running: RunningHall, terminal: Terminal) -> None:
    key = Ed25519PrivateKey.generate()
    terminal.call("POST", routes.TERMINAL_KEYS, body_for(terminal, key))
    running.hall.database.write(lambda connection: revoke_keys(connection, "LS01", running.clock())).result()
    running.hall.callers.forget()
    assert_problem(with_key(terminal, key).put(make_case(running.sealing_key)), 403, ProblemKind.KEY_REVOKED)


class CutFs(OsFs):
    """The machine's files, until the n-th change of them."""

    def __init__(self, changes: int) -> None:
        self.left = changes

    def _spend(self) -> None:
        if self.left == 0:
            raise OSError(5, "cut")
        self.left -= 1

    def create(self, path: Path) -> int:
        self._spend()
        return super().create(path)

    def fsync(self, descriptor: int) -> None:
        self._spend()
        super().fsync(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        self._spend()
        super().rename(source, target)

    def remove(self, path: Path) -> None:
        self._spend()
        super().remove(path)


def serves(running: RunningHall, data_dir: Path) -> bool:
    """Whether the terminal's stored identity is one that the hall takes."""
    running.hall.callers.forget()
    identity = load_identity(data_dir, OsFs())
    transport = HallTransport(running.url, lambda: Signer.of(identity), SystemClock())
    try:
        return transport.call("POST", routes.HEARTBEAT, body=HEARTBEAT.model_dump_json().encode()).status == 200
    finally:
        transport.close()


def test_a_rotation_cut_at_any_step_leaves_a_key_that_works_and_is_finished_by_the_next(
    running: RunningHall, tmp_path: Path
) -> None:
    data_dir = tmp_path / "queue"
    enrol(data_dir, running.url, running.code())
    for changes in range(20):
        before = load_identity(data_dir, OsFs()).key_id
        try:
            rotate_key(data_dir, running.url, fs=CutFs(changes))
        except (StorageError, OSError):
            assert serves(running, data_dir), f"cut at change {changes}"
            rotate_key(data_dir, running.url)
            assert serves(running, data_dir)
            assert load_identity(data_dir, OsFs()).key_id != before
            continue
        break
    assert changes > 5
    assert serves(running, data_dir)
    assert len(list((data_dir / "identity").glob("*.key"))) == 1


def test_a_lost_answer_to_a_rotation_costs_nothing(running: RunningHall, tmp_path: Path) -> None:
    data_dir = tmp_path / "queue"
    old = enrol(data_dir, running.url, running.code())
    key, _ = unused_key(data_dir, OsFs())
    raw = key.public_key().public_bytes_raw()
    proof = key.sign(rotation_proof_text("LS01", old.key_id, raw))
    transport = HallTransport(running.url, lambda: Signer.of(old), SystemClock())
    body = KeyRotation(public_key=raw, proof=proof).model_dump_json().encode()
    assert transport.call("POST", routes.TERMINAL_KEYS, body=body).status == 201
    transport.close()
    assert rotate_key(data_dir, running.url).key_id == key_id_of(raw)


def test_a_revoked_terminal_is_told_so_and_enrols_again(running: RunningHall, tmp_path: Path) -> None:
    data_dir = tmp_path / "queue"
    enrol(data_dir, running.url, running.code())
    running.hall.database.write(lambda connection: revoke_keys(connection, "LS01", running.clock())).result()
    running.hall.callers.forget()
    with pytest.raises(EnrolmentRefusedError) as refused:
        rotate_key(data_dir, running.url)
    assert refused.value.problem == ProblemKind.KEY_REVOKED
    enrol(data_dir, running.url, running.code())
    assert serves(running, data_dir)


def test_the_halls_new_sealing_key_reaches_the_terminal_and_older_entries_still_open(
    running: RunningHall, tmp_path: Path
) -> None:
    data_dir, hall_dir = tmp_path / "queue", running.hall.settings.data_dir
    first = enrol(data_dir, running.url, running.code()).hall_sealing_key_id
    key_id = add_sealing_key(hall_dir)
    assert load_or_make_keys(hall_dir).current_sealing == first, "made known to every process before it is announced"
    use_sealing_key(hall_dir, key_id)
    with Outbox.open(data_dir) as outbox:
        older = outbox.enqueue(case_draft())
        keys = load_or_make_keys(hall_dir)
        running.hall.keys.sealing.update(keys.sealing)
        object.__setattr__(running.hall.keys, "current_sealing", keys.current_sealing)
        transport = HallTransport(running.url, lambda: Signer.of(outbox.identity()), SystemClock())
        engine = SyncEngine(outbox, transport, clock=SystemClock(), rng=random.Random(1))
        engine.sync_pass()
        assert outbox.identity().hall_sealing_key_id == key_id
        newer = outbox.enqueue(case_draft())
        engine.sync_pass()
        transport.close()
        kept = [outbox.entry(receipt.entry_id) for receipt in (older, newer)]
    assert [entry.key_id for entry in kept] == [first, key_id]
    assert [entry.state for entry in kept] == [EntryState.DELIVERED] * 2
    assert load_identity(data_dir, OsFs()).hall_sealing_key_id == key_id
