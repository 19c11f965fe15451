"""A column of parts that turns pages by two buttons where it does not fit: nothing is ever cut or shortened.

A page says which parts stand one below the other (``Piece``); the column measures them in the present look, puts what
belongs together on one card, and lays them out in one area or in two. Two areas follow each other (landscape: left and
right), or they are split (lower reach: above and within reach): then what is only read goes to the first, what is
pressed to the second, and the second also takes what is left to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.base import Pressable
from screens.components.fact import Fact
from screens.components.moment_line import MomentSpec
from screens.components.parts import PRESSED, PagingWords, Part, Piece, fits, make_part, part_height, show_part
from screens.components.scroller import Scroller, ScrollerSpec
from screens.components.section import Section
from screens.look import Look
from screens.text.typesetter import Typesetter

__all__ = ["Column", "PagingWords", "Piece"]

CARD_PAD_PX = 36
CARD_FOOT_PX = 12


@dataclass(frozen=True, slots=True)
class _Line:
    """Parts side by side, with the piece that governs them."""

    piece: Piece
    parts: tuple[Part, ...]

    @property
    def reach(self) -> bool:
        return self.piece.reach or isinstance(self.piece.spec, PRESSED)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line on a page of the column."""

    line: _Line
    rect: QRect
    card_begins: bool
    card_ends: bool


class Column(QObject):
    """Lays parts out on a page. The page calls ``arrange`` and ``paint``.

    Signals:
        pressed: the key of the piece that was pressed.
    """

    pressed = Signal(str)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._words = PagingWords("", "")
        self._pieces: tuple[Piece, ...] = ()
        self._pool: list[tuple[Part, bool]] = []
        self._keys: dict[Part, str] = {}
        self._lines: list[_Line] = []
        self._pages: list[list[_Placed]] = []
        self._front = 0
        self._areas: tuple[QRect, ...] = ()
        self._split = False
        self._setter = Typesetter(Look())
        self._scroller = Scroller(page)
        self._scroller.hide()
        self._scroller.page_turned.connect(self.turn_to)

    @property
    def front(self) -> int:
        """The page in front, from 0."""
        return self._front

    @property
    def page_count(self) -> int:
        """How many pages there are in the present look."""
        return max(1, len(self._pages))

    def turn_to(self, page: int) -> None:
        """Bring that page to the front, counted from 0; beyond the last or first one it stops there."""
        self._front = max(0, min(page, len(self._pages) - 1))
        self._show_front()

    def begin(self) -> None:
        """Show the first page next time."""
        self._front = 0

    def show_pieces(self, pieces: Sequence[Piece], words: PagingWords, look: Look) -> None:
        """Show these pieces; ``arrange`` has to follow."""
        self._pieces = tuple(pieces)
        self._words = words
        self._setter.look = look
        for part, _ in self._pool:
            part.hide()
        self._pool = [(part, False) for part, _ in self._pool]
        held = {part: key for part, key in self._keys.items() if isinstance(part, Pressable) and part.isDown()}
        self._keys.clear()
        self._lines = self._lines_of(look)
        self._align_facts()
        for part, key in held.items():
            if self._keys.get(part) != key:
                # The finger came down on something else than what stands here now.
                part.setDown(False)

    def clear(self) -> None:
        """Let go of all pieces and of every part that has shown one."""
        for part, _ in self._pool:
            part.hide()
            part.forget_text()
            part.setParent(None)
            part.deleteLater()
        self._pool.clear()
        self._keys.clear()
        self._lines.clear()
        self._pages.clear()
        self._pieces = ()
        self._front = 0
        self._scroller.hide()

    def needed_in(self, width: int) -> int:
        """The height that all pieces need one below the other in that width, gaps and cards included."""
        return self.height_of_first(len(self._lines), width)

    def height_of_first(self, count: int, width: int) -> int:
        """The same for the first so many lines (pieces that stand alone in their line)."""
        look, total = self._setter.look, 0
        before: _Line | None = None
        for line in self._lines[:count]:
            card = line.piece.card
            if before is None or not card or card != before.piece.card:
                total += self._gap(line) if before is not None else 0
                total += 2 * look.px(CARD_FOOT_PX) if card else 0
            total += self._height(line, width)
            before = line
        return total

    def arrange(self, look: Look, areas: Sequence[QRect], *, split: bool = False) -> None:
        """Lay the pieces out in one area or two, on as many pages as it takes."""
        self._setter.look = look
        self._areas = tuple(areas)
        self._split = split and len(areas) > 1
        for part, _ in self._pool:
            if part.look != look:
                part.set_look(look)
        self._scroller.set_look(look)
        self._align_facts()
        self._pages = self._paginate(0)
        if len(self._pages) > 1:
            self._scroller.show_spec(ScrollerSpec(0, 2, self._words.previous, self._words.next, ""))
            self._pages = self._paginate(self._scroller.height_needed() + look.px(20))
        self._front = min(self._front, len(self._pages) - 1)
        self._show_front()

    def _align_facts(self) -> None:
        """The values of one card begin at one line."""
        widths: dict[str, int] = {}
        facts = [(line.piece.card, part) for line in self._lines for part in line.parts if isinstance(part, Fact)]
        for card, fact in facts:
            widths[card] = max(widths.get(card, 0), fact.name_width())
        for card, fact in facts:
            fact.align_names(widths[card])

    def paint(self, canvas: Canvas) -> None:
        """Draw the cards below the parts, and the hairlines between their lines."""
        if not self._pages:
            return
        begun: _Placed | None = None
        placed = self._pages[self._front]
        for one in placed:
            if not one.line.piece.card:
                continue
            if one.card_begins or begun is None:
                begun = one
            if one.card_ends:
                pad = canvas.px(CARD_PAD_PX)
                top = begun.rect.top() - canvas.px(CARD_FOOT_PX)
                left, right = one.rect.left() - pad, one.rect.right() + pad
                card = QRect(left, top, right - left + 1, one.rect.bottom() + canvas.px(CARD_FOOT_PX) - top + 1)
                canvas.panel(card)
                begun = None
        for one in placed:
            if one.line.piece.card and not one.card_begins and not isinstance(one.line.piece.spec, MomentSpec):
                canvas.hline(one.rect.left(), one.rect.right(), one.rect.top())

    # -- parts -----------------------------------------------------------------------------------------------------

    def _lines_of(self, look: Look) -> list[_Line]:
        lines: list[_Line] = []
        pending: list[tuple[Piece, Part]] = []
        for piece in self._pieces:
            part = self._part_for(piece, look)
            if pending and not self._joins(piece, pending):
                lines.append(_Line(pending[0][0], tuple(part for _, part in pending)))
                pending = []
            pending.append((piece, part))
        if pending:
            lines.append(_Line(pending[0][0], tuple(part for _, part in pending)))
        return lines

    @staticmethod
    def _joins(piece: Piece, pending: list[tuple[Piece, Part]]) -> bool:
        """Whether a piece stands beside those that are pending: of the same kind, and there is a cell left."""
        first = pending[0][0]
        return type(piece.spec) is type(first.spec) and piece.across == first.across and len(pending) < piece.across

    def _part_for(self, piece: Piece, look: Look) -> Part:
        """A part of the right kind, from those that are free or a new one."""
        for index, (part, used) in enumerate(self._pool):
            if not used and fits(part, piece.spec):
                self._pool[index] = (part, True)
                break
        else:
            part = make_part(piece.spec, self._page)
            if isinstance(part, (Pressable, Section)):
                part.clicked.connect(lambda _checked=False, part=part: self.pressed.emit(self._keys.get(part, "")))
            self._pool.append((part, True))
        if part.look != look:
            part.set_look(look)
        show_part(part, piece.spec)
        self._keys[part] = piece.key
        return part

    # -- pages -----------------------------------------------------------------------------------------------------

    def _inner(self, line: _Line, area: QRect) -> QRect:
        if not line.piece.card:
            return area
        pad = self._setter.look.px(CARD_PAD_PX)
        return area.adjusted(pad, 0, -pad, 0)

    def _height(self, line: _Line, width: int) -> int:
        look = self._setter.look
        inner = width - 2 * look.px(CARD_PAD_PX) if line.piece.card else width
        count = line.piece.across
        each = (inner - look.gutter * (count - 1)) // count
        return max(part_height(part, each, self._setter) for part in line.parts)

    def _paginate(self, reserve: int) -> list[list[_Placed]]:
        queues = [list(self._lines)]
        if self._split:
            queues = [[line for line in self._lines if not line.reach], [line for line in self._lines if line.reach]]
        pages: list[list[_Placed]] = []
        while any(queues):
            page: list[_Placed] = []
            for index, area in enumerate(self._areas):
                foot = reserve if index == len(self._areas) - 1 else 0
                usable = area.adjusted(0, 0, 0, -foot)
                y = usable.top()
                for queue in self._order(index, queues, usable):
                    y = self._fill(page, usable, queue, y)
                    if queue:
                        break
            if not page:
                self._force(page, next(queue for queue in queues if queue))
            pages.append(page)
        return pages or [[]]

    def _order(self, index: int, queues: list[list[_Line]], area: QRect) -> Sequence[list[_Line]]:
        """Which queues an area takes from, one after the other."""
        if not self._split:
            return queues
        if index == 0:
            return queues[:1]
        return queues if self._all_fit(queues, area) else queues[::-1]

    def _all_fit(self, queues: Sequence[Sequence[_Line]], area: QRect) -> bool:
        """Whether everything that is left goes into that area, so that it may stand in reading order."""
        look, total = self._setter.look, 0
        for queue in queues:
            before: _Line | None = None
            for line in queue:
                total += self._height(line, area.width())
                if before is None or not line.piece.card or line.piece.card != before.piece.card:
                    total += self._gap(line) + look.px(2 * CARD_FOOT_PX if line.piece.card else 0)
                before = line
        return total <= area.height()

    def _fill(self, page: list[_Placed], area: QRect, queue: list[_Line], top: int) -> int:
        """Put lines of the queue below each other from ``top`` as far as they fit; gives where they end."""
        look = self._setter.look
        y = top
        before: _Line | None = None
        while queue:
            line = queue[0]
            continues = before is not None and bool(line.piece.card) and line.piece.card == before.piece.card
            gap = 0 if y == area.top() or continues else self._gap(line)
            pad = look.px(CARD_FOOT_PX) if line.piece.card and not continues else 0
            height = self._height(line, area.width())
            if not self._fits(area, queue, y + gap + pad, first=y == area.top() and before is None):
                break
            queue.pop(0)
            y += gap + pad
            inner = self._inner(line, area)
            ends = not queue or queue[0].piece.card != line.piece.card
            rect = QRect(inner.x(), y, inner.width(), min(height, area.bottom() + 1 - y))
            page.append(_Placed(line, rect, not continues, ends))
            y += rect.height() + (look.px(CARD_FOOT_PX) if line.piece.card and ends else 0)
            before = line
        if before is not None and before.piece.card and page and not page[-1].card_ends:
            last = page[-1]
            page[-1] = _Placed(last.line, last.rect, last.card_begins, card_ends=True)
        return y

    def _gap(self, line: _Line) -> int:
        """The space above a line: as asked, and never less than two targets need between them."""
        look = self._setter.look
        asked = look.px(line.piece.gap)
        return max(asked, look.gap) if isinstance(line.piece.spec, PRESSED) else asked

    def _fits(self, area: QRect, queue: list[_Line], y: int, *, first: bool) -> bool:
        """Whether the next line has room, and with a heading what it belongs to; the first of an area always has."""
        look = self._setter.look
        bottom = y
        for index, line in enumerate(queue):
            if index:
                same = line.piece.card and line.piece.card == queue[index - 1].piece.card
                bottom += 0 if same else self._gap(line) + look.px(CARD_FOOT_PX if line.piece.card else 0)
            bottom += self._height(line, area.width())
            foot = look.px(CARD_FOOT_PX) if line.piece.card else 0
            if bottom + foot > area.bottom() + 1:
                return first and index == 0 and not self._fits_somewhere(line)
            if not line.piece.keep:
                break
        return True

    def _fits_somewhere(self, line: _Line) -> bool:
        """Whether the line has room in one of the areas, with the two buttons at its foot."""
        look = self._setter.look
        foot = look.px(2 * CARD_FOOT_PX) if line.piece.card else 0
        last = len(self._areas) - 1
        return any(
            self._height(line, area.width()) + foot
            <= area.height() - (self._scroller.height_needed() + look.px(20) if index == last else 0)
            for index, area in enumerate(self._areas)
        )

    def _force(self, page: list[_Placed], queue: list[_Line]) -> None:
        """Not even one line fits: give it the larger area."""
        area = max(self._areas, key=lambda one: one.height())
        line = queue.pop(0)
        page.append(_Placed(line, self._inner(line, area), card_begins=True, card_ends=True))

    def _show_front(self) -> None:
        look = self._setter.look
        for part, _ in self._pool:
            part.hide()
        for one in self._pages[self._front] if self._pages else ():
            cells = look.columns(one.rect, one.line.piece.across)
            for part, cell in zip(one.line.parts, cells, strict=False):
                if isinstance(part, Pressable):
                    part.set_face(cell.adjusted(0, 0, 0, -look.edge))
                else:
                    part.setGeometry(cell)
                part.show()
        count = len(self._pages)
        words = self._words
        spec = ScrollerSpec(self._front, count, words.previous, words.next, f"{self._front + 1} / {count}")
        self._scroller.show_spec(spec)
        if count > 1:
            area = self._areas[-1]
            height = self._scroller.height_needed()
            self._scroller.setGeometry(QRect(area.x(), area.bottom() + 1 - height, area.width(), height))
        self._page.update()
