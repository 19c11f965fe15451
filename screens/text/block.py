"""A piece of text set once and drawn often.

Shaping costs far more than drawing, so a ``TextBlock`` keeps the shaped glyphs. It holds the text that it shows: who
keeps blocks must let them go when the text goes (``Typesetter.forget``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QGlyphRun, QPainter, QTextCharFormat, QTextLayout, QTransform

from screens.text.breaking import balance_lines, break_lines, spacing_em

BASELINE_EM = 0.38
"""The baseline stands that many em below the centre of the em box (look sheet, "Type")."""

OUTLINE_PX = 64
"""From this size on Qt fills the outlines of glyphs; smaller ones are pictures that it keeps."""
TOO_LARGE_PX = 1600
"""At this size Qt keeps no measure of a glyph, and FreeType still gives one (it does up to 2000)."""


class Align(StrEnum):
    """Where a line stands in its width."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Setting(NamedTuple):
    """How text is set. Lengths are device pixels; ``width`` None means one line per paragraph."""

    font: QFont
    font_px: int
    line_height: int
    halt: bool = False
    width: int | None = None
    align: Align = Align.LEFT
    balance: bool = False
    """Make two or three lines as even as the rules allow: for titles and labels, not for running text."""


class TextBlock:
    """Shaped lines.

    Attributes:
        lines: the text of each line.
        height: number of lines times line height, in device pixels.
        natural_width: the width of the widest line, in device pixels.
    """

    __slots__ = ("_rows", "height", "lines", "natural_width", "setting")

    def __init__(self, text: str, setting: Setting) -> None:
        self.setting = setting
        if setting.width is None:
            self.lines = text.split("\n")
        else:
            self.lines = _lines(text, setting, setting.width)
        self._rows: list[tuple[float, list[QGlyphRun]]] = []
        for line in self.lines:
            width, runs = _shape(line, setting)
            self._rows.append((width, runs))
        self.natural_width = max((width for width, _ in self._rows), default=0.0)
        self.height = len(self.lines) * setting.line_height

    def overflows(self, width: float, height: float) -> bool:
        """Whether the text would be cut in a box of that size (device pixels, with one pixel of tolerance)."""
        one_line = len(self.lines) == 1 and self.setting.font_px <= height + 1
        return self.natural_width > width + 1 or not (one_line or self.height <= height + 1)

    def draw(self, painter: QPainter, x: float, y: float, color: QColor) -> None:
        """Draw with the left upper corner of the first line's box at (x, y).

        Centred and right-aligned lines stand in ``setting.width`` or, without one, in the natural width.
        """
        setting = self.setting
        painter.setPen(color)
        room = self.natural_width if setting.width is None else setting.width
        baseline = y + setting.line_height / 2 + BASELINE_EM * setting.font_px
        outlines = _as_outlines(painter.transform(), setting.font_px)
        for width, runs in self._rows:
            left = x
            if setting.align is Align.CENTER:
                left = x + (room - width) / 2
            elif setting.align is Align.RIGHT:
                left = x + room - width
            origin = QPointF(round(left), round(baseline))
            if outlines:
                _settle(runs)
            for run in runs:
                painter.drawGlyphRun(origin, run)
            baseline += setting.line_height


def _as_outlines(transform: QTransform, font_px: int) -> bool:
    """Whether Qt fills the outlines of glyphs of that size under that transform."""
    scale = math.sqrt(abs(transform.determinant()))
    return transform.type().value > QTransform.TransformationType.TxRotate.value or font_px * scale >= OUTLINE_PX


def _settle(runs: Iterable[QGlyphRun]) -> None:
    """Make the outlines of these typefaces stand where they belong, whatever was drawn before.

    Qt moves a typeface by a fraction of a pixel for each picture of a glyph and leaves it there: outlines would lie up
    to a twentieth of a pixel further right after some texts than after others (``QFontEngineFT``: what ``loadGlyph``
    sets, ``lockFace`` and ``addGlyphsToPath`` do not take back). Measuring a glyph that is not kept moves it back;
    glyph 0 is in every typeface.
    """
    for run in runs:
        face = run.rawFont()
        face.setPixelSize(TOO_LARGE_PX)
        face.advancesForGlyphIndexes([0])


def _lines(text: str, setting: Setting, width: int) -> list[str]:
    known: dict[str, Sequence[float]] = {}

    def measure(part: str) -> Sequence[float]:
        if part not in known:
            known[part] = _edges(part, setting)
        return known[part]

    lines = break_lines(text, width, measure)
    return balance_lines(text, lines, width, measure) if setting.balance else lines


def _layout(text: str, setting: Setting) -> QTextLayout:
    layout = QTextLayout(text, setting.font)
    layout.setCacheEnabled(True)
    formats = []
    utf16 = 0
    for index, char in enumerate(text):
        size = 2 if ord(char) > 0xFFFF else 1
        extra = spacing_em(text, index, halt=setting.halt)
        if extra:
            spaced = QTextCharFormat()
            spaced.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
            spaced.setFontLetterSpacing(extra * setting.font_px)
            piece = QTextLayout.FormatRange()
            piece.start, piece.length, piece.format = utf16, size, spaced
            formats.append(piece)
        utf16 += size
    if formats:
        layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    if line.isValid():
        line.setNumColumns(max(1, utf16))
    layout.endLayout()
    return layout


def _edges(text: str, setting: Setting) -> Sequence[float]:
    layout = _layout(text, setting)
    if not layout.lineCount():
        return [0.0]
    line = layout.lineAt(0)
    edges, utf16 = [0.0], 0
    for char in text:
        utf16 += 2 if ord(char) > 0xFFFF else 1
        position = line.cursorToX(utf16)
        edges.append(_first(position))
    return edges


def _first(position: object) -> float:
    """The x of ``cursorToX``: the binding gives a pair, its annotation says otherwise."""
    return float(position[0] if isinstance(position, tuple) else position)  # type: ignore[arg-type]


def _shape(text: str, setting: Setting) -> tuple[float, list[QGlyphRun]]:
    """The width of one line and its glyph runs, moved so that the baseline is at 0."""
    if not text:
        return 0.0, []
    layout = _layout(text, setting)
    line = layout.lineAt(0)
    ascent = line.ascent()
    runs = layout.glyphRuns()
    for run in runs:
        run.setPositions([QPointF(p.x(), p.y() - ascent) for p in run.positions()])
    return line.naturalTextWidth(), runs
