"""Which rows of a slip are plain text, and what bytes say the same in the printer's own Chinese font. Pure.

A line is sent as text only when the printer has every character of it and the result fits the same column; the picture
is there for every other line, so no character is ever lost or replaced. Source: receipt printer sheet, section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from drivers.printer.document import Align
from drivers.printer.profile import Charset
from drivers.printer.slip_image import TextLine, TextRun

NATIVE_START = b"\x1c\x26\x1b\x52\x00\x1c\x53\x00\x00"
"""``FS &`` at a line start; ``ESC R 0``, else ``$`` may print as a yen sign; ``FS S 0 0``: no space around them."""
HALF_DOTS, FULL_DOTS = 12, 24
"""Width of a Latin and of a Chinese character of the common fonts (section 2); both are 24 high."""
_SCALE_OF_SIZE = {**dict.fromkeys(range(22, 33), 1), **dict.fromkeys(range(42, 53), 2)}
"""Which sizes of the picture the font can stand for, at one or two times its own size; others go out as dots."""
_YEN = {0x00A5: "￥"}
"""The half-width yen sign has four bytes and prints badly; the sheet wants the full-width one."""
_TABLES_DIFFER = frozenset(
    [*range(0xFE10, 0xFE1A), *range(0x9FB4, 0x9FBC), 0x1E3F, 0x20087, 0x20089, 0x200CC, 0x215D7, 0x2298F, 0x241FE]
)
"""Characters whose code is another one in GB 18030-2000, -2005 or -2022: nobody knows what a printer makes of them."""
_IDEOGRAPHS = (range(0x3400, 0xA000), range(0x20000, 0x32400))
"""Of the four-byte part only these are sure to be one full-width cell each."""
_PRIVATE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))


@dataclass(frozen=True, slots=True)
class Piece:
    """One drawn line of text, as the renderer noted it; ``bottom`` is behind the white below it."""

    top: int
    bottom: int
    size_px: int
    left: int
    room: int
    text: str = field(repr=False)
    align: Align
    bold: bool


def text_lines(pieces: Sequence[Piece], graphics: Sequence[tuple[int, int]]) -> tuple[TextLine, ...]:
    """Pieces that stand side by side as lines; what overlaps a graphic or a piece at another height is left out."""
    lines: list[TextLine] = []
    group: list[Piece] = []
    end = 0
    for piece in [*sorted(pieces, key=lambda p: (p.top, p.left)), None]:
        if piece is not None and group and piece.top < end:
            group.append(piece)
            end = max(end, piece.bottom)
            continue
        if group:
            lines += _line(group, graphics)
        if piece is not None:
            group, end = [piece], piece.bottom
    return tuple(lines)


def _line(group: list[Piece], graphics: Sequence[tuple[int, int]]) -> list[TextLine]:
    first = group[0]
    runs = tuple(TextRun(p.left, p.room, p.text, p.align, p.bold) for p in group if p.text.strip())
    shapes = {(p.top, p.bottom, p.size_px) for p in group}
    covered = any(top < first.bottom and bottom > first.top for top, bottom in graphics)
    return [] if covered or len(shapes) > 1 or not runs else [TextLine(first.top, first.bottom, first.size_px, runs)]


def encode_character(character: str, charset: Charset) -> bytes | None:
    """The bytes of one character, or None when the printer's font is not known to have it."""
    character = character.translate(_YEN)
    code_point = ord(character)
    if 0x20 <= code_point < 0x7F:
        return character.encode("ascii")
    if code_point < 0xA0 or code_point in _TABLES_DIFFER or any(code_point in area for area in _PRIVATE):
        return None
    try:
        data = character.encode("gb18030")
    except UnicodeEncodeError:
        return None
    match charset:
        case Charset.NONE:
            return None
        case Charset.GB2312:
            return data if len(data) == 2 and min(data) >= 0xA1 and _has(data, "gb2312") else None
        case Charset.GBK:
            return data if len(data) == 2 and _has(data, "gbk") else None
        case Charset.GB18030_DOUBLE:
            return data if len(data) == 2 else None
        case Charset.GB18030:
            return data if len(data) == 2 or any(code_point in area for area in _IDEOGRAPHS) else None
        case _:
            assert_never(charset)


def _has(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class NativeLine:
    """A line as bytes without its line feed, and how high it prints."""

    data: bytes = field(repr=False)
    height: int


def native_line(line: TextLine, charset: Charset, width_dots: int) -> NativeLine | None:
    """The line in the printer's own font; None where a character, the size or the room does not allow it."""
    scale = _SCALE_OF_SIZE.get(line.size_px)
    if scale is None or scale * FULL_DOTS > line.bottom - line.top:
        return None
    size = bytes([0x1D, 0x21, (scale - 1) << 4 | (scale - 1)])
    data, bold, end = size if scale > 1 else b"", False, 0
    for run in line.runs:
        codes = [encode_character(character, charset) for character in run.text]
        known = [code for code in codes if code is not None]
        width = scale * sum(HALF_DOTS if len(code) == 1 else FULL_DOTS for code in known)
        start = (
            run.left + {Align.LEFT: 0, Align.CENTRE: (run.room - width) // 2, Align.RIGHT: run.room - width}[run.align]
        )
        if len(known) < len(codes) or start < end or start + width > width_dots:
            return None
        if run.bold is not bold:
            bold = run.bold
            data += bytes([0x1B, 0x45, bold])
        data += b"\x1b\x24" + start.to_bytes(2, "little") + b"".join(known)
        end = start + width
    data += (b"\x1b\x45\x00" if bold else b"") + (b"\x1d\x21\x00" if scale > 1 else b"")
    return NativeLine(data, scale * FULL_DOTS)
