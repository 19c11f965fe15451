"""The idle picture: what the terminal shows while nobody uses it. A touch anywhere begins a visit.

It is painted before anything else is loaded, so it imports nothing but the look and what paints. Its state and those of
its parts are named tuples: as frozen as a dataclass, and made in a quarter of the time.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.header import HeaderSpec, Line, paint_header
from screens.icons import Icon
from screens.illustrations.hills import draw_clock, draw_hills, draw_house
from screens.look import Role, Zone
from screens.page import Page
from screens.text.block import Align


class IdleState(NamedTuple):
    """All words of the picture; empty ones are left out."""

    header: HeaderSpec
    headline: str
    sub: str
    start: str
    text_size: str
    language: str
    help: str
    hotline: str = ""
    hours: str = ""
    tip: str = ""
    moved: tuple[int, int] = (0, 0)
    """By how many pixels of the design everything stands to the right and below of its place: nothing burns in."""


FARTHEST_PX = 8
"""So far does the picture wander, to the right and down: less than any margin."""
_NOTHING = IdleState(HeaderSpec("", "", "", "", Line.ONLINE, ""), "", "", "", "", "", "")


class StartButton(Pressable):
    """The wide white key on the hills."""

    label = ""

    def show_label(self, label: str) -> None:
        """Show that."""
        self.label = label
        self.setText(label)
        self.setAccessibleName(label)
        self.update()

    def paint(self, canvas: Canvas, face: QRect) -> None:
        """Face, hand, words."""
        radius = canvas.look.radius("stage")
        contrast = canvas.look.contrast
        fill, color = ("prim", "onPrim") if contrast else ("card", "ink")
        self.paint_face(canvas, face, fill=fill, rim=None, edge="tintLine", radius=radius)
        px = round(canvas.look.font_px(Role.HERO) * 0.95)
        size, gap = round(px * 1.05), canvas.px(32)
        room = face.width() - size - gap - canvas.px(60)
        width = min(room, canvas.text_width(self.label, Role.ACTION, font_px=px, max_width=room))
        x = face.x() + (face.width() - width - size - gap) / 2
        center = face.center().y() + 1
        canvas.icon(Icon.TOUCH, x, center - size / 2, size, color if contrast else "prim")
        canvas.line(self.label, Role.ACTION, x + size + gap, center, color, font_px=px, max_width=room)


class IdlePage(Page):
    """The idle picture.

    Signals:
        start_pressed: a touch anywhere but on the three buttons.
        text_size_pressed, language_pressed, help_pressed: the three buttons.
    """

    whole_window = True
    has_actions = False

    start_pressed = Signal()
    text_size_pressed = Signal()
    language_pressed = Signal()
    help_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = _NOTHING
        self._tip = QRect()
        self._start = StartButton(self)
        self._text_size = Button(ButtonKind.PLINTH, self)
        self._language = Button(ButtonKind.PLINTH, self)
        self._help = Button(ButtonKind.HELP, self)
        self._start.clicked.connect(self.start_pressed)
        self._text_size.clicked.connect(self.text_size_pressed)
        self._language.clicked.connect(self.language_pressed)
        self._help.clicked.connect(self.help_pressed)

    def render(self, state: IdleState) -> None:  # type: ignore[override]
        """Show that state; a new minute repaints the header only, another tip only its lines."""
        before, self._state = self._state, state
        self._start.show_label(state.start)
        self._text_size.show_spec(ButtonSpec(state.text_size, Icon.TEXT_SIZE))
        self._language.show_spec(ButtonSpec(state.language, Icon.GLOBE))
        self._help.show_spec(ButtonSpec(state.help, Icon.BELL))
        self.setAccessibleName(state.headline.replace("\n", ""))
        if before._replace(header=state.header, tip=state.tip) != state:
            self.rearrange()
            return
        if before.header != state.header:
            self.update(self.look.rect(Zone.HEADER))
        if before.tip != state.tip:
            self.update(self._tip.adjusted(0, 0, self.look.px(FARTHEST_PX), self.look.px(FARTHEST_PX)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A touch on the picture itself begins, too."""
        super().mouseReleaseEvent(event)
        self.start_pressed.emit()

    def spoken(self) -> tuple[str, ...]:
        """The words that ``paint`` draws, without the clock."""
        state = self._state
        return state.headline.replace("\n", ""), state.sub, state.tip, state.hotline, state.hours

    def arrange(self) -> None:
        """The start key on the hills, three buttons in the plinth."""
        look = self.look
        left, width = look.margin, look.width - 2 * look.margin
        nav, gap = self._buttons_top(), look.px(24)
        height = look.px(116 if look.senior and not look.landscape else 92)
        if look.landscape:
            start = QRect(left, self._plinth_top() - look.px(178), look.px(820), look.px(140))
            columns = look.columns(QRect(left, nav, look.px(1160), height), 3, gap)
        else:
            start = QRect(left, self._plinth_top() - look.px(180), width, look.px(148))
            columns = look.columns(QRect(left, nav, width, height), 3, gap)
        self._start.set_face(start.translated(self._moved))
        if look.senior and not look.landscape:
            columns = self._wider_help(columns)
        for button, face in zip((self._text_size, self._language, self._help), columns, strict=True):
            button.set_face(face.translated(self._moved))
        self._tip = self._tip_box()

    @property
    def _moved(self) -> QPoint:
        x, y = self._state.moved
        return QPoint(self.look.px(x), self.look.px(y))

    def _tip_box(self) -> QRect:
        """Two lines between the words and the clock."""
        look = self.look
        top = look.rect(Zone.HEADER).bottom()
        if look.landscape:
            return QRect(look.margin, top + look.px(400), look.px(860), look.px(100))
        return QRect(look.margin, top + look.px(386), look.width - 2 * look.margin, look.px(92))

    def _wider_help(self, columns: list[QRect]) -> list[QRect]:
        """The longest word gets more room where the text is large."""
        more = self.look.px(36)
        first, second, third = columns
        return [
            first.adjusted(0, 0, -more, 0),
            second.adjusted(-more, 0, -2 * more, 0),
            third.adjusted(-2 * more, 0, 0, 0),
        ]

    def _plinth_top(self) -> int:
        look = self.look
        foot = 132 if look.landscape else 226 if look.senior else 204
        return look.height - look.px(foot)

    def _buttons_top(self) -> int:
        return self._plinth_top() + self.look.px(20 if self.look.landscape else 28)

    def paint(self, canvas: Canvas) -> None:
        """Header, headline, clock, hills, houses, plinth."""
        header = self.look.rect(Zone.HEADER)
        canvas.painter.fillRect(header, canvas.color("card"))
        canvas.painter.translate(self._moved)
        if self.look.landscape:
            self._paint_landscape(canvas, header)
        else:
            self._paint_portrait(canvas, header)
        self._paint_tip(canvas)
        canvas.painter.translate(-self._moved)
        plinth = QRect(0, self._plinth_top(), self.width(), self.height() - self._plinth_top())
        canvas.painter.fillRect(plinth, canvas.color("plinth"))
        if self.look.contrast:
            canvas.hline(0, plinth.width(), plinth.y())
        canvas.painter.translate(self._moved)
        self._paint_facts(canvas, plinth)
        paint_header(canvas, header, self._state.header)
        canvas.painter.translate(-self._moved)

    def _paint_tip(self, canvas: Canvas) -> None:
        """One thing that helps, with its sign."""
        if not self._state.tip:
            return
        size = round(canvas.look.font_px(Role.BODY) * 1.25)
        canvas.icon(Icon.INFO, self._tip.x(), self._tip.center().y() + 1 - size / 2, size)
        words = self._tip.adjusted(size + canvas.px(16), 0, 0, 0)
        canvas.paragraph(self._state.tip, Role.BODY, words, "ink", middle=True)

    def _paint_facts(self, canvas: Canvas, plinth: QRect) -> None:
        """Hotline and hours: beside the buttons in landscape, below them in portrait."""
        right = plinth.right() + 1 - self.look.margin
        hotline, hours = self._state.hotline, self._state.hours
        if self.look.landscape:
            room = plinth.width() - self.look.px(1160) - 2 * self.look.margin - canvas.px(40)
            middle = plinth.center().y()
            step = self.look.font_px(Role.NOTE) * 0.75
            canvas.line(
                hotline, Role.NOTE, right, middle - step, "onPlinth", align=Align.RIGHT, bold=True, max_width=room
            )
            canvas.line(hours, Role.NOTE, right, middle + step, "onPlinth", align=Align.RIGHT, max_width=room)
            return
        below = self._text_size.geometry().bottom()
        center = below + (plinth.bottom() - below) / 2 - canvas.px(2)
        px = canvas.px(26 if not self.look.senior else 30)
        room = plinth.width() - 2 * self.look.margin - canvas.px(24)
        used = canvas.line(hotline, Role.NOTE, self.look.margin, center, "onPlinth", bold=True, font_px=px)
        room -= round(used)
        canvas.line(hours, Role.NOTE, right, center, "onPlinth", align=Align.RIGHT, max_width=room, font_px=px)

    def _paint_words(self, canvas: Canvas, left: int, top: int, width: int) -> int:
        """Headline in two lines and the sub-line; gives where they end."""
        lines = self._state.headline.split("\n")
        px = canvas.px(104)
        room_px = min(
            (round(px * width / max(1.0, canvas.text_width(line, Role.HERO, font_px=px))) for line in lines), default=px
        )
        px = min(px, room_px)
        y = float(top)
        for line in lines:
            canvas.line(line, Role.HERO, left, y + px * 0.62, font_px=px)
            y += px * 1.22
        y += canvas.px(40)
        canvas.line(self._state.sub, Role.STRONG, left, y, "ink2", bold=False, max_width=width)
        return round(y)

    def _land(self, top: int, floor: int) -> QRectF:
        """Where the hills lie: from side to side, also when the picture has wandered."""
        far = self.look.px(FARTHEST_PX)
        return QRectF(-far, top, self.width() + 2 * far, floor - top)

    def _paint_portrait(self, canvas: Canvas, header: QRect) -> None:
        width, height = self.width(), self.height()
        px = canvas.px
        left = self.look.margin
        self._paint_words(canvas, left, header.bottom() + px(60), width - 2 * left)
        floor = self._plinth_top()
        spare = height - px(1920)
        center = QPointF(width / 2, px(920) + spare * 0.6)
        draw_clock(canvas, center, px(330))
        top = center.y() + px(92)
        draw_hills(canvas, self._land(header.bottom(), floor), top, px(422))
        base = top + px(450)
        for x, size, drop, lit in (
            (300, 64, 4, True), (392, 86, 18, True), (500, 58, 6, False), (812, 58, -16, True), (888, 70, -8, False),
        ):  # fmt: skip
            draw_house(canvas, width * x / 1080, base + px(drop), px(size), lit=lit)

    def _paint_landscape(self, canvas: Canvas, header: QRect) -> None:
        width = self.width()
        px = canvas.px
        floor = self._plinth_top()
        center = QPointF(width - px(480), px(470))
        draw_clock(canvas, center, px(290))
        draw_hills(canvas, self._land(header.bottom(), floor), px(560), px(330))
        base = px(885)
        for x, size, drop, lit in (
            (1180, 64, 0, True), (1272, 86, 12, True), (1384, 58, 0, False),
            (1660, 58, -14, True), (1736, 70, -6, False),
        ):  # fmt: skip
            draw_house(canvas, width * x / 1920, base + px(drop), px(size), lit=lit)
        left = self.look.margin
        self._paint_words(canvas, left, header.bottom() + px(70), px(980))
