"""A column of parts that turns pages by two buttons where it does not fit: nothing is ever cut or shortened.

A page says which parts stand one below the other (``Piece``); the column measures them in the present look, puts what
belongs together on one card, and lays them out in one area or in two. Two areas follow each other (landscape: left and
right), or they are split (lower reach: above and within reach): then what is only read goes to the first, what is
pressed to the second, and the second also takes what is left to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.banner import Banner, BannerSpec
from screens.components.base import Pressable
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.components.chip import Chip, ChipSpec
from screens.components.choice import Choice, ChoiceSpec
from screens.components.entry import Entry, EntrySpec
from screens.components.fact import Fact, FactSpec, Figure, FigureSpec
from screens.components.label import Label, LabelSpec
from screens.components.moment_line import MomentLine, MomentSpec
from screens.components.row import Row, RowSpec
from screens.components.scroller import Scroller, ScrollerSpec
from screens.components.section import Section, SectionSpec
from screens.look import Look, Role
from screens.text.typesetter import Typesetter

PieceSpec = (
    LabelSpec
    | BannerSpec
    | EntrySpec
    | FactSpec
    | FigureSpec
    | MomentSpec
    | SectionSpec
    | RowSpec
    | ChoiceSpec
    | ChipSpec
    | ButtonSpec
)
Part = Label | Banner | Entry | Fact | Figure | MomentLine | Section | Row | Choice | Chip | Button

PRESSED = (RowSpec, ChoiceSpec, ChipSpec, ButtonSpec)
CARD_PAD_PX = 36
CARD_FOOT_PX = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a column.

    Attributes:
        spec: what it shows; the kind of spec decides the kind of part. May hold masked personal values.
        key: what ``pressed`` tells when it is pressed.
        gap: the space above it, in design pixels.
        card: pieces that follow each other with the same name stand on one card.
        across: that many pieces of this kind stand side by side.
        keep: it stays on the page of what comes after it (headings).
        reach: it belongs to what is pressed, though it is only read (the heading of rows).
    """

    spec: PieceSpec = field(repr=False)
    key: str = ""
    gap: int = 24
    card: str = ""
    across: int = 1
    keep: bool = False
    reach: bool = False


@dataclass(frozen=True, slots=True)
class PagingWords:
    """What the two buttons say."""

    previous: str
    next: str


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
        self._scroller.page_turned.connect(self._on_turned)

    @property
    def front(self) -> int:
        """The page in front, from 0."""
        return self._front

    @property
    def page_count(self) -> int:
        """How many pages there are in the present look."""
        return max(1, len(self._pages))

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
        self._keys.clear()
        self._lines = self._lines_of(look)

    def clear(self) -> None:
        """Let go of all pieces and of every part that has shown one."""
        for part, _ in self._pool:
            part.hide()
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
                total += look.px(line.piece.gap) if before is not None else 0
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
        self._pages = self._paginate(0)
        if len(self._pages) > 1:
            self._scroller.show_spec(ScrollerSpec(0, 2, self._words.previous, self._words.next, ""))
            self._pages = self._paginate(self._scroller.height_needed() + look.px(20))
        self._front = min(self._front, len(self._pages) - 1)
        self._show_front()

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
            if pending and (piece.across != pending[0][0].across or len(pending) >= piece.across):
                lines.append(_Line(pending[0][0], tuple(part for _, part in pending)))
                pending = []
            pending.append((piece, part))
        if pending:
            lines.append(_Line(pending[0][0], tuple(part for _, part in pending)))
        return lines

    def _part_for(self, piece: Piece, look: Look) -> Part:
        """A part of the right kind, from those that are free or a new one."""
        kind = _part_class(piece.spec)
        for index, (part, used) in enumerate(self._pool):
            if not used and type(part) is kind:
                self._pool[index] = (part, True)
                break
        else:
            part = Button(ButtonKind.SMALL, self._page) if kind is Button else kind(self._page)
            if isinstance(part, (Pressable, Section)):
                part.clicked.connect(lambda _checked=False, part=part: self.pressed.emit(self._keys.get(part, "")))
            self._pool.append((part, True))
        if part.look != look:
            part.set_look(look)
        part.show_spec(piece.spec)  # type: ignore[arg-type] - the class was chosen by the spec
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
        return max(self._part_height(part, each) for part in line.parts)

    def _part_height(self, part: Part, width: int) -> int:
        look, setter = self._setter.look, self._setter
        match part:
            case Label() | Banner() | Entry() | Fact() | Figure() | MomentLine() | Section():
                return part.height_for(width)
            case Row():
                spec = part.spec
                room = width - look.px(56 + (76 if spec.icon else 0) + (44 if spec.chevron else 0))
                if not spec.sub and not spec.tags:
                    height = setter.block(spec.label, Role.LABEL, width=room, bold=True).height
                    return max(look.row_height, height + look.px(24)) + look.edge
                sub = setter.block(spec.sub, Role.NOTE, width=room).height if spec.sub else 0
                label = setter.block(spec.label, Role.STRONG, width=room).height
                return max(look.row_height_two, label + sub + look.px(24)) + look.edge
            case Choice():
                choice = part.spec
                room = width - look.px(28 + 44 + 24 + 28 + (72 if choice.icon else 0))
                label = setter.block(choice.label, Role.STRONG, width=room, bold=True).height
                sub = setter.block(choice.sub, Role.NOTE, width=room).height if choice.sub else 0
                least = look.row_height_two if choice.sub else look.row_height
                return max(least, label + sub + look.px(24)) + look.edge
            case Chip():
                return part.sizeHint().height() + look.edge
            case Button():
                return max(look.min_target, look.px(92)) + look.edge

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
                    total += look.px(line.piece.gap + (2 * CARD_FOOT_PX if line.piece.card else 0))
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
            gap = 0 if y == area.top() or continues else look.px(line.piece.gap)
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

    def _fits(self, area: QRect, queue: list[_Line], y: int, *, first: bool) -> bool:
        """Whether the next line has room, and with a heading what it belongs to; the first of an area always has."""
        look = self._setter.look
        bottom = y
        for index, line in enumerate(queue):
            if index:
                same = line.piece.card and line.piece.card == queue[index - 1].piece.card
                bottom += 0 if same else look.px(line.piece.gap + (CARD_FOOT_PX if line.piece.card else 0))
            bottom += self._height(line, area.width())
            foot = look.px(CARD_FOOT_PX) if line.piece.card else 0
            if bottom + foot > area.bottom() + 1:
                return first and area.height() > look.px(120) and index == 0
            if not line.piece.keep:
                break
        return True

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

    def _on_turned(self, page: int) -> None:
        self._front = max(0, min(page, len(self._pages) - 1))
        self._show_front()


def _part_class(spec: PieceSpec) -> type[Part]:
    match spec:
        case LabelSpec():
            return Label
        case BannerSpec():
            return Banner
        case EntrySpec():
            return Entry
        case FactSpec():
            return Fact
        case FigureSpec():
            return Figure
        case MomentSpec():
            return MomentLine
        case SectionSpec():
            return Section
        case RowSpec():
            return Row
        case ChoiceSpec():
            return Choice
        case ChipSpec():
            return Chip
        case ButtonSpec():
            return Button
