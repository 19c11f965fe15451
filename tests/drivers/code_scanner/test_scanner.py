"""The driver when nothing is wrong, with each family: scans, the kinds asked for, the beam off on every exit."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

from drivers.code_scanner.classify import Code, CodeKind, PaymentScheme
from drivers.code_scanner.codec import CODECS, Family
from drivers.code_scanner.model import CodeRejected, Offline, Ready, Scan, Unknown
from drivers.code_scanner.scanner import CodeScanner
from drivers.commands import CommandStoppedError, TimeLimitError
from drivers.transport.errors import NoReplyError, PortMissingError, UnpluggedError
from drivers.transport.serial_link import SerialLink
from drivers.vocabulary import DeviceKind
from tests.drivers.code_scanner.desk import WAITING, Desk
from tests.drivers.code_scanner.stranger import MemoryLink, StillTime

PAYMENT = frozenset({CodeKind.PAYMENT})
PAYMENT_CODE = "134567890123456789"


def test_poll_asks_a_question_that_changes_nothing(desk: Desk, family: Family) -> None:
    """Ready with its family; the beam stays off, and nothing goes to the flash."""
    assert [desk.scanner.poll() for _ in range(2)] == [Ready(family)] * 2
    assert not desk.simulator.beam
    assert desk.simulator.flash_writes == 0


def test_the_beam_is_switched_off_at_the_start(desk: Desk) -> None:
    """An earlier process may have left it on."""
    assert desk.simulator.await_stops(1)
    assert desk.simulator.heard[0].stops


@pytest.mark.parametrize("code", ["https://example.gov.cn/r/1", "回执 LS01", "0012", "a" * 600])
def test_a_code_is_read(desk: Desk, code: str) -> None:
    """As text, leading zeros and all; then the beam is off."""
    assert desk.scan(code).text == code
    assert desk.progress == [WAITING]
    assert desk.simulator.await_stops(2)
    assert not desk.simulator.beam


def test_a_code_in_gb18030(desk: Desk) -> None:
    """Usual in China."""
    assert desk.scan("办事指南".encode("gb18030")).text == "办事指南"


def test_several_scans_in_a_row(desk: Desk) -> None:
    """The answer to the last stop does not become a code."""
    assert [desk.scan(text).text for text in ("first", "second", "second")] == ["first", "second", "second"]


@pytest.mark.parametrize("terminator", [b"", b"\r", b"\n", b"\r\n"])
def test_every_terminator(desk: Desk, terminator: bytes) -> None:
    """And none."""
    desk.simulator.terminator = terminator
    assert desk.scan("6901234567892").text == "6901234567892"


def test_another_code_than_asked_for_is_rejected_and_the_beam_goes_on(desk: Desk) -> None:
    """The resident sees why, and holds up the right one."""
    code = desk.scan("6901234567892", PAYMENT_CODE, expected=PAYMENT)
    assert code == Code(CodeKind.PAYMENT, PAYMENT_CODE, PaymentScheme.WECHAT, expected=True)
    assert desk.progress == [WAITING, CodeRejected(CodeKind.UNKNOWN)]


def test_bytes_that_are_no_text_are_rejected(desk: Desk) -> None:
    """As unreadable."""
    assert desk.scan(b"\xff\xfe\xff", "good").text == "good"
    assert desk.progress == [WAITING, CodeRejected(CodeKind.UNREADABLE)]


def test_the_same_wrong_code_is_told_once(desk: Desk) -> None:
    """Held before the window it is read again and again; that is one presentation."""
    simulator = desk.simulator

    def hold_it_there() -> None:
        simulator.show("6901234567892")
        assert simulator.await_starts(2)
        simulator.show("6901234567892")
        assert simulator.await_starts(3)
        simulator.show(PAYMENT_CODE)

    hand = threading.Thread(target=hold_it_there)
    desk.hands.append(hand.start)
    assert desk.scan(expected=PAYMENT).text == PAYMENT_CODE
    hand.join()
    assert desk.progress == [WAITING, CodeRejected(CodeKind.UNKNOWN)]


def test_the_beam_goes_off_when_the_time_is_over(desk: Desk) -> None:
    """A time-out is an error of the resident's kind, and no cancel."""
    with pytest.raises(TimeLimitError):
        desk.scan(timeout_s=0.1)
    assert desk.simulator.await_stops(2)
    assert not desk.simulator.beam


def test_the_beam_goes_off_when_the_scan_is_cancelled(desk: Desk) -> None:
    """The resident left the page."""
    context = desk.context()
    desk.hands.append(context.cancel)
    with pytest.raises(CommandStoppedError):
        desk.scanner.run(Scan(PAYMENT), context)
    assert desk.simulator.await_stops(2)


def test_a_long_scan_starts_the_read_again(tmp_path: Path, family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine ends a read by itself after a while."""
    desk = Desk(tmp_path, family)
    monkeypatch.setattr(type(CODECS[family]), "reading_lasts_s", 0.05)

    def show_late() -> None:
        assert desk.simulator.await_starts(3)
        desk.simulator.show("late")

    hand = threading.Thread(target=show_late)
    hand.start()
    assert desk.scan().text == "late"
    hand.join()
    desk.close()


def test_a_scanner_that_answers_no_questions(tmp_path: Path, family: Family) -> None:
    """Its open port must do; scanning works."""
    desk = Desk(tmp_path, family, reply_limit_s=0.05, opened=False)
    desk.simulator.faults.unanswering = True
    scanner = CodeScanner(SerialLink(desk.simulator.port), family, ask_health=False, reply_limit_s=0.05)
    scanner.open()
    desk.scanner = scanner
    assert scanner.poll() == Ready(family)
    assert desk.scan("good").text == "good"
    desk.close()


def test_statuses_without_an_answer(desk: Desk) -> None:
    """Offline for a cause, unknown for none."""
    assert desk.scanner.unreached(NoReplyError()) == Offline("no_reply")
    assert desk.scanner.unreached(None) == Unknown()
    usable = [status.usable for status in (Ready(Family.NEWLAND), Offline("x"), Unknown())]
    assert usable == [True, False, False]
    assert desk.scanner.kind is DeviceKind.CODE_SCANNER


def test_a_command_of_another_device(desk: Desk) -> None:
    """A mistake of the caller."""
    with pytest.raises(TypeError):
        desk.scanner.run("scan", desk.context())


def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    """Typed, and nothing stays open."""
    scanner = CodeScanner(SerialLink(str(tmp_path / "none")), Family.NEWLAND)
    with pytest.raises(PortMissingError):
        scanner.open()
    scanner.close()


def test_nothing_of_a_code_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Kind and length, not the digits."""
    caplog.set_level(logging.DEBUG)
    desk.scan("6901234567892", PAYMENT_CODE, expected=PAYMENT)
    assert "code_scanned kind=payment length=18" in caplog.text
    assert PAYMENT_CODE[-5:] not in caplog.text
    assert "67892" not in caplog.text


class _GoneAtOnce(MemoryLink):
    """A port that opens and takes no bytes."""

    def write(self, data: bytes) -> None:
        """The cable came off."""
        raise UnpluggedError(str(len(data)))


class _GoneAfterTheFirst(MemoryLink):
    """A port that takes the stop and nothing more."""

    def write(self, data: bytes) -> None:
        """The cable came off after it was opened."""
        if self.written:
            raise UnpluggedError
        super().write(data)


def test_a_port_that_goes_away_as_it_is_opened() -> None:
    """It is closed again."""
    link = _GoneAtOnce("newland", StillTime())
    with pytest.raises(UnpluggedError):
        CodeScanner(link, Family.NEWLAND, timebase=StillTime()).open()
    assert not link.is_open


def test_a_port_that_goes_away_as_the_scanner_is_prepared() -> None:
    """The link's own error, not a shrug."""
    time = StillTime()
    scanner = CodeScanner(_GoneAfterTheFirst("newland", time), Family.NEWLAND, timebase=time)
    scanner.open()
    with pytest.raises(UnpluggedError):
        scanner.poll()
