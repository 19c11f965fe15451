"""Whether something answers on a port: every simulator behind a real pseudo-terminal, and ports that do not help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card_terminal.simulator.ports import SerialCardSimulator
from drivers.card_terminal.zvt.serial_frames import encode_frame
from drivers.discovery.probe import Answered, NotAsked, Silent, probe_port
from drivers.discovery.questions import QUESTIONS, Question, card_terminal_answers, reader_answers
from drivers.id_card.simulator import IdCardReaderSimulator
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.transport.pty import PtyServer
from drivers.transport.serial_link import LineSettings, SerialLink
from drivers.vocabulary import DeviceKind


class Listener:
    """Something on a port that remembers what it hears and says what it is told to."""

    def __init__(self, link: Path, answer: Callable[[bytes], bytes]) -> None:
        self.heard = b""
        self._answer = answer
        self.server = PtyServer(self._on_bytes, link=link, baud=None, name="listener")

    def _on_bytes(self, data: bytes) -> None:
        self.heard += data
        answer = self._answer(data)
        if answer:
            self.server.send(answer)


@pytest.fixture
def listen(tmp_path: Path) -> Iterator[Callable[[Callable[[bytes], bytes]], Listener]]:
    made: list[Listener] = []

    def make(answer: Callable[[bytes], bytes]) -> Listener:
        made.append(Listener(tmp_path / "port", answer))
        made[-1].server.start()
        return made[-1]

    yield make
    for one in made:
        one.server.stop()


def short(*kinds: DeviceKind) -> list[Question]:
    """The questions of some kinds."""
    return [one for one in QUESTIONS if one.kind in kinds]


def test_a_card_reader_is_recognised(tmp_path: Path) -> None:
    """It stays silent at the printer's question and answers its own; no scanner command reaches it."""
    simulator = IdCardReaderSimulator(link=tmp_path / "reader", baud=None)
    simulator.start()
    try:
        outcome = probe_port(simulator.port)
    finally:
        simulator.stop()
    assert isinstance(outcome, Answered)
    assert (outcome.question.kind, outcome.question.baud) == (DeviceKind.ID_CARD, 115_200)


def test_a_receipt_printer_is_recognised_by_the_first_question(tmp_path: Path) -> None:
    """No other question was asked by then, so none came out on paper."""
    simulator = ReceiptPrinterSimulator(link=tmp_path / "printer", baud=None)
    simulator.start()
    try:
        outcome = probe_port(simulator.port)
    finally:
        simulator.stop()
    assert isinstance(outcome, Answered)
    assert outcome.question is QUESTIONS[0]


SCANNERS = {
    "newland_old": (b"?", b"!"),
    "newland": (b"\x7e\x01", b"\x02\x010000#SCNMOD0\x06;\x03"),
    "7e00": (b"\x7e\x00", bytes.fromhex("02 00 00 02 39 01 A7 EA")),
    "honeywell": (b"\x16\x4d\x0d", b"TRGMOD0\x06."),
}


@pytest.mark.parametrize("family", SCANNERS)
def test_scanner_families_are_told_apart(listen: Callable[[Callable[[bytes], bytes]], Listener], family: str) -> None:
    """Each answers its own question only."""
    beginning, answer = SCANNERS[family]
    listener = listen(lambda asked: answer if asked.startswith(beginning) else b"")
    outcome = probe_port(listener.server.port, questions=short(DeviceKind.CODE_SCANNER))
    assert isinstance(outcome, Answered)
    assert outcome.question.protocol == family


def test_a_bill_validator_is_recognised_behind_its_echo(
    listen: Callable[[Callable[[bytes], bytes]], Listener],
) -> None:
    """The line hands our own bytes back before the reply."""
    listener = listen(lambda asked: asked + bytes([1, 0, 40, 0, 215]) if asked[0] == 40 else b"")
    outcome = probe_port(listener.server.port, questions=short(DeviceKind.CASH))
    assert isinstance(outcome, Answered)
    assert outcome.question.protocol == "cctalk"


def test_a_card_terminal_is_recognised(tmp_path: Path) -> None:
    """It takes or refuses a status enquiry in a frame of its own; nothing is charged."""
    simulator = SerialCardSimulator(link=tmp_path / "card", baud=None)
    simulator.start()
    try:
        outcome = probe_port(simulator.port, questions=short(DeviceKind.CARD_TERMINAL))
    finally:
        simulator.stop()
    assert isinstance(outcome, Answered)
    assert (outcome.question.protocol, outcome.question.baud) == ("zvt", 9600)
    assert simulator.core.bank.charges == []


@pytest.mark.parametrize(
    ("unit", "answers"), [("800000", True), ("849c00", True), ("060f00", True), ("050100", False), ("06", False)]
)
def test_what_counts_as_a_card_terminals_answer(unit: str, answers: bool) -> None:
    """A command taken, refused or done, with a right checksum; the echo of the question is none."""
    frame = encode_frame(bytes.fromhex(unit))
    assert card_terminal_answers(b"\x06" + frame) is answers
    assert not card_terminal_answers(b"\x06" + frame[:-1] + bytes([frame[-1] ^ 1]))


def test_an_echo_alone_is_no_device(listen: Callable[[Callable[[bytes], bytes]], Listener]) -> None:
    """A cable with both wires joined answers everything with itself: that is noise."""
    listener = listen(lambda asked: asked)
    assert probe_port(listener.server.port) == Silent(noise=True)


def test_a_port_with_nothing_behind_it(listen: Callable[[Callable[[bytes], bytes]], Listener]) -> None:
    """Every question was asked, in order, and none was answered."""
    listener = listen(lambda _asked: b"")
    questions = [Question(one.kind, one.protocol, one.baud, one.ask, one.is_answer, wait_s=0.03) for one in QUESTIONS]
    assert probe_port(listener.server.port, questions=questions) == Silent(noise=False)
    assert listener.heard == b"".join(one.ask for one in QUESTIONS)


def test_endless_talk_is_cut_off(listen: Callable[[Callable[[bytes], bytes]], Listener]) -> None:
    """A device that talks on and on costs no more than the others."""
    listener = listen(lambda _asked: b"x" * 60_000)
    assert probe_port(listener.server.port, questions=QUESTIONS[:1]) == Silent(noise=True)


def test_a_port_that_is_in_use_is_left_alone(tmp_path: Path) -> None:
    """The lock of the program that has it is respected."""
    simulator = IdCardReaderSimulator(link=tmp_path / "reader", baud=None)
    simulator.start()
    holder = SerialLink(simulator.port, LineSettings())
    holder.open()
    try:
        outcome = probe_port(simulator.port)
    finally:
        holder.close()
        simulator.stop()
    assert isinstance(outcome, NotAsked)
    assert outcome.error.code == "port_busy"
    assert simulator.requests == []


def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    """Its cause is typed."""
    outcome = probe_port(str(tmp_path / "gone"))
    assert isinstance(outcome, NotAsked)
    assert outcome.error.code == "port_missing"


@pytest.mark.parametrize(
    "heard",
    [
        b"",
        b"\xaa\xaa\xaa\x96\x69",
        b"\xaa\xaa\xaa\x96\x69\x00",
        b"\xaa\xaa\xaa\x96\x69\x00\x03\x10\xff\xec",
        b"\xaa\xaa\xaa\x96\x69\x00\x04\x00\x00\x90",
        b"\xaa\xaa\xaa\x96\x69\x00\x04\x00\x00\x90\x95",
    ],
    ids=["nothing", "preamble", "half_length", "too_short", "no_checksum", "wrong_checksum"],
)
def test_what_is_no_answer_of_a_card_reader(heard: bytes) -> None:
    """Only a whole frame with a right checksum is one."""
    assert not reader_answers(heard)
    assert reader_answers(b"\xaa" + b"\xaa\xaa\xaa\x96\x69\x00\x04\x00\x00\x90\x94")


@given(st.binary(max_size=64))
def test_no_noise_breaks_a_judge(heard: bytes) -> None:
    """Whatever comes in, every question says yes or no."""
    assert {question.is_answer(heard) for question in QUESTIONS} <= {True, False}
