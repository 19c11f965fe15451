"""The terminal's end of a line, without I/O: bytes in, bytes out through a callable; what can go wrong on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from drivers.card_terminal.simulator.core import ZvtCore
from drivers.card_terminal.zvt.apdu import Apdu, ApduSplitter, decode_apdu, encode_apdu
from drivers.card_terminal.zvt.serial_frames import (
    ACK,
    NAK,
    Acknowledged,
    Frame,
    FrameParser,
    NotAcknowledged,
    encode_frame,
)


@dataclass(slots=True)
class SerialFaults:
    """What is wrong on the line, for so many frames. Set from any thread."""

    damaged: int = 0
    """Frames to the till whose CRC is wrong."""
    refused: int = 0
    """Frames from the till that are answered with NAK."""


class SerialEnd:
    """Frames, acknowledgements, repetitions."""

    def __init__(self, core: ZvtCore, write: Callable[[bytes], None]) -> None:
        self.faults = SerialFaults()
        self._core, self._write = core, write
        self._parser = FrameParser()
        self._outbox: deque[bytes] = deque()
        core.out = self._say

    def feed(self, data: bytes) -> None:
        """Take bytes from the till."""
        for heard in self._parser.feed(data):
            match heard:
                case Frame(unit):
                    self._take(unit)
                case Acknowledged():
                    if self._outbox:
                        self._outbox.popleft()
                        self._send_next()
                case NotAcknowledged():
                    self._send_next()
                case _:
                    self._write(bytes([NAK]))

    def reset(self) -> None:
        """Forget what is half there: the power went."""
        self._parser.reset()
        self._outbox.clear()

    def _take(self, unit: bytes) -> None:
        if self.faults.refused > 0:
            self.faults.refused -= 1
            self._write(bytes([NAK]))
            return
        self._write(bytes([ACK]))
        apdu = decode_apdu(unit)
        if apdu.control >> 8 != 0x80:
            self._outbox.clear()  # a new command: whoever was to hear the rest is gone
        self._core.receive(apdu)

    def _say(self, apdu: Apdu) -> None:
        self._outbox.append(encode_frame(encode_apdu(apdu)))
        if len(self._outbox) == 1:
            self._send_next()

    def _send_next(self) -> None:
        if not self._outbox:
            return
        frame = self._outbox[0]
        if self.faults.damaged > 0:
            self.faults.damaged -= 1
            frame = frame[:-1] + bytes([frame[-1] ^ 0x55])
        self._write(frame)


class TcpEnd:
    """Units one after the other."""

    def __init__(self, core: ZvtCore, write: Callable[[bytes], None]) -> None:
        self._core = core
        self._splitter = ApduSplitter()
        core.out = lambda apdu: write(encode_apdu(apdu))

    def feed(self, data: bytes) -> None:
        """Take bytes from the till."""
        for apdu in self._splitter.feed(data):
            self._core.receive(apdu)

    def reset(self) -> None:
        """A new connection begins."""
        self._splitter.reset()
