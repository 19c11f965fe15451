"""ZVT on a serial line: DLE STX, the unit with every DLE doubled, DLE ETX, two bytes of CRC; answered by ACK or NAK.

The CRC is that of CCITT with reflected bits (polynomial 8408, start 0) over the unit and the ETX, without the doubling;
its low byte comes first and is not doubled.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

DLE, STX, ETX, ACK, NAK = 0x10, 0x02, 0x03, 0x06, 0x15
MAX_FRAME_BYTES = 0xFFFF + 5
CRC_BYTES = 2


def _table() -> tuple[int, ...]:
    rows = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x8408 if crc & 1 else crc >> 1
        rows.append(crc)
    return tuple(rows)


_TABLE = _table()


def crc_of(data: bytes) -> int:
    """The CRC over some bytes."""
    crc = 0
    for byte in data:
        crc = (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def encode_frame(unit: bytes) -> bytes:
    """The frame around a unit."""
    body = unit.replace(bytes([DLE]), bytes([DLE, DLE]))
    crc = crc_of(unit + bytes([ETX])).to_bytes(CRC_BYTES, "little")
    return bytes([DLE, STX]) + body + bytes([DLE, ETX]) + crc


@dataclass(frozen=True, slots=True)
class Frame:
    """A unit whose CRC fits."""

    unit: bytes


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The other side has the frame."""


@dataclass(frozen=True, slots=True)
class NotAcknowledged:
    """The other side could not read the frame."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A frame that is not whole or whose CRC does not fit."""


@dataclass(frozen=True, slots=True)
class Noise:
    """So many bytes that belong to nothing."""

    count: int


Heard = Frame | Acknowledged | NotAcknowledged | Damaged | Noise


class _In(Enum):
    REST = auto()
    REST_DLE = auto()
    BODY = auto()
    BODY_DLE = auto()
    CRC = auto()


class FrameParser:
    """Reads what comes in, byte by byte; finds the next frame again after damage."""

    def __init__(self) -> None:
        self._state = _In.REST
        self._body = bytearray()
        self._crc = bytearray()
        self._noise = 0

    @property
    def in_frame(self) -> bool:
        """Whether a frame has begun and is not at its end."""
        return self._state in {_In.BODY, _In.BODY_DLE, _In.CRC}

    def reset(self) -> None:
        """Forget what is half there."""
        self._state = _In.REST
        self._noise = 0

    def feed(self, data: bytes) -> list[Heard]:
        """Take some bytes; return what they complete."""
        heard: list[Heard] = []
        for byte in data:
            one = self._take(byte)
            if one is not None:
                self._flush_noise(heard)
                heard.append(one)
        self._flush_noise(heard)
        return heard

    def _flush_noise(self, heard: list[Heard]) -> None:
        if self._noise:
            heard.append(Noise(self._noise))
            self._noise = 0

    def _take(self, byte: int) -> Heard | None:
        match self._state:
            case _In.REST | _In.REST_DLE:
                return self._at_rest(byte)
            case _In.BODY:
                return self._in_body(byte)
            case _In.BODY_DLE:
                return self._after_dle(byte)
            case _In.CRC:
                return self._in_crc(byte)
            case _:
                assert_never(self._state)

    def _at_rest(self, byte: int) -> Heard | None:
        after_dle, self._state = self._state is _In.REST_DLE, _In.REST
        if after_dle and byte == STX:
            self._begin()
        elif byte == DLE:
            self._noise += after_dle
            self._state = _In.REST_DLE
        elif byte == ACK:
            self._noise += after_dle
            return Acknowledged()
        elif byte == NAK:
            self._noise += after_dle
            return NotAcknowledged()
        else:
            self._noise += 1 + after_dle
        return None

    def _begin(self) -> None:
        self._state = _In.BODY
        self._body.clear()

    def _in_body(self, byte: int) -> Heard | None:
        if byte == DLE:
            self._state = _In.BODY_DLE
            return None
        self._body.append(byte)
        if len(self._body) > MAX_FRAME_BYTES:
            self._state = _In.REST
            return Damaged()
        return None

    def _after_dle(self, byte: int) -> Heard | None:
        if byte == DLE:
            self._state = _In.BODY
            self._body.append(DLE)
            return None
        if byte == ETX:
            self._state = _In.CRC
            self._crc.clear()
            return None
        if byte == STX:  # the rest of a frame is missing, and the next one begins
            self._begin()
            return Damaged()
        self._state = _In.REST
        return Damaged()

    def _in_crc(self, byte: int) -> Heard | None:
        self._crc.append(byte)
        if len(self._crc) < CRC_BYTES:
            return None
        self._state = _In.REST
        unit = bytes(self._body)
        fits = int.from_bytes(self._crc, "little") == crc_of(unit + bytes([ETX]))
        return Frame(unit) if fits else Damaged()
