"""What residents hand in afterwards goes to the department that has their case, once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hall.services.amendment_handover import AmendmentHandover
from hall.services.handover import CLAIM_S, NOBODY_S, wait_s
from hall.services.tables import amendment_handovers
from hall.simulators.department import Decision
from hall.simulators.sample_services import services_toml
from offline_queue.wire.entries import EntryKind
from offline_queue.wire.progress import ProgressAnswer, ProgressStep
from tests.hall.services.conftest import TOKEN, District, Rebuild
from tests.hall.terminal import RunningHall
from tests.hall.test_progress import ask
from tests.wire.build import Made, case_document, make_case, make_filed, receipt_number, seal, withdrawal_document
from tests.wire.kinds import amendment_document

_ON_EITHER_ENGINE_ALIKE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is decided beside the database."""


def steps(district: District) -> tuple[ProgressStep, ...]:
    return ProgressAnswer.model_validate_json(ask(district.terminal, receipt_number(1)).content).steps


def states(district: District) -> list[str]:
    return [step.state for step in steps(district)]


def amendment(running: RunningHall, *contents: bytes, name: str = "amendment") -> Made:
    return make_filed(
        running.sealing_key,
        EntryKind.AMENDMENT,
        lambda files: amendment_document(case_document(), name, files=files),
        *contents,
        name=name,
    )


def handed_over(running: RunningHall) -> list[str]:
    """The states of the amendments on their way, oldest first."""
    query = select(amendment_handovers.c.state).order_by(amendment_handovers.c.queued_at)
    return running.hall.database.read(lambda connection: list(connection.scalars(query)))


def answers(running: RunningHall) -> int | None:
    """Which step the one amendment answers."""
    query = select(amendment_handovers.c.answers)
    answered: int | None = running.hall.database.read(lambda connection: connection.execute(query).scalar_one())
    return answered


def put_case(district: District) -> str:
    """Put a case in and give it to its department; return its number."""
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    district.services.handover.push_once()
    return case_number


def ask_correction(district: District, case_number: str) -> None:
    """Let the department ask for a correction, and the hall read it."""
    district.simulators.department.decide(case_number, Decision.ASK_CORRECTION, note="请补正户口簿")
    district.running.clock.move(61)
    district.services.handover.pull_once()


def read_steps(district: District) -> None:
    district.running.clock.move(61)
    district.services.handover.pull_once()


def test_an_amendment_is_delivered_once_when_its_files_are_verified(district: District) -> None:
    """The department gets document and bytes and looks on; the correction shows when it had its answer."""
    case_number = put_case(district)
    ask_correction(district, case_number)
    made = amendment(district.running, b"register", b"second page")
    district.terminal.put_answer(made)
    district.terminal.upload(made, 0)
    assert district.services.amendments.push_once() == 0
    assert steps(district)[-1].answered_at is None
    district.terminal.upload(made, 1)
    assert district.services.amendments.push_once() == 1
    assert district.services.amendments.push_once() == 0
    [message] = district.simulators.department.amendments(case_number)
    assert message["amendment_id"] == made.entry_id
    assert message["document"]["note"] == "张桂兰"
    assert message["document"]["materials"][0]["ref"] == "household_register"
    assert district.simulators.department.amendment_file(case_number, made.entry_id, 1) == b"second page"
    assert handed_over(district.running) == ["taken"]
    assert steps(district)[-1].answered_at == district.running.clock()
    read_steps(district)
    assert states(district) == ["delivered", "correction_required", "pre_review"]


def test_an_amendment_without_files_answers_the_correction_it_was_made_after(district: District) -> None:
    """A correction that the department asks for afterwards stays open."""
    case_number = put_case(district)
    ask_correction(district, case_number)
    district.terminal.put_answer(amendment(district.running))
    ask_correction(district, case_number)
    district.services.amendments.push_once()
    assert [step.answered_at is not None for step in steps(district)] == [False, True, False]


def test_an_amendment_waits_until_a_department_has_the_case(district: District) -> None:
    """It may come before its case, and with it; without a correction it answers none."""
    made = amendment(district.running)
    district.terminal.put_answer(made)
    assert district.services.amendments.push_once() == 0
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    assert district.services.amendments.push_once() == 0
    district.services.handover.push_once()
    assert district.services.amendments.push_once() == 1
    assert [one["amendment_id"] for one in district.simulators.department.amendments(case_number)] == [made.entry_id]
    read_steps(district)
    assert states(district) == ["delivered"]


def test_a_department_that_is_away_gets_the_amendment_later(district: District) -> None:
    """Also when the line breaks. Where nothing was asked for it answers nothing."""
    case_number = put_case(district)
    made = amendment(district.running, b"register")
    district.terminal.put_answer(made)
    district.terminal.upload(made)
    for attempt, fault in enumerate((503, 0, 429), start=1):
        district.simulators.fail(fault)
        assert district.services.amendments.push_once() == 1
        assert district.services.amendments.push_once() == 0
        assert handed_over(district.running) == ["waiting"]
        district.running.clock.move(wait_s(attempt))
    assert district.services.amendments.push_once() == 1
    assert handed_over(district.running) == ["taken"]
    assert len(district.simulators.department.amendments(case_number)) == 1
    assert answers(district.running) is None


def test_amendments_of_one_case_go_in_their_order(district: District) -> None:
    """A later one does not overtake one that has to wait."""
    case_number = put_case(district)
    first, second = (amendment(district.running, name=name) for name in ("first", "second"))
    district.terminal.put_answer(first)
    district.running.clock.move(1)
    district.terminal.put_answer(second)
    district.simulators.fail(503)
    assert district.services.amendments.push_once() == 1
    assert district.services.amendments.push_once() == 0
    district.running.clock.move(wait_s(1))
    assert [district.services.amendments.push_once() for _ in range(3)] == [1, 1, 0]
    told = [one["amendment_id"] for one in district.simulators.department.amendments(case_number)]
    assert told == [first.entry_id, second.entry_id]


@pytest.mark.expects_log_warnings
def test_an_amendment_that_a_department_refuses_waits_for_staff(district: District) -> None:
    """The correction stays unanswered, and the next amendment goes all the same."""
    case_number = put_case(district)
    ask_correction(district, case_number)
    district.terminal.put_answer(amendment(district.running))
    district.simulators.fail(409)
    district.services.amendments.push_once()
    assert handed_over(district.running) == ["refused"]
    assert steps(district)[-1].answered_at is None
    district.running.clock.move(1)
    district.terminal.put_answer(amendment(district.running, name="second"))
    assert district.services.amendments.push_once() == 1
    assert handed_over(district.running) == ["refused", "taken"]


@pytest.mark.parametrize("contents", [(), (b"register",)])
def test_a_hall_killed_between_call_and_mark_sends_the_same_again(
    district: District, monkeypatch: pytest.MonkeyPatch, contents: tuple[bytes, ...]
) -> None:
    """The same id comes twice; the department counts one, looks on once, and asks meanwhile for another correction."""

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    case_number = put_case(district)
    ask_correction(district, case_number)
    made = amendment(district.running, *contents)
    district.terminal.put_answer(made)
    if contents:
        district.terminal.upload(made)
    with monkeypatch.context() as patch:
        patch.setattr(AmendmentHandover, "_take", kill)
        with pytest.raises(Killed):
            district.services.amendments.push_once()
    assert handed_over(district.running) == ["waiting"]
    assert steps(district)[-1].answered_at is None
    ask_correction(district, case_number)
    assert district.services.amendments.push_once() == 0
    district.running.clock.move(CLAIM_S)
    assert district.services.amendments.push_once() == 1
    [message] = district.simulators.department.amendments(case_number)
    assert message["amendment_id"] == made.entry_id
    assert handed_over(district.running) == ["taken"]
    read_steps(district)
    assert states(district) == ["delivered", "correction_required", "pre_review", "correction_required"]
    assert [step.answered_at is not None for step in steps(district)] == [False, True, False, False]


@pytest.mark.parametrize("case_is_handed_over", [True, False])
def test_an_amendment_of_a_case_withdrawn_meanwhile_goes_nowhere(
    district: District, *, case_is_handed_over: bool
) -> None:
    """Whether the case had gone to the department before or was stopped on its way."""
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    if case_is_handed_over:
        district.services.handover.push_once()
    district.terminal.put_answer(amendment(district.running))
    if case_is_handed_over:
        district.simulators.fail(503)
        assert district.services.amendments.push_once() == 1
    district.terminal.put_answer(seal(district.running.sealing_key, withdrawal_document(case_document()), sequence=2))
    district.services.handover.push_once()
    district.running.clock.move(wait_s(1))
    assert district.services.amendments.push_once() == 0
    assert handed_over(district.running) == ["stopped"]
    assert district.simulators.department.amendments(case_number) == []


@_ON_EITHER_ENGINE_ALIKE
def test_an_amendment_of_a_department_that_is_configured_no_more_waits(
    district: District, with_services: Rebuild
) -> None:
    """Until it is there again; no other department gets what is not its."""
    put_case(district)
    district.terminal.put_answer(amendment(district.running))
    other = with_services(services_toml(district.url, TOKEN).replace('"civil_affairs"', '"another"'))
    assert other.hall.services.amendments.push_once() == 1
    assert other.hall.services.amendments.push_once() == 0
    district.running.clock.move(NOBODY_S)
    assert district.services.amendments.push_once() == 1
    assert handed_over(district.running) == ["taken"]


@_ON_EITHER_ENGINE_ALIKE
@pytest.mark.expects_log_warnings
def test_a_department_that_asks_for_a_file_that_is_not_there_is_not_believed(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_case(district)
    district.terminal.put_answer(amendment(district.running))
    with monkeypatch.context() as patch:
        patch.setattr(district.simulators.department, "amend", lambda *_: {"missing_files": [7]})
        district.services.amendments.push_once()
    assert handed_over(district.running) == ["refused"]
