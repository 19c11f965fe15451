"""The roll of the simulated printer, and the slips that were cut off it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drivers.printer.slip_image import SlipImage

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

EDGE_DOTS = 28
"""White paper beside the printable dots: 80 mm paper has 72 mm of them."""
_TOOTH = 8
_PAPER, _INK, _AROUND = 253, 24, 214


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """What lay in the tray.

    Attributes:
        number: counts from 1.
        image: its dots, white paper included.
        text: what came as text, and the content of QR codes on it; the words of a picture are not read back.
        cut: whether it was cut, not torn off by a power loss.
    """

    number: int
    image: SlipImage
    text: str = field(repr=False)
    cut: bool = True

    def to_png(self) -> bytes:
        """The slip as it looks: white paper with a cut edge on a grey ground."""
        return draw_paper(self.image)


@dataclass(slots=True)
class Roll:
    """The paper under the print head.

    Attributes:
        width_dots: printable dots.
        rows_left: rows until the paper ends; None for a roll that does not end.
    """

    width_dots: int
    rows_left: int | None = None
    _rows: bytearray = field(default_factory=bytearray)
    _text: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether the paper has ended."""
        return self.rows_left is not None and self.rows_left <= 0

    @property
    def rows_printed(self) -> int:
        """Rows since the last cut."""
        return len(self._rows) // (self.width_dots // 8)

    def print_row(self, dots: bytes = b"") -> None:
        """Move the paper by one row, printing these dots; what is wider than the paper is lost."""
        row_bytes = self.width_dots // 8
        self._rows += dots[:row_bytes].ljust(row_bytes, b"\0")
        if self.rows_left is not None:
            self.rows_left -= 1

    def print_text(self, text: str) -> None:
        """Keep a character that came as text."""
        self._text.append(text)

    def take(self, number: int, *, cut: bool) -> PrintedSlip | None:
        """What is in front of the knife; None when there is only white paper and no text."""
        image = SlipImage(self.width_dots, self.rows_printed, bytes(self._rows))
        text = "".join(self._text)
        self._rows.clear()
        self._text.clear()
        if not any(image.rows) and not text.strip():
            return None
        return PrintedSlip(number, image, text + "".join(f"[QR {data}]\n" for data in read_codes(image)), cut)


def read_codes(image: SlipImage) -> tuple[str, ...]:
    """The contents of the QR codes on a slip, from top to bottom."""
    if not image.height:
        return ()
    import zxingcpp

    codes = zxingcpp.read_barcodes(_dots(image, border=16), formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return tuple(code.text for code in sorted(codes, key=lambda code: int(code.position.top_left.y)))


def draw_paper(image: SlipImage) -> bytes:
    """A PNG of a slip as an object: paper with its white borders, a cut edge above and below, a grey ground."""
    from PIL import Image, ImageDraw

    ground = 12
    width = image.width + 2 * EDGE_DOTS
    height = image.height + 4 * _TOOTH
    picture = Image.new("L", (width + 2 * ground, height + 2 * ground), _AROUND)
    paper = Image.new("L", (width, height), _PAPER)
    if image.height:
        paper.paste(_dots(image, border=0).point([_INK] * 128 + [_PAPER] * 128), (EDGE_DOTS, 2 * _TOOTH))
    outline = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(outline)
    teeth = range(0, width + _TOOTH, _TOOTH)
    top = [(x, _TOOTH if n % 2 else 0) for n, x in enumerate(teeth)]
    bottom = [(x, height - 1 - (_TOOTH if n % 2 else 0)) for n, x in enumerate(teeth)]
    pen.polygon([*top, *reversed(bottom)], fill=255)
    picture.paste(190, (ground + 4, ground + 4), outline)
    picture.paste(paper, (ground, ground), outline)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _dots(image: SlipImage, border: int) -> Picture:
    """The dots in grey, black on white, with a white border."""
    from PIL import Image

    inverted = bytes(b ^ 0xFF for b in image.rows)
    dots = Image.frombytes("1", (image.width, image.height), inverted).convert("L")
    if not border:
        return dots
    bordered = Image.new("L", (image.width + 2 * border, image.height + 2 * border), 255)
    bordered.paste(dots, (border, border))
    return bordered
