"""A code for a phone: white and large at the left, beside it what to do, what is known, how long it holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.components.qr_code import QrCode, QrCodeSpec
from screens.components.tag import TagSpec, draw_tags, tags_height
from screens.components.wait_ring import WaitRing
from screens.icons import Icon
from screens.look import Look, Role
from screens.rings import draw_arc
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class CodePanelSpec:
    """What the panel shows; how long the code holds comes apart (``show_expiry``).

    Attributes:
        code: empty: a sign and ``instead`` stand in its place.
        tags: what reads it.
        hints: sentences, the most important first; those that have no room are only read aloud.
        live, live_hint: what is known now.
        waiting: the ring turns.
        lost: what is known is that nothing is known.
    """

    code: str = field(repr=False)
    code_name: str
    instead: str
    heading: str
    tags: tuple[str, ...]
    hints: tuple[str, ...]
    live: str
    live_hint: str
    waiting: bool
    lost: bool


class Expiry(ReadOnly):
    """How long the code holds, in words and as a ring; the only thing that is painted anew each second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self.fraction = 1.0

    def show_words(self, words: str, fraction: float) -> None:
        """Show that; ``fraction`` 1 is the whole time."""
        if (words, fraction) != (self.words, self.fraction):
            self.words, self.fraction = words, fraction
            self.setAccessibleName(words)
            self.update()

    def paint(self, canvas: Canvas) -> None:
        """Ring and words, in the middle; the words below each other where they are long."""
        if not self.words:
            return
        side = min(canvas.px(44), self.height())
        gap = canvas.px(14)
        room = self.width() - side - gap
        words = min(room, round(canvas.text_width(self.words, Role.LABEL, bold=True)) + canvas.px(4))
        left = (self.width() - side - gap - words) // 2
        box = QRectF(left, (self.height() - side) / 2, side, side)
        thick = side * 0.16
        draw_arc(canvas, box, thick * (0.35 if canvas.look.contrast else 1), canvas.color("line"), 0, 360)
        draw_arc(canvas, box, thick, canvas.color("accent"), 0, max(0.0, min(1.0, self.fraction)) * 360)
        place = QRect(left + side + gap, 0, words, self.height())
        canvas.paragraph(self.words, Role.LABEL, place, bold=True, middle=True)


class CodePanel(ReadOnly):
    """A card with the code. Its modules are whole pixels, with the quiet zone of the standard (`QrCode`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = CodePanelSpec("", "", "", "", (), (), "", "", waiting=False, lost=False)
        self.code = QrCode(self)
        self.expiry = Expiry(self)
        self._ring = WaitRing(self)
        self._words = QRect()
        self._live = QRect()

    def show_spec(self, spec: CodePanelSpec) -> None:
        """Show that."""
        if spec == self.spec:
            return
        self.spec = spec
        self.code.show_spec(QrCodeSpec(spec.code, spec.code_name))
        self.code.setVisible(bool(spec.code))
        self._ring.set_running(spec.waiting)
        self._ring.setVisible(spec.waiting)
        words = (spec.heading, *spec.tags, *spec.hints, spec.live, spec.live_hint, "" if spec.code else spec.instead)
        self.setAccessibleName(" ".join(word for word in words if word))
        self._arrange()
        self.update()

    def show_expiry(self, words: str, fraction: float) -> None:
        """How long the code holds."""
        self.expiry.show_words(words, fraction)

    def forget_text(self) -> None:
        """Let go of the code, too."""
        super().forget_text()
        self.code.forget_text()
        self.expiry.show_words("", 1.0)
        self.spec = CodePanelSpec("", "", "", "", (), (), "", "", waiting=False, lost=False)
        self.setAccessibleName("")

    def set_look(self, look: Look) -> None:
        """Look like this from now on, code and rings too."""
        super().set_look(look)
        for part in (self.code, self.expiry, self._ring):
            part.set_look(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    # -- what stands where -----------------------------------------------------------------------------------------

    def _place(self) -> QRect:
        """Where the code stands: a square as high as the panel leaves it, at most a good half of the width."""
        look = self.look
        pad = look.px(36)
        foot = self._expiry_height() + look.px(12) if self.spec.code else 0
        side = min(self.height() - 2 * pad - foot, round(self.width() * 0.54) - pad)
        return QRect(pad, pad, side, side)

    def _expiry_height(self) -> int:
        if not self.spec.code:
            return 0
        return round(self.look.font_px(Role.LABEL) * (2.7 if self.look.senior else 1.6))

    def _arrange(self) -> None:
        look = self.look
        place = self._place()
        self.code.setGeometry(place)
        top = place.bottom() + 1 + look.px(12)
        self.expiry.setGeometry(place.x(), top, place.width(), self._expiry_height())
        left = place.right() + 1 + look.px(40)
        self._words = QRect(left, place.y(), self.width() - look.px(36) - left, self.height() - 2 * place.y())
        side = look.px(60)
        height = self._live_height()
        self._live = QRect(left, self._words.bottom() + 1 - height, self._words.width(), height)
        first = (
            self._setter.block(self.spec.live, Role.STRONG, width=self._live_room()).height if self.spec.live else side
        )
        middle = self._live.y() + min(first, height) // 2
        self._ring.setGeometry(left, middle - side // 2, side, side)

    def _live_room(self) -> int:
        return max(1, self._words.width() - self.look.px(60 + 20))

    def _live_height(self) -> int:
        room, block = self._live_room(), self._setter.block
        live = block(self.spec.live, Role.STRONG, width=room).height if self.spec.live else 0
        hint = block(self.spec.live_hint, Role.BODY, width=room).height if self.spec.live_hint else 0
        return max(live + hint, self.look.px(60))

    # -- what stands still -----------------------------------------------------------------------------------------

    def paint(self, canvas: Canvas) -> None:
        """The card, what stands instead of the code, the words."""
        canvas.panel(self.rect())
        spec, place = self.spec, self.code.geometry()
        if not spec.code:
            self._paint_instead(canvas, place)
        self._paint_live(canvas)
        y, floor = self._words.y(), self._live.y() - canvas.px(20)
        y += self._paint_words(canvas, spec.heading, Role.SECTION, y, floor) + canvas.px(14)
        tags = tuple(TagSpec(tag) for tag in spec.tags)
        height = tags_height(canvas, tags, self._words.width()) if tags else 0
        if tags and y + height <= floor:
            draw_tags(canvas, tags, self._words.x(), y, self._words.width())
            y += height + canvas.px(18)
        for hint in spec.hints:
            y += self._paint_words(canvas, hint, Role.BODY, y, floor) + canvas.px(12)

    def _paint_words(self, canvas: Canvas, words: str, role: Role, y: int, floor: int) -> int:
        """Draw the words if they have room; gives the height used."""
        height = canvas.paragraph_height(words, role, self._words.width())
        if not words or y + height > floor:
            return 0
        color = "ink" if role is Role.SECTION else "ink2"
        canvas.paragraph(words, role, QRect(self._words.x(), y, self._words.width(), height), color)
        return height

    def _paint_live(self, canvas: Canvas) -> None:
        spec, room = self.spec, self._live_room()
        x, y = self._live.x() + canvas.px(80), self._live.y()
        color = "warn" if spec.lost else "prim"
        if not spec.waiting:
            size = canvas.px(56)
            canvas.icon(Icon.OFFLINE if spec.lost else Icon.CLOCK, self._live.x(), y, size, color, tint=None)
        live = canvas.paragraph_height(spec.live, Role.STRONG, room)
        canvas.paragraph(spec.live, Role.STRONG, QRect(x, y, room, live), color)
        below = QRect(x, y + live, room, self._live.bottom() + 1 - y - live)
        canvas.paragraph(spec.live_hint, Role.BODY, below, "ink2", bold=False)

    def _paint_instead(self, canvas: Canvas, place: QRect) -> None:
        spec = self.spec
        canvas.outline(place, "edge", max(2, canvas.px(2)), canvas.look.radius("key"), fill="sunk", dashed=True)
        pad, gap = canvas.px(20), canvas.px(12)
        room = place.width() - 2 * pad
        words = canvas.paragraph_height(spec.instead, Role.LABEL, room, bold=True)
        size = min(place.width() // 3, max(canvas.px(48), place.height() - words - gap - 2 * pad))
        top = place.y() + (place.height() - size - gap - words) // 2
        icon = Icon.OFFLINE if spec.lost else Icon.CLOCK
        canvas.icon(icon, place.center().x() - size / 2, top, size, "ink2", tint=None)
        below = QRect(place.x() + pad, top + size + gap, room, max(words, place.bottom() - top - size - gap))
        canvas.paragraph(spec.instead, Role.LABEL, below, align=Align.CENTER, bold=True)
