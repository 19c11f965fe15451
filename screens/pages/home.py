"""The home page: search, two large tiles, small tiles, what people ask for most."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.components.row import Row, RowSpec
from screens.components.search_bar import SearchBar, SearchBarSpec
from screens.components.tile import Tile, TileShape, TileSpec
from screens.icons import Icon
from screens.illustrations.hills import draw_skyline
from screens.look import Role, TextSize, Zone
from screens.page import Page
from screens.text.block import Align

MAX_FREQUENT = 10
MOST_SMALL = 6


class HomeAction(StrEnum):
    """What the tiles do, in the order in which they stand. The first two are the large ones."""

    APPLY = "apply"
    PROGRESS = "progress"
    GUIDE = "guide"
    DEPARTMENTS = "departments"
    TOPICS = "topics"
    CHECKLIST = "checklist"
    BOOKING = "booking"
    CERTIFICATE = "certificate"
    PAY = "pay"
    MAP = "map"
    OPINION = "opinion"
    HELP = "help"
    MORE = "more"
    """All of them on a page of their own, where the home page has no room."""


LARGE = frozenset({HomeAction.APPLY, HomeAction.PROGRESS})
ICONS = {
    HomeAction.APPLY: Icon.APPLY,
    HomeAction.PROGRESS: Icon.CLOCK,
    HomeAction.GUIDE: Icon.BOOK,
    HomeAction.DEPARTMENTS: Icon.BUILDING,
    HomeAction.TOPICS: Icon.HEART,
    HomeAction.CHECKLIST: Icon.CHECKLIST,
    HomeAction.BOOKING: Icon.CALENDAR,
    HomeAction.CERTIFICATE: Icon.CERTIFICATE,
    HomeAction.PAY: Icon.CARD,
    HomeAction.MAP: Icon.PIN,
    HomeAction.OPINION: Icon.MESSAGE,
    HomeAction.HELP: Icon.QUESTION,
    HomeAction.MORE: Icon.GRID,
}


@dataclass(frozen=True, slots=True)
class HomeTile:
    """One tile; ``sub_short`` is for large text. An unusable one says why in its sub-line."""

    action: HomeAction
    label: str
    sub: str
    sub_short: str
    usable: bool = True


@dataclass(frozen=True, slots=True)
class HomeItem:
    """An item that people often ask for."""

    item_id: str
    icon: Icon
    label: str
    department: str
    sub: str = ""
    """A second line instead of the department: the Chinese name where the interface is English."""


@dataclass(frozen=True, slots=True)
class HomeState:
    """All words of the home page; the page takes those that fit the look."""

    title: str
    sub: str
    sub_contrast: str
    sub_senior: str
    sub_senior_contrast: str
    sub_lower: str
    warning: str
    warning_short: str
    search: str
    search_short: str
    tiles: tuple[HomeTile, ...]
    more: HomeTile
    """Stands last where not all tiles have room."""
    frequent_heading: str
    frequent: tuple[HomeItem, ...]
    all_items: str
    hours: str = ""
    as_of: str = ""


class HomePage(Page):
    """Where a visit begins.

    Signals:
        action_pressed: a tile.
        item_pressed: a frequent item, by its id.
        search_pressed: the search bar.
        all_pressed: 全部 n 项.
    """

    has_actions = False

    action_pressed = Signal(HomeAction)
    item_pressed = Signal(str)
    search_pressed = Signal()
    all_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: HomeState | None = None
        self._search = SearchBar(self)
        self._tiles = {action: Tile(TileShape.SMALL, self) for action in HomeAction}
        self._rows = [Row(self) for _ in range(MAX_FREQUENT)]
        self._item_tiles = [Tile(TileShape.LARGE, self) for _ in range(MAX_FREQUENT)]
        self._all = Button(ButtonKind.SMALL, self)
        self._all_row = Row(self)
        self._words = QRect()
        self._heading = QRect()
        self._footer = QRect()
        self._search.clicked.connect(self.search_pressed)
        self._all.clicked.connect(self.all_pressed)
        self._all_row.clicked.connect(self.all_pressed)
        for action, tile in self._tiles.items():
            tile.clicked.connect(lambda _checked=False, action=action: self.action_pressed.emit(action))
        for index, (row, tile) in enumerate(zip(self._rows, self._item_tiles, strict=True)):
            row.clicked.connect(lambda _checked=False, index=index: self._emit_item(index))
            tile.clicked.connect(lambda _checked=False, index=index: self._emit_item(index))

    def render(self, state: HomeState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        self.setAccessibleName(state.title)
        self.rearrange()

    def _emit_item(self, index: int) -> None:
        if self._state is not None and index < len(self._state.frequent):
            self.item_pressed.emit(self._state.frequent[index].item_id)

    # -- what stands where -----------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """One of four arrangements: portrait, senior, lower reach, landscape."""
        state = self._state
        if state is None:
            return
        for widget in (*self._tiles.values(), *self._rows, *self._item_tiles, self._all, self._all_row):
            widget.hide()
        self._heading = QRect()
        short = self.look.landscape or self.look.senior
        self._search.show_spec(SearchBarSpec(state.search_short if short else state.search))
        self._all.show_spec(ButtonSpec(state.all_items, icon_after=Icon.FORWARD))
        self._all_row.show_spec(RowSpec(state.all_items, Icon.CHECKLIST))
        if self.look.landscape:
            self._arrange_landscape(state)
        elif self.look.lower_reach:
            self._arrange_lower(state)
        elif self.look.senior:
            self._arrange_senior(state)
        else:
            self._arrange_portrait(state)

    def _large(self, state: HomeState) -> list[HomeTile]:
        return [tile for tile in state.tiles if tile.action in LARGE]

    def _small(self, state: HomeState, most: int) -> list[HomeTile]:
        """At most so many; the last one leads to the rest."""
        small = [tile for tile in state.tiles if tile.action not in LARGE]
        return small if len(small) <= most else [*small[: most - 1], state.more]

    def _put_tile(self, spec: HomeTile, face: QRect, shape: TileShape) -> None:
        tile = self._tiles[spec.action]
        short = self.look.senior or self.look.landscape
        sub = "" if shape is TileShape.LINE and spec.usable else spec.sub_short if short else spec.sub
        filled = spec.action is HomeAction.APPLY
        tile.show_spec(TileSpec(ICONS[spec.action], spec.label, sub, filled=filled, enabled=spec.usable), shape)
        tile.set_face(face)
        tile.show()

    def _put_row(self, index: int, item: HomeItem, face: QRect) -> None:
        row = self._rows[index]
        row.show_spec(RowSpec(item.label, item.icon, sub=item.sub, trailing="" if item.sub else item.department))
        row.set_face(face)
        row.show()

    def _put_item_tile(self, index: int, item: HomeItem, face: QRect, shape: TileShape) -> None:
        tile = self._item_tiles[index]
        sub = "" if shape is TileShape.LINE else item.sub or item.department
        tile.show_spec(TileSpec(item.icon, item.label, sub), shape)
        tile.set_face(face)
        tile.show()

    def _put_grid(self, tiles: list[HomeTile], area: QRect, columns: int, height: int, shape: TileShape) -> int:
        """Tiles in rows of ``columns``; gives where they end."""
        look = self.look
        step = height + look.gutter
        y = area.y()
        for start in range(0, len(tiles), columns):
            faces = look.columns(QRect(area.x(), y, area.width(), height), columns)
            for spec, face in zip(tiles[start : start + columns], faces, strict=False):
                self._put_tile(spec, face, shape)
            y += step
        return y

    def _put_rows(self, state: HomeState, area: QRect, height: int, gap: int) -> None:
        """As many rows in two columns as the area has room for."""
        step = height + gap
        count = max(0, (area.height() + gap) // step)
        faces = self.look.columns(area, 2)
        if count and self.look.landscape:
            step = min(round(height * 1.3) + gap, (area.height() + gap) // count)
            height = step - gap
        for index, item in enumerate(state.frequent[: min(2 * count, MAX_FREQUENT)]):
            column = faces[index % 2]
            face = QRect(column.x(), area.y() + index // 2 * step, column.width(), height)
            self._put_row(index, item, face)

    def _put_frequent(self, state: HomeState, area: QRect) -> None:
        """Heading with 全部 n 项 at the right, rows below."""
        look = self.look
        button = QRect(0, area.y(), look.px(206 if not look.senior else 300), max(look.px(64), look.min_target))
        needed = self._setter.block(state.all_items, Role.BODY, bold=True).natural_width
        button.setWidth(round(needed) + look.px(30) + look.font_px(Role.BODY) + look.px(46))
        button.moveRight(area.right())
        self._all.set_face(button)
        self._all.show()
        self._heading = QRect(area.x(), button.y(), button.x() - look.px(24) - area.x(), button.height())
        top = button.bottom() + max(look.px(18), look.gap + 1)
        height = look.px(112) if look.senior else look.row_height
        self._put_rows(
            state, QRect(area.x(), top, area.width(), area.bottom() - top), height, max(look.px(16), look.gap)
        )

    def _arrange_portrait(self, state: HomeState) -> None:
        look = self.look
        left, width = look.margin, look.width - 2 * look.margin
        aids = look.rect(Zone.AIDS)
        top = look.rect(Zone.HEADER).bottom() + look.px(30)
        grown = look.px(round(1.25 * (look.font_px(Role.HERO) / look.factor - 64)))
        self._words = QRect(left, top, width, look.px(146) + grown)
        y = look.px(298) + grown
        self._search.set_face(QRect(left, y, width, look.px(104)))
        y += look.px(132)
        shape_height = look.px(228)
        y = self._put_grid(self._large(state), QRect(left, y, width, 0), 2, shape_height, TileShape.LARGE)
        y = self._put_grid(self._small(state, MOST_SMALL), QRect(left, y, width, 0), 3, look.px(200), TileShape.SMALL)
        self._footer = QRect(left, aids.y() - look.px(80), width, look.px(56))
        y += look.px(14)
        self._put_frequent(state, QRect(left, y, width, self._footer.y() - look.px(16) - y))

    def _arrange_senior(self, state: HomeState) -> None:
        """Six large tiles: the two main ones, the next ones, and what people ask for most."""
        look = self.look
        left, width = look.margin, look.width - 2 * look.margin
        aids = look.rect(Zone.AIDS)
        self._words = QRect(left, look.rect(Zone.HEADER).bottom() + look.px(30), width, look.px(180))
        y = self._words.bottom() + look.px(8)
        self._search.set_face(QRect(left, y, width, look.px(116)))
        y += look.px(116 + 30)
        footer = look.line_height(Role.NOTE)
        self._footer = QRect(left, aids.y() - look.px(16) - footer, width, footer)
        row_height = look.px(108)
        floor = self._footer.y() - look.px(14) - row_height - look.edge
        height = (floor - y - look.px(28) * 3) // 3
        large = self._large(state)
        small = self._small(state, 6 - len(large) - min(2, len(state.frequent)))
        chosen = [*large, *small]
        faces: list[QRect] = []
        for line in range(3):
            faces += look.columns(QRect(left, y + line * (height + look.px(28)), width, height), 2)
        for spec, face in zip(chosen, faces, strict=False):
            self._put_tile(spec, face, TileShape.LARGE)
        for index, face in enumerate(faces[len(chosen) :]):
            if index < len(state.frequent):
                self._put_item_tile(index, state.frequent[index], face, TileShape.LARGE)
        self._all_row.set_face(QRect(left, floor, width, row_height))
        self._all_row.show()

    def _arrange_lower(self, state: HomeState) -> None:
        """Everything to press below y 880, in one line each; the upper half is to be read."""
        look = self.look
        left, width = look.margin, look.width - 2 * look.margin
        reach = look.rect(Zone.TOUCH).y() + look.px(32)
        self._words = QRect(left, look.rect(Zone.HEADER).bottom() + look.px(50), width, look.px(300))
        footer = look.line_height(Role.NOTE)
        self._footer = QRect(left, look.rect(Zone.AIDS).y() - look.px(18) - footer, width, footer)
        y = reach
        gap = look.px(20)
        columns = 3 if look.size is TextSize.STANDARD else 2
        small = self._small(state, columns * 2)
        frequent_lines = 2 if len(small) <= columns else 1
        lines = 2 + -(-len(small) // columns) + frequent_lines
        room = self._footer.y() - look.px(12) - y
        height = min(look.px(124), (room - gap * (lines - 1)) // lines - look.edge)
        step = height + look.edge + gap
        self._search.set_face(QRect(left, y, width, height))
        y += step
        for spec, face in zip(self._large(state), look.columns(QRect(left, y, width, height), 2), strict=False):
            self._put_tile(spec, face, TileShape.LINE)
        y += step
        for start in range(0, len(small), columns):
            faces = look.columns(QRect(left, y, width, height), columns)
            for spec, face in zip(small[start : start + columns], faces, strict=False):
                self._put_tile(spec, face, TileShape.LINE)
            y += step
        faces = []
        for line in range(frequent_lines):
            faces += look.columns(QRect(left, y + line * step, width, height), columns)
        for index, (item, face) in enumerate(zip(state.frequent, faces[:-1], strict=False)):
            self._put_item_tile(index, item, face, TileShape.LINE)
        self._all_row.show_spec(RowSpec(state.all_items, Icon.CHECKLIST, chevron=False))
        self._all_row.set_face(faces[-1])
        self._all_row.show()

    def _arrange_landscape(self, state: HomeState) -> None:
        """Words, search and the main tiles at the left (568), the others at the right (1176)."""
        look = self.look
        area = look.rect(Zone.CONTENT_TALL)
        top, bottom = look.rect(Zone.TITLE).y(), area.bottom()
        left_width = look.px(568)
        right = QRect(look.margin + left_width + look.px(48), top + look.px(8), 0, 0)
        right.setRight(look.width - look.margin)
        large = self._large(state)
        height = look.px(180 if not look.senior else 152)
        tiles_top = bottom - len(large) * height - (len(large) - 1) * look.gutter
        search_h = look.px(100)
        search_top = tiles_top - search_h - look.px(28)
        self._words = QRect(look.margin, top - look.px(8), left_width, search_top - top)
        self._search.set_face(QRect(look.margin, search_top, left_width, search_h))
        self._put_grid(large, QRect(look.margin, tiles_top, left_width, 0), 1, height, TileShape.WIDE)
        tile_h = look.px(164)
        small = self._small(state, MOST_SMALL)
        y = self._put_grid(small, right, 3, tile_h, TileShape.WIDE)
        self._put_frequent(state, QRect(right.x(), y + look.px(6), right.width(), bottom - y - look.px(4)))
        self._footer = QRect()

    # -- what stands still -----------------------------------------------------------------------------------------

    def spoken(self) -> tuple[str, ...]:
        """Title, the sentence below it, when somebody is here."""
        state = self._state
        if state is None:
            return ()
        heading = "" if self._heading.isNull() else state.frequent_heading
        return state.title, state.warning or state.sub, state.hours, state.as_of, heading

    def paint(self, canvas: Canvas) -> None:
        """Words, heading, footer; the picture of the upper half in lower reach."""
        state = self._state
        if state is None:
            return
        if self.look.lower_reach and not self.look.landscape:
            draw_skyline(canvas, self.width(), self.look.rect(Zone.TOUCH).y())
        self._paint_words(canvas, state)
        if not self._heading.isNull():
            canvas.paragraph(state.frequent_heading, Role.SECTION, self._heading, middle=True)
        if not self._footer.isNull():
            self._paint_footer(canvas, state)

    def _paint_words(self, canvas: Canvas, state: HomeState) -> None:
        look, box = self.look, self._words
        role = Role.HERO
        title_h = round(look.font_px(role) * 1.25)
        if canvas.text_width(state.title, role) > box.width():
            title_h = title_h * 2 if look.landscape else title_h
        used = canvas.paragraph(state.title, role, QRect(box.x(), box.y(), box.width(), title_h))
        below = QRect(box.x(), box.y() + used + canvas.px(8), box.width(), box.bottom() - box.y() - used - canvas.px(8))
        if state.warning:
            size = round(look.font_px(Role.BODY) * 1.25)
            canvas.icon(
                Icon.OFFLINE, below.x(), below.y() + look.line_height(Role.BODY) / 2 - size / 2, size, "warn", tint=None
            )
            words = below.adjusted(size + canvas.px(14), 0, 0, 0)
            warning = state.warning_short if look.senior else state.warning
            canvas.paragraph(warning, Role.BODY, words, "warn", bold=True)
            return
        contrast = look.contrast
        sub = state.sub_contrast if contrast else state.sub
        if look.lower_reach and not look.landscape:
            sub = state.sub_lower
        elif look.senior:
            sub = state.sub_senior_contrast if contrast else state.sub_senior
        canvas.paragraph(sub, Role.BODY, below, "ink2")

    def _paint_footer(self, canvas: Canvas, state: HomeState) -> None:
        box = self._footer
        if self.look.lower_reach or not state.as_of or self.look.senior:
            canvas.line(state.hours, Role.NOTE, box.x(), box.center().y(), "ink2", max_width=box.width())
            return
        half = box.width() // 2 - canvas.px(10)
        canvas.line(state.hours, Role.NOTE, box.x(), box.center().y(), "ink2", max_width=half)
        canvas.line(
            state.as_of, Role.NOTE, box.right() + 1, box.center().y(), "ink2", align=Align.RIGHT, max_width=half
        )
