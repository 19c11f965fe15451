"""The icons: drawn by us as paths on a 48 grid, 3 px strokes, at most one tinted shape (look sheet, plate 27).

``Icon`` names them; ``draw_icon`` draws one. The drawings are in ``things``, ``people`` and ``signs`` in a small
language that ``drawing`` explains.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from screens.icons.drawing import Drawing, Shape, shape_of
from screens.icons.people import PEOPLE
from screens.icons.signs import SIGNS
from screens.icons.things import THINGS

GRID = 48.0
"""Icons are drawn in a square of that side."""


class Icon(StrEnum):
    """Every icon by what it shows."""

    APPLY = "apply"
    BOOK = "book"
    CHECKLIST = "checklist"
    CALENDAR = "calendar"
    CERTIFICATE = "certificate"
    CARD = "card"
    MEDKIT = "medkit"
    HOUSE = "home"
    ID_CARD = "idcard"
    SHOP = "shop"
    PHONE = "phone"
    PRINTER = "printer"
    CAMERA = "camera"
    LOCK = "lock"
    PENCIL = "pencil"
    SEND = "send"
    INBOX = "inbox"
    DOC = "doc"
    DOCS = "docs"
    MESSAGE = "message"
    YEN = "yen"
    CASH = "cash"
    KEYBOARD = "keyboard"
    QR = "qr"
    BRIEFCASE = "briefcase"
    SCHOOL = "school"
    BUILDING = "building"
    CARD_READER = "card_reader"
    HAMMER = "hammer"
    GRID = "grid"
    ELDER = "elder"
    PERSON = "person"
    PEOPLE = "people"
    BABY = "baby"
    FACE_VERY_GLAD = "face_very_glad"
    FACE_GLAD = "face_glad"
    FACE_CALM = "face_calm"
    FACE_SAD = "face_sad"
    FACE_VERY_SAD = "face_very_sad"
    WALK = "walk"
    TOUCH = "touch"
    HEART = "heart"
    WHEELCHAIR = "wheelchair"
    EYE = "eye"
    EYE_OFF = "eye_off"
    CLOCK = "clock"
    PIN = "pin"
    BELL = "bell"
    SEARCH = "search"
    HANDWRITING = "handwriting"
    ONLINE = "online"
    OFFLINE = "offline"
    STAR = "star"
    RETRY = "retry"
    VOLUME = "volume"
    SPEAK = "speak"
    LOWER = "lower"
    TEXT_SIZE = "text_size"
    CONTRAST = "contrast"
    GLOBE = "globe"
    BACK = "back"
    FORWARD = "forward"
    UP = "up"
    DOWN = "down"
    NAV_HOME = "nav_home"
    EXIT = "exit"
    CHECK = "check"
    CHECK_CIRCLE = "check_circle"
    CROSS = "cross"
    INFO = "info"
    WARNING = "warning"
    BACKSPACE = "backspace"
    PLUS = "plus"
    MINUS = "minus"
    QUESTION = "question"
    LEAF = "leaf"

    @classmethod
    def named(cls, name: str) -> Icon:
        """The icon of that name; a sheet of paper for an unknown one (catalogues may come from elsewhere)."""
        try:
            return cls(name)
        except ValueError:
            return cls.DOC


_DRAWINGS: dict[str, Drawing] = {**THINGS, **PEOPLE, **SIGNS}


@lru_cache(maxsize=len(Icon))
def icon_shape(icon: Icon) -> Shape:
    """The paths of an icon on the 48 grid."""
    return shape_of(_DRAWINGS[icon.value])


def draw_icon(
    painter: QPainter, icon: Icon, rect: QRectF, color: QColor, tint: QColor | None, stroke_at_48: float
) -> None:
    """Draw an icon into a square; ``tint`` None leaves its tinted shape open.

    Above 48 px the stroke grows with the size; below it thins more slowly than the size: small icons must stay clear.
    """
    shape = icon_shape(icon)
    scale = rect.width() / GRID
    painter.save()
    painter.translate(rect.topLeft())
    painter.scale(scale, scale)
    if tint is not None and not shape.tint.isEmpty():
        painter.fillPath(shape.tint, tint)
    pen = QPen(color, stroke_at_48 if scale >= 1 else stroke_at_48 * scale**-0.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape.strokes)
    if not shape.solid.isEmpty():
        painter.fillPath(shape.solid, color)
    painter.restore()
