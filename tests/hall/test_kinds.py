"""What each kind of entry does at the hall, once, whatever the line does."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert, select

from config.domain.case_state import CaseState
from hall.__main__ import main
from hall.effects import latest_state
from hall.export import exported_entries
from hall.tables import payments, transitions
from offline_queue.wire.documents import ComplaintCategory, Document, PaymentOutcome
from offline_queue.wire.entries import EntryKind, ProblemKind
from tests.hall.terminal import RunningHall, Terminal, assert_problem
from tests.wire.build import (
    CANARIES,
    Made,
    case_document,
    make_case,
    make_filed,
    receipt_number,
    seal,
    withdrawal_document,
)
from tests.wire.kinds import amendment_document, complaint_document, device_document, outcome_document


def sealed(running: RunningHall, document: Document, *, sequence: int = 1) -> Made:
    return seal(running.sealing_key, document, sequence=sequence)


def exported(running: RunningHall) -> dict[str, dict[str, object]]:
    settings = running.hall.settings
    return {entry["entry_id"]: entry for entry in exported_entries(settings.data_dir, settings.database_url)}


def effect(running: RunningHall, made: Made) -> dict[str, object]:
    told = exported(running)[made.entry_id]["effect"]
    assert isinstance(told, dict)
    return told


def state_of(running: RunningHall) -> CaseState | None:
    return running.hall.database.read(lambda connection: latest_state(connection, case_document().case_id))


def test_an_amendment_is_attached_to_its_case_with_its_file(running: RunningHall, terminal: Terminal) -> None:
    case, document = make_case(running.sealing_key), case_document()
    terminal.put_answer(case)
    made = make_filed(
        running.sealing_key,
        EntryKind.AMENDMENT,
        lambda files: amendment_document(document, files=files),
        b"register",
        name="amendment",
    )
    terminal.put_answer(made)
    terminal.upload(made)
    assert terminal.get_answer(made.entry_id).state == "complete"
    assert effect(running, made) == {"case_id": document.case_id, "state": "attached"}
    told = exported(running)[made.entry_id]
    assert [file["complete"] for file in told["attachments"]] == [True]  # type: ignore[attr-defined]


def test_an_amendment_that_came_before_its_case_waits_for_it(running: RunningHall, terminal: Terminal) -> None:
    case = make_case(running.sealing_key)
    made = sealed(running, amendment_document(case_document()))
    terminal.put_answer(made)
    assert effect(running, made)["state"] == "waiting"
    terminal.put_answer(case)
    assert effect(running, made)["state"] == "attached"
    assert state_of(running) is CaseState.DELIVERED


def test_a_withdrawal_stops_a_case_that_nobody_has_taken(running: RunningHall, terminal: Terminal) -> None:
    case = make_case(running.sealing_key)
    terminal.put_answer(case)
    made = sealed(running, withdrawal_document(case_document()))
    for _ in range(2):
        terminal.put_answer(made)
    assert state_of(running) is CaseState.WITHDRAWN
    assert effect(running, made)["state"] == "withdrawn"
    again = sealed(running, withdrawal_document(case_document(), "again"))
    terminal.put_answer(again)
    count = select(transitions.c.state).where(transitions.c.case_id == case_document().case_id)
    assert len(running.hall.database.read(lambda c: c.execute(count).all())) == 2


def test_a_withdrawal_that_came_before_its_case_stops_it_when_it_comes(
    running: RunningHall, terminal: Terminal
) -> None:
    case = make_case(running.sealing_key)
    made = sealed(running, withdrawal_document(case_document()))
    terminal.put_answer(made)
    assert effect(running, made)["state"] == "waiting"
    terminal.put_answer(case)
    assert state_of(running) is CaseState.WITHDRAWN
    assert effect(running, made)["state"] == "withdrawn"


def test_a_withdrawal_after_a_department_took_the_case_changes_nothing(
    running: RunningHall, terminal: Terminal
) -> None:
    case = make_case(running.sealing_key)
    terminal.put_answer(case)
    step = {"case_id": case_document().case_id, "state": CaseState.RECEIVED.value, "at": running.clock()}
    running.hall.database.write(lambda connection: connection.execute(insert(transitions), step).rowcount).result()
    made = sealed(running, withdrawal_document(case_document()))
    terminal.put_answer(made)
    assert effect(running, made)["state"] == "too_late"
    assert state_of(running) is CaseState.RECEIVED


@pytest.mark.parametrize("make", [amendment_document, withdrawal_document])
def test_another_receipt_number_than_the_cases_is_refused(
    running: RunningHall, terminal: Terminal, make: object
) -> None:
    case = make_case(running.sealing_key)
    terminal.put_answer(case)
    document = make(case_document()).model_copy(update={"receipt_number": receipt_number(7)})  # type: ignore[operator]
    problem = assert_problem(terminal.put(sealed(running, document)), 422, ProblemKind.SCHEMA)
    assert problem.fields == ("document.receipt_number",)
    assert len(exported(running)) == 1


def test_a_complaint_gets_a_number_and_a_state(running: RunningHall, terminal: Terminal) -> None:
    made = sealed(running, complaint_document())
    answer = terminal.put_answer(made)
    day = running.clock().astimezone(running.hall.settings.zone).strftime("%Y%m%d")
    assert (answer.case_number, answer.reference_number) == (None, f"TS{day}0001")
    assert terminal.get_answer(made.entry_id).hall_number == f"TS{day}0001"
    assert effect(running, made) == {
        "complaint_number": f"TS{day}0001",
        "category": "complaint",
        "state": "received",
        "about_receipt_number": None,
    }
    other = complaint_document("idea", serial=91, category=ComplaintCategory.SUGGESTION, about_receipt_number=None)
    assert terminal.put_answer(sealed(running, other)).reference_number == f"JY{day}0001"


def test_a_complaint_with_the_receipt_number_of_another_is_refused(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(sealed(running, complaint_document()))
    assert_problem(terminal.put(sealed(running, complaint_document("other"))), 409, ProblemKind.RECEIPT_TAKEN)


def test_an_outcome_counts_once_for_its_order(running: RunningHall, terminal: Terminal) -> None:
    told = [
        outcome_document(PaymentOutcome.UNKNOWN),
        outcome_document(PaymentOutcome.PAID),
        outcome_document(PaymentOutcome.PAID, name="told twice"),
        outcome_document(PaymentOutcome.FAILED, name="late news"),
    ]
    for document in told:
        made = sealed(running, document)
        for _ in range(2):
            terminal.put_answer(made)
    rows = running.hall.database.read(lambda connection: connection.execute(select(payments)).all())
    assert [(row.outcome, row.amount_fen, row.disputed) for row in rows] == [("paid", 2000, False)]
    assert rows[0].entry_id == told[1].entry_id
    terminal.put_answer(sealed(running, outcome_document(PaymentOutcome.REFUNDED)))
    assert effect(running, sealed(running, told[0])) == {
        "order_id": "P-1",
        "outcome": "unknown",
        "amount_fen": 2000,
        "order": {"outcome": "refunded", "amount_fen": 2000, "disputed": False},
    }


def test_another_amount_for_the_same_order_is_kept_and_marked(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(sealed(running, outcome_document()))
    other = sealed(running, outcome_document(name="other", amount_fen=4000))
    terminal.put_answer(other)
    assert effect(running, other)["order"] == {"outcome": "paid", "amount_fen": 2000, "disputed": True}


def test_the_newest_figures_of_a_device_are_kept(
    running: RunningHall, terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    for sequence, state in ((2, "ready"), (1, "paper_out"), (3, "paper_low")):
        terminal.put_answer(sealed(running, device_document(f"report {sequence}", state), sequence=sequence))
        assert main(["status", "--data", str(running.hall.settings.data_dir), "--json"]) == 0
        newest = json.loads(capsys.readouterr().out)["devices"][0]
        assert newest["state"] == ("ready" if sequence < 3 else "paper_low")
    assert newest["counters"] == {"pages": 7}


def test_what_is_exported_of_any_kind_is_about_no_person(running: RunningHall, terminal: Terminal) -> None:
    case = make_case(running.sealing_key)
    terminal.put_answer(case)
    for document in (amendment_document(case_document()), complaint_document(), outcome_document(), device_document()):
        terminal.put_answer(sealed(running, document))
    shown = json.dumps(list(exported(running).values()), ensure_ascii=False)
    assert not [canary for canary in (*CANARIES, "135790") if canary in shown]
