"""A list of service items on a page: rows with icon, names and tags, page by page, and a hint where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.components.banner import Banner, BannerSpec
from screens.components.row import Row, RowSpec
from screens.components.scroller import Scroller, ScrollerSpec
from screens.look import Look, Role
from screens.text.typesetter import Typesetter

MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item and its row.

    Attributes:
        item_id: names it in intents.
        row: with all there is to say.
        compact: the row where there is little room.
        short_sub: the sub-line where that of ``row`` would take more than two lines.
    """

    item_id: str
    row: RowSpec
    compact: RowSpec
    short_sub: str = ""


@dataclass(frozen=True, slots=True)
class ListWords:
    """The words of the bar that turns pages; ``position`` holds ``{page}`` and ``{pages}`` to be filled in."""

    previous: str
    next: str
    position: str


class ItemList(QObject):
    """Manages rows that are children of a page; it is no widget itself.

    Signals:
        item_pressed: an item, by its id.
        page_turned: other rows have to be placed: the page arranges anew.
    """

    item_pressed = Signal(str)
    page_turned = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._items: Sequence[ListedItem] = ()
        self._words = ListWords("", "", "")
        self._page = 0
        self._setter = Typesetter(Look())
        self._shown: list[str] = []
        self._rows = [Row(page) for _ in range(MOST_ROWS)]
        self._scroller = Scroller(page)
        self._scroller.hide()
        self._hint = Banner(page)
        self._hint.hide()
        self._scroller.page_turned.connect(self._on_page_turned)
        for number, row in enumerate(self._rows):
            row.hide()
            row.clicked.connect(lambda _checked=False, n=number: self._on_row(n))

    def show_items(self, items: Sequence[ListedItem], words: ListWords) -> None:
        """Show those; another list begins at its first page."""
        if [item.item_id for item in items] != [item.item_id for item in self._items]:
            self._page = 0
        self._items, self._words = items, words

    def hide(self) -> None:
        """Hide everything."""
        for widget in (*self._rows, self._scroller, self._hint):
            widget.hide()

    def arrange(
        self, area: QRect, look: Look, *, columns: int, compact: bool = False, hint: BannerSpec | None = None
    ) -> None:
        """Place as many rows as the area has room for, the bar below them, and the hint when all rows fit.

        Where a row and the bar have no room together (beside a keyboard, in large text), there are only the first rows.
        """
        self.hide()
        gap = max(look.gap, look.px(16 if look.senior or compact else 24))
        self._setter.look = look
        room = (area.width() - look.gutter * (columns - 1)) // columns - look.px(28 + 52 + 24 + 42 + 28)
        height = self._row_height(look, room, compact=compact)
        bar = max(look.min_target, look.px(76)) + look.edge
        if not compact and area.height() - bar - gap < height:
            self.arrange(area, look, columns=columns, compact=True)
            return
        lines = max(1, (area.height() + gap) // (height + look.edge + gap))
        turning = area.height() >= height + look.edge + gap + bar
        if turning and (len(self._items) > lines * columns or lines * columns > MOST_ROWS):
            lines = max(1, (area.height() - bar) // (height + look.edge + gap))
        per_page = min(lines * columns, MOST_ROWS)
        pages = max(1, -(-len(self._items) // per_page)) if turning else 1
        self._page = min(self._page, pages - 1)
        shown = self._items[self._page * per_page : (self._page + 1) * per_page]
        before, self._shown = self._shown, [item.item_id for item in shown]
        for number, row in enumerate(self._rows):
            if row.isDown() and before[number : number + 1] != self._shown[number : number + 1]:
                # The finger came down on another item than the one that stands here now.
                row.setDown(False)
        cells = look.columns(QRect(area.x(), area.y(), area.width(), height), columns)
        bottom = area.y()
        for number, item in enumerate(shown):
            row = self._rows[number]
            row.show_spec(self._short(item, room) if compact else self._fitting(item, room, look))
            face = cells[number % columns].translated(0, number // columns * (height + look.edge + gap))
            row.set_face(face)
            row.show()
            bottom = face.bottom() + look.edge + gap
        if pages > 1:
            self._place_bar(area, pages)
        elif hint is not None:
            self._place_hint(QRect(area.x(), bottom, area.width(), area.bottom() - bottom + 1), hint, look)

    def _fitting(self, item: ListedItem, room: int, look: Look) -> RowSpec:
        """The row with a sub-line of at most two lines (one where the row has room for one)."""
        lines = len(self._setter.block(item.row.sub, Role.NOTE, width=room).lines)
        most = 2 if look.senior or look.landscape else 1
        return item.row if lines <= most or not item.short_sub else replace(item.row, sub=item.short_sub)

    def _short(self, item: ListedItem, room: int) -> RowSpec:
        """The compact row, without its trailing word where that would squeeze the name."""
        row = item.compact
        name = self._setter.block(row.label, Role.LABEL, bold=True).natural_width
        trailing = self._setter.block(row.trailing, Role.NOTE).natural_width if row.trailing else 0
        crowded = name + trailing > room and trailing > room * 0.3
        return replace(row, trailing="") if crowded else row

    def _place_bar(self, area: QRect, pages: int) -> None:
        words = self._words
        position = words.position.format(page=self._page + 1, pages=pages)
        self._scroller.show_spec(ScrollerSpec(self._page, pages, words.previous, words.next, position))
        height = self._scroller.height_needed()
        self._scroller.setGeometry(area.x(), area.bottom() + 1 - height, area.width(), height)
        self._scroller.setVisible(True)

    def _place_hint(self, room: QRect, hint: BannerSpec, look: Look) -> None:
        self._hint.show_spec(hint)
        height = self._hint.height_for(room.width())
        if height + look.px(8) <= room.height():
            self._hint.setGeometry(room.x(), room.y() + look.px(8), room.width(), height)
            self._hint.show()

    def _row_height(self, look: Look, room: int, *, compact: bool) -> int:
        """The height that every row of the list gets: that of the one with most to say."""
        if compact:
            return look.row_height if look.landscape else look.row_height_two
        note = look.font_px(Role.NOTE)
        words = look.font_px(Role.ACTION) * 1.35 + note * 1.45
        sub = note * 1.3 if look.senior or look.landscape else 0
        lines = max((self._tag_lines(item, room, look) for item in self._items), default=1)
        names = max((self._name_lines(item, room) for item in self._items), default=1)
        words += (names - 1) * look.font_px(Role.ACTION) * 1.25
        return round(words + sub + lines * note * 1.85) + (lines - 1) * look.px(14) + look.px(12 + 44)

    def _name_lines(self, item: ListedItem, room: int) -> int:
        return min(2, len(self._setter.block(item.row.label, Role.ACTION, width=room, bold=True).lines))

    def _tag_lines(self, item: ListedItem, room: int, look: Look) -> int:
        """In how many lines the tags of a row stand, as ``draw_tags`` sets them."""
        lines, used = 1, 0
        for tag in item.row.tags:
            icon = look.font_px(Role.NOTE) + look.px(8) if tag.icon else 0
            width = round(self._setter.block(tag.text, Role.NOTE, bold=True).natural_width) + icon + look.px(32)
            if used and used + width > room:
                lines, used = lines + 1, 0
            used += width + look.px(14)
        return lines

    def _on_row(self, number: int) -> None:
        if number < len(self._shown):
            self.item_pressed.emit(self._shown[number])

    def _on_page_turned(self, page: int) -> None:
        self._page = page
        self.page_turned.emit()
