"""ZVT's unit of talk: a control field of two bytes, a length, data; and how it lies on TCP, one after the other.

Lengths up to FE are one byte. ``FF`` is followed by two bytes; low byte first in the document as it is remembered, the
other way in one program that was read, so that it can be set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ByteOrder = Literal["little", "big"]

HEADER_BYTES = 3
LONG_HEADER_BYTES = 5
LONG = 0xFF
MAX_DATA_BYTES = 0xFFFF


@dataclass(frozen=True, slots=True)
class Apdu:
    """One command, answer or message. ``control`` is class and instruction, such as ``0x0601``."""

    control: int
    data: bytes = b""


class ApduError(ValueError):
    """Bytes that are no such unit, or data that are too long for one."""


def encode_apdu(apdu: Apdu, long_length: ByteOrder = "little") -> bytes:
    """The bytes. Raises ``ApduError`` for data that no length can tell."""
    size = len(apdu.data)
    if size > MAX_DATA_BYTES:
        raise ApduError("too long")
    head = apdu.control.to_bytes(2, "big")
    length = bytes([size]) if size < LONG else bytes([LONG]) + size.to_bytes(2, long_length)
    return head + length + apdu.data


def decode_apdu(data: bytes, long_length: ByteOrder = "little") -> Apdu:
    """Exactly one unit. Raises ``ApduError``."""
    size = whole_size(data, long_length)
    if size is None or size != len(data):
        raise ApduError("not one unit")
    start = HEADER_BYTES if data[2] != LONG else LONG_HEADER_BYTES
    return Apdu(int.from_bytes(data[:2], "big"), data[start:])


def whole_size(data: bytes | bytearray, long_length: ByteOrder = "little") -> int | None:
    """How many bytes the unit at the beginning has; None while that cannot be told."""
    if len(data) < HEADER_BYTES:
        return None
    if data[2] != LONG:
        return HEADER_BYTES + data[2]
    if len(data) < LONG_HEADER_BYTES:
        return None
    return LONG_HEADER_BYTES + int.from_bytes(data[3:5], long_length)


class ApduSplitter:
    """Cuts a TCP stream into units. It has no checksum and no marks: what is once out of step stays so until reset."""

    def __init__(self, long_length: ByteOrder = "little") -> None:
        self._long_length = long_length
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Apdu]:
        """Take some bytes; return the units that they complete."""
        self._buffer += data
        found = []
        while (size := whole_size(self._buffer, self._long_length)) is not None and len(self._buffer) >= size:
            found.append(decode_apdu(bytes(self._buffer[:size]), self._long_length))
            del self._buffer[:size]
        return found

    def reset(self) -> None:
        """Forget what is half there."""
        self._buffer.clear()
