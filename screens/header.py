"""The header: sign, station and terminal; time and date; the state of the line in words and icon."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.icons import Icon
from screens.look import Role, TextSize, design_tokens
from screens.rings import draw_sign
from screens.text.block import Align


class Line(StrEnum):
    """The state of the line to the hall, as the header shows it."""

    ONLINE = "online"
    OFFLINE = "offline"


class HeaderSpec(NamedTuple):
    """The words of the header."""

    station: str
    terminal: str
    time: str
    date: str
    line: Line
    line_text: str


class Header(ReadOnly):
    """Always visible but on the idle picture, which paints the same header itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = HeaderSpec("", "", "", "", Line.ONLINE, "")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_spec(self, spec: HeaderSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.station} {spec.terminal} {spec.time} {spec.date} {spec.line_text}")
        self.update()

    def paint(self, canvas: Canvas) -> None:
        """Paint it."""
        paint_header(canvas, self.rect(), self.spec)


def paint_header(canvas: Canvas, rect: QRect, spec: HeaderSpec) -> None:
    """Paint the header into that area."""
    look = canvas.look
    canvas.painter.fillRect(rect, canvas.color("card"))
    line_w = look.hairline
    canvas.painter.fillRect(QRectF(0, rect.bottom() + 1 - line_w, rect.width(), line_w), canvas.color("line"))
    side = canvas.px(68)
    x = look.margin - canvas.px(2)
    draw_sign(canvas, QRectF(x, rect.center().y() + 1 - side / 2, side, side))
    x = look.margin + canvas.px(80)
    name_y = rect.y() + rect.height() * 0.325
    second_y = rect.y() + rect.height() * 0.695
    right = _paint_line_state(canvas, rect, spec) - canvas.px(24)
    center = rect.width() * (0.62 if look.landscape else 0.58)
    small = _small_px(canvas)
    canvas.line(spec.time, Role.STRONG, right, name_y, align=Align.RIGHT, font_px=_first_px(canvas, Role.STRONG))
    dated = canvas.line(spec.date, Role.CAPTION, right, second_y, "ink2", align=Align.RIGHT, max_width=canvas.px(330))
    room = round(max(center, right - dated - canvas.px(24)) - x)
    room = min(room, round(right - dated - canvas.px(20) - x))
    name_room = round(right - canvas.px(130) - x)
    canvas.line(spec.station, Role.LABEL, x, name_y, max_width=name_room, font_px=_first_px(canvas, Role.LABEL))
    canvas.line(spec.terminal, Role.CAPTION, x, second_y, "ink2", max_width=room, font_px=small)


def _first_px(canvas: Canvas, role: Role) -> int:
    """The first line grows up to the senior size: the header's height is the same in all sizes."""
    size = TextSize.SENIOR if canvas.look.size is TextSize.MAX else canvas.look.size
    return canvas.px(design_tokens().type_px(role, size))


def _small_px(canvas: Canvas) -> int:
    """The second line and the line state grow one step at most: beside the larger texts they need their room."""
    size = TextSize.STANDARD if canvas.look.size is TextSize.STANDARD else TextSize.LARGE
    return canvas.px(design_tokens().type_px(Role.CAPTION, size))


def _paint_line_state(canvas: Canvas, rect: QRect, spec: HeaderSpec) -> float:
    """The pill at the right; gives its left side."""
    online = spec.line is Line.ONLINE
    color = "onTint" if online else "warn"
    height = canvas.px(56)
    size, pad, gap = canvas.px(30), canvas.px(20), canvas.px(14)
    px = _small_px(canvas) + canvas.px(2)
    words = canvas.text_width(spec.line_text, Role.NOTE, bold=True, font_px=px)
    width = round(words) + size + gap + 2 * pad + canvas.px(4)
    pill = QRect(rect.right() + 1 - canvas.look.margin - width, rect.center().y() + 1 - height // 2, width, height)
    if online and not canvas.look.contrast:
        canvas.fill(pill, "tint", height // 2)
    else:
        line = "tintLine" if online else "warnLine"
        canvas.outline(pill, line, canvas.look.hairline, height // 2, fill="tint" if online else "warnTint")
    center = pill.center().y() + 1
    icon = Icon.ONLINE if online else Icon.OFFLINE
    canvas.icon(icon, pill.x() + pad, center - size / 2, size, color, tint=None)
    canvas.line(spec.line_text, Role.NOTE, pill.x() + pad + size + gap, center, color, bold=True, font_px=px)
    return pill.x()
