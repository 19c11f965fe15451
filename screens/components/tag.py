"""Tags: short words on a flat ground, to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect

from screens.canvas import Canvas
from screens.icons import Icon
from screens.look import Role


class TagKind(StrEnum):
    """What a tag says: something good, something neutral, something to attend to."""

    GOOD = "good"
    PLAIN = "plain"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class TagSpec:
    """What a tag shows; words always, an icon beside them where it helps."""

    text: str
    kind: TagKind = TagKind.PLAIN
    icon: Icon | None = None


_COLORS = {TagKind.GOOD: ("tint", "onTint"), TagKind.PLAIN: ("sunk", "ink"), TagKind.WARN: ("warnTint", "warn")}


def tag_height(canvas: Canvas) -> int:
    """The height of a tag in device pixels."""
    return round(canvas.look.font_px(Role.NOTE) * 1.85)


def tag_width(canvas: Canvas, tag: TagSpec) -> int:
    """The width of a tag in device pixels."""
    icon = round(canvas.look.font_px(Role.NOTE) * 1.0) + canvas.px(8) if tag.icon else 0
    return round(canvas.text_width(tag.text, Role.NOTE, bold=True)) + icon + 2 * canvas.px(16)


def draw_tag(canvas: Canvas, tag: TagSpec, x: int, y: int) -> int:
    """Draw one tag with its left upper corner at (x, y); gives its width."""
    ground, color = _COLORS[tag.kind]
    width, height = tag_width(canvas, tag), tag_height(canvas)
    rect = QRect(x, y, width, height)
    if canvas.look.contrast:
        canvas.outline(rect, color, canvas.look.hairline, canvas.look.radius("tag"), fill=ground)
    else:
        canvas.fill(rect, ground, canvas.look.radius("tag"))
    left = x + canvas.px(16)
    center = y + height / 2
    if tag.icon:
        size = round(canvas.look.font_px(Role.NOTE) * 1.0)
        canvas.icon(tag.icon, left, center - size / 2, size, color, tint=None)
        left += size + canvas.px(8)
    canvas.line(tag.text, Role.NOTE, left, center, color, bold=True)
    return width


def tags_height(canvas: Canvas, tags: Sequence[TagSpec], width: int) -> int:
    """The height that ``draw_tags`` uses in that width."""
    gap = canvas.px(14)
    lines, left = 1, 0
    for tag in tags:
        needed = tag_width(canvas, tag)
        if left and left + needed > width:
            lines, left = lines + 1, 0
        left += needed + gap
    return lines * tag_height(canvas) + (lines - 1) * gap if tags else 0


def draw_tags(canvas: Canvas, tags: Sequence[TagSpec], x: int, y: int, width: int) -> int:
    """Draw tags side by side from (x, y); those that find no room in ``width`` go to the next line.

    Gives the height used. A page that has room for one line only must give no more tags than fit.
    """
    left, top, gap = x, y, canvas.px(14)
    for tag in tags:
        needed = tag_width(canvas, tag)
        if left > x and left + needed > x + width:
            left, top = x, top + tag_height(canvas) + gap
        draw_tag(canvas, tag, left, top)
        if needed > width:
            canvas.clipped.append(tag.text)
        left += needed + gap
    return top + tag_height(canvas) - y if tags else 0
