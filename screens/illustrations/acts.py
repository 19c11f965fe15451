"""The acts at the devices: lay a card on the reader, paper under the camera, take the slip, change the roll, pay.

Each has ``FRAMES`` still pictures that explain a movement one after the other; with reduced motion the first explains
it alone, with arrow and dashed guides.
"""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF

from screens.canvas import Canvas
from screens.illustrations.hills import mix
from screens.illustrations.ink import Ink, ink_of
from screens.illustrations.isometric import Faces, Space, arrow, dashed
from screens.illustrations.paper_roll import draw_close, draw_open, draw_put
from screens.illustrations.payment import draw_bank_card, draw_phone
from screens.look import Role
from screens.text.block import Align

FRAMES = 4
"""How many still steps a movement has."""

WORLD = (560.0, 410.0)
"""Width and height of every scene in world units; it is scaled into the place that it gets."""


class Act(StrEnum):
    """What the picture asks for."""

    CARD = "card"
    PAPER = "paper"
    SLIP = "slip"
    ROLL_OPEN = "roll_open"
    ROLL_PUT = "roll_put"
    ROLL_CLOSE = "roll_close"
    PHONE = "phone"
    BANK_CARD = "bank_card"


def draw_act(canvas: Canvas, act: Act, area: QRectF, frame: int, *, label: str = "") -> None:
    """Draw one still of an act into the area.

    Args:
        canvas: where to draw.
        act: which act.
        area: the place; the scene is centred in it as large as it fits.
        frame: 0 to ``FRAMES - 1``; 0 is the one that explains alone.
        label: what is written on the reader, already in the resident's language.
    """
    scale = min(area.width() / WORLD[0], area.height() / WORLD[1])
    stroke = max(2.0, 4 * canvas.look.factor)
    center = area.center()
    ink = ink_of(canvas)
    match act:
        case Act.CARD:
            _card(canvas, Space(QPointF(center.x(), center.y() + 35 * scale), scale, stroke), frame, ink, label)
        case Act.PAPER:
            _paper(canvas, Space(QPointF(center.x(), center.y() + 50 * scale), scale, stroke), frame, ink)
        case Act.SLIP:
            _slip(canvas, Space(QPointF(center.x(), center.y() + 61 * scale), scale, stroke), frame, ink)
        case Act.ROLL_OPEN:
            draw_open(canvas, _printer_space(center, scale, stroke), frame % FRAMES, ink)
        case Act.ROLL_PUT:
            draw_put(canvas, _printer_space(center, scale, stroke), frame % FRAMES, ink)
        case Act.ROLL_CLOSE:
            draw_close(canvas, _printer_space(center, scale, stroke), frame % FRAMES, ink)
        case Act.PHONE:
            draw_phone(
                canvas, Space(QPointF(center.x(), center.y() + 60 * scale), scale * 0.92, stroke), frame, ink, label
            )
        case Act.BANK_CARD:
            draw_bank_card(
                canvas,
                Space(QPointF(center.x() + 24 * scale, center.y() - 10 * scale), scale * 0.86, stroke),
                frame,
                ink,
            )
        case _:
            assert_never(act)


def _printer_space(center: QPointF, scale: float, stroke: float) -> Space:
    """An open cover stands high: the printer is drawn lower and a little smaller."""
    return Space(QPointF(center.x() - 20 * scale, center.y() + 76 * scale), scale * 0.78, stroke)


# -- the ID card ---------------------------------------------------------------------------------------------------

CARD = QRectF(-92, -58, 184, 116)
READER = QRectF(-150, -122, 300, 244)


def _card(canvas: Canvas, space: Space, frame: int, ink: Ink, label: str) -> None:
    """A card hovers above its place and comes down, one step a frame."""
    base = Faces(ink.ground, ink.ground_side, ink.ground_dark)
    space.slab(canvas, READER, 0, 34, 24, base, ink.outline)
    plate = READER.adjusted(22, 22, -22, -22)
    space.slab(canvas, plate, 34, 5, 16, Faces(ink.white, ink.ground_side, ink.ground_dark), ink.outline)
    _place_for_card(canvas, space, ink)
    _word_on_reader(canvas, space, label)
    height = (88, 60, 32, 5)[frame % FRAMES] + 39
    if height > 50:
        width = space.stroke * 0.75
        for x, y in ((CARD.left(), CARD.bottom()), (CARD.right(), CARD.bottom()), (CARD.right(), CARD.top())):
            dashed(canvas, space.point(x, y, height), space.point(x, y, 39), ink.move, width)
    _id_card(canvas, space, height, ink)
    if height > 50:
        x = space.point(0, 0).x() + 236 * space.scale
        y = space.point(0, 0).y()
        top, foot = y - 196 * space.scale, y - 110 * space.scale
        arrow(canvas, QPointF(x, top), QPointF(x, foot), ink.move, space.stroke * 1.9)


def _place_for_card(canvas: Canvas, space: Space, ink: Ink) -> None:
    path = space.plate(CARD, 39, 8)
    pen = space.pen(ink.prim, space.stroke * 0.75)
    pen.setDashPattern([4, 3])
    canvas.painter.fillPath(path, ink.pale)
    canvas.painter.strokePath(path, pen)


def _word_on_reader(canvas: Canvas, space: Space, label: str) -> None:
    """The word lies on the reader, along its long side."""
    if not label:
        return
    painter = canvas.painter
    painter.save()
    bounds, canvas.bounds = canvas.bounds, None
    painter.setTransform(space.plane(39), combine=True)
    px = min(24, round(240 / max(1.0, canvas.text_width(label, Role.LABEL, font_px=100) / 100)))
    canvas.line(label, Role.LABEL, 0, CARD.bottom() + 21, "prim", align=Align.CENTER, font_px=px)
    painter.restore()
    canvas.bounds = bounds


def _id_card(canvas: Canvas, space: Space, z: float, ink: Ink) -> None:
    space.slab(canvas, CARD, z, 5, 9, Faces(ink.white, ink.mid, ink.mid), ink.outline)
    top = z + 5
    painter = canvas.painter
    for y, length in ((-38, 42), (-22, 70), (-6, 58), (10, 70)):
        _bar(canvas, space, QRectF(-76, y - 3, length, 6), top, ink.mid)
    _bar(canvas, space, QRectF(-76, 30, 118, 8), top, ink.prim)
    photo = QRectF(22, -40, 52, 62)
    path = space.plate(photo, top, 4)
    painter.fillPath(path, ink.pale)
    painter.strokePath(path, space.pen(ink.mid, space.stroke * 0.5))
    person = QPainterPath()
    person.addEllipse(QPointF(48, -20), 11, 12)
    shoulders = QPainterPath()
    shoulders.addEllipse(QPointF(48, 20), 20, 22)
    frame = QPainterPath()
    frame.addRect(photo.adjusted(2, 2, -2, -2))
    painter.fillPath(space.plane(top).map(person.united(shoulders.intersected(frame))), ink.mid)


def _bar(canvas: Canvas, space: Space, box: QRectF, z: float, color: QColor) -> None:
    canvas.painter.fillPath(space.plate(box, z, box.height() / 2), color)


# -- paper under the camera ----------------------------------------------------------------------------------------

TABLE = QRectF(-150, -130, 300, 260)
SHEET = QRectF(-88, -84, 124, 172)


def _paper(canvas: Canvas, space: Space, frame: int, ink: Ink) -> None:
    """A sheet slides in until it lies between the four corners; then the lens sees it."""
    space.slab(canvas, TABLE, 0, 18, 20, Faces(ink.ground, ink.ground_side, ink.ground_dark), ink.outline)
    _corners(canvas, space, ink)
    shift = (0, 96, 56, 22)[frame % FRAMES]
    sheet = SHEET.translated(0, shift)
    if shift == 0:
        _arm(canvas, space, ink)
    _sheet(canvas, space, sheet, ink)
    if shift:
        _arm(canvas, space, ink)
        return
    lens = space.point(-6, 28, 166)
    for x, y in (
        (sheet.left(), sheet.top()),
        (sheet.right(), sheet.top()),
        (sheet.right(), sheet.bottom()),
        (sheet.left(), sheet.bottom()),
    ):
        dashed(canvas, lens, space.point(x, y, 20), ink.move, space.stroke * 0.6)


def _sheet(canvas: Canvas, space: Space, sheet: QRectF, ink: Ink) -> None:
    space.slab(canvas, sheet, 18, 3, 3, Faces(ink.white, ink.mid, ink.mid), ink.outline)
    _bar(canvas, space, QRectF(sheet.center().x() - 26, sheet.top() + 18, 52, 7), 21, ink.prim)
    for line in range(8):
        length = 60 if line == 7 else 98
        _bar(canvas, space, QRectF(sheet.left() + 16, sheet.top() + 40 + line * 14, length, 4.5), 21, ink.mid)


def _corners(canvas: Canvas, space: Space, ink: Ink) -> None:
    place = SHEET.adjusted(-12, -12, 12, 12)
    arm = 22.0
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setPen(space.pen(ink.prim))
    for x, way_x in ((place.left(), arm), (place.right(), -arm)):
        for y, way_y in ((place.top(), arm), (place.bottom(), -arm)):
            canvas.painter.drawPolyline(
                QPolygonF([space.point(x + way_x, y, 18), space.point(x, y, 18), space.point(x, y + way_y, 18)])
            )


def _arm(canvas: Canvas, space: Space, ink: Ink) -> None:
    faces = Faces(ink.white, ink.pale, mix(ink.pale, ink.mid, 0.5))
    space.slab(canvas, QRectF(-26, -122, 40, 26), 18, 150, 6, faces, ink.outline)
    space.slab(canvas, QRectF(-26, -122, 40, 168), 166, 24, 10, faces, ink.outline)
    eye = QPainterPath()
    eye.addEllipse(QPointF(-6, 28), 9, 9)
    path = space.plane(190).map(eye)
    canvas.painter.fillPath(path, ink.mid)
    canvas.painter.strokePath(path, space.pen(ink.outline, space.stroke * 0.6))


# -- the slip ------------------------------------------------------------------------------------------------------

PRINTER = QRectF(-104, -96, 208, 192)


def _slip(canvas: Canvas, space: Space, frame: int, ink: Ink) -> None:
    """The slip comes out of the slot, one step a frame; frame 0 shows it whole."""
    faces = Faces(ink.white, ink.pale, mix(ink.pale, ink.mid, 0.45))
    space.slab(canvas, PRINTER, -40, 116, 22, faces, ink.outline)
    top = 76.0
    slot = space.plate(QRectF(-84, -2, 168, 12), top, 6)
    canvas.painter.fillPath(slot, ink.outline)
    window = space.plate(QRectF(-70, 40, 52, 28), top, 6)
    canvas.painter.fillPath(window, ink.pale)
    canvas.painter.strokePath(window, space.pen(ink.mid, space.stroke * 0.5))
    lamp = QPainterPath()
    lamp.addEllipse(QPointF(40, 56), 9, 9)
    canvas.painter.fillPath(space.plane(top).map(lamp), ink.lamp)
    height = (158, 44, 88, 128)[frame % FRAMES]
    _slip_paper(canvas, space, top, float(height), ink)
    x = space.point(0, 0).x() + 196 * space.scale
    y = space.point(0, 0).y()
    arrow(
        canvas,
        QPointF(x, y + 6 * space.scale),
        QPointF(x, y - 82 * space.scale),
        ink.move,
        space.stroke * 1.9,
    )


def _slip_paper(canvas: Canvas, space: Space, foot: float, height: float, ink: Ink) -> None:
    left, right, y = -62.0, 62.0, 4.0
    teeth = 6
    points = [space.point(left, y, foot)]
    step = (right - left) / teeth
    for tooth in range(teeth):
        x = left + tooth * step
        points.append(space.point(x, y, foot + height))
        points.append(space.point(x + step / 2, y, foot + height - 9))
    points += [space.point(right, y, foot + height), space.point(right, y, foot)]
    paper = QPainterPath()
    paper.addPolygon(QPolygonF(points))
    paper.closeSubpath()
    painter = canvas.painter
    painter.fillPath(paper, ink.white)
    painter.strokePath(paper, space.pen(ink.outline, space.stroke * 0.75))
    down = height - 30
    for length, color, thick in (
        (54, ink.prim, 9), (88, ink.mid, 6), (80, ink.mid, 6), (88, ink.mid, 6), (60, ink.mid, 6),
    ):  # fmt: skip
        if down < 16:
            break
        painter.setPen(space.pen(color, thick * space.scale))
        painter.drawLine(space.point(left + 18, y, foot + down), space.point(left + 18 + length, y, foot + down))
        down -= 22
    if height > 140:
        square = [
            space.point(24, y, foot + 20),
            space.point(24, y, foot + 48),
            space.point(50, y, foot + 48),
            space.point(50, y, foot + 20),
        ]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.outline)
        painter.drawPolygon(QPolygonF(square))
