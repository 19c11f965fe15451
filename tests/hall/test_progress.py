"""Progress queries and heartbeats."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from config.domain.case_state import CaseState
from kiosk.case_lookup import look_up
from offline_queue.transport import HallTransport, Signer
from offline_queue.wire import routes
from offline_queue.wire.documents import ComplaintCategory
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.heartbeat import Heartbeat, HeartbeatAnswer
from offline_queue.wire.progress import ComplaintAnswer, ProgressAnswer, ProgressQuery, ProgressReply
from tests.hall.terminal import RunningHall, Terminal, assert_problem
from tests.offline_queue.build import HallSide, ManualClock, enrol_directly, opened
from tests.wire.build import (
    EPOCH,
    case_document,
    make_case,
    receipt_number,
    seal,
    withdrawal_document,
)
from tests.wire.kinds import complaint_document


def ask(terminal: Terminal, number: str, code: str = "482913", *, complaints: bool = False) -> httpx.Response:
    """Ask as a terminal does that understands complaints, or as one of before, which has no such word."""
    query = ProgressQuery(receipt_number=number, lookup_code=code, complaints=complaints)
    body = query.model_dump_json(exclude=None if complaints else {"complaints"})
    return terminal.call("POST", routes.PROGRESS_QUERIES, body.encode())


COMPLAINT = receipt_number(90)
COMPLAINT_CODE = "135790"


@pytest.fixture
def complaint_of(running: RunningHall, terminal: Terminal) -> str:
    """A complaint that the hall holds; its reference number."""
    stored = terminal.put_answer(seal(running.sealing_key, complaint_document()))
    assert stored.reference_number is not None
    return stored.reference_number


def test_a_case_is_told_by_number_and_code(running: RunningHall, terminal: Terminal) -> None:
    stored = terminal.put_answer(make_case(running.sealing_key, b"page"))
    answer = ProgressAnswer.model_validate_json(ask(terminal, receipt_number(1)).content)
    assert answer.case_number == stored.case_number
    assert (answer.item_name, answer.receiving_office) == ("高龄老人补贴申领", "区民政局")
    assert [(step.state, step.at) for step in answer.steps] == [(CaseState.DELIVERED, running.clock())]
    assert not answer.complete


def test_the_answer_names_the_case_for_what_follows_from_any_terminal(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    terminal.put_answer(made)
    answer = ProgressAnswer.model_validate_json(ask(running.terminal("LS02"), receipt_number(1)).content)
    assert answer.case_id == case_document().case_id


def test_the_word_accepted_is_not_the_halls_to_say_at_intake(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    answer = ProgressAnswer.model_validate_json(ask(terminal, receipt_number(1)).content)
    assert not [step for step in answer.steps if CaseState(step.state).reserved]
    assert answer.complete


def test_another_terminal_may_ask(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    assert ask(running.terminal("LS02"), receipt_number(1)).status_code == 200


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    wrong, unknown = ask(terminal, receipt_number(1), "000000"), ask(terminal, receipt_number(9))
    assert_problem(wrong, 404, ProblemKind.NOT_FOUND)
    assert wrong.content == unknown.content
    assert wrong.headers["content-length"] == unknown.headers["content-length"]


def test_guessing_codes_is_stopped(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    for guess in range(running.hall.settings.wrong_codes):
        assert_problem(ask(terminal, receipt_number(1), f"{guess:06d}"), 404, ProblemKind.NOT_FOUND)
    assert_problem(ask(terminal, receipt_number(1)), 429, ProblemKind.RATE)
    assert_problem(ask(running.terminal("LS02"), receipt_number(1)), 429, ProblemKind.RATE)
    running.clock.move(running.hall.settings.wrong_codes_window_s + 1)
    assert ask(terminal, receipt_number(1)).status_code == 200


def test_queries_of_one_terminal_are_limited(running: RunningHall, terminal: Terminal) -> None:
    for serial in range(running.hall.settings.progress_per_minute):
        running.hall.progress_queries.count("LS01")
        assert serial >= 0
    assert_problem(ask(terminal, receipt_number(1)), 429, ProblemKind.RATE)
    assert_problem(ask(running.terminal("LS02"), receipt_number(1)), 404, ProblemKind.NOT_FOUND)


def test_a_withdrawal_is_seen(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    running.clock.move(60)
    terminal.put_answer(seal(running.sealing_key, withdrawal_document(case_document()), sequence=2))
    answer = ProgressAnswer.model_validate_json(ask(terminal, receipt_number(1)).content)
    assert [step.state for step in answer.steps] == ["delivered", "withdrawn"]


def test_a_complaint_is_told_by_number_and_code(running: RunningHall, terminal: Terminal, complaint_of: str) -> None:
    """With its number, category and state, and nothing of what was written in it."""
    received_at = running.clock()
    running.clock.move(60)
    response = ask(terminal, COMPLAINT, COMPLAINT_CODE, complaints=True)
    assert ProgressReply.model_validate_json(response.content).root == ComplaintAnswer(
        receipt_number=COMPLAINT,
        reference_number=complaint_of,
        category=ComplaintCategory.COMPLAINT,
        state="received",
        received_at=received_at,
        complete=True,
        hall_time=running.clock(),
    )
    assert set(response.json()) == set(ComplaintAnswer.model_fields)


def test_the_terminals_own_question_finds_the_complaint(terminal: Terminal, complaint_of: str, tmp_path: Path) -> None:
    """Over the signed client, with a store that does not know it."""
    enrolled = terminal.enrolled
    assert enrolled is not None
    hall_key = Ed25519PublicKey.from_public_bytes(enrolled.signing_key.public_key)
    clock = ManualClock(wall_s=terminal.clock().timestamp())
    enrol_directly(tmp_path / "queue", HallSide())
    transport = HallTransport(terminal.url, lambda: Signer(terminal.key, terminal.key_id, hall_key), clock)
    with opened(tmp_path / "queue", clock=clock) as outbox:
        told = look_up(transport, outbox, COMPLAINT, COMPLAINT_CODE)
    transport.close()
    assert told.complaint is not None
    assert told.complaint.reference_number == complaint_of


def test_a_terminal_that_does_not_understand_complaints_gets_what_it_got_before(
    terminal: Terminal, complaint_of: str
) -> None:
    """Number and code of a complaint are unknown to it, as any other number is."""
    refused = ask(terminal, COMPLAINT, COMPLAINT_CODE)
    assert_problem(refused, 404, ProblemKind.NOT_FOUND)
    assert complaint_of
    assert refused.content == ask(terminal, receipt_number(9)).content


def test_a_case_is_told_with_the_same_bytes_to_who_understands_complaints(
    running: RunningHall, terminal: Terminal
) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    assert ask(terminal, receipt_number(1), complaints=True).content == ask(terminal, receipt_number(1)).content


def test_a_wrong_code_of_a_complaint_an_unknown_number_and_a_wrong_code_of_a_case_get_the_same_answer(
    running: RunningHall, terminal: Terminal, complaint_of: str
) -> None:
    terminal.put_answer(seal(running.sealing_key, case_document(), sequence=2))
    answers = [ask(terminal, number, "000000", complaints=True) for number in (COMPLAINT, receipt_number(1))]
    answers.append(ask(terminal, receipt_number(9), complaints=True))
    answers.append(ask(terminal, receipt_number(1), COMPLAINT_CODE, complaints=True))
    assert complaint_of
    for answer in answers:
        assert_problem(answer, 404, ProblemKind.NOT_FOUND)
        assert answer.content == answers[0].content
        assert answer.headers["content-length"] == answers[0].headers["content-length"]


def test_guessing_the_code_of_a_complaint_is_stopped(
    running: RunningHall, terminal: Terminal, complaint_of: str
) -> None:
    """By the same limit, however it is asked."""
    for guess in range(running.hall.settings.wrong_codes):
        response = ask(terminal, COMPLAINT, f"{guess:06d}", complaints=guess % 2 == 0)
        assert_problem(response, 404, ProblemKind.NOT_FOUND)
    assert complaint_of
    assert_problem(ask(terminal, COMPLAINT, COMPLAINT_CODE, complaints=True), 429, ProblemKind.RATE)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"receipt_number":"LS01","lookup_code":"1"}'])
def test_a_query_that_is_none_is_refused(terminal: Terminal, body: bytes) -> None:
    assert_problem(terminal.call("POST", routes.PROGRESS_QUERIES, body), 422, ProblemKind.SCHEMA)


def beat(terminal: Terminal, **changes: object) -> HeartbeatAnswer:
    values = {
        "epoch": EPOCH,
        "highest_sequence": 0,
        "depth": 0,
        "held": 0,
        "oldest_unsent_age_s": 0,
        "boot_id": "boot-1",
        "clock_synchronised": True,
        "software": "0.1.0",
        "devices": {"printer": "ready"},
    }
    report = Heartbeat.model_validate(values | changes)
    response = terminal.call("POST", routes.HEARTBEAT, report.model_dump_json().encode())
    assert response.status_code == 200, response.text
    return HeartbeatAnswer.model_validate_json(response.content)


def test_a_heartbeat_tells_clock_limits_and_policy(running: RunningHall, terminal: Terminal) -> None:
    answer = beat(terminal)
    assert answer.hall_time == running.clock()
    assert answer.next_in_s == running.hall.settings.heartbeat_s
    assert answer.reconnect_window_s == 10
    assert not answer.notice_live
    assert answer.missing_sequences == ()
    assert beat(terminal, depth=3, held=1) == answer


def test_a_gap_in_the_sequence_is_told(running: RunningHall, terminal: Terminal) -> None:
    for serial, sequence in ((1, 1), (2, 2), (3, 5)):
        document = case_document(f"s{sequence}", serial=serial)
        terminal.put_answer(seal(running.sealing_key, document, sequence=sequence))
    assert beat(terminal).missing_sequences == (3, 4)
    assert beat(running.terminal("LS02")).missing_sequences == ()


def test_a_large_gap_is_told_in_part(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(seal(running.sealing_key, case_document(), sequence=5000))
    assert beat(terminal).missing_sequences == tuple(range(1, 101))


def test_a_heartbeat_that_is_none_is_refused(terminal: Terminal) -> None:
    problem = assert_problem(terminal.call("POST", routes.HEARTBEAT, b"{}"), 422, ProblemKind.SCHEMA)
    assert "epoch" in problem.fields
