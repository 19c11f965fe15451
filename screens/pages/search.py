"""The search page: what is typed, filters, results; on an empty query the other ways to find an item."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.banner import BannerSpec
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.components.chip import Chip, ChipSpec
from screens.components.search_bar import SearchBar, SearchBarSpec
from screens.components.state_card import StateCard, StateCardSpec, StateKind
from screens.icons import Icon
from screens.input.editing import TextEditing
from screens.input.keyboard import Keyboard
from screens.input.keyboard_spec import KeyboardSpec
from screens.look import Role, Zone
from screens.page import Page
from screens.pages.item_list import ItemList, ListedItem, ListWords
from screens.text.block import Align

MOST_CHIPS = 8
LEAST_CARD_PX = 380
"""Less height and the card stands alone."""


@dataclass(frozen=True, slots=True)
class SearchChip:
    """A filter or a suggestion; ``key`` names it in intents."""

    key: str
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class SearchState:
    """All words of the page.

    Attributes:
        query: what was typed, as it stands in the field.
        chips: filters of the results.
        suggestions: words to search for, while the query is empty; tapping one searches for its label.
        empty: the card instead of results; None while there are some.
        keyboard: None while the results are looked at.
    """

    title: str
    note: str
    hint: str
    query: str = field(repr=False)
    clear_label: str = ""
    chips: tuple[SearchChip, ...] = ()
    items: tuple[ListedItem, ...] = ()
    words: ListWords = field(default_factory=lambda: ListWords("", "", ""))
    empty: StateCardSpec | None = field(default=None, repr=False)
    missing: BannerSpec | None = None
    suggestions_heading: str = ""
    suggestions: tuple[SearchChip, ...] = ()
    departments_label: str = ""
    topics_label: str = ""
    departments_icon: Icon = Icon.BUILDING
    topics_icon: Icon = Icon.HEART
    below: str = ""
    keyboard: KeyboardSpec | None = None


class SearchPage(Page):
    """Finds an item by words.

    Signals:
        text_edited: the words to search for: the text with the letters that still wait for a candidate.
        item_pressed: a result, by its id.
        chip_pressed: a filter, by its key.
        suggestion_pressed: a suggestion, by its label.
        search_focused: the bar was tapped: show the keyboard.
        keyboard_hidden: look at the results.
        cleared: begin anew.
        departments_pressed, topics_pressed: the other ways to find an item.
    """

    has_actions = False

    text_edited = Signal(str)
    item_pressed = Signal(str)
    chip_pressed = Signal(str)
    suggestion_pressed = Signal(str)
    search_focused = Signal()
    keyboard_hidden = Signal()
    cleared = Signal()
    departments_pressed = Signal()
    topics_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: SearchState | None = None
        self._title = QRect()
        self._heading = QRect()
        self._read_only = QRect()
        self._bar = SearchBar(self)
        self._clear = Button(ButtonKind.SMALL, self)
        self._chips = [Chip(self) for _ in range(MOST_CHIPS)]
        self._departments = Button(ButtonKind.SECONDARY, self)
        self._topics = Button(ButtonKind.SECONDARY, self)
        self._card = StateCard(self)
        self._list = ItemList(self)
        self._keyboard = Keyboard(parent=self)
        self._bar.clicked.connect(self.search_focused)
        self._clear.clicked.connect(self._on_clear)
        self._departments.clicked.connect(self.departments_pressed)
        self._topics.clicked.connect(self.topics_pressed)
        self._card.act_pressed.connect(self._on_clear)
        self._list.item_pressed.connect(self.item_pressed)
        self._list.page_turned.connect(self.rearrange)
        for number, chip in enumerate(self._chips):
            chip.clicked.connect(lambda _checked=False, n=number: self._on_chip(n))
        self._keyboard.edited.connect(self._on_edited)
        self._keyboard.act_pressed.connect(self.keyboard_hidden)
        self._keyboard.hide_pressed.connect(self.keyboard_hidden)

    def render(self, state: SearchState) -> None:  # type: ignore[override]
        """Show that state; letters that wait for a candidate go on waiting."""
        self._state = state
        self.setAccessibleName(state.title)
        self._list.show_items(state.items, state.words)
        if state.keyboard is None:
            self._keyboard.reset()
        elif state.query != self._words_typed():
            self._keyboard.reset()
            self._keyboard.show_spec(state.keyboard)
        else:
            self._keyboard.show_spec(self._with_text(state.keyboard))
        shown = state.keyboard is not None
        if shown != self.keyboard_shown:
            self.show_keyboard(shown)
        else:
            self.rearrange()

    def forget_text(self) -> None:
        """The visit is over: let go of the state too."""
        self._state = None
        self._bar.show_spec(SearchBarSpec(""))
        self._card.show_spec(StateCardSpec(StateKind.EMPTY, ""))
        super().forget_text()

    # -- intents ---------------------------------------------------------------------------------------------------

    def _words_typed(self) -> str:
        """Text and waiting letters, as the search takes them."""
        editing = self._keyboard.editing
        return editing.text + editing.spelling

    def _with_text(self, spec: KeyboardSpec) -> KeyboardSpec:
        return replace(spec, text=self._keyboard.editing.text)

    def _on_edited(self, _editing: TextEditing) -> None:
        self.text_edited.emit(self._words_typed())
        self.rearrange()

    def _on_clear(self) -> None:
        self._keyboard.reset()
        self.cleared.emit()

    def _on_chip(self, number: int) -> None:
        state = self._state
        if state is None:
            return
        if state.query and state.empty is None:
            self.chip_pressed.emit(state.chips[number].key)
        else:
            self.suggestion_pressed.emit(state.suggestions[number].label)

    # -- what stands where -----------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Title, bar, filters, results; with the keyboard less of each."""
        state = self._state
        if state is None:
            return
        for widget in (*self._chips, self._departments, self._topics, self._card, self._clear):
            widget.hide()
        self._list.hide()
        self._heading = self._read_only = QRect()
        self._keyboard.setVisible(self.keyboard_shown)
        self._keyboard.setGeometry(self.zone(Zone.KEYBOARD))
        area = self._place_bar(state, self._place_title())
        if not state.query:
            self._place_other_ways(state, area)
        elif state.empty is not None:
            self._place_card(state, state.empty, area)
        else:
            self._place_results(state, area)

    def _place_title(self) -> QRect:
        """The title's place; gives the rest."""
        look = self.look
        title, content = self.zone(Zone.TITLE), self.zone(Zone.CONTENT)
        lower = look.lower_reach and not look.landscape
        if self.keyboard_shown and look.landscape:
            self._title = QRect()
            top = title.y() - look.px(12)
            return QRect(content.x(), top, content.width(), content.bottom() - top + 1)
        height = round(look.font_px(Role.TITLE) * 1.3)
        self._title = QRect(title.x(), title.y() - look.px(8), title.width(), height)
        top = look.px(880) if lower else self._title.bottom() + look.px(20)
        return QRect(content.x(), top, content.width(), content.bottom() - top + 1)

    def _place_bar(self, state: SearchState, area: QRect) -> QRect:
        look = self.look
        height = look.px(112 if look.senior else 104)
        width = area.width()
        editing = self._keyboard.editing if self.keyboard_shown else None
        typed = editing.text if editing else state.query
        composing = self._keyboard.preview if editing else ""
        self._bar.show_spec(SearchBarSpec(state.hint, typed, composing, editing=self.keyboard_shown))
        if state.query:
            self._clear.show_spec(ButtonSpec(state.clear_label, Icon.CROSS))
            words = self._setter.block(state.clear_label, Role.BODY, bold=True).natural_width
            clear = round(words + look.font_px(Role.BODY) * 1.2) + look.px(76)
            width -= clear + self._gap()
            self._clear.set_face(QRect(area.x() + width + self._gap(), area.y(), clear, height))
            self._clear.show()
        self._bar.set_face(QRect(area.x(), area.y(), width, height))
        used = height + look.edge + look.px(20)
        return area.adjusted(0, used, 0, 0)

    def _gap(self) -> int:
        return max(self.look.gap, self.look.px(16))

    def _place_chips(self, chips: tuple[SearchChip, ...], area: QRect, lines: int) -> int:
        """Chips side by side in at most that many lines; gives the height used."""
        look = self.look
        gap = self._gap()
        x, y = area.x(), area.y()
        line = 1
        height = 0
        for chip, spec in zip(self._chips, chips, strict=False):
            chip.show_spec(ChipSpec(spec.label, selected=spec.selected))
            size = chip.sizeHint()
            if x > area.x() and x + size.width() > area.right() + 1:
                line += 1
                if line > lines:
                    break
                x, y = area.x(), y + size.height() + look.edge + gap
            chip.set_face(QRect(x, y, size.width(), size.height()))
            chip.show()
            x += size.width() + gap
            height = y + size.height() + look.edge + gap - area.y()
        return height

    def _place_results(self, state: SearchState, area: QRect) -> None:
        look = self.look
        if self.keyboard_shown:
            if look.lower_reach and not look.landscape:
                top = self._title.bottom() + look.px(24)
                self._read_only = QRect(area.x(), top, area.width(), look.px(880 - 24) - top)
                return
            columns = 3 if look.landscape and not look.senior else 2 if look.landscape else 1
            self._list.arrange(area, look, columns=columns, compact=True)
            return
        lower = look.lower_reach and not look.landscape
        used = self._place_chips(state.chips, area, 2 if look.senior and not lower else 1)
        area = area.adjusted(0, used + look.px(8), 0, 0)
        self._list.arrange(area, look, columns=2 if look.landscape else 1, hint=state.missing)

    def _place_card(self, state: SearchState, card: StateCardSpec, area: QRect) -> None:
        """That nothing was found, and below it the other ways to find an item."""
        look = self.look
        short = self.keyboard_shown and (look.landscape or look.lower_reach)
        if short:
            top = self._title.bottom() + look.px(24) if not self._title.isNull() else area.y()
            bottom = area.bottom() if look.landscape else look.px(880 - 24)
            self._read_only = QRect(area.x(), top, area.width(), bottom - top)
            return
        self._card.show_spec(card)
        if look.landscape:
            left, right = area.adjusted(0, 0, -area.width() * 2 // 5, 0), area.adjusted(area.width() * 3 // 5, 0, 0, 0)
            left.setHeight(min(left.height(), look.px(640 if look.senior else 540)))
            self._card.setGeometry(left.adjusted(0, 0, -look.gutter, 0))
            self._card.show()
            self._place_other_ways(state, right)
            return
        ways = look.px(112) + look.edge + look.px(28)
        most = look.px(640 if look.senior else 540)
        height = min(most, area.height() - ways)
        if height < look.px(LEAST_CARD_PX):
            height = min(most, area.height())
        self._card.setGeometry(area.x(), area.y(), min(area.width(), look.px(1100)), height)
        self._card.show()
        below = area.adjusted(0, height + look.px(28), 0, 0)
        if below.height() >= ways - look.px(28):
            self._place_other_ways(state, below)

    def _place_other_ways(self, state: SearchState, area: QRect) -> None:
        """Two buttons to the lists, and words that many search for."""
        look = self.look
        lower = look.lower_reach and not look.landscape and self.keyboard_shown
        if lower:
            return
        height = look.px(100 if look.landscape else 112)
        left, right = look.columns(QRect(area.x(), area.y(), area.width(), height), 2)
        for button, face, label, icon in (
            (self._departments, left, state.departments_label, state.departments_icon),
            (self._topics, right, state.topics_label, state.topics_icon),
        ):
            button.show_spec(ButtonSpec(label, icon))
            button.set_face(face)
            button.show()
        top = left.bottom() + look.edge + look.px(20)
        heading = round(look.font_px(Role.LABEL) * 1.6)
        rest = QRect(area.x(), top + heading, area.width(), area.bottom() - top - heading)
        chip_h = max(look.min_target, look.px(64)) + look.edge
        if rest.height() < chip_h:
            return
        self._heading = QRect(area.x(), top, area.width(), heading)
        self._place_chips(state.suggestions, rest, max(1, (rest.height() + self._gap()) // (chip_h + self._gap())))

    # -- what stands still -----------------------------------------------------------------------------------------

    def spoken(self) -> tuple[str, ...]:
        """The words that ``paint`` draws."""
        state = self._state
        if state is None:
            return ()
        found = (state.empty.sentence, state.empty.why) if state.empty is not None else (state.below,)
        heading = "" if self._heading.isNull() else state.suggestions_heading
        return state.title, state.note, *found, heading

    def paint(self, canvas: Canvas) -> None:
        """Title and note; the heading of the suggestions; results to be read where they cannot be pressed."""
        state = self._state
        if state is None:
            return
        if not self._title.isNull():
            box = self._title
            used = canvas.text_width(state.note, Role.NOTE)
            canvas.line(
                state.title, Role.TITLE, box.x(), box.center().y(), max_width=round(box.width() - used - canvas.px(24))
            )
            canvas.line(state.note, Role.NOTE, box.right() + 1, box.center().y(), "ink2", align=Align.RIGHT)
        if not self._heading.isNull():
            canvas.paragraph(state.suggestions_heading, Role.LABEL, self._heading, middle=True)
        if not self._read_only.isNull():
            self._paint_read_only(canvas, state)

    def _paint_read_only(self, canvas: Canvas, state: SearchState) -> None:
        box = self._read_only
        step = self.look.line_height(Role.STRONG)
        if state.empty is not None:
            canvas.paragraph(state.empty.sentence, Role.STRONG, QRect(box.x(), box.y(), box.width(), 2 * step))
            rest = box.adjusted(0, step, 0, 0)
            canvas.paragraph(state.empty.why, Role.BODY, rest, "ink2")
            return
        canvas.line(state.below, Role.BODY, box.x(), box.y() + step / 2, "ink2", max_width=box.width())
        y = box.y() + step
        for item in state.items:
            if y + step > box.bottom():
                return
            canvas.line(item.row.label, Role.STRONG, box.x(), y + step / 2, max_width=box.width())
            y += step
