"""Requests and replies of the SDT protocol as typed values, with no input or output of their own.

Source: ID card reader sheet, sections 3 and 4.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from enum import Enum

from drivers.id_card.framing import Frame, encode_frame

TEXT_SIZE = 256
PHOTO_SIZE = 1024
ADDRESS_SIZE = 70
SAM_NUMBER_SIZE = 16
FINGERPRINT_SIZES = (0, 512, 1024)

_STATUS_SIZE = 3
_WORD_SIZE = 2

PLAIN_CONTENT_SIZE = 2 * _WORD_SIZE + TEXT_SIZE + PHOTO_SIZE
"""The data of a read without fingerprints."""
LARGEST_CONTENT_SIZE = 3 * _WORD_SIZE + TEXT_SIZE + PHOTO_SIZE + max(FINGERPRINT_SIZES)


class BodyError(ValueError):
    """A reply's data does not have the shape that its command asks for. Says sizes only."""


class Command(Enum):
    """Every command of the protocol: command byte and parameter byte."""

    RESET_SAM = (0x10, 0xFF)
    SAM_STATUS = (0x11, 0xFF)
    READ_SAM_NUMBER = (0x12, 0xFF)
    FIND_CARD = (0x20, 0x01)
    SELECT_CARD = (0x20, 0x02)
    READ_TEXT_PHOTO = (0x30, 0x01)
    READ_NEWEST_ADDRESS = (0x30, 0x03)
    READ_TEXT_PHOTO_FINGERPRINT = (0x30, 0x10)
    SET_SPEED_115200 = (0x60, 0x00)
    """The speed commands exist for bench work only: whether a speed survives power-off is unknown."""
    SET_SPEED_57600 = (0x60, 0x01)
    SET_SPEED_38400 = (0x60, 0x02)
    SET_SPEED_19200 = (0x60, 0x03)
    SET_SPEED_9600 = (0x60, 0x04)
    SET_RF_FRAME_SIZE = (0x61, 0xFF)
    """Takes one data byte."""


_SPEED_COMMANDS = {
    115200: Command.SET_SPEED_115200,
    57600: Command.SET_SPEED_57600,
    38400: Command.SET_SPEED_38400,
    19200: Command.SET_SPEED_19200,
    9600: Command.SET_SPEED_9600,
}


def encode_request(command: Command, data: bytes = b"") -> bytes:
    """The whole request frame. Only ``SET_RF_FRAME_SIZE`` has data."""
    return encode_frame(bytes(command.value) + data)


def encode_set_speed(baud: int) -> bytes:
    """The request that sets the module's speed. Raises ``ValueError`` for a speed that it does not have."""
    if baud not in _SPEED_COMMANDS:
        raise ValueError(f"the module has no speed of {baud} baud")
    return encode_request(_SPEED_COMMANDS[baud])


def encode_set_rf_frame_size(size_code: int) -> bytes:
    """The request that sets the largest radio frame; one byte (0 to 255) as the module's maker defines it."""
    return encode_request(Command.SET_RF_FRAME_SIZE, bytes([size_code]))


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a module receives it."""

    command: int
    parameter: int
    data: bytes = field(repr=False)

    @classmethod
    def from_frame(cls, frame: Frame) -> Request:
        """Read a frame whose body has at least two bytes (the parser sees to that)."""
        return cls(frame.body[0], frame.body[1], frame.body[2:])

    @property
    def known(self) -> Command | None:
        """The command that this is, None for one that the protocol does not have."""
        try:
            return Command((self.command, self.parameter))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: the card's status words, the module's state, and data that is never shown."""

    sw1: int
    sw2: int
    sw3: int
    data: bytes = field(repr=False)

    @classmethod
    def from_frame(cls, frame: Frame) -> Reply:
        """Read a frame whose body has at least three bytes (the parser sees to that)."""
        sw1, sw2, sw3 = frame.body[:_STATUS_SIZE]
        return cls(sw1, sw2, sw3, frame.body[_STATUS_SIZE:])

    def encode(self) -> bytes:
        """The whole reply frame."""
        return encode_frame(bytes([self.sw1, self.sw2, self.sw3]) + self.data)


@dataclass(frozen=True, slots=True)
class CardContent:
    """What a read returns: text record, photo in WLT coding, fingerprint templates.

    Personal, so never shown.
    """

    text: bytes = field(repr=False)
    photo_wlt: bytes = field(repr=False)
    fingerprint: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SamNumber:
    """The security module's number: not personal, it names the reader.

    Attributes:
        text: the usual form ``05.03-20140305-0001234567-0987654321``.
        raw_hex: the 16 bytes; compare on these, makers differ in the text form.
    """

    text: str
    raw_hex: str


def parse_card_content(data: bytes) -> CardContent:
    """Split the data of a read by its length words (sections 4.1 and 4.2).

    There are two length words, or three with fingerprints; the whole size says which, so a module that answers one
    read in the form of the other is understood.

    Args:
        data: what follows the status bytes.

    Raises:
        BodyError: a length that must not be, or one that does not fit the data.
    """
    words = 2 if len(data) == PLAIN_CONTENT_SIZE else 3
    head_size = words * _WORD_SIZE
    if len(data) < head_size:
        raise BodyError(f"{len(data)} bytes hold no length words")
    text_size, photo_size, *rest = struct.unpack_from(f">{words}H", data)
    fingerprint_size = rest[0] if rest else 0
    sizes = (text_size, photo_size, fingerprint_size)
    if text_size != TEXT_SIZE or photo_size != PHOTO_SIZE or fingerprint_size not in FINGERPRINT_SIZES:
        raise BodyError(f"length words {sizes}")
    if len(data) != head_size + sum(sizes):
        raise BodyError(f"length words {sizes} in {len(data)} bytes")
    photo_at = head_size + TEXT_SIZE
    fingerprint_at = photo_at + PHOTO_SIZE
    return CardContent(data[head_size:photo_at], data[photo_at:fingerprint_at], data[fingerprint_at:])


def is_card_content(data: bytes) -> bool:
    """Whether ``parse_card_content`` can split this."""
    try:
        parse_card_content(data)
    except BodyError:
        return False
    return True


def encode_card_content(content: CardContent, *, with_fingerprint: bool) -> bytes:
    """The data of a read's reply; the inverse of ``parse_card_content``."""
    parts = [content.text, content.photo_wlt]
    if with_fingerprint:
        parts.append(content.fingerprint)
    return b"".join(len(part).to_bytes(_WORD_SIZE, "big") for part in parts) + b"".join(parts)


def parse_sam_number(data: bytes) -> SamNumber:
    """Read the module's number: little-endian, two words and three unsigned double words (section 4.3).

    Raises:
        BodyError: not 16 bytes.
    """
    if len(data) != SAM_NUMBER_SIZE:
        raise BodyError(f"{len(data)} bytes are no SAM number")
    kind, version, date, first, second = struct.unpack("<HHIII", data)
    return SamNumber(f"{kind:02d}.{version:02d}-{date:08d}-{first:010d}-{second:010d}", data.hex())


def parse_newest_address(data: bytes) -> str:
    """Read an additional address: at most 35 units of UTF-16LE, padded by most modules (section 4.4).

    Raises:
        BodyError: more than 70 bytes, or half a unit.
    """
    if len(data) > ADDRESS_SIZE or len(data) % 2:
        raise BodyError(f"{len(data)} bytes are no address")
    return decode_text(data)


def decode_text(data: bytes) -> str:
    """Text of a card: UTF-16LE without the padding. Private-use and lone surrogate units survive."""
    return data.decode("utf-16-le", "surrogatepass").rstrip("\x00 ")


def encode_text(text: str, size_bytes: int) -> bytes:
    """Text in a card's field, padded with spaces.

    Raises:
        ValueError: the text needs more than the field's 16-bit units.
    """
    data = text.encode("utf-16-le", "surrogatepass")
    if len(data) > size_bytes:
        raise ValueError(f"the field holds {size_bytes // 2} units")
    return data + b" \x00" * ((size_bytes - len(data)) // 2)
