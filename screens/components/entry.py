"""Lines of a card that are only read: an entry (icon, title, sub-line, tags), a fact (name, value), a moment of a case.

Each is one line high or as many as its words need; the column puts them on a card with hairlines between them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.components.tag import TagSpec, draw_tags, tag_height, tag_width
from screens.components.timeline import Moment, TimelineEntry
from screens.icons import Icon
from screens.look import Look, Role
from screens.text.block import Align


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
        spec, look, rect = self.spec, canvas.look, self.rect()
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
            draw_tags(canvas, spec.tags, left, top + title_h + sub_h + canvas.px(8), look.width)


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """The heading of a card, with one small button at the right."""

    title: str
    act: str = ""
    act_name: str = ""
    """What is read aloud for the button."""


class Section(ReadOnly):
    """Shows the heading of a card.

    Signals:
        clicked: the button was pressed.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = SectionSpec("")
        self._act = Button(ButtonKind.SMALL, self)
        self._act.clicked.connect(self.clicked)

    def show_spec(self, spec: SectionSpec) -> None:
        """Show that."""
        self.spec = spec
        self.setAccessibleName(spec.title)
        self._act.show_spec(ButtonSpec(spec.act, Icon.PENCIL, accessible_name=spec.act_name))
        self._act.setVisible(bool(spec.act))
        self.update()

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the button too."""
        super().set_look(look)
        self._act.set_look(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right."""
        super().resizeEvent(event)
        self._arrange()

    def height_for(self, width: int) -> int:
        """The height that heading and button need, in device pixels."""
        room = width - self._act_width() - self.look.px(24)
        words = self._setter.block(self.spec.title, Role.LABEL, width=room).height
        return max(words, self.look.min_target + self.look.edge) + self.look.px(16)

    def _act_width(self) -> int:
        if not self.spec.act:
            return 0
        words = self._setter.block(self.spec.act, Role.BODY, bold=True).natural_width
        return round(words + self.look.font_px(Role.BODY) * 1.2) + self.look.px(76)

    def _arrange(self) -> None:
        width, height = self._act_width(), self.look.min_target
        top = (self.height() - height - self.look.edge) // 2
        self._act.set_face(QRect(self.width() - width, top, width, height))

    def paint(self, canvas: Canvas) -> None:
        """The heading in green."""
        room = self.width() - self._act_width() - canvas.px(24)
        canvas.paragraph(self.spec.title, Role.LABEL, QRect(0, 0, room, self.height()), "prim", middle=True)


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A name and its value; personal values come masked. ``mark`` stands at the right end."""

    name: str
    value: str = field(repr=False)
    sub: str = ""
    mark: Icon | None = None
    warn: bool = False
    strong: bool = True
    large: bool = False
    """The value as a number to be read from afar, the name above it."""
    share: float = 0.25


class Fact(ReadOnly):
    """Shows a fact."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = FactSpec("", "")

    def show_spec(self, spec: FactSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.setAccessibleName(f"{spec.name} {spec.value} {spec.sub}".strip())
        self.update()

    def forget_text(self) -> None:
        """Let go of the value, too."""
        super().forget_text()
        self.show_spec(FactSpec("", ""))
        self.setAccessibleName("")

    def _role(self) -> Role:
        if self.spec.large:
            return Role.NUMBER
        return Role.STRONG if self.spec.strong else Role.LABEL

    def _columns(self, width: int) -> tuple[int, int]:
        if self.spec.large:
            return 0, width
        names = round(width * self.spec.share)
        mark = self.look.px(64) if self.spec.mark else 0
        return names, width - names - mark

    def _heights(self, width: int) -> tuple[int, int, int]:
        spec, setter = self.spec, self._setter
        names, values = self._columns(width)
        if spec.large:
            name = self.look.line_height(Role.LABEL)
            number = setter.block(spec.value, Role.NUMBER, width=10 * width).natural_width
            scale = min(1.0, width / max(1.0, number))
            return name, round(self.look.font_px(Role.NUMBER) * 1.3 * scale), 0
        bold = None if spec.strong else False
        name = setter.block(spec.name, Role.LABEL, width=names - self.look.px(16), bold=False).height
        value = setter.block(spec.value, self._role(), width=values, bold=bold).height
        sub = setter.block(spec.sub, Role.NOTE, width=values).height if spec.sub else 0
        return name, value, sub

    def height_for(self, width: int) -> int:
        """The height that the words need in that width, in device pixels."""
        name, value, sub = self._heights(width)
        if self.spec.large:
            return name + value + self.look.px(24)
        return max(name, value + sub) + self.look.px(28)

    def paint(self, canvas: Canvas) -> None:
        """Name, value, mark."""
        spec, rect = self.spec, self.rect()
        names, values = self._columns(rect.width())
        name_h, value_h, sub_h = self._heights(rect.width())
        if spec.large:
            top = (rect.height() - name_h - value_h) // 2
            canvas.line(spec.name, Role.LABEL, 0, top + name_h / 2, "ink2", bold=False, max_width=rect.width())
            middle = top + name_h + value_h / 2
            canvas.line(spec.value, Role.NUMBER, 0, middle, "ink", max_width=rect.width())
            return
        pad = canvas.px(14)
        total = min(rect.height(), max(name_h, value_h + sub_h))
        top = max(0, (rect.height() - total) // 2)
        room = QRect(0, top, names - canvas.px(16), max(name_h, rect.height() - 2 * pad))
        one_line = value_h + sub_h <= canvas.look.line_height(self._role()) + 1
        box = QRect(0, 0, room.width(), rect.height()) if one_line else room
        canvas.paragraph(spec.name, Role.LABEL, box, "ink2", bold=False, middle=one_line)
        value_top = top + (total - value_h - sub_h) // 2 if one_line else top
        bold = None if spec.strong else False
        color = "warn" if spec.warn else "ink"
        value = QRect(names, value_top, values, min(value_h, rect.height()))
        canvas.paragraph(spec.value, self._role(), value, color, bold=bold)
        if spec.sub:
            below = QRect(names, value_top + value_h, values, rect.height() - value_top - value_h)
            canvas.paragraph(spec.sub, Role.NOTE, below, "ink2", bold=False)
        if spec.mark:
            size = canvas.px(40)
            left = rect.width() - size
            canvas.icon(spec.mark, left, (rect.height() - size) / 2, size, "warn" if spec.warn else "prim")


@dataclass(frozen=True, slots=True)
class MomentSpec:
    """One step of a case and whether there are steps before and after it."""

    entry: TimelineEntry
    first: bool = False
    last: bool = False


class MomentLine(ReadOnly):
    """A step with its piece of the line, so that a long time line can go over several pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = MomentSpec(TimelineEntry(Moment.LATER, ""))

    def show_spec(self, spec: MomentSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        entry = spec.entry
        self.setAccessibleName(f"{entry.label} {entry.when} {entry.sub}".strip())
        self.update()

    def _columns(self, width: int) -> tuple[int, int]:
        """Where the words begin and how wide the label is; the time stands to its right, or below when long."""
        left = self.look.px(88)
        when = self._when_width()
        beside = when <= width * 0.36
        return left, width - left - (when + self.look.px(24) if beside else 0)

    def _when_width(self) -> int:
        if not self.spec.entry.when:
            return 0
        return round(self._setter.block(self.spec.entry.when, Role.BODY, bold=self._now()).natural_width)

    def _now(self) -> bool:
        return self.spec.entry.moment is Moment.NOW

    def _heights(self, width: int) -> tuple[int, int, int]:
        left, room = self._columns(width)
        entry, setter = self.spec.entry, self._setter
        bold = entry.moment is not Moment.LATER
        label = setter.block(entry.label, Role.STRONG, width=room, bold=bold).height
        stacked = self._when_width() and room == width - left
        when = self.look.line_height(Role.BODY) if stacked else 0
        sub = setter.block(entry.sub, Role.NOTE, width=width - left).height if entry.sub else 0
        return label, when, sub

    def height_for(self, width: int) -> int:
        """The height that the words need in that width, in device pixels."""
        return sum(self._heights(width)) + self.look.px(32)

    def paint(self, canvas: Canvas) -> None:
        """Line, mark, words."""
        spec, rect, entry = self.spec, self.rect(), self.spec.entry
        left, room = self._columns(rect.width())
        label_h, when_h, sub_h = self._heights(rect.width())
        top = canvas.px(12)
        mark = QPointF(canvas.px(34), top + canvas.look.line_height(Role.STRONG) / 2)
        if not spec.first:
            self._line(canvas, mark.x(), 0, mark.y(), done=entry.moment is not Moment.LATER)
        if not spec.last:
            self._line(canvas, mark.x(), mark.y(), rect.height(), done=entry.moment is Moment.DONE)
        _paint_mark(canvas, entry.moment, mark)
        later = entry.moment is Moment.LATER
        color = "ink2" if later else "ink"
        canvas.paragraph(entry.label, Role.STRONG, QRect(left, top, room, label_h), color, bold=not later)
        if entry.when and when_h:
            middle = top + label_h + when_h / 2
            canvas.line(entry.when, Role.BODY, left, middle, color, bold=self._now(), max_width=rect.width() - left)
        elif entry.when:
            canvas.line(entry.when, Role.BODY, rect.width(), mark.y(), color, align=Align.RIGHT, bold=self._now())
        if entry.sub:
            below = QRect(left, top + label_h + when_h, rect.width() - left, sub_h)
            canvas.paragraph(entry.sub, Role.NOTE, below, "ink2", bold=False)

    @staticmethod
    def _line(canvas: Canvas, x: float, top: float, bottom: float, *, done: bool) -> None:
        pen = QPen(canvas.color("prim" if done else "tintLine"), canvas.px(6 if done else 5))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        canvas.painter.setPen(pen)
        canvas.painter.drawLine(QPointF(x, top), QPointF(x, bottom))


def _paint_mark(canvas: Canvas, moment: Moment, center: QPointF) -> None:
    """Tick for what is done, ringed dot for now, hollow for what comes."""
    painter, px = canvas.painter, canvas.px
    if moment is Moment.DONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(canvas.color("prim"))
        painter.drawEllipse(center, px(22), px(22))
        size = px(24)
        canvas.icon(Icon.CHECK, center.x() - size / 2, center.y() - size / 2, size, "onPrim", tint=None)
        return
    now = moment is Moment.NOW
    painter.setPen(QPen(canvas.color("prim" if now else "edge"), px(5)))
    painter.setBrush(canvas.color("tint" if now else "card"))
    radius = px(29 if now else 19)
    painter.drawEllipse(center, radius, radius)
    if now:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(canvas.color("accent"))
        painter.drawEllipse(center, px(13), px(13))
