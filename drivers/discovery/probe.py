"""Asks a serial port what hangs on it. Only questions, a time limit for each, and never on a port that is in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drivers.discovery.questions import QUESTIONS, Question
from drivers.timebase import SystemTime, Timebase
from drivers.vocabulary import DeviceError

if TYPE_CHECKING:
    from drivers.transport.serial_link import Link

LARGEST_ANSWER_BYTES = 4096
"""Whatever talks on without end is not one of ours."""
LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Answered:
    """Something answered in a protocol that we know."""

    question: Question


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing answered; ``noise`` says whether bytes came that we do not understand."""

    noise: bool


@dataclass(frozen=True, slots=True)
class NotAsked:
    """The port could not be opened or went away, so nothing is known."""

    error: DeviceError


Outcome = Answered | Silent | NotAsked
OpensLink = Callable[[str, int], "Link"]


def probe_port(
    port: str,
    *,
    questions: Sequence[Question] = QUESTIONS,
    timebase: Timebase | None = None,
    link_to: OpensLink | None = None,
) -> Outcome:
    """Ask one question after the other until something answers. Takes the sum of their waiting times at most.

    Args:
        port: a device path or a URL of pyserial.
        questions: what to ask, in this order.
        timebase: the clock; the machine's by default.
        link_to: makes the link to a port at a speed; a serial port by default.
    """
    time = timebase if timebase is not None else SystemTime()
    noise = False
    for question in questions:
        link = (link_to or _serial_link)(port, question.baud)
        try:
            link.open()
            try:
                heard = _ask(link, question, time)
            finally:
                link.close()
        except DeviceError as error:
            return NotAsked(error)
        if question.is_answer(heard):
            return Answered(question)
        noise = noise or bool(heard)
    return Silent(noise)


def _ask(link: Link, question: Question, time: Timebase) -> bytes:
    """What comes in until it is the answer or the time is over. Raises ``DeviceError``."""
    import threading

    link.flush_input()
    link.write(question.ask)
    deadline = time.now() + question.wait_s
    heard = b""
    pause = threading.Condition()
    while time.now() < deadline and len(heard) < LARGEST_ANSWER_BYTES and not question.is_answer(heard):
        heard += link.read_waiting()
        with pause:
            time.wait(pause, LOOK_EVERY_S)
    return heard


def _serial_link(port: str, baud: int) -> Link:
    from drivers.transport.serial_link import LineSettings, SerialLink

    return SerialLink(port, LineSettings(baud=baud), write_timeout_s=1.0)
