"""Cases go to their departments, and what departments decide is what residents are told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from config.domain.case_state import CaseState
from hall.services.calls import CallError, Peer
from hall.services.departments import HttpDepartment
from hall.services.handover import CLAIM_S, wait_s
from hall.services.tables import handovers
from hall.simulators.department import Decision
from offline_queue.wire.progress import ProgressAnswer
from tests.hall.services.conftest import TOKEN, District
from tests.hall.terminal import RunningHall, Terminal
from tests.hall.test_progress import ask
from tests.wire.build import case_document, make_case, receipt_number, seal, withdrawal_document


def progress(district: District) -> ProgressAnswer:
    return ProgressAnswer.model_validate_json(ask(district.terminal, receipt_number(1)).content)


def states(district: District) -> list[str]:
    return [step.state for step in progress(district).steps]


def handover_state(running: RunningHall) -> str:
    state = running.hall.database.read(lambda connection: connection.scalar(select(handovers.c.state)))
    assert isinstance(state, str)
    return state


def test_a_complete_case_goes_to_its_department_with_every_byte(district: District) -> None:
    """The department gets the application without the lookup code, and the files as the resident gave them."""
    made = make_case(district.running.sealing_key, b"first page\n", b"second")
    answer = district.terminal.put_answer(made)
    district.services.handover.push_once()
    assert district.simulators.department.case_numbers == []
    district.terminal.upload(made, 0)
    district.terminal.upload(made, 1)
    district.services.handover.push_once()
    assert answer.case_number is not None
    assert district.simulators.department.case_numbers == [answer.case_number]
    document = district.simulators.department.document(answer.case_number)
    assert document["applicant"]["name"] == "张桂兰"
    assert "lookup_code" not in document
    assert district.simulators.department.file(answer.case_number, 0) == b"first page\n"
    assert district.simulators.department.file(answer.case_number, 1) == b"second"
    assert handover_state(district.running) == "taken"


def test_receipt_and_acceptance_are_the_departments_words(district: District) -> None:
    """Until it speaks the case is delivered and no more; accepted comes with the number that it gave."""
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    district.hand_over()
    assert states(district) == ["delivered"]
    district.simulators.department.decide(case_number, Decision.RECEIVE)
    district.simulators.department.decide(case_number, Decision.ACCEPT)
    district.hand_over()
    assert states(district) == ["delivered", "received", "accepted"]
    accepted = progress(district).steps[-1]
    assert accepted.acceptance_doc_number is not None
    assert accepted.acceptance_doc_number.startswith("SL")
    assert progress(district).steps[1].acceptance_doc_number is None


def test_a_correction_is_shown_at_the_next_query(district: District) -> None:
    """All that is missing at once, with its day; the resident gets a message that says until when, not what."""
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    district.hand_over()
    district.simulators.department.decide(
        case_number,
        Decision.ASK_CORRECTION,
        note="请补正下列材料",
        corrections=[{"material_ref": "household_register", "text": "户口簿本人页不清楚"}, {"text": "缺少签名"}],
        correction_due="2026-12-08",
    )
    district.hand_over()
    step = progress(district).steps[-1]
    assert step.state == CaseState.CORRECTION_REQUIRED
    assert [(item.material_ref, item.text) for item in step.corrections] == [
        ("household_register", "户口簿本人页不清楚"),
        (None, "缺少签名"),
    ]
    assert str(step.correction_due) == "2026-12-08"
    district.services.notices.run_once()
    texts = [message["text"] for message in district.simulators.messages.delivered]
    assert "2026-12-08" in texts[-1]
    assert "户口簿" not in texts[-1]


@pytest.mark.parametrize(
    ("decision", "ends"), [(Decision.REFUSE, ["not_accepted"]), (Decision.FINISH, ["approved", "closed"])]
)
def test_an_end_is_told(district: District, decision: Decision, ends: list[str]) -> None:
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    district.hand_over()
    district.simulators.department.decide(case_number, decision, note="理由")
    district.hand_over()
    assert states(district) == ["delivered", *ends]
    assert progress(district).steps[1].note == "理由"


def test_a_step_that_is_read_twice_is_written_once(district: District) -> None:
    """The department begins its feed anew, as after a restore; nothing is told twice."""
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    district.hand_over()
    district.simulators.department.decide(case_number, Decision.RECEIVE)
    district.hand_over()
    known = next(iter(district.services.handover._departments.values()))
    page = known.system.status("")
    assert district.services.handover._write_page("civil_affairs", page) == 0
    assert states(district) == ["delivered", "received"]


def test_a_department_that_is_down_gets_the_case_later(district: District) -> None:
    district.terminal.put_answer(make_case(district.running.sealing_key))
    for attempt, fault in enumerate((503, 0, 429), start=1):
        district.simulators.fail(fault)
        assert district.services.handover.push_once() == 1
        assert handover_state(district.running) == "waiting"
        assert district.services.handover.push_once() == 0
        district.running.clock.move(wait_s(attempt))
    district.services.handover.push_once()
    assert handover_state(district.running) == "taken"


def test_a_hall_that_died_while_handing_over_does_it_again(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """The department holds the case once; its steps count although the hall never learned that it took the case."""

    class Died(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Died

    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    with monkeypatch.context() as patch:
        patch.setattr(type(district.services.handover), "_settle", die)
        with pytest.raises(Died):
            district.services.handover.push_once()
    district.simulators.department.decide(case_number, Decision.RECEIVE)
    district.services.handover.pull_once()
    assert states(district) == ["delivered", "received"]
    district.running.clock.move(CLAIM_S)
    assert district.services.handover.push_once() == 1
    assert district.simulators.department.case_numbers == [case_number]


@pytest.mark.expects_log_warnings
def test_a_case_that_a_department_will_not_take_waits_for_staff(district: District) -> None:
    district.terminal.put_answer(make_case(district.running.sealing_key))
    district.simulators.fail(400)
    district.services.handover.push_once()
    assert handover_state(district.running) == "refused"
    assert states(district) == ["delivered"]


def test_a_case_that_was_taken_back_never_gets_to_a_department(district: District) -> None:
    district.terminal.put_answer(make_case(district.running.sealing_key))
    district.terminal.put_answer(seal(district.running.sealing_key, withdrawal_document(case_document()), sequence=2))
    assert district.services.handover.push_once() == 0
    assert handover_state(district.running) == "stopped"
    assert district.simulators.department.case_numbers == []


def test_a_case_of_an_office_that_nobody_configured_waits(district: District) -> None:
    item = case_document().item.model_copy(update={"receiving_office": "某局"})
    document = case_document().model_copy(update={"item": item})
    district.terminal.put_answer(seal(district.running.sealing_key, document))
    assert district.services.handover.push_once() == 1
    assert handover_state(district.running) == "waiting"
    assert district.services.handover.push_once() == 0


STEP = {"sequence": 1, "state": "received", "at": "2026-11-24T04:30:00Z"}


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize(
    "said",
    [
        {"state": "accepted"},
        {"state": "delivered"},
        {"state": "withdrawn"},
        {"state": "perhaps"},
        {"state": "correction_required"},
        {"sequence": 0},
        {"at": "yesterday"},
        {"note": "x" * 1001},
    ],
)
def test_what_a_department_may_not_say_is_never_shown(district: District, said: dict[str, object]) -> None:
    """Accepted without its number, a state of the terminal's, a correction of nothing; the next step still counts."""
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    district.hand_over()
    district.simulators.department.say(STEP | {"case_number": case_number} | said)
    district.simulators.department.say(STEP | {"case_number": case_number, "sequence": 2})
    district.hand_over()
    assert states(district) == ["delivered", "received"]


def test_a_step_for_a_case_of_another_department_is_passed_over(district: District) -> None:
    district.simulators.department.say(STEP | {"case_number": "61011500000000"})
    district.hand_over()
    district.hand_over()


def test_a_feed_that_is_down_is_read_later(district: District) -> None:
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    district.hand_over()
    district.simulators.department.decide(case_number, Decision.RECEIVE)
    district.running.clock.move(61)
    district.simulators.fail(502)
    assert district.services.handover.pull_once() == 0
    assert states(district) == ["delivered"]
    district.running.clock.move(wait_s(1))
    assert district.services.handover.pull_once() == 1


def test_a_document_of_the_departments_can_be_fetched(district: District) -> None:
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    district.hand_over()
    district.simulators.department.decide(case_number, Decision.ACCEPT)
    department = HttpDepartment(Peer(f"{district.url}/department", TOKEN))
    assert department.fetch(case_number, "acceptance").startswith(b"SAMPLE SL")
    with pytest.raises(CallError, match="status-404"):
        department.fetch(case_number, "none")


def test_a_department_asks_for_the_token(district: District) -> None:
    with pytest.raises(CallError, match="status-401"):
        HttpDepartment(Peer(f"{district.url}/department", "another")).status("")


def test_without_departments_cases_wait(running: RunningHall, terminal: Terminal) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    assert running.hall.services.handover.push_once() == 0
    assert running.hall.services.handover.pull_once() == 0
    assert handover_state(running) == "waiting"
