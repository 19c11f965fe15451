"""The three acts of changing the printer's roll: open the cover, lay the roll in, close the cover."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF

from screens.canvas import Canvas
from screens.illustrations.hills import mix
from screens.illustrations.ink import Ink
from screens.illustrations.isometric import Faces, Space, arrow, dashed

BODY = QRectF(-110, -92, 220, 184)
FOOT, TOP = -52.0, 44.0
BAY = QRectF(-82, -60, 164, 104)
HINGE_Y = BODY.top()
LID_LENGTH = BODY.height()
LID_THICK = 10.0
ROLL_HALF, ROLL_RADIUS, CORE_RADIUS = 62.0, 46.0, 14.0
ROLL_Y, ROLL_Z = -8.0, TOP + 22.0
SLOT_Y = BODY.bottom()
OPEN = math.radians(105)
POINTS = 40


def draw_open(canvas: Canvas, space: Space, frame: int, ink: Ink) -> None:
    """The cover swings up, one step a frame; frame 0 shows it open over an empty bay."""
    angle = (OPEN, 0.0, OPEN * 0.35, OPEN * 0.7)[frame]
    _body(canvas, space, ink)
    _bay(canvas, space, ink)
    _lid(canvas, space, angle, ink)
    _arrow(canvas, space, ink, up=True)


def draw_put(canvas: Canvas, space: Space, frame: int, ink: Ink) -> None:
    """The roll comes down into the bay, its end hanging out at the front; frame 0 shows it above with guides."""
    _body(canvas, space, ink)
    _bay(canvas, space, ink)
    _lid(canvas, space, OPEN, ink)
    height = (92.0, 60.0, 28.0, 0.0)[frame]
    if height > 40:
        for x in (-ROLL_HALF, ROLL_HALF):
            start = space.point(x, ROLL_Y, ROLL_Z + height - ROLL_RADIUS)
            dashed(canvas, start, space.point(x, ROLL_Y, TOP), ink.move, space.stroke * 0.75)
    _roll(canvas, space, ROLL_Z + height, ink)
    if height == 0:
        _tail(canvas, space, ink)
    _arrow(canvas, space, ink, up=False)


def draw_close(canvas: Canvas, space: Space, frame: int, ink: Ink) -> None:
    """The cover comes down over the roll, the paper's end stays outside; frame 0 shows it half closed."""
    angle = (OPEN * 0.45, OPEN, OPEN * 0.7, 0.0)[frame]
    _body(canvas, space, ink)
    _bay(canvas, space, ink)
    if angle > 0:
        _roll(canvas, space, ROLL_Z, ink)
    _tail(canvas, space, ink)
    _lid(canvas, space, angle, ink)
    _arrow(canvas, space, ink, up=False)


def _arrow(canvas: Canvas, space: Space, ink: Ink, *, up: bool) -> None:
    origin = space.point(0, 0)
    x = origin.x() + 214 * space.scale
    low, high = origin.y() + 4 * space.scale, origin.y() - 86 * space.scale
    start, end = (low, high) if up else (high, low)
    arrow(canvas, QPointF(x, start), QPointF(x, end), ink.move, space.stroke * 1.9)


def _body(canvas: Canvas, space: Space, ink: Ink) -> None:
    faces = Faces(ink.white, ink.pale, mix(ink.pale, ink.mid, 0.45))
    space.slab(canvas, BODY, FOOT, TOP - FOOT, 18, faces, ink.outline)


def _bay(canvas: Canvas, space: Space, ink: Ink) -> None:
    path = space.plate(BAY, TOP, 10)
    canvas.painter.fillPath(path, ink.mid)
    canvas.painter.strokePath(path, space.pen(ink.outline, space.stroke * 0.6))


def _lid(canvas: Canvas, space: Space, angle: float, ink: Ink) -> None:
    """A plate on the hinge at the back; its free edge shows how thick it is."""
    y, z = HINGE_Y + LID_LENGTH * math.cos(angle), TOP + LID_LENGTH * math.sin(angle)
    dy, dz = -LID_THICK * math.sin(angle), LID_THICK * math.cos(angle)
    left, right = BODY.left(), BODY.right()
    inner = [(left, HINGE_Y, TOP), (right, HINGE_Y, TOP), (right, y, z), (left, y, z)]
    outer = [(px, py + dy, pz + dz) for px, py, pz in inner]
    seen, hidden = (outer, inner) if angle < math.radians(60) else (inner, outer)
    _polygon(canvas, space, _hull([space.point(*one) for one in (*hidden, *seen)]), ink.pale, ink.outline)
    _polygon(canvas, space, [space.point(*one) for one in seen], ink.white, ink.outline)


def _roll(canvas: Canvas, space: Space, z: float, ink: Ink) -> None:
    """A cylinder along x: far disc, body, near disc with the core."""
    near = _disc(space, ROLL_HALF, z, ROLL_RADIUS)
    far = _disc(space, -ROLL_HALF, z, ROLL_RADIUS)
    _polygon(canvas, space, _hull([*near, *far]), ink.white, ink.outline)
    _polygon(canvas, space, near, mix(ink.white, ink.pale, 0.6), ink.outline)
    _polygon(canvas, space, _disc(space, ROLL_HALF, z, CORE_RADIUS), ink.mid, ink.outline)


def _tail(canvas: Canvas, space: Space, ink: Ink) -> None:
    """The end of the paper over the front edge, hanging down."""
    half = ROLL_HALF - 2
    over = [
        (-half, ROLL_Y + 34, TOP + 2),
        (half, ROLL_Y + 34, TOP + 2),
        (half, SLOT_Y + 2, TOP + 2),
        (-half, SLOT_Y + 2, TOP + 2),
    ]
    down = [
        (-half, SLOT_Y + 2, TOP + 2),
        (half, SLOT_Y + 2, TOP + 2),
        (half, SLOT_Y + 2, TOP - 58),
        (-half, SLOT_Y + 2, TOP - 58),
    ]
    for corners in (over, down):
        _polygon(canvas, space, [space.point(*one) for one in corners], ink.white, ink.outline)
    middle = space.point(0, SLOT_Y + 2, TOP - 14)
    foot = space.point(0, SLOT_Y + 2, TOP - 46)
    arrow(canvas, middle, foot, ink.move, space.stroke)


def _disc(space: Space, x: float, z: float, radius: float) -> list[QPointF]:
    steps = [2 * math.pi * step / POINTS for step in range(POINTS)]
    return [space.point(x, ROLL_Y + radius * math.cos(a), z + radius * math.sin(a)) for a in steps]


def _polygon(canvas: Canvas, space: Space, points: Sequence[QPointF], fill: QColor, outline: QColor) -> None:
    path = QPainterPath()
    path.addPolygon(QPolygonF(list(points)))
    path.closeSubpath()
    painter = canvas.painter
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(path, fill)
    painter.strokePath(path, space.pen(outline, space.stroke * 0.75))


def _hull(points: Sequence[QPointF]) -> list[QPointF]:
    """The convex outline of points (monotone chain)."""
    ordered = sorted((point.x(), point.y()) for point in points)
    halves: list[list[tuple[float, float]]] = []
    for run in (ordered, ordered[::-1]):
        half: list[tuple[float, float]] = []
        for x, y in run:
            while len(half) > 1 and _turn(half[-2], half[-1], (x, y)) <= 0:
                half.pop()
            half.append((x, y))
        halves.append(half[:-1])
    return [QPointF(x, y) for half in halves for x, y in half]


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
