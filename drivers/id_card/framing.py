"""Frames of the SDT protocol: bytes to frames and back, with no input or output of its own.

    AA AA AA 96 69 | LEN_HI LEN_LO | body ... | CHK

LEN counts the body and CHK, big-endian. CHK is the exclusive or of everything from LEN_HI to the end of the
body.

Source: ID card reader sheet, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
LENGTH_SIZE = 2
HEADER_SIZE = len(PREAMBLE) + LENGTH_SIZE
SMALLEST_REPLY_LENGTH = 4
"""Three status bytes and CHK."""
SMALLEST_REQUEST_LENGTH = 3
"""Command, parameter and CHK."""
LARGEST_LENGTH = 4096
TIME_OUT_MARKER = bytes.fromhex("0005050505")
"""What follows the preamble in the marker that some readers send when they timed out: no frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame whose length and checksum are right.

    The body may be a card's content, so it is never shown.
    """

    body: bytes = field(repr=False)


class FrameFaultKind(StrEnum):
    """What was wrong with bytes that are no frame."""

    SKIPPED = "skipped"
    """Bytes before a frame that belong to none."""
    BAD_LENGTH = "bad_length"
    """A preamble, and then a length that no frame has: the hunt goes on right behind the preamble."""
    TIME_OUT_MARKER = "time_out_marker"
    """What some makers' readers send instead of a reply (section 13.3). It has no valid length, and with the
    preamble of the next reply behind it the checksum fits by chance, so it is known by its bytes."""
    BAD_CHECKSUM = "bad_checksum"
    """A whole frame with a wrong CHK; it is dropped as a whole."""


@dataclass(frozen=True, slots=True)
class FrameFault:
    """Bytes that were dropped: why, and how many."""

    kind: FrameFaultKind
    size_bytes: int


def checksum(data: bytes) -> int:
    """The exclusive or of all bytes."""
    return reduce(xor, data, 0)


def encode_frame(body: bytes) -> bytes:
    """The whole frame around a body of 2 to 4095 bytes."""
    counted = (len(body) + 1).to_bytes(LENGTH_SIZE, "big") + body
    return PREAMBLE + counted + bytes([checksum(counted)])


class FrameParser:
    """Takes bytes in pieces of any size and gives frames and faults.

    What comes out does not depend on how the bytes were cut. A frame that looks complete is never searched for
    another preamble: a photo may contain one. Never more than one frame's bytes are kept.
    """

    __slots__ = ("_buffer", "_in_frame", "_skipped", "_smallest_length")

    def __init__(self, *, smallest_length: int = SMALLEST_REPLY_LENGTH) -> None:
        self._smallest_length = smallest_length
        self._buffer = bytearray()
        self._in_frame = False
        self._skipped = 0

    @property
    def wanted(self) -> int:
        """How many more bytes there must be before there can be news; a read of so many is never too long."""
        if not self._in_frame:
            return HEADER_SIZE - len(self._buffer)
        if len(self._buffer) < LENGTH_SIZE:
            return LENGTH_SIZE - len(self._buffer)
        return LENGTH_SIZE + self._length() - len(self._buffer)

    @property
    def body_length(self) -> int | None:
        """LEN of the frame that has begun, None before its header is complete."""
        return self._length() if self._in_frame and len(self._buffer) >= LENGTH_SIZE else None

    def reset(self) -> None:
        """Forget everything that came so far."""
        self._buffer.clear()
        self._in_frame = False
        self._skipped = 0

    def feed(self, data: bytes) -> list[Frame | FrameFault]:
        """Take some bytes; return the frames and faults that they complete, in order."""
        self._buffer += data
        found: list[Frame | FrameFault] = []
        while self._in_frame or self._find_preamble(found):
            if len(self._buffer) < LENGTH_SIZE:
                break
            length = self._length()
            if not self._smallest_length <= length <= LARGEST_LENGTH:
                self._in_frame = False
                found.append(FrameFault(FrameFaultKind.BAD_LENGTH, len(PREAMBLE)))
                continue
            if self._buffer.startswith(TIME_OUT_MARKER):
                self._in_frame = False
                del self._buffer[: len(TIME_OUT_MARKER)]
                marker_size = len(PREAMBLE) + len(TIME_OUT_MARKER)
                found.append(FrameFault(FrameFaultKind.TIME_OUT_MARKER, marker_size))
                continue
            if len(self._buffer) < LENGTH_SIZE + length:
                break
            found.append(self._take_frame(length))
        return found

    def _length(self) -> int:
        return int.from_bytes(self._buffer[:LENGTH_SIZE], "big")

    def _find_preamble(self, found: list[Frame | FrameFault]) -> bool:
        """Move behind the next preamble.

        False when there is none yet; then only its possible beginning is kept.
        """
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            kept = next(
                size
                for size in range(min(len(self._buffer), len(PREAMBLE) - 1), -1, -1)
                if PREAMBLE.startswith(self._buffer[len(self._buffer) - size :])
            )
            dropped = len(self._buffer) - kept
            self._skipped += dropped
            del self._buffer[:dropped]
            return False
        self._skipped += start
        if self._skipped:
            found.append(FrameFault(FrameFaultKind.SKIPPED, self._skipped))
            self._skipped = 0
        del self._buffer[: start + len(PREAMBLE)]
        self._in_frame = True
        return True

    def _take_frame(self, length: int) -> Frame | FrameFault:
        size = LENGTH_SIZE + length
        counted = bytes(self._buffer[: size - 1])
        good = checksum(counted) == self._buffer[size - 1]
        del self._buffer[:size]
        self._in_frame = False
        if good:
            return Frame(counted[LENGTH_SIZE:])
        return FrameFault(FrameFaultKind.BAD_CHECKSUM, len(PREAMBLE) + size)
