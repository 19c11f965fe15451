"""The pen with which everything is drawn: a painter together with a look and a typesetter.

Lengths and places are device pixels (``canvas.px(n)`` turns design pixels into them), colours are token names. Text
that does not fit its box is drawn all the same and noted in ``clipped``: the machine checks fail on it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from screens.icons import Icon, draw_icon
from screens.look import Look, Role
from screens.text.block import Align, TextBlock
from screens.text.typesetter import Typesetter


class Canvas:
    """Draws for one paint event.

    Attributes:
        painter: the painter beneath, for what is not covered here; antialiasing is on.
        look: how to look.
        clipped: texts that did not fit where they were drawn.
        bounds: what is drawn outside of it is cut; None while that is wanted (scrolled text, other coordinates).
    """

    __slots__ = ("_setter", "bounds", "clipped", "look", "painter")

    def __init__(self, painter: QPainter, setter: Typesetter, bounds: QRect | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter = painter
        self.look: Look = setter.look
        self.clipped: list[str] = []
        self.bounds = bounds
        self._setter = setter

    def px(self, design_px: float) -> int:
        """A length of the design in device pixels."""
        return self.look.px(design_px)

    # -- text ------------------------------------------------------------------------------------------------------

    def line(
        self,
        text: str,
        role: Role,
        x: float,
        center_y: float,
        color: str = "ink",
        *,
        align: Align = Align.LEFT,
        bold: bool | None = None,
        max_width: int | None = None,
        font_px: int | None = None,
    ) -> float:
        """One line with its em box centred on ``center_y``; gives its width.

        ``x`` is the left side, the middle or the right side, as ``align`` says. With ``max_width`` the text is set
        smaller where it would be wider, down to the least size. ``font_px`` overrides the role's size.
        """
        if not text:
            return 0.0
        block = self._line_block(text, role, bold=bold, max_width=max_width, font_px=font_px)
        width = block.natural_width
        if max_width is not None and width > max_width + 1:
            self.clipped.append(text)
        left = x - (width / 2 if align is Align.CENTER else width if align is Align.RIGHT else 0)
        half = block.setting.font_px * 0.5
        self._check(text, QRectF(left, center_y - half, width, 2 * half), color)
        block.draw(self.painter, left, center_y - block.setting.line_height / 2, self.look.color(color))
        return width

    def text_width(
        self,
        text: str,
        role: Role,
        *,
        bold: bool | None = None,
        max_width: int | None = None,
        font_px: int | None = None,
    ) -> float:
        """How wide ``line`` would draw the text."""
        if not text:
            return 0.0
        return self._line_block(text, role, bold=bold, max_width=max_width, font_px=font_px).natural_width

    def paragraph(
        self,
        text: str,
        role: Role,
        rect: QRect,
        color: str = "ink",
        *,
        align: Align = Align.LEFT,
        bold: bool | None = None,
        middle: bool = False,
    ) -> int:
        """Text in lines from the top of the box (or in its middle); gives the height used.

        The text is set smaller where the box is too small for the role's size.
        """
        if not text:
            return 0
        block = self._setter.fit(text, role, rect.width(), rect.height(), bold=bold, align=align)
        if block.overflows(rect.width(), rect.height()):
            self.clipped.append(text)
        spare = (block.setting.line_height - block.setting.font_px) / 2
        top = rect.y() + ((rect.height() - block.height) / 2 if middle else 0)
        ink = QRectF(rect.x(), top + spare, block.natural_width, block.height - 2 * spare)
        if align is not Align.LEFT:
            ink = QRectF(rect.x(), ink.y(), rect.width(), ink.height())
        self._check(text, ink, color)
        block.draw(self.painter, rect.x(), top, self.look.color(color))
        return block.height

    def _check(self, text: str, ink: QRectF, _color: str) -> None:
        """Note a text that sticks out of what can be seen, with two pixels of tolerance."""
        if self.bounds is not None and not QRectF(self.bounds).adjusted(-2, -2, 2, 2).contains(ink):
            self.clipped.append(text)

    def paragraph_height(self, text: str, role: Role, width: int, *, bold: bool | None = None) -> int:
        """The height that a paragraph of that width takes at the role's full size."""
        return self._setter.block(text, role, width=width, bold=bold).height if text else 0

    def _line_block(
        self, text: str, role: Role, *, bold: bool | None, max_width: int | None, font_px: int | None
    ) -> TextBlock:
        block = self._setter.block(text, role, bold=bold, font_px=font_px)
        if max_width is None or block.natural_width <= max_width + 1:
            return block
        size = block.setting.font_px
        # A size that was asked for expressly may shrink by a sixth; others to the least size.
        least = round(size * 5 / 6) if font_px else min(size, self.look.least_font_px)
        fitting = max(least, int(size * max_width / block.natural_width))
        return self._setter.block(text, role, bold=bold, font_px=fitting)

    # -- shapes ----------------------------------------------------------------------------------------------------

    def fill(self, rect: QRect, color: str, radius: float = 0) -> None:
        """A flat area without outline."""
        if radius <= 0:
            self.painter.fillRect(rect, self.look.color(color))
            return
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self.look.color(color))
        self.painter.drawRoundedRect(QRectF(rect), radius, radius)

    def outline(
        self,
        rect: QRect,
        color: str,
        width: float,
        radius: float = 0,
        *,
        fill: str | None = None,
        dashed: bool = False,
    ) -> None:
        """A line inside the area's border, ``width`` wide, with an optional flat filling."""
        pen = QPen(self.look.color(color), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin if radius <= 0 else Qt.PenJoinStyle.RoundJoin)
        if dashed:
            pen.setDashPattern([self.px(8) / width, self.px(6) / width])
        self.painter.setPen(pen)
        self.painter.setBrush(self.look.color(fill) if fill else Qt.BrushStyle.NoBrush)
        half = width / 2
        inner = QRectF(rect).adjusted(half, half, -half, -half)
        self.painter.drawRoundedRect(inner, max(0.0, radius - half), max(0.0, radius - half))

    def hline(self, x1: float, x2: float, y: float, color: str = "line") -> None:
        """A horizontal hairline."""
        self._hair(QPointF(x1, y), QPointF(x2, y), color)

    def vline(self, x: float, y1: float, y2: float, color: str = "line") -> None:
        """A vertical hairline."""
        self._hair(QPointF(x, y1), QPointF(x, y2), color)

    def _hair(self, start: QPointF, end: QPointF, color: str) -> None:
        self.painter.setPen(QPen(self.look.color(color), self.look.hairline))
        self.painter.drawLine(start, end)

    def panel(self, rect: QRect, *, radius: str = "panel", fill: str = "card", line: str = "line") -> None:
        """A card to be read: a flat face with a hairline and no bottom edge."""
        self.outline(rect, line, self.look.hairline, self.look.radius(radius), fill=fill)

    def icon(
        self,
        icon: Icon,
        x: float,
        y: float,
        size: float,
        color: str = "prim",
        *,
        tint: str | None = "tint",
    ) -> None:
        """An icon with its left upper corner at (x, y); ``tint`` None leaves its tinted shape open."""
        stroke = self.look.strokes.icon_stroke_at_48
        filling = None if tint is None or self.look.contrast else self.look.color(tint)
        draw_icon(self.painter, icon, QRectF(x, y, size, size), self.look.color(color), filling, stroke)

    def color(self, name: str) -> QColor:
        """The colour of that token."""
        return self.look.color(name)
