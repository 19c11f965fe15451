"""An entry of a card: icon, title, sub-line and tags, to be read."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.components.tag import TagSpec, draw_tags, tag_height, tag_width
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class EntrySpec:
    """A thing with its name, an explanation below, and tags at the right (below where there is no room)."""

    title: str
    icon: Icon | None = None
    sub: str = ""
    tags: tuple[TagSpec, ...] = ()
    warn: bool = False


class Entry(ReadOnly):
    """Shows an entry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = EntrySpec("")

    def show_spec(self, spec: EntrySpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        words = (spec.title, spec.sub, *(tag.text for tag in spec.tags))
        self.setAccessibleName(" ".join(word for word in words if word))
        self.update()

    def _left(self) -> int:
        return self.look.px(76) if self.spec.icon else 0

    def _tag_room(self) -> int:
        """A guess of the tags' width that needs no painter: characters of the note size."""
        note = self._setter
        total = 0
        for tag in self.spec.tags:
            total += round(note.block(tag.text, Role.NOTE, bold=True).natural_width) + self.look.px(46)
            total += self.look.font_px(Role.NOTE) + self.look.px(8) if tag.icon else 0
        return total

    def _beside(self, width: int) -> bool:
        return self._tag_room() <= width * 0.34

    def _room(self, width: int) -> int:
        beside = self._tag_room() + self.look.px(16) if self.spec.tags and self._beside(width) else 0
        return width - self._left() - beside

    def height_for(self, width: int) -> int:
        """The height that the words need in that width, in device pixels."""
        room = self._room(width)
        height = self._setter.block(self.spec.title, Role.STRONG, width=room).height
        if self.spec.sub:
            height += self._setter.block(self.spec.sub, Role.NOTE, width=room).height
        if self.spec.tags and not self._beside(width):
            height += self._below_height(width) + self.look.px(8)
        return max(height + self.look.px(24), self.look.px(84))

    def _below_height(self, width: int) -> int:
        line = round(self.look.font_px(Role.NOTE) * 1.85)
        room = width - self._left()
        lines, used = 1, 0
        for tag in self.spec.tags:
            needed = round(self._setter.block(tag.text, Role.NOTE, bold=True).natural_width) + self.look.px(46)
            needed += self.look.font_px(Role.NOTE) + self.look.px(8) if tag.icon else 0
            if used and used + needed > room:
                lines, used = lines + 1, 0
            used += needed
        return lines * line + (lines - 1) * self.look.px(14)

    def paint(self, canvas: Canvas) -> None:
        """Icon, words, tags."""
        spec, rect = self.spec, self.rect()
        left, room = self._left(), self._room(rect.width())
        color = "warn" if spec.warn else "ink"
        beside = bool(spec.tags) and self._beside(rect.width())
        below = self._below_height(rect.width()) + canvas.px(8) if spec.tags and not beside else 0
        title_h = canvas.paragraph_height(spec.title, Role.STRONG, room)
        sub_h = canvas.paragraph_height(spec.sub, Role.NOTE, room)
        top = max(0, (rect.height() - title_h - sub_h - below) // 2)
        if spec.icon:
            size = canvas.px(52)
            middle = top + (title_h + sub_h) / 2 if spec.sub else top + title_h / 2
            canvas.icon(spec.icon, 0, middle - size / 2, size, "warn" if spec.warn else "prim")
        title_h = min(title_h, rect.height() - below)
        canvas.paragraph(spec.title, Role.STRONG, QRect(left, top, room, title_h), color)
        sub = QRect(left, top + title_h, room, rect.height() - top - title_h - below)
        canvas.paragraph(spec.sub, Role.NOTE, sub, "ink2", bold=False)
        if beside:
            total = sum(tag_width(canvas, tag) + canvas.px(14) for tag in spec.tags) - canvas.px(14)
            y = (rect.height() - tag_height(canvas)) // 2
            draw_tags(canvas, spec.tags, rect.width() - total, y, total + canvas.px(2))
        elif spec.tags:
            draw_tags(canvas, spec.tags, left, top + title_h + sub_h + canvas.px(8), rect.width() - left)
