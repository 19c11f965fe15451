"""Internet Printing Protocol, binary form: one message to bytes and back. Sans-I/O.

A message is version, operation or status code, request number, groups of attributes, then the document's bytes.
Source: RFC 8010 (encoding), RFC 8011 (meaning).

Errors::

    IppFormatError      the bytes are no IPP message
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

VERSION = (2, 0)
END_OF_ATTRIBUTES = 0x03
MOST_ATTRIBUTES = 4_000
"""A message with more is not from a printer; CUPS answers some hundreds."""


class IppFormatError(ValueError):
    """The bytes are no IPP message: truncated, or with a group or value that cannot be."""


class Group(IntEnum):
    """Delimiter tags of attribute groups (RFC 8010, 3.5.1)."""

    OPERATION = 0x01
    JOB = 0x02
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Tag(IntEnum):
    """Value tags that are read or written here (RFC 8010, 3.5.2); others are kept as bytes."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


Value = int | bool | str | bytes
"""``int`` for integers and enums, ``str`` for everything made of characters, ``bytes`` for all else."""

_NUMBERS = frozenset({Tag.INTEGER, Tag.ENUM})
_WORDS = frozenset(range(0x40, 0x60))
"""Character strings; 0x35 and 0x36 (text and name with a language) have a structure of their own."""
_WITH_LANGUAGE = frozenset({0x35, 0x36})
_OUT_OF_BAND = frozenset(range(0x10, 0x20))
_FIRST_VALUE_TAG = 0x10


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name with one value or more, all of one tag."""

    name: str
    tag: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class AttributeGroup:
    """Attributes that belong to one thing: the operation, a job, the printer."""

    group: int
    attributes: tuple[Attribute, ...]

    def values(self, name: str) -> tuple[Value, ...]:
        """The values of an attribute; empty when it is not there."""
        return next((one.values for one in self.attributes if one.name == name), ())


@dataclass(frozen=True, slots=True)
class Message:
    """A request (``code`` is an operation) or an answer (``code`` is a status)."""

    code: int
    request_id: int
    groups: tuple[AttributeGroup, ...]
    data: bytes = field(default=b"", repr=False)
    version: tuple[int, int] = VERSION

    def of(self, group: int) -> AttributeGroup:
        """The first group of that kind; one without attributes when there is none."""
        return next((one for one in self.groups if one.group == group), AttributeGroup(group, ()))


def encode(message: Message) -> bytes:
    """The message as bytes, its document behind it.

    Raises:
        IppFormatError: a value does not fit its tag, or is longer than 65535 bytes.
    """
    out = bytearray(struct.pack(">BBHI", *message.version, message.code, message.request_id))
    for group in message.groups:
        out.append(group.group)
        for attribute in group.attributes:
            name = attribute.name.encode("ascii")
            for value in attribute.values:
                data = _value_bytes(attribute.tag, value)
                out += struct.pack(">BH", attribute.tag, len(name)) + name
                out += struct.pack(">H", len(data)) + data
                name = b""  # a further value of the same attribute has no name (RFC 8010, 3.1.5)
    out.append(END_OF_ATTRIBUTES)
    return bytes(out) + message.data


def decode(data: bytes) -> Message:
    """The message in these bytes; what follows its attributes is the document.

    Raises:
        IppFormatError: they are no IPP message.
    """
    try:
        major, minor, code, request_id = struct.unpack_from(">BBHI", data)
        groups, end = _groups(data, 8)
    except (struct.error, IndexError):
        raise IppFormatError("truncated") from None
    return Message(code, request_id, groups, data[end:], (major, minor))


def _groups(data: bytes, at: int) -> tuple[tuple[AttributeGroup, ...], int]:
    groups: list[AttributeGroup] = []
    for count in range(MOST_ATTRIBUTES):
        tag = data[at]
        if tag == END_OF_ATTRIBUTES:
            return tuple(groups), at + 1
        if tag >= _FIRST_VALUE_TAG or not tag:
            raise IppFormatError(f"tag {tag:#04x} in place {count} of the groups")
        attributes, at = _attributes(data, at + 1)
        groups.append(AttributeGroup(tag, attributes))
    raise IppFormatError("too many groups")


def _attributes(data: bytes, at: int) -> tuple[tuple[Attribute, ...], int]:
    """Attributes up to the next delimiter; values without a name belong to the attribute before them."""
    attributes: list[Attribute] = []
    for _ in range(MOST_ATTRIBUTES):
        tag = data[at]
        if tag < _FIRST_VALUE_TAG:
            return tuple(attributes), at
        name, at = _counted(data, at + 1)
        raw, at = _counted(data, at)
        value = _value(tag, raw)
        if name:
            attributes.append(Attribute(name.decode("latin-1"), tag, (value,)))
        elif attributes:
            last = attributes[-1]
            attributes[-1] = Attribute(last.name, last.tag, (*last.values, value))
        else:
            raise IppFormatError("a value without a name")
    raise IppFormatError("too many attributes")


def _counted(data: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", data, at)
    end = at + 2 + length
    if end > len(data):
        raise IppFormatError("a length beyond the end")
    return data[at + 2 : end], end


def _value(tag: int, raw: bytes) -> Value:
    if tag in _NUMBERS:
        if len(raw) != 4:
            raise IppFormatError("an integer has four bytes")
        return int.from_bytes(raw, "big", signed=True)
    if tag == Tag.BOOLEAN:
        if len(raw) != 1:
            raise IppFormatError("a boolean has one byte")
        return raw != b"\0"
    if tag in _WITH_LANGUAGE:
        _, at = _counted(raw, 0)
        return _counted(raw, at)[0].decode("utf-8", errors="replace")
    if tag in _WORDS:
        return raw.decode("utf-8", errors="replace")
    return raw


def _value_bytes(tag: int, value: Value) -> bytes:
    match value:
        case bool() if tag == Tag.BOOLEAN:
            data = bytes([value])
        case int() if tag in _NUMBERS and not isinstance(value, bool):
            try:
                data = value.to_bytes(4, "big", signed=True)
            except OverflowError:
                raise IppFormatError("an integer has four bytes") from None
        case str() if tag in _WORDS:
            data = value.encode()
        case bytes() if tag not in _NUMBERS and tag not in _WORDS and tag != Tag.BOOLEAN:
            data = b"" if tag in _OUT_OF_BAND else value
        case _:
            raise IppFormatError(f"{type(value).__name__} does not fit tag {tag:#04x}")
    if len(data) > 0xFFFF:
        raise IppFormatError("a value is longer than 65535 bytes")
    return data


def words(values: tuple[Value, ...]) -> Iterator[str]:
    """Those of the values that are character strings."""
    return (value for value in values if isinstance(value, str))
