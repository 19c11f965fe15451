"""Paying at a device: a phone with its screen to the scanner, a bank card that goes into the card terminal."""

from __future__ import annotations

from math import atan2, degrees, hypot

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from screens.canvas import Canvas
from screens.illustrations.hills import mix
from screens.illustrations.ink import Ink
from screens.illustrations.isometric import Faces, Space, arrow, dashed
from screens.look import Role
from screens.text.block import Align

SCANNER = QRectF(-130, -130, 260, 260)
GLASS = QRectF(-78, -104, 156, 156)
PHONE = QRectF(-58, -110, 104, 200)
SCANNER_HEIGHT = 44.0
PHONE_THICK = 9.0
HEIGHTS = (118.0, 164.0, 140.0, 96.0)
"""Of the phone over the glass, step by step; the first explains alone, at the last it is being read."""

TERMINAL = QRectF(-84, -132, 168, 264)
TERMINAL_HEIGHT = 40.0
CARD = QRectF(-62, 0, 124, 176)
SHIFTS = (112.0, 176.0, 144.0, 84.0)
"""How far the card stands out at the front, step by step; at the last it is in."""


def draw_phone(canvas: Canvas, space: Space, frame: int, ink: Ink, label: str) -> None:
    """A phone comes down over the glass; the scanner's light reaches its screen."""
    base = Faces(ink.ground, ink.ground_side, ink.ground_dark)
    space.slab(canvas, SCANNER, 0, SCANNER_HEIGHT, 24, base, ink.outline)
    glass = space.plate(GLASS, SCANNER_HEIGHT, 14)
    canvas.painter.fillPath(glass, ink.pale)
    canvas.painter.strokePath(glass, space.pen(ink.prim))
    beam = space.plate(QRectF(GLASS.left() + 14, -28, GLASS.width() - 28, 5), SCANNER_HEIGHT, 2.5)
    canvas.painter.fillPath(beam, ink.move)
    _label(canvas, space, label, SCANNER_HEIGHT, SCANNER.bottom() - 40)
    height = HEIGHTS[frame % len(HEIGHTS)]
    for x, y in (
        (GLASS.left() + 14, GLASS.bottom() - 30),
        (GLASS.right() - 14, GLASS.bottom() - 30),
        (GLASS.right() - 14, GLASS.top() + 30),
    ):
        corner = (PHONE.left() if x < 0 else PHONE.right(), PHONE.bottom() if y > 0 else PHONE.top())
        dashed(canvas, space.point(x, y, SCANNER_HEIGHT), space.point(*corner, height), ink.move, space.stroke * 0.6)
    _phone(canvas, space, height, ink)
    if frame == len(HEIGHTS) - 1:
        return
    x, y = space.point(0, 0).x() + 226 * space.scale, space.point(0, 0).y()
    arrow(
        canvas,
        QPointF(x, y - 176 * space.scale),
        QPointF(x, y - 92 * space.scale),
        ink.move,
        space.stroke * 1.9,
    )


def _phone(canvas: Canvas, space: Space, z: float, ink: Ink) -> None:
    """Its back is seen, since the screen looks down: camera and a mark that light comes out below."""
    faces = Faces(ink.white, ink.mid, mix(ink.mid, ink.prim, 0.25))
    space.slab(canvas, PHONE, z, PHONE_THICK, 20, faces, ink.outline)
    top = z + PHONE_THICK
    island = space.plate(QRectF(PHONE.left() + 12, PHONE.top() + 12, 38, 38), top, 11)
    canvas.painter.fillPath(island, ink.pale)
    canvas.painter.strokePath(island, space.pen(ink.outline, space.stroke * 0.6))
    for dx, dy in ((11, 11), (27, 27)):
        lens = QPainterPath()
        lens.addEllipse(QPointF(PHONE.left() + 12 + dx, PHONE.top() + 12 + dy), 6.5, 6.5)
        canvas.painter.fillPath(space.plane(top).map(lens), ink.outline)


def draw_bank_card(canvas: Canvas, space: Space, frame: int, ink: Ink) -> None:
    """A card slides into the front of the card terminal."""
    shift = SHIFTS[frame % len(SHIFTS)]
    card = CARD.translated(0, shift - 44)
    faces = Faces(ink.white, ink.pale, mix(ink.pale, ink.mid, 0.45))
    _bank_card(canvas, space, card, ink)
    space.slab(canvas, TERMINAL, 0, TERMINAL_HEIGHT, 26, faces, ink.outline)
    screen = space.plate(QRectF(-56, -108, 112, 62), TERMINAL_HEIGHT, 8)
    canvas.painter.fillPath(screen, ink.pale)
    canvas.painter.strokePath(screen, space.pen(ink.prim, space.stroke * 0.75))
    for line, (length, color) in enumerate(((64, ink.prim), (40, ink.mid))):
        bar = space.plate(QRectF(-44, -94 + line * 20, length, 8), TERMINAL_HEIGHT, 4)
        canvas.painter.fillPath(bar, color)
    for row in range(4):
        for column in range(3):
            key = QRectF(-54 + column * 38, -30 + row * 32, 30, 22)
            path = space.plate(key, TERMINAL_HEIGHT, 6)
            canvas.painter.fillPath(path, ink.mid if (row, column) != (3, 2) else ink.lamp)
            canvas.painter.strokePath(path, space.pen(ink.outline, space.stroke * 0.4))
    if frame == len(SHIFTS) - 1:
        return
    start = space.point(0, card.bottom() + 74, 18)
    end = space.point(0, card.bottom() + 18, 18)
    _slanted_arrow(canvas, start, end, ink, space.stroke * 1.9)


def _bank_card(canvas: Canvas, space: Space, card: QRectF, ink: Ink) -> None:
    space.slab(canvas, card, 14, 5, 10, Faces(ink.white, ink.mid, ink.mid), ink.outline)
    stripe = space.plate(QRectF(card.left(), card.bottom() - 44, card.width(), 20), 19, 0)
    canvas.painter.fillPath(stripe, ink.prim)
    chip = space.plate(QRectF(card.left() + 18, card.bottom() - 98, 32, 26), 19, 5)
    canvas.painter.fillPath(chip, ink.lamp)
    canvas.painter.strokePath(chip, space.pen(ink.outline, space.stroke * 0.5))


def _slanted_arrow(canvas: Canvas, start: QPointF, end: QPointF, ink: Ink, width: float) -> None:
    """An arrow along the way in."""
    canvas.painter.save()
    canvas.painter.translate(start)
    delta = end - start
    angle = _degrees(delta)
    canvas.painter.rotate(angle)
    length = hypot(delta.x(), delta.y())
    arrow(canvas, QPointF(0, 0), QPointF(0, -length), ink.move, width)
    canvas.painter.restore()


def _degrees(delta: QPointF) -> float:
    """How far an upright arrow is turned to point that way, clockwise."""
    return degrees(atan2(delta.x(), -delta.y()))


def _label(canvas: Canvas, space: Space, label: str, z: float, y: float) -> None:
    """A word that lies on the device."""
    if not label:
        return
    painter = canvas.painter
    painter.save()
    bounds, canvas.bounds = canvas.bounds, None
    painter.setTransform(space.plane(z), combine=True)
    wide = max(1.0, canvas.text_width(label, Role.LABEL, font_px=100) / 100)
    canvas.line(label, Role.LABEL, 0, y, "prim", align=Align.CENTER, font_px=min(26, round(220 / wide)))
    painter.restore()
    canvas.bounds = bounds
