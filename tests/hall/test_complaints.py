"""A complaint is received and, once staff note it, answered; whoever asks at a terminal sees both."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from hall.__main__ import main
from hall.complaints import ComplaintUnknownError, answer_complaint, listed_complaints
from offline_queue.wire.progress import ComplaintAnswer
from tests.hall.terminal import RunningHall, Terminal
from tests.hall.test_progress import COMPLAINT, COMPLAINT_CODE, ask
from tests.wire.build import seal
from tests.wire.kinds import complaint_document


@pytest.fixture
def number(running: RunningHall, terminal: Terminal) -> str:
    """The hall's number of a complaint that it holds."""
    told = terminal.put_answer(seal(running.sealing_key, complaint_document(), sequence=1)).reference_number
    assert told is not None
    return told


def answer(running: RunningHall, number: str) -> datetime:
    now = running.clock()
    return running.hall.database.write(lambda connection: answer_complaint(connection, number, now)).result()


def shown(terminal: Terminal) -> ComplaintAnswer:
    return ComplaintAnswer.model_validate_json(ask(terminal, COMPLAINT, COMPLAINT_CODE, complaints=True).content)


@pytest.mark.parametrize("by_receipt", [False, True])
def test_a_complaint_that_was_answered_says_since_when(
    running: RunningHall, terminal: Terminal, number: str, *, by_receipt: bool
) -> None:
    """By its own number or by the receipt's; noting it again changes nothing."""
    assert (shown(terminal).state, shown(terminal).answered_at) == ("received", None)
    running.clock.move(3600)
    noted_at, named = running.clock(), COMPLAINT if by_receipt else number
    assert answer(running, named) == noted_at
    running.clock.move(60)
    assert answer(running, named) == noted_at
    assert (shown(terminal).state, shown(terminal).answered_at) == ("answered", noted_at)


def test_a_number_that_is_none_is_refused(running: RunningHall, number: str) -> None:
    with pytest.raises(ComplaintUnknownError, match="no complaint"):
        answer(running, number + "7")


def test_staff_see_which_complaints_nobody_has_answered(running: RunningHall, terminal: Terminal, number: str) -> None:
    """With numbers and times, and nothing of what was written."""
    made = seal(running.sealing_key, complaint_document("second", serial=2), sequence=2)
    second = terminal.put_answer(made).reference_number
    answer(running, number)

    def listed(*, unanswered_only: bool) -> list[str]:
        read = running.hall.database.read(lambda c: listed_complaints(c, unanswered_only=unanswered_only))
        assert "029-" not in json.dumps(read)
        return [one["complaint_number"] for one in read]

    assert listed(unanswered_only=False) == [number, second]
    assert listed(unanswered_only=True) == [second]


def test_the_command_notes_an_answer_and_lists(
    running: RunningHall, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside a hall that serves, on its folder."""
    folder: Path = running.hall.settings.data_dir
    assert main(["complaints", "--data", str(folder), "--unanswered"]) == 0
    assert [json.loads(line)["complaint_number"] for line in capsys.readouterr().out.splitlines()] == [number]
    assert main(["complaints", "--data", str(folder), "--answered", number]) == 0
    assert capsys.readouterr().out.startswith(f"{number} answered at 20")
    assert main(["complaints", "--data", str(folder), "--unanswered"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["complaints", "--data", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "answered"
    assert main(["complaints", "--data", str(folder), "--answered", "TS0"]) == 2
    assert "no complaint" in capsys.readouterr().err
