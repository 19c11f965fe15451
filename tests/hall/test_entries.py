"""Storing entries: once, whatever the line does; refused with a typed problem, whatever is sent."""

from __future__ import annotations

import json
import logging

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from hall.database import Work
from hall.intake import Evidence, Stored, open_entry, store
from hall.tables import cases, entries, ratings, withdrawals
from offline_queue.wire import routes
from offline_queue.wire.entries import MAX_ENTRY_BYTES, EntryKind, EntryState, ProblemKind
from offline_queue.wire.sealing import EntrySealer
from tests.hall.kept import everything_kept
from tests.hall.terminal import CLIENT, RunningHall, Terminal, assert_problem, problem_of
from tests.wire.build import (
    CANARIES,
    Made,
    case_document,
    make_case,
    rating_document,
    receipt_number,
    seal,
    uuid_of,
    withdrawal_document,
)


def count(running: RunningHall, table: object) -> int:
    return running.hall.database.read(
        lambda connection: connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]
    )


def test_a_new_entry_is_stored_and_gets_a_case_number(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    response = terminal.put(made)
    assert response.status_code == 201
    answer = terminal.get_answer(made.entry_id)
    assert answer.digest == made.digest
    assert answer.state is EntryState.COMPLETE
    day = running.clock().astimezone(running.hall.settings.zone).strftime("%Y%m%d")
    assert answer.case_number == f"610115LTSMZ003{day}0001"


def test_an_implementation_code_leads_the_case_number(running: RunningHall, terminal: Terminal) -> None:
    code = "11440232MB2D06811W4000117051000"
    answer = terminal.put_answer(make_case(running.sealing_key, implementation_code=code))
    assert answer.case_number is not None
    assert answer.case_number.startswith(code)
    assert len(answer.case_number) == 43


def test_case_numbers_count_up(running: RunningHall, terminal: Terminal) -> None:
    numbers = [
        terminal.put_answer(make_case(running.sealing_key, name=f"n{serial}", serial=serial)).case_number
        for serial in (1, 2, 3)
    ]
    assert [number[-4:] for number in numbers if number] == ["0001", "0002", "0003"]


def test_the_same_bytes_again_get_the_same_verdict(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key, b"page")
    first, again = terminal.put(made), terminal.put(made)
    assert (first.status_code, again.status_code) == (201, 200)
    one, two = first.json(), again.json()
    one.pop("hall_time"), two.pop("hall_time")
    assert one == two
    assert count(running, cases) == 1


def test_other_bytes_under_the_same_id_are_refused(running: RunningHall, terminal: Terminal) -> None:
    terminal.put(make_case(running.sealing_key))
    problem = assert_problem(terminal.put(make_case(running.sealing_key)), 409, ProblemKind.ENTRY_DIFFERS)
    assert not problem.retryable
    assert count(running, cases) == 1


def test_a_receipt_number_is_taken_once(running: RunningHall, terminal: Terminal) -> None:
    terminal.put(make_case(running.sealing_key, serial=1))
    assert_problem(terminal.put(make_case(running.sealing_key, name="two", serial=1)), 409, ProblemKind.RECEIPT_TAKEN)
    assert count(running, entries) == 1


def test_a_refusal_does_not_disturb_the_writes_beside_it(running: RunningHall, terminal: Terminal) -> None:
    """Works of one group commit are run again one by one when one of them raises."""
    good = [make_case(running.sealing_key, name=f"g{serial}", serial=serial) for serial in range(1, 6)]
    terminal.put(good[0])
    bad = make_case(running.sealing_key, name="bad", serial=1)
    database, hall = running.hall.database, running.hall

    def work(made: Made) -> Work[Stored]:
        opened = open_entry(made.body, made.entry_id, "LS01", hall.keys)
        return lambda connection: store(
            connection, opened, Evidence("LS01", "", ""), now=hall.clock(), settings=hall.settings
        )

    futures = [database.write(work(made)) for made in (*good[1:3], bad, *good[3:])]
    outcomes = [future.exception(10) for future in futures]
    assert [outcome is None for outcome in outcomes] == [True, True, False, True, True]
    assert count(running, cases) == 5


def test_a_rating_is_kept_apart(running: RunningHall, terminal: Terminal) -> None:
    answer = terminal.put_answer(seal(running.sealing_key, rating_document()))
    assert answer.case_number is None
    assert answer.state is EntryState.COMPLETE
    assert (count(running, ratings), count(running, cases)) == (1, 0)


def test_a_withdrawal_is_kept_apart(running: RunningHall, terminal: Terminal) -> None:
    terminal.put(make_case(running.sealing_key))
    terminal.put_answer(seal(running.sealing_key, withdrawal_document(case_document()), sequence=2))
    assert (count(running, withdrawals), count(running, cases)) == (1, 1)


def test_garbage_is_refused(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    for body in (b"", b"{", b"\xff\xfe", b"[]", b"null", b'"text"', b"<html></html>", b"{}"):
        assert_problem(terminal.put(made, body), 422, ProblemKind.SCHEMA)
    assert count(running, entries) == 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400))
def test_any_bytes_get_a_typed_answer(running: RunningHall, terminal: Terminal, body: bytes) -> None:
    response = terminal.put(make_case(running.sealing_key), body)
    assert problem_of(response).kind is ProblemKind.SCHEMA


def test_an_opened_document_that_is_not_valid_is_told_where_and_not_what(
    running: RunningHall, terminal: Terminal
) -> None:
    raw = json.loads(case_document().model_dump_json())
    raw["applicant"]["number"] = "张桂兰"
    raw["张桂兰"] = 1
    made = seal(running.sealing_key, case_document(), content=json.dumps(raw).encode())
    response = terminal.put(made)
    problem = assert_problem(response, 422, ProblemKind.SCHEMA)
    assert "document.applicant.number" in problem.fields
    assert not [canary for canary in CANARIES if canary in response.text]


def test_a_document_of_another_entry_is_refused(running: RunningHall, terminal: Terminal) -> None:
    other = case_document("other").model_dump_json().encode()
    assert_problem(terminal.put(seal(running.sealing_key, case_document(), content=other)), 422, ProblemKind.SCHEMA)


def test_a_manifest_that_differs_from_the_document_is_refused(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key, b"page")
    raw = json.loads(made.body)
    raw["attachments"] = []
    response = terminal.put(made, json.dumps(raw).encode())
    assert assert_problem(response, 422, ProblemKind.SCHEMA).fields == ("document.attachments",)


def test_a_material_that_names_a_missing_page_is_refused(running: RunningHall, terminal: Terminal) -> None:
    raw = json.loads(case_document().model_dump_json())
    raw["materials"][0]["pages"] = [0]
    made = seal(running.sealing_key, case_document(), content=json.dumps(raw).encode())
    assert assert_problem(terminal.put(made), 422, ProblemKind.SCHEMA).fields == ("document.materials",)


def test_a_document_of_another_kind_than_its_envelope_is_refused(running: RunningHall, terminal: Terminal) -> None:
    document = case_document()
    closed = EntrySealer(running.sealing_key, document.entry_id, EntryKind.COMPLAINT).seal_document(b"{}")
    sealed = seal(running.sealing_key, document).sealed.model_copy(
        update={
            "kind": EntryKind.COMPLAINT,
            "wrapped_key": closed.wrapped_key,
            "sealed_document": closed.sealed_document,
        }
    )
    made = Made(document, sealed, sealed.to_body(), {}, closed.content_sha256)
    fields = assert_problem(terminal.put(made), 422, ProblemKind.SCHEMA).fields
    assert {"document.category", "document.text"} <= set(fields)


@pytest.mark.parametrize(
    "change",
    [
        {"key_id": "0" * 32},
        {"suite": "sm2-sm4/1"},
        {"wrapped_key": "AAAA"},
        {"sealed_document": "AAAA"},
    ],
)
def test_what_does_not_open_is_refused(running: RunningHall, terminal: Terminal, change: dict[str, str]) -> None:
    made = make_case(running.sealing_key)
    body = json.dumps(json.loads(made.body) | change).encode()
    assert_problem(terminal.put(made, body), 422, ProblemKind.SEAL)


def test_an_entry_sealed_to_another_hall_is_refused(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(X25519PrivateKey.generate().public_key())
    assert_problem(terminal.put(made), 422, ProblemKind.SEAL)


def test_an_entry_that_is_too_large_is_refused(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    assert_problem(terminal.put(made, b"x" * (MAX_ENTRY_BYTES + 1)), 413, ProblemKind.TOO_LARGE)


def test_a_body_that_grows_too_large_without_saying_so_is_refused(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    path = routes.entry_path(made.entry_id)
    headers = terminal.signature("PUT", path, b"x")
    pieces = (b"x" * 65536 for _ in range(MAX_ENTRY_BYTES // 65536 + 2))
    response = CLIENT.put(terminal.url + path, content=pieces, headers=headers)
    assert_problem(response, 413, ProblemKind.TOO_LARGE)


def test_an_attachment_announced_too_large_is_refused(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key, b"page")
    raw = json.loads(made.body)
    raw["attachments"][0]["sealed_size_bytes"] = 2**40
    assert_problem(terminal.put(made, json.dumps(raw).encode()), 413, ProblemKind.TOO_LARGE)


def test_an_entry_is_told_to_its_own_terminal_only(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key)
    terminal.put(made)
    other = running.terminal("LS02")
    path = routes.entry_path(made.entry_id)
    assert_problem(other.call("GET", path), 404, ProblemKind.NOT_FOUND)
    assert_problem(other.put(made), 422, ProblemKind.SCHEMA)
    assert_problem(terminal.call("GET", routes.entry_path(uuid_of("no"))), 404, ProblemKind.NOT_FOUND)


def test_two_terminals_deliver_side_by_side(running: RunningHall, terminal: Terminal) -> None:
    other = running.terminal("LS02")
    one = make_case(running.sealing_key, name="a", serial=1)
    two = make_case(running.sealing_key, name="b", serial=2, terminal_id="LS02")
    numbers = {terminal.put_answer(one).case_number, other.put_answer(two).case_number}
    assert len(numbers) == 2
    assert receipt_number(1) != receipt_number(2)


def test_an_attachment_id_of_another_entry_is_refused(running: RunningHall, terminal: Terminal) -> None:
    terminal.put(make_case(running.sealing_key, b"page"))
    made = make_case(running.sealing_key, b"page", name="two", serial=2)
    one = make_case(running.sealing_key, b"page")
    stolen = one.sealed.attachments[0].attachment_id
    raw = json.loads(made.body.replace(made.sealed.attachments[0].attachment_id.encode(), stolen.encode()))
    document = made.document.model_copy(
        update={"attachments": (made.document.attachments[0].model_copy(update={"attachment_id": stolen}),)}  # type: ignore[union-attr]
    )
    again = seal(running.sealing_key, document)
    raw |= {key: json.loads(again.body)[key] for key in ("wrapped_key", "sealed_document")}
    assert_problem(terminal.put(made, json.dumps(raw).encode()), 409, ProblemKind.RECEIPT_TAKEN)
    assert count(running, cases) == 1


def test_the_log_holds_no_person(running: RunningHall, terminal: Terminal, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = make_case(running.sealing_key, b"page")
    terminal.put(made)
    terminal.upload(made)
    raw = json.loads(case_document("bad").model_dump_json())
    raw["applicant"]["number"] = CANARIES[1]
    terminal.put(seal(running.sealing_key, case_document("bad"), content=json.dumps(raw).encode()))
    assert "entry.stored" in caplog.text
    assert "entry.refused" in caplog.text
    assert not [canary for canary in (*CANARIES, "482913") if canary in caplog.text]


def test_nothing_that_the_hall_keeps_holds_a_person_in_clear(running: RunningHall, terminal: Terminal) -> None:
    made = make_case(running.sealing_key, CANARIES[0].encode() * 1000)
    terminal.put(made)
    terminal.upload(made)
    kept = list(everything_kept(running))
    assert any(name.startswith("blobs/") for name, _ in kept)
    assert made.body in b"".join(content for _, content in kept)
    for name, content in kept:
        assert not [canary for canary in (*CANARIES, "482913") if canary.encode() in content], name


def test_a_fault_of_the_hall_is_a_problem_without_details(
    running: RunningHall, terminal: Terminal, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    request.node.add_marker(pytest.mark.expects_log_warnings)
    rename = "ALTER TABLE {} RENAME TO {}"
    with_fault, healed = rename.format("transitions", "hidden"), rename.format("hidden", "transitions")
    running.hall.database.write(lambda connection: connection.exec_driver_sql(with_fault)).result()
    response = terminal.put(make_case(running.sealing_key))
    running.hall.database.write(lambda connection: connection.exec_driver_sql(healed)).result()
    # The server logs the fault after its answer: what it answers next comes after that.
    assert CLIENT.get(running.url + routes.TIME).status_code == 200
    problem = assert_problem(response, 500, ProblemKind.INTERNAL)
    assert problem.detail is None
    assert "hall.fault" in caplog.text
    assert not [canary for canary in CANARIES if canary in caplog.text]
