"""The picture of a slip: one bit per dot, the same for the printer and for the screen's preview."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

from drivers.printer.document import Align
from drivers.printer.errors import PrintFileUnreadableError


@dataclass(frozen=True, slots=True)
class TextRun:
    """A piece of text on a line of the picture.

    Attributes:
        left: first dot of its column.
        room: dots of its column.
        text: what it says.
        align: where in its column it stands.
        bold: whether it is bold.
    """

    left: int
    room: int
    text: str = field(repr=False)
    align: Align = Align.LEFT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """Rows of the picture that hold nothing but text of one size, so that they may be sent as text as well.

    Attributes:
        top: the first row.
        bottom: the row behind the line and the white below it.
        size_px: height of the characters in dots.
        runs: what stands there, from left to right.
    """

    top: int
    bottom: int
    size_px: int
    runs: tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class SlipImage:
    """A slip as dots, top row first.

    Attributes:
        width: dots in a row, a multiple of 8.
        height: rows.
        rows: ``width // 8 * height`` bytes; the most significant bit is the left dot; 1 is black.
        cuts: rows before which the paper is cut, rising, besides the cut at the end.
        lines: the rows that are plain text, from top to bottom; what a printer's own font may take the place of.
    """

    width: int
    height: int
    rows: bytes = field(repr=False)
    cuts: tuple[int, ...] = ()
    lines: tuple[TextLine, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if self.width <= 0 or self.width % 8 or self.height < 0:
            raise ValueError(f"a slip of {self.width} x {self.height} dots")
        if len(self.rows) != self.row_bytes * self.height:
            raise ValueError(f"{len(self.rows)} bytes for {self.width} x {self.height} dots")
        if list(self.cuts) != sorted({cut for cut in self.cuts if 0 < cut < self.height}):
            raise ValueError("cuts must rise and lie inside the slip")

    @property
    def row_bytes(self) -> int:
        """Bytes in one row."""
        return self.width // 8

    def row(self, y: int) -> bytes:
        """The bytes of row ``y``."""
        return self.rows[y * self.row_bytes : (y + 1) * self.row_bytes]

    def to_png(self) -> bytes:
        """The picture as a PNG file, black on white."""
        from PIL import Image

        inverted = bytes(b ^ 0xFF for b in self.rows)
        out = io.BytesIO()
        Image.frombytes("1", (self.width, self.height), inverted).save(out, "PNG", optimize=True)
        return out.getvalue()

    def digest(self, key: bytes) -> str:
        """A keyed digest (BLAKE2b, 32 bytes) of the picture, in hex.

        The slip carries a six-digit code; a plain hash on disk would let anyone try all codes. So the key must
        be a random one that lives in memory only (at most 64 bytes).
        """
        return hashlib.blake2b(self.rows + f"|{self.width}|{self.cuts}".encode(), key=key, digest_size=32).hexdigest()


def read_picture(path: Path, width_dots: int) -> SlipImage:
    """A picture file as a slip, made smaller when it is wider than ``width_dots``, centred when narrower.

    Raises:
        PrintFileUnreadableError: no such file, or not a picture.
    """
    from PIL import Image

    try:
        with Image.open(path) as picture:
            grey = picture.convert("L")
    except (OSError, ValueError, Image.DecompressionBombError) as fault:
        raise PrintFileUnreadableError(path.name) from fault
    if grey.width > width_dots:
        grey = grey.resize((width_dots, max(1, grey.height * width_dots // grey.width)))
    paper = Image.new("L", (width_dots, grey.height), 255)
    paper.paste(grey, ((width_dots - grey.width) // 2, 0))
    dots = paper.convert("1", dither=Image.Dither.FLOYDSTEINBERG).tobytes()
    return SlipImage(width_dots, grey.height, bytes(b ^ 0xFF for b in dots))
