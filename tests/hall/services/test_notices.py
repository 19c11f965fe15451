"""Text messages: written with what they are about, sent at least once under one id, never naming the service."""

from __future__ import annotations

import json
import sys
from concurrent.futures import Future
from pathlib import Path

import pytest
from sqlalchemy import select

from hall.services.calls import CallError
from hall.services.completion import NoticeKind
from hall.services.notice_ports import CommandNotices, FileNotices, Message
from hall.services.notices import CLAIM_S, GIVE_UP_S, MARKS_AHEAD, text_of, wait_s
from hall.services.tables import notices
from tests.hall.services.conftest import District
from tests.hall.terminal import RunningHall, Terminal
from tests.hall.test_progress import beat
from tests.wire.build import CANARIES, case_document, make_case, rating_document, receipt_number, seal


def rows(running: RunningHall) -> list[tuple[str, str]]:
    return [
        (row.kind, row.state)
        for row in running.hall.database.read(lambda connection: connection.execute(select(notices)).all())
    ]


def test_a_case_that_has_arrived_is_told_to_its_resident(district: District) -> None:
    """The message has receipt number and number, and names neither service nor office."""
    document = case_document()
    district.terminal.put_answer(make_case(district.running.sealing_key))
    assert district.services.notices.run_once() == 1
    (message,) = district.simulators.messages.delivered
    assert message["number"] == "029-00001234"
    assert receipt_number(1) in message["text"]
    assert document.item.name not in message["text"]
    assert document.item.receiving_office not in message["text"]
    assert rows(district.running) == [("delivered", "sent")]
    assert district.services.notices.run_once() == 0


def test_a_message_waits_for_the_last_file(district: District) -> None:
    made = make_case(district.running.sealing_key, b"page")
    district.terminal.put_answer(made)
    assert rows(district.running) == []
    district.terminal.upload(made)
    assert rows(district.running) == [("delivered", "waiting")]


def test_a_replay_adds_no_message(district: District) -> None:
    made = make_case(district.running.sealing_key)
    district.terminal.put_answer(made)
    district.terminal.put_answer(made)
    assert rows(district.running) == [("delivered", "waiting")]


def test_a_rating_gets_no_message(district: District) -> None:
    district.terminal.put_answer(seal(district.running.sealing_key, rating_document()))
    assert rows(district.running) == []


def test_a_gateway_that_is_down_gets_the_message_later(district: District) -> None:
    district.terminal.put_answer(make_case(district.running.sealing_key))
    district.simulators.fail(503)
    assert district.services.notices.run_once() == 1
    assert rows(district.running) == [("delivered", "waiting")]
    assert district.services.notices.run_once() == 0
    district.running.clock.move(wait_s(1))
    assert district.services.notices.run_once() == 1
    assert rows(district.running) == [("delivered", "sent")]


def test_a_hall_that_died_between_sending_and_marking_sends_again_under_the_same_id(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Died

    district.terminal.put_answer(make_case(district.running.sealing_key))
    with monkeypatch.context() as patch:
        patch.setattr(type(district.services.notices), "_settle", die)
        with pytest.raises(Died):
            district.services.notices.run_once()
    assert district.services.notices.run_once() == 0
    district.running.clock.move(CLAIM_S)
    assert district.services.notices.run_once() == 1
    assert district.simulators.messages.attempts == 2
    assert len(district.simulators.messages.delivered) == 1


def test_few_are_sent_twice_when_the_marks_are_lost(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of a turn is not sent while nothing gets through to the database."""
    lost: Future[int] = Future()
    lost.set_exception(OSError("no space left"))
    for serial in range(1, MARKS_AHEAD + 5):
        district.terminal.put_answer(make_case(district.running.sealing_key, name=str(serial), serial=serial))
    monkeypatch.setattr(type(district.services.notices), "_settle", lambda *_, **__: lost)
    with pytest.raises(OSError, match="no space left"):
        district.services.notices.run_once()
    assert len(district.simulators.messages.delivered) == MARKS_AHEAD + 1


@pytest.mark.expects_log_warnings
def test_a_gateway_that_refuses_has_the_final_word(district: District) -> None:
    district.terminal.put_answer(make_case(district.running.sealing_key))
    district.simulators.fail(422)
    district.services.notices.run_once()
    assert rows(district.running) == [("delivered", "refused")]


@pytest.mark.expects_log_warnings
def test_old_news_is_given_up(district: District) -> None:
    district.terminal.put_answer(make_case(district.running.sealing_key))
    district.running.clock.move(GIVE_UP_S)
    district.simulators.fail(0)
    district.services.notices.run_once()
    assert rows(district.running) == [("delivered", "given_up")]


def test_waits_grow_to_an_hour() -> None:
    assert [wait_s(attempts) for attempts in (1, 2, 3, 8, 99)] == [30, 60, 120, 3600, 3600]


def test_slips_may_promise_a_message_only_while_they_get_through(district: District) -> None:
    """The heartbeat says so: live with a gateway, not after three failures in a row, live again after a success."""
    district.terminal.put_answer(make_case(district.running.sealing_key))
    assert beat(district.terminal).notice_live
    for attempt in range(1, 4):
        district.simulators.fail(503)
        district.services.notices.run_once()
        district.running.clock.move(wait_s(attempt))
    assert not beat(district.terminal).notice_live
    district.services.notices.run_once()
    assert beat(district.terminal).notice_live


def test_without_a_gateway_messages_are_written_down_and_nothing_is_promised(
    running: RunningHall, terminal: Terminal
) -> None:
    terminal.put_answer(make_case(running.sealing_key))
    assert running.hall.services.notices.run_once() == 1
    (line,) = (running.hall.settings.data_dir / "notices.jsonl").read_text("utf-8").splitlines()
    written = json.loads(line)
    assert written["number"] == "029****1234"
    assert not any(canary in line for canary in CANARIES)
    assert not beat(terminal).notice_live


def test_a_command_gets_the_message_on_its_input(tmp_path: Path) -> None:
    target = tmp_path / "taken.json"
    program = f"import pathlib, sys; pathlib.Path({str(target)!r}).write_bytes(sys.stdin.buffer.read())"
    CommandNotices((sys.executable, "-c", program), 30).send(Message("id-1", "029-00001234", "你好"))
    assert json.loads(target.read_text("utf-8")) == {"message_id": "id-1", "number": "029-00001234", "text": "你好"}


@pytest.mark.parametrize(("status", "temporary"), [(1, True), (75, True), (65, False), (200, True)])
def test_a_commands_status_says_whether_to_come_again(status: int, temporary: bool) -> None:
    port = CommandNotices((sys.executable, "-c", f"import sys; sys.exit({status})"), 30)
    with pytest.raises(CallError) as caught:
        port.send(Message("id-1", "029-00001234", "text"))
    assert caught.value.temporary is temporary


def test_a_command_that_is_not_there_or_hangs_is_a_temporary_fault(tmp_path: Path) -> None:
    for command in ((str(tmp_path / "none"),), (sys.executable, "-c", "import threading; threading.Event().wait()")):
        with pytest.raises(CallError) as caught:
            CommandNotices(command, 0.5).send(Message("id-1", "029-00001234", "text"))
        assert caught.value.temporary


def test_a_file_that_cannot_be_written_is_a_temporary_fault(tmp_path: Path) -> None:
    with pytest.raises(CallError):
        FileNotices(tmp_path / "none" / "notices.jsonl").send(Message("id-1", "1", "text"))


def test_a_message_is_in_the_language_of_the_visit() -> None:
    for kind in NoticeKind:
        chinese = text_of(kind, "zh_CN", receipt_number(1), "2026-12-01")
        english = text_of(kind, "en", receipt_number(1), None)
        assert receipt_number(1) in chinese
        assert receipt_number(1) in english
        assert "{" not in chinese + english
        assert text_of(kind, "fr", receipt_number(1), None) == text_of(kind, "zh_CN", receipt_number(1), None)
    assert "2026-12-01" in text_of(NoticeKind.CORRECTION, "zh_CN", receipt_number(1), "2026-12-01")
