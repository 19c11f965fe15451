"""Draws a slip to a one-bit picture, once, for paper and screen alike.

The sizes follow the printed slip of the visual language: 8 dots are a millimetre, so running text of 28 dots
is 3.5 mm high. Text is drawn in grey and cut at a threshold, which keeps the thin strokes of dense characters
that the font renderer's own one-bit mode breaks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, assert_never

from drivers.printer.document import (
    Align,
    BigNumber,
    Cut,
    Line,
    NumberedList,
    Paragraph,
    QrCode,
    Row,
    Rows,
    Rule,
    Slip,
    Space,
    Table,
    TextSize,
    Title,
)
from drivers.printer.line_breaking import break_lines
from drivers.printer.slip_image import SlipImage, TextLine
from drivers.printer.text_lines import Piece, text_lines
from drivers.printer.typeface import FontFiles, Typefaces

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageDraw import ImageDraw as Pen

INK_THRESHOLD = 112
"""Grey (0 none, 255 full ink) from which a dot is black.

Keeps hair strokes, and does not fill the small eyes of dense characters at 24 to 28 dots.
"""

QUIET_MODULES = 4
"""White around a QR code, in modules (ISO/IEC 18004, section 5.3.8)."""

ROWS_PER_SHEET = 4096
"""The canvas grows by this many rows."""


@dataclass(frozen=True, slots=True)
class Typography:
    """Sizes in dots for one paper width."""

    width: int
    margin: int
    small: int
    normal: int
    large: int
    title: int
    subtitle: int
    number: int
    qr_module_max: int
    qr_module_min: int = 4

    @classmethod
    def for_width(cls, width_dots: int) -> Typography:
        """The sizes for a paper of this many dots: 80 mm paper from 500 dots on, else 58 mm paper."""
        if width_dots >= 500:
            return cls(width_dots, 24, 24, 28, 36, 44, 32, 64, 6)
        return cls(width_dots, 8, 22, 24, 30, 36, 26, 48, 5)

    def dots(self, size: TextSize) -> int:
        """The height of running text."""
        match size:
            case TextSize.SMALL:
                return self.small
            case TextSize.NORMAL:
                return self.normal
            case TextSize.LARGE:
                return self.large
            case _:
                assert_never(size)


def render_slip(slip: Slip, fonts: FontFiles, width_dots: int) -> SlipImage:
    """The slip as dots. For several slips keep one ``SlipRenderer``: it keeps its fonts open.

    Raises:
        FontUnusableError: a font file is missing or broken.
    """
    return SlipRenderer(Typefaces(fonts), Typography.for_width(width_dots)).render(slip)


@dataclass(frozen=True, slots=True)
class SlipRenderer:
    """Draws slips for one paper width. Not for two threads at once."""

    faces: Typefaces
    type: Typography

    def render(self, slip: Slip) -> SlipImage:  # noqa: C901 - one branch for each kind of block
        """The slip as dots, as high as its content.

        Raises:
            FontUnusableError: a font file is missing or broken.
            ValueError: the data of a QR code does not fit the paper.
        """
        sheet = _Sheet(self.faces, self.type)
        for block in slip.blocks:
            match block:
                case Title():
                    sheet.title(block)
                case Line():
                    sheet.text(block.text, size_px=self.type.dots(block.size), bold=block.bold, align=block.align)
                case Paragraph():
                    sheet.text(block.text, size_px=self.type.dots(block.size), bold=block.bold)
                    sheet.space(self.type.normal // 3)
                case Rows():
                    sheet.rows(block.rows)
                case Table():
                    sheet.table(block)
                case NumberedList():
                    sheet.numbered(block)
                case BigNumber():
                    sheet.number(block)
                case QrCode():
                    sheet.qr(block)
                case Rule():
                    sheet.rule(solid=block.solid)
                case Space():
                    sheet.space(block.height_dots)
                case Cut():
                    sheet.cut()
                case _:
                    assert_never(block)
        return sheet.finish()


@dataclass(slots=True)
class _Sheet:
    """Paper under the pen: a picture that grows, and the row where the next block starts."""

    faces: Typefaces
    type: Typography
    y: int = 0
    cuts: list[int] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    graphics: list[tuple[int, int]] = field(default_factory=list)
    picture: Picture = field(init=False)
    pen: Pen = field(init=False)

    def __post_init__(self) -> None:
        from PIL import Image, ImageDraw

        self.picture = Image.new("L", (self.type.width, ROWS_PER_SHEET), 0)
        self.pen = ImageDraw.Draw(self.picture)
        self.y = self.type.normal // 2

    @property
    def inner(self) -> int:
        """Dots between the margins."""
        return self.type.width - 2 * self.type.margin

    def title(self, block: Title) -> None:
        """The heading, centred and bold."""
        self.text(block.text, size_px=self.type.title, bold=True, align=Align.CENTRE)
        if block.subtitle:
            self.text(block.subtitle, size_px=self.type.subtitle, bold=True, align=Align.CENTRE)
        self.space(self.type.normal // 4)

    def text(
        self,
        text: str,
        *,
        size_px: int,
        bold: bool = False,
        align: Align = Align.LEFT,
        left: int = 0,
        width: int | None = None,
    ) -> None:
        """Text in a column that starts ``left`` dots right of the margin, broken where needed."""
        room = self.inner - left if width is None else width
        for line in self._broken(text, size_px, room, bold=bold):
            slack = room - self._width(line, size_px, bold=bold)
            shift = {Align.LEFT: 0.0, Align.CENTRE: slack / 2, Align.RIGHT: slack}[align]
            column = self.type.margin + left
            bottom = self.y + size_px + _leading(size_px)
            self.pieces.append(Piece(self.y, bottom, size_px, column, int(room), line, align, bold))
            self._draw_line(line, column + shift, size_px, bold=bold)
            self.space(_leading(size_px))

    def rows(self, rows: tuple[Row, ...]) -> None:
        """Labels at the margin, values right of the widest label, which gets at most 40 % of the paper."""
        size_px = self.type.normal
        widest = max((self._width(row.label, size_px, bold=False) for row in rows), default=0.0)
        column = min(round(widest) + size_px * 3 // 4, self.inner * 2 // 5)
        for row in rows:
            top = self.y
            self.text(row.label, size_px=size_px, width=column - size_px // 4)
            label_end, self.y = self.y, top
            self.text(row.value, size_px=size_px, bold=row.bold, left=column)
            self.y = max(self.y, label_end)

    def numbered(self, block: NumberedList) -> None:
        """Entries with their numbers hanging, notes at the right margin."""
        size_px = self.type.normal
        last = f"{block.first + len(block.items) - 1}. "
        hang = round(self._width(last, size_px, bold=False)) + 2
        for number, item in enumerate(block.items, block.first):
            note_width = round(self._width(item.note, size_px, bold=False))
            top = self.y
            self.text(f"{number}.", size_px=size_px)
            if item.note:
                self.y = top
                self.text(item.note, size_px=size_px, align=Align.RIGHT)
            self.y = top
            room = self.inner - hang - (note_width + size_px // 2 if item.note else 0)
            self.text(item.text, size_px=size_px, left=hang, width=room)

    def table(self, block: Table) -> None:
        """Columns as wide as their shares, rows as high as their highest cell, a rule under the heading."""
        size_px, gap = self.type.normal, self.type.normal // 2
        total = sum(column.share for column in block.columns)
        edges = [round(self.inner * sum(c.share for c in block.columns[:n]) / total) for n in range(len(block.columns))]
        edges.append(self.inner + gap)
        heading = tuple(column.heading for column in block.columns)
        for row in ([heading] if any(heading) else []) + list(block.rows):
            bold, top, end = row is heading, self.y, self.y
            for column, cell, (left, right) in zip(block.columns, row, pairwise(edges), strict=True):
                self.y = top
                width = max(right - left - gap, size_px)
                self.text(cell, size_px=size_px, bold=bold, align=column.align, left=left, width=width)
                end = max(end, self.y)
            self.y = end
            if bold:
                self.rule(solid=True)

    def number(self, block: BigNumber) -> None:
        """The number as large as fits on one line, at most the size of the type."""
        if block.label:
            self.text(block.label, size_px=self.type.normal)
        size_px = self.type.number
        while size_px > self.type.normal and self._width(block.text, size_px, bold=True) > self.inner:
            size_px -= 2
        self.text(block.text, size_px=size_px, bold=True)

    def qr(self, block: QrCode) -> None:
        """The code at the left with the caption beside it, or centred with the caption below when it is wide."""
        matrix = _qr_matrix(block.data)
        modules = len(matrix) + 2 * QUIET_MODULES
        module = min(self.type.qr_module_max, self.type.width // modules)
        if module < 1:
            raise ValueError(f"a QR code of {modules} modules on {self.type.width} dots")
        caption_room = self.inner - modules * module - self.type.margin
        beside = bool(block.caption) and caption_room >= self.type.small * 6
        edge = modules * module
        quiet = QUIET_MODULES * module
        self.space(max(0, quiet - self.type.normal))
        left = max(self.type.margin, quiet) if beside else (self.type.width - edge) // 2 + quiet
        self._grow(edge)
        for row, cells in enumerate(matrix):
            for column, black in enumerate(cells):
                if black:
                    x, y = left + column * module, self.y + row * module
                    self.pen.rectangle((x, y, x + module - 1, y + module - 1), fill=255)
        top, bottom = self.y, self.y + len(matrix) * module
        self.graphics.append((top, bottom))
        if beside:
            indent = left + len(matrix) * module + quiet - self.type.margin
            self.text(block.caption, size_px=self.type.small, left=indent)
            self.y = max(self.y, bottom + quiet // 2)
            return
        self.y = top + len(matrix) * module + quiet
        if block.caption:
            self.text(block.caption, size_px=self.type.small, align=Align.CENTRE)

    def rule(self, *, solid: bool) -> None:
        """A line of two dots between the margins, with air above and below."""
        self.space(self.type.normal // 3)
        dash = self.inner if solid else 10
        for x in range(self.type.margin, self.type.width - self.type.margin, dash + 8):
            right = min(x + dash, self.type.width - self.type.margin) - 1
            self.pen.rectangle((x, self.y, right, self.y + 1), fill=255)
        self.graphics.append((self.y, self.y + 2))
        self.space(2 + self.type.normal // 3)

    def space(self, height: int) -> None:
        """White paper."""
        self._grow(height)
        self.y += height

    def cut(self) -> None:
        """Note a cut here, unless nothing was drawn since the last one."""
        if self.y > (self.cuts[-1] if self.cuts else 0):
            self.cuts.append(self.y)

    def finish(self) -> SlipImage:
        """The dots of everything drawn."""
        bottom = self.y + self.type.normal // 2
        drawn = self.picture.crop((0, 0, self.type.width, bottom))
        ink = drawn.point([0] * INK_THRESHOLD + [255] * (256 - INK_THRESHOLD))
        cuts = tuple(cut for cut in self.cuts if cut < self.y)
        return SlipImage(self.type.width, bottom, ink.convert("1").tobytes(), cuts, self._text_lines())

    def _text_lines(self) -> tuple[TextLine, ...]:
        return text_lines(self.pieces, self.graphics)

    def _draw_line(self, line: str, left: float, size_px: int, *, bold: bool) -> None:
        """One line whose box starts at the current row; the row moves below it."""
        self._grow(2 * size_px)
        x = left
        baseline = self.y + round(size_px * 0.88)
        for run, font, thicken in self.faces.runs(line, bold=bold, size_px=size_px):
            stroke = max(1, size_px // 32) if thicken else 0
            self.pen.text((round(x), baseline), run, fill=255, font=font, anchor="ls", stroke_width=stroke)
            x += font.getlength(run)
        self.y += size_px

    def _grow(self, rows: int) -> None:
        """Make sure that the canvas reaches ``rows`` below the current row."""
        if self.y + rows + ROWS_PER_SHEET // 8 <= self.picture.height:
            return
        from PIL import Image, ImageDraw

        taller = Image.new("L", (self.picture.width, self.picture.height + rows + ROWS_PER_SHEET), 0)
        taller.paste(self.picture)
        self.picture, self.pen = taller, ImageDraw.Draw(taller)

    def _broken(self, text: str, size_px: int, width: float, *, bold: bool) -> list[str]:
        return break_lines(text, width, lambda c: self.faces.advance(c, bold=bold, size_px=size_px))

    def _width(self, line: str, size_px: int, *, bold: bool) -> float:
        return sum(self.faces.advance(c, bold=bold, size_px=size_px) for c in line)


def _leading(size_px: int) -> int:
    """White between two lines: a little under a third of the size, as in the mock-up."""
    return size_px * 3 // 10


def _qr_matrix(data: str) -> list[list[bool]]:
    """The modules of a QR code at correction level M, without the quiet zone."""
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(data)
    code.make(fit=True)
    return [[bool(cell) for cell in row] for row in code.get_matrix()]
