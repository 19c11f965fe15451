"""The rings: the sign (a quarter of an hour), step, countdown and waiting.

One drawing rule for all: a ring of a given thickness inside a square, clockwise from twelve.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from screens.canvas import Canvas
from screens.look import Role
from screens.text.block import Align


def draw_arc(canvas: Canvas, box: QRectF, thickness: float, color: QColor, start_deg: float, sweep_deg: float) -> None:
    """A piece of a ring, clockwise from ``start_deg`` (0 is twelve); the outer side touches the box."""
    pen = QPen(color, thickness)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    canvas.painter.setPen(pen)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    half = thickness / 2
    inner = box.adjusted(half, half, -half, -half)
    if sweep_deg >= 360:
        canvas.painter.drawEllipse(inner)
        return
    canvas.painter.drawArc(inner, round((90 - start_deg) * 16), round(-sweep_deg * 16))


def draw_sign(canvas: Canvas, box: QRectF) -> None:
    """The sign: a clock of which the first quarter is orange and thicker."""
    side = box.width()
    center = box.center()
    ring = side * 0.052
    inset = side * 0.06
    body = box.adjusted(inset, inset, -inset, -inset)
    draw_arc(canvas, body, ring, canvas.color("prim"), 0, 360)
    draw_arc(canvas, box, side * 0.13, canvas.color("paper" if canvas.look.contrast else "card"), -2, 94)
    draw_arc(canvas, box, side * 0.12, canvas.color("accent"), 0, 90)
    pen = QPen(canvas.color("prim"), side * 0.05)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    canvas.painter.setPen(pen)
    canvas.painter.drawLine(QLineF(center.x(), center.y() - side * 0.29, center.x(), center.y() - side * 0.2))
    canvas.painter.drawLine(QLineF(center.x() + side * 0.2, center.y(), center.x() + side * 0.29, center.y()))
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(canvas.color("prim"))
    canvas.painter.drawEllipse(QPointF(center), side * 0.09, side * 0.09)


def draw_step_ring(canvas: Canvas, box: QRectF, step: int, of: int) -> None:
    """One piece for each step: done green, now orange, rest grey; the number stands inside.

    In the contrast themes, where the colours are alike, the present piece is thicker and the rest thin.
    """
    gap = 7.0
    piece = 360 / of
    thick = box.width() * 0.094
    for index in range(of):
        now, done = index + 1 == step, index + 1 < step
        name = "accent" if now else "prim" if done else "line"
        width = thick
        if canvas.look.contrast:
            width = thick * (1.5 if now else 1.0 if done else 0.35)
        draw_arc(canvas, box, width, canvas.color(name), index * piece + gap / 2, piece - gap)
    canvas.line(str(step), Role.STRONG, box.center().x(), box.center().y(), "ink", align=Align.CENTER, bold=True)


def draw_countdown(
    canvas: Canvas,
    box: QRectF,
    fraction: float,
    number: str,
    *,
    thickness: float,
    ring: str = "accent",
    ground: str = "line",
    text: str = "ink",
    role: Role = Role.NOTE,
) -> None:
    """A ring of which ``fraction`` (1 full, 0 empty) is left, with the seconds inside."""
    if canvas.look.contrast:
        draw_arc(canvas, box, thickness * 0.3, canvas.color(ground), 0, 360)
    else:
        draw_arc(canvas, box, thickness, canvas.color(ground), 0, 360)
    left = max(0.0, min(1.0, fraction)) * 360
    if left > 0:
        draw_arc(canvas, box, thickness, canvas.color(ring), 0, left)
    room = round(box.width() - 2 * thickness - canvas.px(4))
    canvas.line(number, role, box.center().x(), box.center().y(), text, align=Align.CENTER, bold=True, max_width=room)


def draw_wait(canvas: Canvas, box: QRectF, angle_deg: float, *, ground: str = "tintLine") -> None:
    """The waiting ring: a dark quarter and a bit at ``angle_deg`` on a pale ring."""
    thick = box.width() * 0.1
    if canvas.look.contrast:
        draw_arc(canvas, box, thick * 0.35, canvas.color("line"), 0, 360)
    else:
        draw_arc(canvas, box, thick, canvas.color(ground), 0, 360)
    draw_arc(canvas, box, thick, canvas.color("prim"), angle_deg, 105)
