"""Cuts ESC/POS bytes into commands by the length table of the receipt printer sheet, section 12. Sans-I/O."""

from __future__ import annotations

from dataclasses import dataclass, field

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10

_FIXED: dict[int, dict[int, int]] = {
    ESC: {
        **dict.fromkeys(b"@2LS\x0cimv", 0),
        **dict.fromkeys(b"!adJtREG-M3 {VTru=", 1),
        **dict.fromkeys(b"$\\c", 2),
        ord("p"): 3,
        ord("W"): 8,
    },
    FS: {**dict.fromkeys(b"&.", 0), **dict.fromkeys(b"!-WC", 1), **dict.fromkeys(b"Sp", 2), ord("P"): 4},
    GS: {
        **dict.fromkeys(b":\xe1", 0),
        **dict.fromkeys(b"!arIBhwHf/\xe0", 1),
        **dict.fromkeys(b"LWP$\\", 2),
        ord("^"): 3,
    },
    DLE: {0x04: 1, 0x05: 1},
}
_REAL_TIME_ARGUMENTS = {1: 3, 2: 3, 3: 6, 7: 2, 8: 8}
"""``DLE DC4 fn``: bytes after the two of the command, ``fn`` included; 1 where the function has no more."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its prefix, its code, the bytes after them."""

    prefix: int
    code: int
    arguments: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """One printed character, or a control character such as a line feed."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnknownBytes:
    """Bytes that are no command of the table."""

    data: bytes


Element = Command | Text | UnknownBytes


class Decoder:
    """Takes bytes, gives elements. What is incomplete waits for more bytes.

    Bytes from 81 on are Chinese characters in Chinese mode (``FS &``), one character each without it (``FS .``).
    """

    __slots__ = ("_buffer", "_chinese", "_chinese_at_start")

    def __init__(self, *, chinese: bool = True) -> None:
        self._buffer = bytearray()
        self._chinese = self._chinese_at_start = chinese

    def __len__(self) -> int:
        """How many bytes wait."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Put bytes behind those that wait."""
        self._buffer += data

    def clear(self) -> None:
        """Forget what waits; the mode stays."""
        self._buffer.clear()

    def next(self) -> Element | None:
        """The next whole element; None when more bytes are needed."""
        if not self._buffer:
            return None
        first = self._buffer[0]
        return self._command(first) if first in _FIXED else self._character(first)

    def _command(self, prefix: int) -> Element | None:
        if len(self._buffer) < 2:
            return None
        code = self._buffer[1]
        fixed = _FIXED[prefix].get(code)
        if fixed is None:
            length = self._variable_length(prefix, code)
            if length is None:
                return None
            if length < 0:
                return UnknownBytes(self._take(2))
        else:
            length = fixed
        if len(self._buffer) < 2 + length:
            return None
        self._follow_mode(prefix, code)
        return Command(prefix, code, self._take(2 + length)[2:])

    def _follow_mode(self, prefix: int, code: int) -> None:
        """Chinese mode on, off, and as after power-on."""
        match prefix, chr(code):
            case (0x1C, "&"):
                self._chinese = True
            case (0x1C, "."):
                self._chinese = False
            case (0x1B, "@"):
                self._chinese = self._chinese_at_start
            case _:
                pass

    def _variable_length(self, prefix: int, code: int) -> int | None:
        """Bytes after the first two; None when they cannot be counted yet, -1 when the command is unknown."""
        body = self._buffer
        match prefix, chr(code):
            case (0x1D | 0x1C, "("):
                return None if len(body) < 5 else 3 + int.from_bytes(body[3:5], "little")
            case (0x1D, "8"):
                return None if len(body) < 7 else 5 + int.from_bytes(body[3:7], "little")
            case (0x1D, "v"):
                return None if len(body) < 8 else 6 + _area(body[4:8])
            case (0x1D, "V"):
                return None if len(body) < 3 else 2 if body[2] in b"AB" else 1
            case (0x1D, "R"):
                return None if len(body) < 3 else 2 if body[2] == 0x31 else 1
            case (0x1D, "k"):
                return self._bar_code()
            case (0x1B, "*"):
                return None if len(body) < 5 else 3 + int.from_bytes(body[3:5], "little") * (3 if body[2] >= 32 else 1)
            case (0x1B, "D"):
                return self._up_to_zero(2)
            case (0x10, "\x14"):
                return None if len(body) < 3 else _REAL_TIME_ARGUMENTS.get(body[2], 1)
            case _:
                return -1

    def _bar_code(self) -> int | None:
        """``GS k``: form A ends with a zero byte, form B carries its length."""
        if len(self._buffer) < 4:
            return None
        return self._up_to_zero(3) if self._buffer[2] <= 6 else 2 + self._buffer[3]

    def _up_to_zero(self, start: int) -> int | None:
        end = self._buffer.find(0, start)
        return None if end < 0 else end - 1

    def _character(self, first: int) -> Element | None:
        """A Latin character, or a Chinese one of two or four bytes."""
        size = 1
        if first >= 0x80 and not self._chinese:
            return Text(self._take(1).decode("cp437"))
        if 0x81 <= first <= 0xFE:
            if len(self._buffer) < 2:
                return None
            size = 4 if 0x30 <= self._buffer[1] <= 0x39 else 2
        if len(self._buffer) < size:
            return None
        data = self._take(size)
        try:
            return Text(data.decode("gb18030"))
        except UnicodeDecodeError:
            return UnknownBytes(data)

    def _take(self, count: int) -> bytes:
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        return data


def _area(sizes: bytes | bytearray) -> int:
    """Bytes of a raster picture: bytes in a row times rows."""
    return int.from_bytes(sizes[:2], "little") * int.from_bytes(sizes[2:], "little")
