"""The bitmap fields ("BMP") of ZVT messages: a number, then a value whose size the number tells.

A field of an unknown number has an unknown size, so that what follows it cannot be read: ``Fields.complete`` says so,
and what stood before it still counts. A field that comes twice, or is cut off, makes the whole message malformed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from drivers.card_terminal.zvt.bcd import BcdError, decode_bcd
from drivers.card_terminal.zvt.tlv import TlvError, encode_length, length_of


class Field(IntEnum):
    """The fields that are used here, by their numbers."""

    AMOUNT = 0x04
    TLV = 0x06
    TRACE = 0x0B
    TIME = 0x0C
    DATE = 0x0D
    PAYMENT_TYPE = 0x19
    PAN = 0x22
    RESULT = 0x27
    TERMINAL_ID = 0x29
    CURRENCY = 0x49
    RECEIPT = 0x87
    CARD_NAME = 0x8B
    SERVICE = 0x03


LL, LLL, TLV_SIZED = -2, -3, -1
"""A size of two or three bytes ``Fx``, each a decimal digit; or a length as in a TLV."""

SIZES: Mapping[int, int] = {
    **dict.fromkeys((0x01, 0x02, 0x03, 0x05, 0x19, 0x27, 0x8A, 0x8C, 0xA0, 0xD0, 0xD2, 0xD3), 1),
    **dict.fromkeys((0xE0, 0xE9, 0xEA, 0xF0, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0x72, 0x73, 0x74, 0x75), 1),
    **dict.fromkeys((0x0D, 0x0E, 0x17, 0x3A, 0x49, 0x87), 2),
    **dict.fromkeys((0x0B, 0x0C, 0x37, 0x3D, 0x88, 0xAA), 3),
    **dict.fromkeys((0x29, 0x70, 0x71), 4),
    0xBA: 5,
    0x04: 6,
    **dict.fromkeys((0x3B, 0xEB), 8),
    0x2A: 15,
    **dict.fromkeys((0x22, 0x23, 0x2D, 0x4C, 0x8B, 0xA7, 0xD1), LL),
    **dict.fromkeys((*range(0xE1, 0xE9), *range(0xF1, 0xF9)), LL),
    **dict.fromkeys((0x24, 0x2E, 0x3C, 0x60, 0x92, 0x9A, 0xAF), LLL),
    0x06: TLV_SIZED,
}
"""How many bytes each field's value has."""

MAX_SIZE = {LL: 99, LLL: 999, TLV_SIZED: 0xFFFF}


class FieldError(ValueError):
    """Bytes that are no fields."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a message. ``complete`` is False where an unknown number ended the reading."""

    values: Mapping[int, bytes]
    complete: bool = True

    def number(self, field: Field) -> int | None:
        """The decimal number in a field; None where it is missing or is none."""
        value = self.values.get(field)
        if value is None:
            return None
        try:
            return decode_bcd(value)
        except BcdError:
            return None

    def digits(self, field: Field) -> str:
        """The digits in a field as text; empty where it is missing or has others."""
        text = self.values.get(field, b"").hex()
        return text if text.isdecimal() else ""

    def byte(self, field: Field) -> int | None:
        """The one byte of a field; None where it is missing."""
        value = self.values.get(field)
        return None if value is None else value[0]

    def text(self, field: Field) -> str:
        """Printable ASCII of a field; empty where it is missing."""
        kept = bytes(one for one in self.values.get(field, b"") if 0x20 <= one < 0x7F)
        return kept.decode("ascii").strip()


def encode_field(number: int, value: bytes) -> bytes:
    """One field.

    Raises:
        FieldError: there is no such field, or the value has another size.
    """
    size = SIZES.get(number)
    if size is None or (len(value) != size if size >= 0 else len(value) > MAX_SIZE[size]):
        raise FieldError("no such field or size")
    if size == TLV_SIZED:
        return bytes([number]) + encode_length(len(value)) + value
    if size < 0:
        return bytes([number, *(0xF0 | int(digit) for digit in f"{len(value):0{-size}d}")]) + value
    return bytes([number]) + value


def parse_fields(data: bytes) -> Fields:
    """The fields of a message.

    Raises:
        FieldError: one is cut off or comes twice, or a size is none.
    """
    values: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        number = data[at]
        if number not in SIZES:
            return Fields(values, complete=False)
        size, at = _size(data, at + 1, SIZES[number])
        if at + size > len(data) or number in values:
            raise FieldError("cut off" if number not in values else "twice")
        values[number] = data[at : at + size]
        at += size
    return Fields(values)


def _size(data: bytes, at: int, size: int) -> tuple[int, int]:
    """The size of the value that begins at a place, and where it begins."""
    if size >= 0:
        return size, at
    if size == TLV_SIZED:
        try:
            return length_of(data, at)
        except TlvError as fault:
            raise FieldError("bad size") from fault
    return llvar_size(data, at, -size), at - size


def llvar_size(data: bytes, at: int, digits: int) -> int:
    """The decimal number in so many bytes ``Fx``. Raises ``FieldError``."""
    marks = data[at : at + digits]
    if len(marks) != digits or any(mark & 0xF0 != 0xF0 or mark & 0x0F > 9 for mark in marks):
        raise FieldError("bad size")
    return int("".join(str(mark & 0x0F) for mark in marks))


def card_tail(pan: bytes) -> str:
    """The digits at the end of a card number that the terminal has not masked, at most four."""
    nibbles = pan.hex().rstrip("f")
    tail = nibbles[-4:]
    return tail[max((index + 1 for index, one in enumerate(tail) if not one.isdecimal()), default=0) :]
