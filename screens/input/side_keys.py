"""A column of keys at the right of what is written or typed: two that take back, and the act below them."""

from __future__ import annotations

from PySide6.QtCore import QRect

from screens.input.keys import Key
from screens.look import Look


def side_width(look: Look) -> int:
    """How wide the column is, in device pixels."""
    return look.px(300 if look.landscape else 240)


def place_side_keys(look: Look, area: QRect, keys: tuple[Key, ...]) -> QRect:
    """Place the keys one above the other at the right of the area; return what is left of it."""
    gap = look.px(8 if look.senior else 12)
    side = side_width(look)
    left = area.x() + area.width() - side
    height = (area.height() - gap * (len(keys) - 1)) // len(keys) - look.edge
    for row, key in enumerate(keys):
        key.set_face(QRect(left, area.y() + row * (height + look.edge + gap), side, height))
    return QRect(area.x(), area.y(), area.width() - side - gap, area.height())
