"""A complaint is received and, once staff note it, answered; whoever asks at a terminal sees both."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from hall.__main__ import main
from hall.complaints import (
    ANSWER_CHARACTERS,
    ComplaintUnknownError,
    answer_complaint,
    keep_answer,
    listed_complaints,
    read_answer,
)
from hall.errors import HallError
from hall.keys import HallKeys, add_sealing_key, load_or_make_keys, use_sealing_key
from hall.tables import complaint_answers
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


ANSWER = "您反映的排队问题已处理：\n自即日起上午增开两个窗口。"


def give(running: RunningHall, number: str, text: str, keys: HallKeys | None = None) -> None:
    now = running.clock()

    def work(connection: Connection) -> None:
        answer_complaint(connection, number, now)
        keep_answer(connection, keys or running.hall.keys, number, text, "staff.7", now)

    running.hall.database.write(work).result()


def test_what_staff_answered_is_told_to_who_has_number_and_code(
    running: RunningHall, terminal: Terminal, number: str
) -> None:
    """The newest counts, the first stays kept, the same twice is kept once; nobody else is told."""
    assert shown(terminal).answer is None
    give(running, number, ANSWER)
    give(running, number, ANSWER)
    assert (shown(terminal).state, shown(terminal).answer) == ("answered", ANSWER)
    give(running, number, "更正：增开三个窗口。")
    assert shown(terminal).answer == "更正：增开三个窗口。"
    rows = running.hall.database.read(lambda c: c.execute(select(complaint_answers)).all())
    assert [row.answered_by for row in rows] == ["staff.7", "staff.7"]
    assert "窗口" not in ask(terminal, COMPLAINT, "000000", complaints=True).text


def test_an_answer_lies_sealed_at_the_hall(running: RunningHall, number: str) -> None:
    """Nothing in the hall's folder has it in clear."""
    give(running, number, "三号窗口")
    for path in running.hall.settings.data_dir.rglob("*"):
        assert not path.is_file() or "三号窗口".encode() not in path.read_bytes(), path.name


@pytest.mark.expects_log_warnings
def test_an_answer_whose_key_is_lost_is_answered_without_its_text(
    running: RunningHall, terminal: Terminal, number: str
) -> None:
    folder = running.hall.settings.data_dir
    use_sealing_key(folder, add_sealing_key(folder))
    give(running, number, ANSWER, load_or_make_keys(folder))
    assert (shown(terminal).state, shown(terminal).answer) == ("answered", None)


@pytest.mark.parametrize("text", ["", " \n", "字" * (ANSWER_CHARACTERS + 1), "bell \a", "\x00"])
def test_an_answer_that_no_page_can_show_is_refused(text: str) -> None:
    with pytest.raises(HallError, match="an answer"):
        read_answer(text)


def test_an_answer_is_kept_as_it_was_written_without_blank_ends() -> None:
    assert read_answer("\ufeff  第一行\r\n第二行\n") == "第一行\n第二行"


def test_the_command_takes_the_answer_from_a_file(
    running: RunningHall, terminal: Terminal, number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Or from its words; who answers has to be said, and a file that is no text is refused."""
    words = ["complaints", "--data", str(running.hall.settings.data_dir)]
    file = tmp_path / "answer.txt"
    file.write_text(ANSWER + "\n", "utf-8")
    assert main([*words, "--answered", number, "--text-file", str(file)]) == 2
    assert "--by" in capsys.readouterr().err
    assert main([*words, "--text", "x", "--by", "staff.7"]) == 2
    assert main([*words, "--answered", number, "--text-file", str(file), "--by", "staff.7"]) == 0
    assert shown(terminal).answer == ANSWER
    assert main([*words, "--answered", number, "--text", "另行电话答复", "--by", "staff.7"]) == 0
    assert shown(terminal).answer == "另行电话答复"
    capsys.readouterr()
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["has_text"] is True
    file.write_bytes(b"\xff\xfe")
    assert main([*words, "--answered", number, "--text-file", str(file), "--by", "staff.7"]) == 2
    assert "UTF-8" in capsys.readouterr().err
