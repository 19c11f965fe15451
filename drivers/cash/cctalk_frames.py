"""Frames of the ccTalk line: bytes to frames and back, and our own echo taken out; no input or output of its own.

Simple form: ``[dest][len][src][header][data ...][chk]``, the sum of all bytes is 0 modulo 256.
CRC form: ``[dest][len][crc low][header][data ...][crc high]``, CRC with polynomial 1021 and start 0 over dest, len,
header and data; the source address gives way to the checksum.

The line has one wire for both directions, so an adapter hands us our own bytes back before the reply (some do not).

Source: payments sheet, section 9.1.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from enum import StrEnum

HOST = 1
COIN_ACCEPTOR = 2
BILL_VALIDATOR = 40

OVERHEAD_BYTES = 5
"""Destination, length, source or CRC, header, checksum."""
LARGEST_DATA_BYTES = 252
"""What a length byte can name in practice; longer replies do not exist in this protocol."""


class Checksum(StrEnum):
    """How frames are protected; a device knows one of the two."""

    SIMPLE = "simple"
    CRC = "crc"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame whose checksum is right.

    Attributes:
        destination: the address it goes to.
        source: the address it comes from; None in the CRC form, which has none.
        header: what it says; 0 in a reply.
        data: 0 to 252 bytes.
    """

    destination: int
    source: int | None
    header: int
    data: bytes = b""


class FrameFault(StrEnum):
    """What was wrong with bytes that are no frame."""

    SKIPPED = "skipped"
    """A byte before the reply that is not our address."""
    BAD_LENGTH = "bad_length"
    """A length that no frame has."""
    BAD_CHECKSUM = "bad_checksum"
    """A whole frame with a wrong checksum, or one of the other form."""
    FOREIGN = "foreign"
    """A right frame from another device than the one that was asked."""


def crc(data: bytes) -> int:
    """CRC with polynomial 1021 and start 0; ``123456789`` gives 31C3."""
    return binascii.crc_hqx(data, 0)


def encode_frame(frame: Frame, checksum: Checksum) -> bytes:
    """The frame's bytes.

    Raises:
        ValueError: more than 252 data bytes, or no source where the form has one.
    """
    if len(frame.data) > LARGEST_DATA_BYTES:
        raise ValueError(f"{len(frame.data)} data bytes")
    head = bytes([frame.destination, len(frame.data)])
    body = bytes([frame.header]) + frame.data
    if checksum is Checksum.CRC:
        value = crc(head + body)
        return head + bytes([value & 0xFF]) + body + bytes([value >> 8])
    if frame.source is None:
        raise ValueError("the simple form names its source")
    counted = head + bytes([frame.source]) + body
    return counted + bytes([-sum(counted) & 0xFF])


def decode_frame(data: bytes, checksum: Checksum) -> Frame | FrameFault:
    """One whole frame, from its first byte to its last."""
    if len(data) < OVERHEAD_BYTES or len(data) != OVERHEAD_BYTES + data[1]:
        return FrameFault.BAD_LENGTH
    if checksum is Checksum.CRC:
        if crc(data[:2] + data[3:-1]) != data[2] | data[-1] << 8:
            return FrameFault.BAD_CHECKSUM
        return Frame(data[0], None, data[3], data[4:-1])
    if sum(data) & 0xFF:
        return FrameFault.BAD_CHECKSUM
    return Frame(data[0], data[2], data[3], data[4:-1])


class FrameParser:
    """Takes bytes in pieces of any size and gives frames for one address, and faults.

    There is no start byte. A frame begins with our address; what comes before is skipped byte by byte. A frame that
    looks complete is never searched for another one: after a fault the asker lets the line fall silent, forgets the
    rest (``reset``) and asks again.
    """

    __slots__ = ("_address", "_buffer", "_checksum", "_source")

    def __init__(self, checksum: Checksum, *, address: int = HOST, source: int | None = None) -> None:
        """Prepare.

        Args:
            checksum: the form of the frames.
            address: whose frames; all others are foreign.
            source: who may have sent them, where the form says; None for anyone.
        """
        self._checksum = checksum
        self._address = address
        self._source = source
        self._buffer = bytearray()

    @property
    def wanted(self) -> int:
        """How many more bytes there must be before there can be news; a read of so many is never too long."""
        if len(self._buffer) < 2:
            return OVERHEAD_BYTES - len(self._buffer)
        return OVERHEAD_BYTES + self._buffer[1] - len(self._buffer)

    @property
    def begun(self) -> bool:
        """Whether part of a frame is here."""
        return bool(self._buffer)

    def reset(self) -> None:
        """Forget everything that came so far."""
        self._buffer.clear()

    def feed(self, data: bytes) -> list[Frame | FrameFault]:
        """Take some bytes; return the frames and faults that they complete, in order."""
        found: list[Frame | FrameFault] = []
        for byte in data:
            if not self._buffer and byte != self._address:
                found.append(FrameFault.SKIPPED)
                continue
            self._buffer.append(byte)
            if len(self._buffer) == 2 and byte > LARGEST_DATA_BYTES:
                self._buffer.clear()
                found.append(FrameFault.BAD_LENGTH)
            elif len(self._buffer) >= OVERHEAD_BYTES and len(self._buffer) == OVERHEAD_BYTES + self._buffer[1]:
                found.append(self._judged(decode_frame(bytes(self._buffer), self._checksum)))
                self._buffer.clear()
        return found

    def _judged(self, frame: Frame | FrameFault) -> Frame | FrameFault:
        if isinstance(frame, Frame) and self._source is not None and frame.source not in {None, self._source}:
            return FrameFault.FOREIGN
        return frame


class EchoFilter:
    """Takes our own bytes out of what comes back, where the adapter returns them.

    What differs from our bytes is no echo and passes, together with what had matched before: a damaged echo then shows
    as a frame that is not for us, and a line without echo loses nothing.
    """

    __slots__ = ("_due", "_matched", "seen")

    def __init__(self) -> None:
        self._due = b""
        self._matched = 0
        self.seen: bool | None = None
        """Whether the line echoes; None while nothing has been received."""

    def sent(self, data: bytes) -> None:
        """These bytes have just gone out."""
        self._due, self._matched = data, 0

    @property
    def missing(self) -> int:
        """How many bytes of a begun echo are still to come; all of it on a line that is known to echo."""
        if self._matched or self.seen:
            return len(self._due) - self._matched
        return 0

    def feed(self, data: bytes) -> bytes:
        """What is left of some received bytes."""
        for index, byte in enumerate(data):
            if self._matched == len(self._due):
                return data[index:]
            if byte != self._due[self._matched]:
                passed = self._due[: self._matched] + data[index:]
                self.seen = False if self._matched == 0 else self.seen
                self._due, self._matched = b"", 0
                return passed
            self._matched += 1
            if self._matched == len(self._due):
                self.seen = True
        return b""
