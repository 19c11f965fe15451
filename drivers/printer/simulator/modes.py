"""Text modes of the simulated printer, and its own font: characters in cells, drawn when the line is printed.

The font draws what the profile's character set has, and nothing else: a missing character prints as an empty box, as on
a real printer, and is noted as a fault. Source: receipt printer sheet, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drivers.printer.profile import Charset
from drivers.printer.text_lines import FULL_DOTS, HALF_DOTS, encode_character
from drivers.printer.typeface import DEBIAN_FONTS, FontFiles, Typefaces

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw as Pen

DEFAULT_PITCH = 30
CELL_ROWS = 24
_THRESHOLD = 112


@dataclass(frozen=True, slots=True)
class _Cell:
    """One character in the line that is being filled."""

    left: int
    character: str
    wide: int
    high: int
    bold: bool


@dataclass(slots=True)
class TextModes:
    """What ``ESC``, ``FS`` and ``GS`` commands have set, and the line that is being filled.

    Attributes:
        width_dots: printable dots.
        charset: what the font draws.
    """

    width_dots: int
    charset: Charset
    fonts: FontFiles = DEBIAN_FONTS
    pitch: int = DEFAULT_PITCH
    align: int = 0
    bold: bool = False
    wide: int = 1
    high: int = 1
    margin: int = 0
    gaps: int = 0
    _x: int = 0
    _cells: list[_Cell] = field(default_factory=list)
    _faces: Typefaces | None = None

    def reset(self) -> None:
        """``ESC @``: everything as after power-on, the line empty."""
        self.pitch, self.align, self.bold, self.wide, self.high = DEFAULT_PITCH, 0, False, 1, 1
        self.margin = self.gaps = self._x = 0
        self._cells.clear()

    @property
    def empty(self) -> bool:
        """Whether nothing stands in the line."""
        return not self._cells

    @property
    def missing(self) -> str:
        """The characters in the line that the font lacks."""
        return "".join(cell.character for cell in self._cells if not self._has(cell.character))

    def set(self, prefix: int, code: str, arguments: bytes) -> bool:  # noqa: C901 - one branch per command
        """Obey a command that sets a mode. Whether it was one."""
        value = arguments[0] if arguments else 0
        match prefix, code:
            case (0x1B, "@"):
                self.reset()
            case (0x1B, "3"):
                self.pitch = value
            case (0x1B, "2"):
                self.pitch = DEFAULT_PITCH
            case (0x1B, "a"):
                self.align = value % 48
            case (0x1B, "E" | "G"):
                self.bold = bool(value & 1)
            case (0x1B, "$"):
                self._x = int.from_bytes(arguments, "little")
            case (0x1D, "!"):
                self.wide, self.high = (value >> 4 & 7) + 1, (value & 7) + 1
            case (0x1C, "W"):
                self.wide = self.high = 2 if value & 1 else 1
            case (0x1C, "!"):
                self.wide, self.high = 2 if value & 4 else 1, 2 if value & 8 else 1
            case (0x1C, "S"):
                self.gaps = sum(arguments)
            case (0x1D, "L"):
                self.margin = int.from_bytes(arguments, "little")
            case _:
                return False
        return True

    def put(self, character: str) -> bool:
        """A character into the line. False when it does not fit any more: the line has to be printed first."""
        width = self.wide * (HALF_DOTS if character.isascii() else FULL_DOTS + self.gaps)
        if self.margin + self._x + width > self.width_dots and self._cells:
            return False
        self._cells.append(_Cell(self._x, character, self.wide, self.high, self.bold))
        self._x += width
        return True

    def print_line(self) -> tuple[bytes, ...]:
        """The rows of the line, and an empty line behind it."""
        cells, used = tuple(self._cells), self._x
        self._cells.clear()
        self._x = 0
        if not cells:
            return ()
        from PIL import Image, ImageDraw

        height = max(cell.high for cell in cells) * CELL_ROWS
        picture = Image.new("L", (self.width_dots, height), 0)
        pen = ImageDraw.Draw(picture)
        slack = self.width_dots - self.margin - used
        start = self.margin + (slack // 2 if self.align == 1 else slack if self.align == 2 else 0)
        for cell in cells:
            self._draw(pen, cell, start + cell.left, height)
        rows = picture.point([0] * _THRESHOLD + [255] * (256 - _THRESHOLD)).convert("1").tobytes()
        row_bytes = self.width_dots // 8
        return tuple(rows[at : at + row_bytes] for at in range(0, len(rows), row_bytes))

    def _has(self, character: str) -> bool:
        return encode_character(character, self.charset) is not None

    def _draw(self, pen: Pen, cell: _Cell, left: int, height: int) -> None:
        """One character on the line's common ground; a box for one that the font lacks."""
        size = CELL_ROWS * cell.high
        if not self._has(cell.character):
            pen.rectangle((left + 2, height - size + 2, left + FULL_DOTS * cell.wide - 3, height - 3), outline=255)
            return
        if self._faces is None:
            self._faces = Typefaces(self.fonts)
        # The printer's Latin cells are half as wide as they are high, whatever the letter.
        pixels = size if not cell.character.isascii() else size * 20 // 24
        for run, font, _ in self._faces.runs(cell.character, bold=cell.bold, size_px=pixels):
            pen.text((left, height - size * 3 // 24), run, fill=255, font=font, anchor="ls")
