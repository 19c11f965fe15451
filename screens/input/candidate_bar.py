"""The bar of candidates: the spelling above, the first candidate tinted, and a key that opens all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import ReadOnly
from screens.icons import Icon
from screens.input.keys import Key, KeyKind, KeySpec
from screens.look import Look, Role

MOST_IN_BAR = 12
MOST_IN_GRID = 40


class CandidateBar(ReadOnly):
    """One line of candidates, as many as fit.

    Signals:
        chosen: the candidate with that number.
        expanded: the key at the right was pressed.
    """

    chosen = Signal(int)
    expanded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spelling = ""
        self._hint = ""
        self._candidates: Sequence[str] = ()
        self._lines: list[int] = []
        self._keys = [Key(KeyKind.CANDIDATE, self) for _ in range(MOST_IN_BAR)]
        for number, key in enumerate(self._keys):
            key.clicked.connect(lambda _checked=False, n=number: self.chosen.emit(n))
        self._more = Key(KeyKind.CANDIDATE, self)
        self._more.clicked.connect(self.expanded)

    def show_candidates(self, spelling: str, candidates: Sequence[str], *, hint: str, more: str, marks: bool) -> None:
        """Show those; ``hint`` stands where there are none, ``more`` names the key that opens all.

        ``marks`` are characters to be put in as they are, so that none of them is the first choice.
        """
        self._spelling, self._candidates, self._hint = spelling, candidates, hint
        for number, key in enumerate(self._keys):
            label = candidates[number] if number < len(candidates) else ""
            key.show_spec(KeySpec(label, selected=number == 0 and not marks))
        self._more.show_spec(KeySpec("", Icon.DOWN, accessible_name=more))
        self.setAccessibleName(hint if not candidates else spelling)
        self._arrange()
        self.update()

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the keys too."""
        super().set_look(look)
        for key in (*self._keys, self._more):
            key.set_look(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        look = self.look
        pad, gap = look.px(12), look.px(14)
        top = round(look.font_px(Role.CAPTION) * 1.25) + look.px(2)
        height = self.height() - top - look.edge - look.px(2)
        more = max(look.px(88), look.min_target) + look.px(8)
        x, end = pad, self.width() - more - pad
        self._lines = []
        shown = 0
        for key, label in zip(self._keys, self._candidates, strict=False):
            width = min(key.width_for(label), end - pad)
            if x + width > end:
                break
            key.setGeometry(x, top, width, height + look.edge)
            x += width + gap
            self._lines.append(x - gap // 2)
            shown += 1
        for number, key in enumerate(self._keys):
            key.setVisible(number < shown)
        self._more.setGeometry(self.width() - more, look.px(6), more - look.px(4), self.height() - look.px(12))
        self._more.setVisible(shown < len(self._candidates))

    def paint(self, canvas: Canvas) -> None:
        """The face, the spelling or the hint, the lines between the candidates."""
        look, rect = canvas.look, self.rect()
        canvas.outline(rect, "edge", max(look.hairline, canvas.px(2)), look.radius("field"), fill="card")
        if not self._candidates and not self._spelling:
            canvas.line(
                self._hint,
                Role.BODY,
                canvas.px(28),
                rect.center().y() + 1,
                "ink2",
                max_width=rect.width() - canvas.px(56),
            )
            return
        height = round(look.font_px(Role.CAPTION) * 1.25)
        room = self.width() - canvas.px(140)
        canvas.line(self._spelling, Role.CAPTION, canvas.px(28), height / 2 + canvas.px(2), "ink2", max_width=room)
        for x in self._lines[:-1]:
            canvas.vline(x, height + canvas.px(22), self.height() - canvas.px(24), "rim")
        if self._more.isVisible():
            x = self._more.x() - canvas.px(4)
            canvas.vline(x, canvas.px(14), self.height() - canvas.px(14), "rim")


class CandidateGrid(QWidget):
    """All candidates in lines instead of the letters; two keys turn its pages, one closes it.

    Signals:
        chosen: the candidate with that number.
        closed: back to the letters.
    """

    chosen = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clipped: list[str] = []
        self._look = Look()
        self._candidates: Sequence[str] = ()
        self._page_starts = [0]
        self._page = 0
        self._keys = [Key(KeyKind.LETTER, self) for _ in range(MOST_IN_GRID)]
        for number, key in enumerate(self._keys):
            key.clicked.connect(lambda _checked=False, n=number: self.chosen.emit(n))
        self._previous, self._next, self._close = (Key(KeyKind.FUNCTION, self) for _ in range(3))
        self._previous.clicked.connect(lambda: self._turn(-1))
        self._next.clicked.connect(lambda: self._turn(1))
        self._close.clicked.connect(self.closed)

    def show_candidates(self, candidates: Sequence[str], *, previous: str, following: str, close: str) -> None:
        """Show those from their first page on, with the words of the three keys."""
        self._candidates = candidates[:MOST_IN_GRID]
        self._page = 0
        for number, key in enumerate(self._keys):
            key.show_spec(KeySpec(candidates[number] if number < len(candidates) else ""))
        self._previous.show_spec(KeySpec(previous, Icon.UP))
        self._next.show_spec(KeySpec(following, Icon.DOWN))
        self._close.show_spec(KeySpec(close, Icon.KEYBOARD))
        self._arrange()

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the keys too."""
        self._look = look
        for key in self.findChildren(Key):
            key.set_look(look)
        self._arrange()

    def forget_text(self) -> None:
        """Let go of the candidates."""
        self.show_candidates((), previous="", following="", close="")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground, so that the letters below do not show."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("sunk"))
        painter.end()

    def _turn(self, step: int) -> None:
        self._page = min(len(self._page_starts) - 1, max(0, self._page + step))
        self._arrange()

    def _arrange(self) -> None:
        look = self._look
        gap = look.px(8 if look.senior else 12)
        side = look.px(190)
        rows = 3 if look.landscape else 4
        height = (self.height() - look.edge - gap * (rows - 1)) // rows
        places, self._page_starts = self._places(self.width() - side - gap, height, gap, rows)
        self._page = min(self._page, len(self._page_starts) - 1)
        first = self._page_starts[self._page]
        after = self._page_starts[self._page + 1] if self._page + 1 < len(self._page_starts) else len(self._candidates)
        for number, key in enumerate(self._keys):
            shown = first <= number < after
            key.setVisible(shown)
            if shown:
                key.set_face(places[number])
        column = self.width() - side
        third = (self.height() - look.edge - 2 * gap) // 3
        for row, key in enumerate((self._previous, self._next, self._close)):
            key.set_face(QRect(column, row * (third + gap), side, third))
        self._previous.setEnabled(self._page > 0)
        self._next.setEnabled(self._page + 1 < len(self._page_starts))

    def _places(self, width: int, height: int, gap: int, rows: int) -> tuple[list[QRect], list[int]]:
        """The face of every candidate and the number of the first one on each page."""
        places: list[QRect] = []
        starts = [0]
        x = row = 0
        for number, (key, label) in enumerate(zip(self._keys, self._candidates, strict=False)):
            needed = min(width, key.width_for(label))
            if x and x + needed > width:
                x, row = 0, row + 1
            if row == rows:
                row = 0
                starts.append(number)
            places.append(QRect(x, row * (height + gap), needed, height))
            x += needed + gap
        return places, starts
