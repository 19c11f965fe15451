"""Tag, length, value: the container that ZVT messages carry in field 06.

Tags as in BER: five set bits at the end of the first byte are followed by more bytes, each but the last with the
highest bit set. Lengths: one byte below 80, else 81 and one byte, or 82 and two bytes, high byte first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_LONG_TAG = 0x1F
_CONSTRUCTED = 0x20
_MORE = 0x80
MAX_TAG_BYTES = 4
MAX_DEPTH = 8


class TlvError(ValueError):
    """Bytes that are no tag, length, value."""


@dataclass(frozen=True, slots=True)
class Tlv:
    """One element; the tag as the number that its bytes make."""

    tag: int
    value: bytes

    @property
    def constructed(self) -> bool:
        """Whether the value is elements again."""
        first = self.tag >> (8 * ((self.tag.bit_length() + 7) // 8 - 1)) if self.tag else 0
        return bool(first & _CONSTRUCTED)


def length_of(data: bytes, at: int) -> tuple[int, int]:
    """Read a length at a place; gives it and the place after it. Raises ``TlvError``."""
    if at >= len(data):
        raise TlvError("no length")
    first = data[at]
    if first < _MORE:
        return first, at + 1
    size = first & 0x7F
    if size not in {1, 2} or at + 1 + size > len(data):
        raise TlvError("bad length")
    return int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size


def encode_length(size: int) -> bytes:
    """The shortest form of a length. Raises ``TlvError`` above FFFF."""
    if size < _MORE:
        return bytes([size])
    if size <= 0xFF:
        return bytes([0x81, size])
    if size > 0xFFFF:
        raise TlvError("too long")
    return b"\x82" + size.to_bytes(2, "big")


def encode_tlv(items: Iterable[Tlv]) -> bytes:
    """Elements one after the other."""
    parts = []
    for item in items:
        parts.append(item.tag.to_bytes(max(1, (item.tag.bit_length() + 7) // 8), "big"))
        parts.append(encode_length(len(item.value)) + item.value)
    return b"".join(parts)


def parse_tlv(data: bytes) -> tuple[Tlv, ...]:
    """The elements, not those within them. Raises ``TlvError``."""
    found, at = [], 0
    while at < len(data):
        tag, at = _tag(data, at)
        size, at = length_of(data, at)
        if at + size > len(data):
            raise TlvError("cut off")
        found.append(Tlv(tag, data[at : at + size]))
        at += size
    return tuple(found)


def find_tlv(data: bytes, tag: int, *, depth: int = MAX_DEPTH) -> bytes | None:
    """The first value with this tag, also within others; None where there is none. Raises ``TlvError``."""
    for item in parse_tlv(data):
        if item.tag == tag:
            return item.value
        if item.constructed and depth > 0:
            inner = find_tlv(item.value, tag, depth=depth - 1)
            if inner is not None:
                return inner
    return None


def _tag(data: bytes, at: int) -> tuple[int, int]:
    end = at + 1
    if data[at] & _LONG_TAG == _LONG_TAG:
        while end < len(data) and data[end] & _MORE:
            end += 1
        end += 1
    if end > len(data) or end - at > MAX_TAG_BYTES:
        raise TlvError("bad tag")
    return int.from_bytes(data[at:end], "big"), end
