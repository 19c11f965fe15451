"""What a department's system refuses for good waits for staff, who send it again or close it; residents are told."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Table, select

from hall.__main__ import main
from hall.errors import HallError
from hall.follow_up_care import COMMANDS, CareDecision, NothingToDecideError, Outcome, decide, listed
from hall.services.tables import amendment_handovers, withdrawal_handovers
from offline_queue.wire.progress import AmendmentProgress, WithdrawalProgress
from tests.hall.services.conftest import District
from tests.hall.services.test_amendments import amendment, put_case
from tests.hall.services.test_withdrawals import progress, withdrawal
from tests.wire.build import Made

CLOSE = CareDecision(Outcome.CLOSED, "staff.7", "材料已在窗口补交")
AGAIN = CareDecision(Outcome.AGAIN, "staff.7", "the department has put its system right")

pytestmark = pytest.mark.expects_log_warnings


def decided(district: District, table: Table, entry_id: str, decision: CareDecision) -> None:
    now = district.running.clock()
    district.running.hall.database.write(lambda c: decide(c, table, entry_id, decision, now)).result()


def state_of(district: District, table: Table) -> str:
    query = select(table.c.state)
    state: str = district.running.hall.database.read(lambda c: c.execute(query).scalar_one())
    return state


def refused_amendment(district: District) -> Made:
    """An amendment of a case that its department has, refused there."""
    put_case(district)
    made = amendment(district.running)
    district.terminal.put_answer(made)
    district.simulators.fail(409)
    assert district.services.amendments.push_once() == 1
    return made


def refused_withdrawal(district: District) -> Made:
    """A withdrawal of a case that its department has, refused there."""
    put_case(district)
    made = withdrawal(district.running)
    district.terminal.put_answer(made)
    district.simulators.fail(409)
    assert district.services.withdrawals.push_once() == 1
    return made


def test_an_amendment_that_was_refused_is_told_to_be_with_staff_and_goes_again(district: District) -> None:
    """As long as nobody decides, nobody is told; sent again it is as one that came today."""
    received_at = district.running.clock()
    made = refused_amendment(district)
    [shown] = progress(district).amendments
    assert shown == AmendmentProgress(received_at=received_at, complete=True, care="with_staff")
    district.running.clock.move(86_400)
    assert district.services.amendments.push_once() == 0
    decided(district, amendment_handovers, made.entry_id, AGAIN)
    [shown] = progress(district).amendments
    assert (shown.care, shown.told_at) == (None, None)
    assert district.services.amendments.push_once() == 1
    assert state_of(district, amendment_handovers) == "taken"
    [shown] = progress(district).amendments
    assert (shown.care, shown.told_at) == (None, district.running.clock())


def test_an_amendment_that_staff_close_says_since_when_and_why(district: District) -> None:
    """It goes nowhere any more; the next amendment of the case goes."""
    made = refused_amendment(district)
    district.running.clock.move(60)
    decided(district, amendment_handovers, made.entry_id, CLOSE)
    closed_at = district.running.clock()
    [shown] = progress(district).amendments
    assert (shown.care, shown.closed_at, shown.closed_reason) == ("closed", closed_at, CLOSE.reason)
    district.running.clock.move(86_400)
    assert district.services.amendments.push_once() == 0
    district.terminal.put_answer(amendment(district.running, name="another"))
    assert district.services.amendments.push_once() == 1
    assert [one.care for one in progress(district).amendments] == ["closed", None]


def test_an_amendment_whose_files_are_not_there_is_told_as_such(district: District) -> None:
    put_case(district)
    district.terminal.put_answer(amendment(district.running, b"register"))
    [shown] = progress(district).amendments
    assert (shown.complete, shown.told_at, shown.care) == (False, None, None)


def test_a_withdrawal_that_was_refused_is_told_to_be_with_staff_until_they_close_it(district: District) -> None:
    """Since when and why; it is told to no department any more."""
    asked_at = district.running.clock()
    made = refused_withdrawal(district)
    shown = progress(district).withdrawal
    assert shown == WithdrawalProgress(asked_at=asked_at, state="withdrawn", care="with_staff")
    district.running.clock.move(60)
    decided(district, withdrawal_handovers, made.entry_id, CLOSE)
    shown = progress(district).withdrawal
    assert shown is not None
    assert (shown.care, shown.closed_at, shown.closed_reason) == ("closed", district.running.clock(), CLOSE.reason)
    district.running.clock.move(86_400)
    assert district.services.withdrawals.push_once() == 0
    assert state_of(district, withdrawal_handovers) == "closed"


def test_a_withdrawal_that_is_sent_again_is_told_to_the_department(district: District) -> None:
    made = refused_withdrawal(district)
    decided(district, withdrawal_handovers, made.entry_id, AGAIN)
    assert district.services.withdrawals.push_once() == 1
    shown = progress(district).withdrawal
    assert shown is not None
    assert (shown.care, shown.told_at) == (None, district.running.clock())


def test_only_what_was_refused_can_be_decided_about(district: District) -> None:
    """Once, and not what waits, was taken, was closed, or is unknown."""
    made = refused_amendment(district)
    decided(district, amendment_handovers, made.entry_id, AGAIN)
    for decision in (AGAIN, CLOSE):
        with pytest.raises(NothingToDecideError, match="is waiting"):
            decided(district, amendment_handovers, made.entry_id, decision)
    district.services.amendments.push_once()
    with pytest.raises(NothingToDecideError, match="is taken"):
        decided(district, amendment_handovers, made.entry_id, CLOSE)
    with pytest.raises(NothingToDecideError, match="none of the id"):
        decided(district, withdrawal_handovers, made.entry_id, CLOSE)


@pytest.mark.parametrize(
    ("by", "reason"),
    [("", "why"), ("two words", "why"), ("a" * 65, "why"), ("7", " "), ("7", "w" * 201), ("7", "two\nlines")],
)
def test_who_and_why_have_to_be_what_can_be_kept(by: str, reason: str) -> None:
    with pytest.raises(HallError):
        CareDecision(Outcome.CLOSED, by, reason)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_lists_what_was_refused_with_its_cause_and_decides(
    district: District, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside a hall that serves; who and why are kept with the cause, and nothing about a person is listed."""
    made = refused_amendment(district) if command == "amendments" else refused_withdrawal(district)
    words = [command, "--data", str(district.running.hall.settings.data_dir)]
    decision = ["--by", "staff.7", "--reason", "已在窗口办结"]
    assert main([*words, "--refused"]) == 0
    printed = capsys.readouterr().out
    assert "张桂兰" not in printed
    [one] = [json.loads(line) for line in printed.splitlines()]
    assert (one["entry_id"], one["state"], one["cause"], one["decisions"]) == (
        made.entry_id,
        "refused",
        "status-409",
        [],
    )
    assert main([*words, "--close", made.entry_id]) == 2
    assert "--by and --reason" in capsys.readouterr().err
    assert main([*words, "--close", made.entry_id, *decision]) == 0
    assert capsys.readouterr().out.startswith(f"{made.entry_id}: closed, by staff.7 at 20")
    assert main([*words, "--again", made.entry_id, *decision]) == 2
    assert "is closed" in capsys.readouterr().err
    assert main([*words, "--refused"]) == 0
    assert capsys.readouterr().out == ""
    [kept] = district.running.hall.database.read(lambda c: listed(c, COMMANDS[command], refused_only=False))
    [choice] = kept["decisions"]
    assert (kept["state"], choice["outcome"], choice["cause"]) == ("closed", "closed", "status-409")
    assert (choice["decided_by"], choice["reason"]) == ("staff.7", "已在窗口办结")
