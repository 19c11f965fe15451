"""Browsing: departments or life topics, and the items of one of them, or all items."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.chip import Chip, ChipSpec
from screens.look import Role, Zone
from screens.page import Page
from screens.pages.item_list import ItemList, ListedItem, ListWords
from screens.text.block import Align

MOST_CHIPS = 4


@dataclass(frozen=True, slots=True)
class BrowseTab:
    """One way to sort the items."""

    key: str
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class BrowseState:
    """All words of the page: ``groups`` to choose from, or the ``items`` of the chosen one with ``filters`` above them.

    ``nothing`` is said in place of the items where the filters leave none.
    """

    title: str
    note: str
    tabs: tuple[BrowseTab, ...]
    groups: tuple[ListedItem, ...]
    items: tuple[ListedItem, ...]
    words: ListWords
    filters: tuple[BrowseTab, ...] = ()
    nothing: str = ""


class BrowsePage(Page):
    """Shows groups or items.

    Signals:
        tab_pressed: a way to sort, by its key.
        filter_pressed: narrow the items, by the filter's key.
        group_pressed: a department or topic, by its id.
        item_pressed: an item, by its id.
    """

    has_actions = False

    tab_pressed = Signal(str)
    filter_pressed = Signal(str)
    group_pressed = Signal(str)
    item_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: BrowseState | None = None
        self._title = QRect()
        self._nothing = QRect()
        self._tabs = [Chip(self) for _ in range(MOST_CHIPS)]
        self._filters = [Chip(self) for _ in range(MOST_CHIPS)]
        self._list = ItemList(self)
        self._list.item_pressed.connect(self._on_listed)
        self._list.page_turned.connect(self.rearrange)
        for number, chip in enumerate(self._tabs):
            chip.clicked.connect(lambda _checked=False, n=number: self._on_tab(n))
        for number, chip in enumerate(self._filters):
            chip.clicked.connect(lambda _checked=False, n=number: self._on_filter(n))

    def render(self, state: BrowseState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        self.setAccessibleName(state.title)
        self._list.show_items(state.groups or state.items, state.words)
        self.rearrange()

    def _on_tab(self, number: int) -> None:
        if self._state is not None and number < len(self._state.tabs):
            self.tab_pressed.emit(self._state.tabs[number].key)

    def _on_filter(self, number: int) -> None:
        if self._state is not None and number < len(self._state.filters):
            self.filter_pressed.emit(self._state.filters[number].key)

    def _on_listed(self, key: str) -> None:
        if self._state is not None and self._state.groups:
            self.group_pressed.emit(key)
        else:
            self.item_pressed.emit(key)

    def arrange(self) -> None:
        """Title, tabs, list."""
        state, look = self._state, self.look
        if state is None:
            return
        title, content = self.zone(Zone.TITLE), self.zone(Zone.CONTENT)
        self._title = QRect(title.x(), title.y() - look.px(8), title.width(), round(look.font_px(Role.TITLE) * 1.3))
        lower = look.lower_reach and not look.landscape
        top = look.px(880) if lower else self._title.bottom() + look.px(20)
        top = self._place_chips(self._tabs, state.tabs, top)
        if state.filters:
            top = self._place_chips(self._filters, state.filters, top)
        else:
            self._place_chips(self._filters, (), top)
        area = QRect(content.x(), top, content.width(), content.bottom() - top + 1)
        self._nothing = area if not state.groups and not state.items else QRect()
        if state.groups:
            columns = 3 if look.landscape else 1 if look.senior else 2
            self._list.arrange(area, look, columns=columns, compact=True)
        else:
            self._list.arrange(area, look, columns=2 if look.landscape else 1)

    def _place_chips(self, chips: list[Chip], tabs: tuple[BrowseTab, ...], top: int) -> int:
        """Chips side by side in as many lines as they need; where what is below them begins."""
        look, content = self.look, self.zone(Zone.CONTENT)
        gap = max(look.gap, look.px(16))
        x, y, height = content.x(), top, 0
        for chip in chips:
            chip.hide()
        for chip, tab in zip(chips, tabs, strict=False):
            chip.show_spec(ChipSpec(tab.label, selected=tab.selected))
            size = chip.sizeHint()
            if x > content.x() and x + size.width() > content.right() + 1:
                x, y = content.x(), y + height + look.edge + gap
            height = size.height()
            chip.set_face(QRect(x, y, size.width(), height))
            chip.show()
            x += size.width() + gap
        return y + height + look.edge + gap + look.px(4) if tabs else top

    def spoken(self) -> tuple[str, ...]:
        """The words that ``paint`` draws."""
        state = self._state
        if state is None:
            return ()
        return state.title, state.note, *((state.nothing,) if not self._nothing.isNull() else ())

    def paint(self, canvas: Canvas) -> None:
        """Title and note."""
        state = self._state
        if state is None:
            return
        box = self._title
        used = round(canvas.text_width(state.note, Role.NOTE))
        words = box.adjusted(0, 0, -used - canvas.px(24), 0)
        canvas.paragraph(state.title, Role.TITLE, words, middle=True)
        canvas.line(state.note, Role.NOTE, box.right() + 1, box.center().y(), "ink2", align=Align.RIGHT)
        if not self._nothing.isNull():
            canvas.paragraph(state.nothing, Role.BODY, self._nothing, "ink2")
