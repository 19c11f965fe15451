"""Enrolment codes: once, for a day, five tries; the same key again gets the same answer."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hall import enrolment
from hall.errors import HallError
from hall.terminals import CACHE_S
from offline_queue.wire import routes
from offline_queue.wire.enrolment import CODE_ALPHABET, EnrolmentAnswer, EnrolmentRequest
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.sealing import SUITE, key_id_of
from tests.hall.terminal import CLIENT, RunningHall, Terminal, assert_problem
from tests.wire.build import make_case


@pytest.fixture(autouse=True)
def _fast_codes() -> None:
    """The hash is as slow here as in use."""


def new_terminal(running: RunningHall) -> Terminal:
    return Terminal(running.url, Ed25519PrivateKey.generate(), running.clock)


def wrong(code: str) -> str:
    """Another code with the same first three characters."""
    last = CODE_ALPHABET[(CODE_ALPHABET.index(code[-1]) + 1) % 32]
    return code[:-1] + last


def test_a_code_makes_a_terminal_known(running: RunningHall) -> None:
    code = running.code("LS07")
    assert len(code) == 8
    assert set(code) <= set(CODE_ALPHABET)
    terminal = new_terminal(running)
    answer = terminal.enrol(code)
    assert (answer.terminal_id, answer.station_code, answer.terminal_no) == ("LS07", "LS", 7)
    assert (answer.generation, answer.suite, answer.key_id) == (1, SUITE, terminal.key_id)
    assert answer.sealing_key.key_id == key_id_of(answer.sealing_key.public_key)
    made = make_case(running.sealing_key, terminal_id="LS07")
    assert terminal.put(made).status_code == 201


def test_the_same_key_again_gets_the_same_answer(running: RunningHall) -> None:
    terminal, code = new_terminal(running), running.code()
    first, again = terminal.try_enrol(code), terminal.try_enrol(code)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_a_spent_code_is_refused_to_another_key(running: RunningHall) -> None:
    code = running.code()
    new_terminal(running).enrol(code)
    assert_problem(new_terminal(running).try_enrol(code), 403, ProblemKind.CODE_SPENT)


def test_an_expired_code_is_refused(running: RunningHall) -> None:
    code = running.code()
    running.clock.move(running.hall.settings.enrol_code_valid_s + 1)
    assert_problem(new_terminal(running).try_enrol(code), 410, ProblemKind.CODE_EXPIRED)


def test_five_wrong_tries_lock_a_code(running: RunningHall) -> None:
    code = running.code()
    terminal = new_terminal(running)
    for _ in range(5):
        assert_problem(terminal.try_enrol(wrong(code)), 403, ProblemKind.CODE_UNKNOWN)
    assert_problem(terminal.try_enrol(code), 403, ProblemKind.CODE_LOCKED)
    assert terminal.enrol(running.code()).generation == 1


def test_an_unknown_code_is_refused_and_guessing_is_slowed(running: RunningHall) -> None:
    terminal = new_terminal(running)
    for _ in range(running.hall.settings.enrolments_per_minute):
        assert_problem(terminal.try_enrol("00000000"), 403, ProblemKind.CODE_UNKNOWN)
    response = terminal.try_enrol("00000000")
    problem = assert_problem(response, 429, ProblemKind.RATE)
    assert problem.retryable
    assert 0 < int(response.headers["retry-after"]) <= 60
    running.clock.move(61)
    assert terminal.try_enrol(running.code()).status_code == 201


def test_enrolling_anew_ends_the_old_key_and_counts_up(running: RunningHall) -> None:
    old = running.terminal()
    new = new_terminal(running)
    assert new.enrol(running.code()).generation == 2
    running.clock.move(CACHE_S)
    made = make_case(running.sealing_key)
    assert_problem(old.put(made), 403, ProblemKind.KEY_REVOKED)
    assert new.put(made).status_code == 201


def test_a_key_is_enrolled_once(running: RunningHall) -> None:
    terminal = running.terminal()
    assert_problem(terminal.try_enrol(running.code("LS02")), 403, ProblemKind.CODE_SPENT)


def test_the_request_is_signed_with_the_key_it_carries(running: RunningHall) -> None:
    code, other = running.code(), Ed25519PrivateKey.generate()
    terminal = new_terminal(running)
    body = EnrolmentRequest(code=code, public_key=other.public_key().public_bytes_raw(), software="1")
    response = terminal.call("POST", routes.ENROLMENTS, body.model_dump_json().encode())
    assert_problem(response, 401, ProblemKind.SIGNATURE)
    terminal.key_id = key_id_of(other.public_key().public_bytes_raw())
    response = terminal.call("POST", routes.ENROLMENTS, body.model_dump_json().encode())
    assert_problem(response, 401, ProblemKind.SIGNATURE)
    terminal = new_terminal(running)
    assert isinstance(terminal.enrol(code), EnrolmentAnswer)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"code":"0000000U"}', b"\xff"])
def test_garbage_is_refused(running: RunningHall, body: bytes) -> None:
    response = new_terminal(running).call("POST", routes.ENROLMENTS, body)
    assert_problem(response, 422, ProblemKind.SCHEMA)


def test_an_enrolment_without_a_signature_is_refused(running: RunningHall) -> None:
    response = CLIENT.post(running.url + routes.ENROLMENTS, content=b"{}")
    assert_problem(response, 401, ProblemKind.SIGNATURE)


def test_numbers_within_a_station_are_unique(running: RunningHall) -> None:
    running.code("LS01")
    running.code("kiosk-east")
    assert new_terminal(running).enrol(running.code("kiosk-east")).terminal_no == 2
    with pytest.raises(HallError, match="number 1 of station LS"):
        running.code("LS-01")
    with pytest.raises(HallError, match="LS01 is number 1"):
        running.code("LS01", "XF")
    with pytest.raises(HallError, match="1 to 99"):
        running.code("other", number=100)
    assert running.code("LS01", number=1)


def test_a_new_code_ends_the_one_before(running: RunningHall) -> None:
    first, second = running.code(), running.code()
    if first[:3] == second[:3]:
        pytest.skip("the two codes share their first characters")
    assert_problem(new_terminal(running).try_enrol(first), 403, ProblemKind.CODE_UNKNOWN)
    assert new_terminal(running).try_enrol(second).status_code == 201


def test_the_hash_of_a_code_is_slow_on_purpose() -> None:
    """Four mebibytes for each try; and a code that was made before an update must still fit."""
    assert 128 * enrolment.SCRYPT_N * enrolment.SCRYPT_R == 4 * 1024 * 1024
    assert enrolment._slow_digest("ABCD1234", bytes(16)).hex().startswith("f91d5537bf0ba336")
