"""Where else things can be done: the schematic map, filters, and the list of points that says the same in words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.chip import Chip, ChipSpec
from screens.components.ring_map import RingMap, RingMapSpec
from screens.look import Role, Zone
from screens.page import Page
from screens.pages.item_list import ItemList, ListedItem, ListWords
from screens.text.block import Align

MOST_CHIPS = 4


@dataclass(frozen=True, slots=True)
class MapFilter:
    """One way to narrow the list."""

    key: str
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class ServiceMapState:
    """All words of the page; ``nothing`` is said in place of the list where no point is left."""

    title: str
    note: str
    map: RingMapSpec
    filters: tuple[MapFilter, ...]
    points: tuple[ListedItem, ...]
    nothing: str
    words: ListWords


class ServiceMapPage(Page):
    """Shows the map and the list.

    Signals:
        filter_pressed: a filter, by its key.
        point_pressed: a service point, by its id: on the list or on the map.
    """

    has_actions = False

    filter_pressed = Signal(str)
    point_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: ServiceMapState | None = None
        self._title = QRect()
        self._nothing = QRect()
        self._map = RingMap(self)
        self._map.place_pressed.connect(self.point_pressed)
        self._chips = [Chip(self) for _ in range(MOST_CHIPS)]
        for number, chip in enumerate(self._chips):
            chip.clicked.connect(lambda _checked=False, n=number: self._on_filter(n))
        self._list = ItemList(self)
        self._list.item_pressed.connect(self.point_pressed)
        self._list.page_turned.connect(self.rearrange)

    def render(self, state: ServiceMapState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        self.setAccessibleName(state.title)
        self._map.show_spec(state.map)
        self._list.show_items(state.points, state.words)
        self.rearrange()

    def _on_filter(self, number: int) -> None:
        if self._state is not None and number < len(self._state.filters):
            self.filter_pressed.emit(self._state.filters[number].key)

    # -- what stands where -----------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """The map above the list; in landscape left of it; in lower reach out of reach, where it is only looked at."""
        state, look = self._state, self.look
        if state is None:
            return
        title, content = self.zone(Zone.TITLE), self.zone(Zone.CONTENT)
        self._title = QRect(title.x(), title.y() - look.px(8), title.width(), round(look.font_px(Role.TITLE) * 1.3))
        top = self._title.bottom() + look.px(20)
        if look.landscape:
            half = (content.width() - look.gutter) // 2
            left = QRect(content.x(), top, half, content.bottom() - top + 1)
            self._map.setGeometry(left)
            self._arrange_list(state, QRect(content.right() - half + 1, top, half, left.height()))
            return
        if look.lower_reach:
            read, touch = look.rect(Zone.READ), look.rect(Zone.TOUCH)
            self._map.setGeometry(QRect(read.x(), top, read.width(), read.bottom() - top + 1))
            self._arrange_list(state, QRect(touch.x(), touch.y(), touch.width(), content.bottom() - touch.y() + 1))
            return
        height = look.px(500 if look.senior else 580)
        self._map.setGeometry(QRect(content.x(), top, content.width(), height))
        below = top + height + look.px(24)
        self._arrange_list(state, QRect(content.x(), below, content.width(), content.bottom() - below + 1))

    def _arrange_list(self, state: ServiceMapState, area: QRect) -> None:
        look = self.look
        gap = max(look.gap, look.px(16))
        x, y, height = area.x(), area.y(), 0
        for chip in self._chips:
            chip.hide()
        for chip, one in zip(self._chips, state.filters, strict=False):
            chip.show_spec(ChipSpec(one.label, selected=one.selected))
            size = chip.sizeHint()
            if x > area.x() and x + size.width() > area.right() + 1:
                x, y = area.x(), y + height + look.edge + gap
            height = size.height()
            chip.set_face(QRect(x, y, size.width(), height))
            chip.show()
            x += size.width() + gap
        top = y + height + look.edge + gap + look.px(4)
        rest = QRect(area.x(), top, area.width(), area.bottom() - top + 1)
        self._nothing = rest if not state.points else QRect()
        self._list.arrange(rest, look, columns=1, compact=True)

    def spoken(self) -> tuple[str, ...]:
        """The words that ``paint`` draws."""
        state = self._state
        if state is None:
            return ()
        return state.title, state.note, state.nothing

    def paint(self, canvas: Canvas) -> None:
        """Title, note, and what is said when nothing is left."""
        state = self._state
        if state is None:
            return
        box = self._title
        used = round(canvas.text_width(state.note, Role.NOTE))
        canvas.paragraph(state.title, Role.TITLE, box.adjusted(0, 0, -used - canvas.px(24), 0), middle=True)
        canvas.line(state.note, Role.NOTE, box.right() + 1, box.center().y(), "ink2", align=Align.RIGHT)
        if not self._nothing.isNull():
            canvas.paragraph(state.nothing, Role.BODY, self._nothing, "ink2")
