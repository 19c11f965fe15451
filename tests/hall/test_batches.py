"""Several entries in one request: each has a result of its own, and one that is bad harms no other."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from offline_queue.wire import routes
from offline_queue.wire.batches import MAX_BATCH_BYTES, MAX_BATCH_ENTRIES, BatchAnswer, RecordResult, split_bodies
from offline_queue.wire.entries import EntryState, ProblemKind
from tests.hall.process import HallProcess, hall_command
from tests.hall.terminal import RunningHall, Terminal, TestClock, assert_problem
from tests.wire.build import Made, case_document, make_case, rating_document, seal, withdrawal_document


def post(terminal: Terminal, bodies: list[bytes]) -> list[RecordResult]:
    """Send a batch; return its results."""
    response = terminal.call("POST", routes.ENTRIES_BATCH, b"\n".join(bodies))
    assert response.status_code == 200, response.text
    results = BatchAnswer.model_validate_json(response.content).results
    assert len(results) == len(bodies)
    return list(results)


def cases(running: RunningHall, count: int) -> list[Made]:
    return [make_case(running.sealing_key, name=f"case {n}", serial=n) for n in range(1, count + 1)]


def test_every_record_of_a_batch_gets_the_answer_that_put_would_have_given(
    running: RunningHall, terminal: Terminal
) -> None:
    made = [*cases(running, 3), make_case(running.sealing_key, b"page", name="with page", serial=9)]
    made.append(seal(running.sealing_key, rating_document()))
    first = post(terminal, [one.body for one in made])
    assert [result.status for result in first] == [201] * 5
    assert [result.digest for result in first] == [one.digest for one in made]
    numbers = [result.answer.case_number for result in first if result.answer is not None]
    assert len(set(numbers[:4])) == 4
    assert numbers[4] is None
    assert first[3].answer is not None
    assert first[3].answer.state is EntryState.STORED
    for one, result in zip(made, first, strict=True):
        single = terminal.put_answer(one)
        assert result.answer is not None
        assert (single.case_number, single.received_at) == (result.answer.case_number, result.answer.received_at)


def test_a_batch_again_gets_the_same_verdicts(running: RunningHall, terminal: Terminal) -> None:
    """What a lost reply of a batch costs: nothing but the way."""
    made = cases(running, 4)
    first, again = (post(terminal, [one.body for one in made]) for _ in range(2))
    assert [result.status for result in again] == [200] * 4
    assert [r.answer.case_number for r in first if r.answer] == [r.answer.case_number for r in again if r.answer]


def test_known_and_new_records_in_one_batch_are_told_apart(running: RunningHall, terminal: Terminal) -> None:
    made = cases(running, 3)
    terminal.put_answer(made[1])
    assert [result.status for result in post(terminal, [one.body for one in made])] == [201, 200, 201]


def test_one_bad_record_among_good_ones_is_refused_alone(running: RunningHall, terminal: Terminal) -> None:
    good = cases(running, 2)
    taken = make_case(running.sealing_key, name="same receipt", serial=1)
    other = make_case(running.sealing_key, name="case 1", serial=1)
    unsound = seal(running.sealing_key, case_document("unsound"), content=b"{}")
    results = post(terminal, [good[0].body, b"{}", taken.body, unsound.body, other.body, good[1].body])
    assert [result.status for result in results] == [201, 422, 409, 422, 409, 201]
    kinds = [result.problem.kind for result in results if result.problem is not None]
    assert kinds == [
        ProblemKind.SCHEMA,
        ProblemKind.RECEIPT_TAKEN,
        ProblemKind.SCHEMA,
        ProblemKind.ENTRY_DIFFERS,
    ]
    assert terminal.put(good[1]).status_code == 200


def test_a_record_with_another_ones_file_is_refused_alone(running: RunningHall, terminal: Terminal) -> None:
    """The id of an attachment belongs to the entry that named it first, in one batch too."""
    first = make_case(running.sealing_key, b"page", name="first", serial=1)
    second = make_case(running.sealing_key, b"page", name="second", serial=2, files_of="first")
    third = make_case(running.sealing_key, b"page", name="third", serial=3)
    results = post(terminal, [first.body, second.body, third.body])
    assert [result.status for result in results] == [201, 409, 201]
    assert results[1].problem is not None
    assert results[1].problem.kind is ProblemKind.RECEIPT_TAKEN


def test_the_same_record_twice_in_a_batch_counts_once(running: RunningHall, terminal: Terminal) -> None:
    made = cases(running, 1)[0]
    assert [result.status for result in post(terminal, [made.body, made.body])] == [201, 200]


def test_a_case_and_its_withdrawal_in_one_batch_both_count(running: RunningHall, terminal: Terminal) -> None:
    document = case_document("taken back")
    made = seal(running.sealing_key, document)
    back = seal(running.sealing_key, withdrawal_document(document))
    assert [result.status for result in post(terminal, [made.body, back.body])] == [201, 201]


def test_another_terminals_entry_is_refused_in_a_batch(running: RunningHall, terminal: Terminal) -> None:
    other = running.terminal("LS02")
    made = cases(running, 2)
    assert {result.status for result in post(other, [one.body for one in made])} == {422}
    assert {result.status for result in post(terminal, [one.body for one in made])} == {201}


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"", 422, ProblemKind.SCHEMA),
        (b"{}\n\n{}", 422, ProblemKind.SCHEMA),
        (b"\n".join([b"{}"] * (MAX_BATCH_ENTRIES + 1)), 413, ProblemKind.TOO_LARGE),
        (b"x" * (MAX_BATCH_BYTES + 1), 413, ProblemKind.TOO_LARGE),
    ],
)
def test_what_is_no_batch_is_refused_as_a_whole(
    terminal: Terminal, body: bytes, status: int, kind: ProblemKind
) -> None:
    assert_problem(terminal.call("POST", routes.ENTRIES_BATCH, body), status, kind)


def test_a_break_at_the_end_of_a_batch_is_allowed() -> None:
    assert split_bodies(b"a\nb\n") == [b"a", b"b"]


@pytest.mark.slow
def test_a_hall_killed_between_a_batchs_effect_and_its_reply_has_each_record_once(tmp_path: Path) -> None:
    folder = tmp_path / "hall"
    code = json.loads(
        hall_command("enrol-code", "--data", str(folder), "--terminal", "LS01", "--station", "LS", "--json")
    )["code"]
    with HallProcess(folder) as hall:
        terminal = Terminal(hall.url, Ed25519PrivateKey.generate(), TestClock())
        enrolled = terminal.enrol(code)
    key = X25519PublicKey.from_public_bytes(enrolled.sealing_key.public_key)
    made = [make_case(key, name=f"case {n}", serial=n) for n in range(1, 6)]
    with HallProcess(folder, program=("-m", "tests.hall.dies_after_commit")) as mortal:
        terminal.url = mortal.url
        with pytest.raises(httpx.TransportError):
            post(terminal, [one.body for one in made])
        assert mortal.wait() == -9
    with HallProcess(folder) as hall:
        terminal.url = hall.url
        assert [result.status for result in post(terminal, [one.body for one in made])] == [200] * 5
    lines = [json.loads(line) for line in hall_command("export", "--data", str(folder)).splitlines()]
    assert sorted(line["entry_id"] for line in lines) == sorted(one.entry_id for one in made)
    assert len({line["case_number"] for line in lines}) == 5
