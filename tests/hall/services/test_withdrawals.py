"""That a resident asks for a case back is told to the department that has it, once, and shown to whoever asks."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from hall.services.handover import CLAIM_S, NOBODY_S, Handover, wait_s
from hall.services.tables import withdrawal_handovers
from hall.services.withdrawal_handover import WithdrawalHandover
from hall.simulators.department import Decision
from hall.simulators.sample_services import services_toml
from offline_queue.wire.progress import ProgressAnswer, WithdrawalProgress
from tests.hall.services.conftest import TOKEN, District, Rebuild
from tests.hall.terminal import RunningHall
from tests.hall.test_progress import ask
from tests.wire.build import Made, case_document, make_case, receipt_number, seal, withdrawal_document

_ON_EITHER_ENGINE_ALIKE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is decided beside the database."""


def progress(district: District) -> ProgressAnswer:
    return ProgressAnswer.model_validate_json(ask(district.terminal, receipt_number(1)).content)


def states(district: District) -> list[str]:
    return [step.state for step in progress(district).steps]


def withdrawal(running: RunningHall, name: str = "withdrawal", sequence: int = 2) -> Made:
    return seal(running.sealing_key, withdrawal_document(case_document(), name), sequence=sequence)


def told(running: RunningHall) -> list[str]:
    """The states of the withdrawals on their way, oldest first."""
    query = select(withdrawal_handovers.c.state).order_by(withdrawal_handovers.c.queued_at)
    return running.hall.database.read(lambda connection: list(connection.scalars(query)))


def put_case(district: District) -> str:
    case_number = district.terminal.put_answer(make_case(district.running.sealing_key)).case_number
    assert case_number is not None
    return case_number


def put_taken_case(district: District) -> str:
    """Put a case in and give it to its department; return its number."""
    case_number = put_case(district)
    district.services.handover.push_once()
    return case_number


def test_a_department_that_has_begun_is_told_once_and_says_what_becomes_of_the_case(district: District) -> None:
    """The resident sees that it was asked, that the department knows, and then what the department made of it."""
    case_number = put_taken_case(district)
    district.simulators.department.decide(case_number, Decision.RECEIVE)
    district.hand_over()
    assert progress(district).withdrawal is None
    made, asked_at = withdrawal(district.running), district.running.clock()
    district.terminal.put_answer(made)
    assert progress(district).withdrawal == WithdrawalProgress(asked_at=asked_at, state="with_department")
    district.running.clock.move(5)
    assert [district.services.withdrawals.push_once() for _ in range(2)] == [1, 0]
    [message] = district.simulators.department.withdrawals(case_number)
    assert message["withdrawal_id"] == made.entry_id
    assert datetime.fromisoformat(message["received_at"]) == asked_at
    assert message["document"]["receipt_number"] == receipt_number(1)
    expected = WithdrawalProgress(asked_at=asked_at, state="with_department", told_at=district.running.clock())
    assert progress(district).withdrawal == expected
    assert states(district) == ["delivered", "received"]
    district.hand_over()
    assert states(district) == ["delivered", "received", "closed"]
    assert told(district.running) == ["taken"]


def test_a_department_that_has_the_case_and_has_not_begun_is_told_too(district: District) -> None:
    """The hall stops the case at once; the department learns that nobody wants it any more."""
    case_number = put_taken_case(district)
    district.terminal.put_answer(withdrawal(district.running))
    assert states(district) == ["delivered", "withdrawn"]
    assert district.services.withdrawals.push_once() == 1
    assert len(district.simulators.department.withdrawals(case_number)) == 1
    told_of = progress(district).withdrawal
    assert told_of is not None
    assert (told_of.state, told_of.told_at) == ("withdrawn", district.running.clock())


@pytest.mark.parametrize("comes_first", [True, False])
def test_of_a_case_that_never_left_the_hall_nobody_is_told(district: District, *, comes_first: bool) -> None:
    """Also where the withdrawal came before its case."""
    if comes_first:
        district.terminal.put_answer(withdrawal(district.running))
    case_number = put_case(district)
    if not comes_first:
        district.terminal.put_answer(withdrawal(district.running))
    assert district.services.withdrawals.push_once() == 0
    assert told(district.running) == ["waiting"], "it is not known yet that nobody has it"
    district.services.handover.push_once()
    assert district.services.withdrawals.push_once() == 0
    assert told(district.running) == ["stopped"]
    assert case_number not in district.simulators.department.case_numbers
    shown = progress(district).withdrawal
    assert shown is not None
    assert (shown.state, shown.told_at) == ("withdrawn", None)


@pytest.mark.parametrize("department_has_it", [True, False])
def test_a_department_whose_answer_never_came_is_told_or_asked(
    district: District, monkeypatch: pytest.MonkeyPatch, *, department_has_it: bool
) -> None:
    """The hall died while it handed the case over: the department may have it, and says when it has not."""

    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise Killed

    case_number = put_case(district)
    with monkeypatch.context() as patch:
        patch.setattr(Handover, "_settle" if department_has_it else "_submission", kill)
        with pytest.raises(Killed):
            district.services.handover.push_once()
    district.terminal.put_answer(withdrawal(district.running))
    assert district.services.withdrawals.push_once() == 0, "the hall that died may be at it still"
    district.running.clock.move(CLAIM_S)
    district.services.handover.push_once()
    assert district.services.withdrawals.push_once() == 1
    assert told(district.running) == ["taken" if department_has_it else "stopped"]
    if department_has_it:
        assert len(district.simulators.department.withdrawals(case_number)) == 1


def test_a_department_that_is_away_is_told_later(district: District) -> None:
    """Also when the line breaks."""
    case_number = put_taken_case(district)
    district.terminal.put_answer(withdrawal(district.running))
    for attempt, fault in enumerate((503, 0, 429), start=1):
        district.simulators.fail(fault)
        assert [district.services.withdrawals.push_once() for _ in range(2)] == [1, 0]
        assert told(district.running) == ["waiting"]
        district.running.clock.move(wait_s(attempt))
    assert district.services.withdrawals.push_once() == 1
    assert told(district.running) == ["taken"]
    assert len(district.simulators.department.withdrawals(case_number)) == 1


def test_a_hall_killed_between_call_and_mark_tells_the_same_again(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same id comes twice; the department counts one and closes the case once."""

    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise Killed

    case_number = put_taken_case(district)
    district.simulators.department.decide(case_number, Decision.RECEIVE)
    district.hand_over()
    district.terminal.put_answer(withdrawal(district.running))
    with monkeypatch.context() as patch:
        patch.setattr(WithdrawalHandover, "_settle", kill)
        with pytest.raises(Killed):
            district.services.withdrawals.push_once()
    assert told(district.running) == ["waiting"]
    assert district.services.withdrawals.push_once() == 0
    district.running.clock.move(CLAIM_S)
    assert district.services.withdrawals.push_once() == 1
    assert told(district.running) == ["taken"]
    assert len(district.simulators.department.withdrawals(case_number)) == 1
    district.hand_over()
    assert states(district) == ["delivered", "received", "closed"]


@pytest.mark.expects_log_warnings
def test_a_withdrawal_that_a_department_refuses_waits_for_staff(district: District) -> None:
    """The resident sees that it was asked and that staff have it; a second one goes all the same."""
    put_taken_case(district)
    first_at = district.running.clock()
    district.terminal.put_answer(withdrawal(district.running))
    district.simulators.fail(409)
    assert district.services.withdrawals.push_once() == 1
    assert told(district.running) == ["refused"]
    assert progress(district).withdrawal == WithdrawalProgress(asked_at=first_at, state="withdrawn", care="with_staff")
    district.running.clock.move(1)
    district.terminal.put_answer(withdrawal(district.running, "second", 3))
    assert district.services.withdrawals.push_once() == 1
    assert told(district.running) == ["refused", "taken"]
    shown = progress(district).withdrawal
    assert shown is not None
    assert (shown.asked_at, shown.told_at, shown.care) == (first_at, district.running.clock(), None)


@pytest.mark.expects_log_warnings
def test_a_case_that_its_department_would_not_have_is_withdrawn_without_it(district: District) -> None:
    district.simulators.fail(409)
    put_taken_case(district)
    district.terminal.put_answer(withdrawal(district.running))
    assert district.services.withdrawals.push_once() == 0
    assert told(district.running) == ["stopped"]


@_ON_EITHER_ENGINE_ALIKE
def test_a_withdrawal_for_a_department_that_is_configured_no_more_waits(
    district: District, with_services: Rebuild
) -> None:
    """Until it is there again; no other department learns of it."""
    put_taken_case(district)
    district.terminal.put_answer(withdrawal(district.running))
    other = with_services(services_toml(district.url, TOKEN).replace('"civil_affairs"', '"another"'))
    assert [other.hall.services.withdrawals.push_once() for _ in range(2)] == [1, 0]
    district.running.clock.move(NOBODY_S)
    assert district.services.withdrawals.push_once() == 1
    assert told(district.running) == ["taken"]


@_ON_EITHER_ENGINE_ALIKE
def test_the_serving_hall_tells_departments_of_withdrawals(district: District) -> None:
    names = [one.name for one in district.services.rounds._rounds]
    assert "withdrawals" in names
