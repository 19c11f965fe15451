"""A line to a ZVT terminal: whole units out and in, over a serial port or TCP.

On a serial line every frame is acknowledged by one byte. What was refused (NAK) is sent again; what was met by silence
is not: nobody knows whether it arrived, and a second authorisation is the one thing that must not happen.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, assert_never

from drivers.card_terminal.errors import CardGarbledError
from drivers.card_terminal.zvt.apdu import Apdu, ApduError, ApduSplitter, ByteOrder, decode_apdu, encode_apdu
from drivers.card_terminal.zvt.serial_frames import (
    ACK,
    NAK,
    Acknowledged,
    Damaged,
    Frame,
    FrameParser,
    Heard,
    Noise,
    NotAcknowledged,
    encode_frame,
)
from drivers.timebase import Timebase
from drivers.transport.errors import NoReplyError
from drivers.transport.serial_link import Link

_log = logging.getLogger(__name__)

SLICE_S = 0.25
"""How long one look at the line lasts, so that a cancel is seen."""
CHUNK_BYTES = 4096


def never() -> bool:
    """Nobody interrupts."""
    return False


@dataclass(frozen=True, slots=True)
class LineTimes:
    """Limits of the line, in seconds, and how often a frame is tried.

    Attributes:
        ack_s: how long the one byte may take (T2 of the document).
        tries: how often a frame that is refused is sent, and how many damaged ones are borne in a row.
    """

    ack_s: float = 5.0
    tries: int = 3


class ZvtLine(Protocol):
    """Units out and in."""

    def open(self) -> None:
        """Open it. Raises ``LinkError``."""

    def close(self) -> None:
        """Close it. Never raises."""

    def send(self, apdu: Apdu) -> int:
        """Hand a unit over; gives how often it was sent. Raises ``LinkError``; then nobody knows whether it arrived."""

    def receive(self, deadline: float, interrupted: Callable[[], bool] = never) -> Apdu | None:
        """The next unit; None when the deadline has passed or somebody interrupts. Raises ``LinkError``.

        The line is looked at once at least.
        """


class _Reading:
    """Reads a link in slices."""

    def __init__(self, link: Link, timebase: Timebase) -> None:
        self._link = link
        self._timebase = timebase

    def some(self, deadline: float) -> bytes:
        """What comes until the deadline, or for a slice of time; possibly nothing. Raises ``LinkError``."""
        until = min(deadline, self._timebase.now() + SLICE_S)
        try:
            first = self._link.read(1, until)
        except NoReplyError:
            return b""
        rest = bytearray(first)
        while len(rest) < CHUNK_BYTES and (more := self._link.read_waiting()):
            rest += more
        return bytes(rest)


class TcpLine:
    """Units one after the other, without checks: TCP has its own."""

    def __init__(self, link: Link, timebase: Timebase, *, long_length: ByteOrder = "little") -> None:
        self._link, self._timebase, self._long_length = link, timebase, long_length
        self._reading = _Reading(link, timebase)
        self._splitter = ApduSplitter(long_length)
        self._waiting: deque[Apdu] = deque()

    def open(self) -> None:
        """Connect. Raises ``LinkError``."""
        self._splitter.reset()
        self._waiting.clear()
        self._link.open()

    def close(self) -> None:
        """Hang up."""
        self._link.close()

    def send(self, apdu: Apdu) -> int:
        """Write a unit, once. Raises ``LinkError``."""
        self._link.write(encode_apdu(apdu, self._long_length))
        return 1

    def receive(self, deadline: float, interrupted: Callable[[], bool] = never) -> Apdu | None:
        """The next unit."""
        while not self._waiting and not interrupted():
            self._waiting += self._splitter.feed(self._reading.some(deadline))
            if self._timebase.now() >= deadline:
                break
        return self._waiting.popleft() if self._waiting else None


class SerialLine:
    """Frames with a CRC, each acknowledged."""

    def __init__(
        self,
        link: Link,
        timebase: Timebase,
        *,
        long_length: ByteOrder = "little",
        times: LineTimes | None = None,
    ) -> None:
        self._link, self._timebase, self._long_length = link, timebase, long_length
        self._times = times if times is not None else LineTimes()
        self._reading = _Reading(link, timebase)
        self._parser = FrameParser()
        self._waiting: deque[Apdu] = deque()
        self._damaged = 0

    def open(self) -> None:
        """Open the port. Raises ``LinkError``."""
        self._parser.reset()
        self._waiting.clear()
        self._damaged = 0
        self._link.open()

    def close(self) -> None:
        """Close the port."""
        self._link.close()

    def send(self, apdu: Apdu) -> int:
        """Send a frame until it is acknowledged; gives how often.

        Raises:
            NoReplyError: there was no answer to it at all.
            CardGarbledError: it was refused every time.
            LinkError: the port went away.
        """
        frame = encode_frame(encode_apdu(apdu, self._long_length))
        for count in range(1, self._times.tries + 1):
            self._link.write(frame)
            if self._acknowledged():
                return count
            _log.debug("card_frame_refused count=%d", count)
        raise CardGarbledError("refused")

    def receive(self, deadline: float, interrupted: Callable[[], bool] = never) -> Apdu | None:
        """The next unit, acknowledged. Raises ``CardGarbledError`` after too many damaged ones."""
        while not self._waiting and not interrupted():
            for heard in self._parser.feed(self._reading.some(deadline)):
                self._take(heard)
            if self._timebase.now() >= deadline:
                break
        return self._waiting.popleft() if self._waiting else None

    def _acknowledged(self) -> bool:
        """Wait for the one byte; frames that come before it are kept."""
        deadline = self._timebase.now() + self._times.ack_s
        while self._timebase.now() < deadline:
            verdict: bool | None = None
            for heard in self._parser.feed(self._reading.some(deadline)):
                match heard:
                    case Acknowledged():
                        verdict = True
                    case NotAcknowledged():
                        verdict = False if verdict is None else verdict
                    case _:
                        self._take(heard)
            if verdict is not None:
                return verdict
        raise NoReplyError("no acknowledgement")

    def _take(self, heard: Heard) -> None:
        match heard:
            case Frame(unit):
                try:
                    apdu = decode_apdu(unit, self._long_length)
                except ApduError:
                    self._refuse()
                    return
                self._damaged = 0
                self._link.write(bytes([ACK]))
                self._waiting.append(apdu)
            case Damaged():
                self._refuse()
            case Acknowledged() | NotAcknowledged() | Noise():
                return
            case _:
                assert_never(heard)

    def _refuse(self) -> None:
        self._damaged += 1
        _log.debug("card_frame_damaged count=%d", self._damaged)
        if self._damaged >= self._times.tries:
            raise CardGarbledError("damaged")
        self._link.write(bytes([NAK]))
