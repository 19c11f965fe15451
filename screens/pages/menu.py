"""Everything that the terminal can do, as a list: where the home page has no room for all tiles."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.look import Role, Zone
from screens.page import Page
from screens.pages.item_list import ItemList, ListedItem, ListWords
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class MenuState:
    """All words of the page; each entry has the key of its action."""

    title: str
    note: str
    entries: tuple[ListedItem, ...]
    words: ListWords


class MenuPage(Page):
    """Shows the list.

    Signals:
        entry_pressed: an action, by its key.
    """

    has_actions = False

    entry_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: MenuState | None = None
        self._title = QRect()
        self._list = ItemList(self)
        self._list.item_pressed.connect(self.entry_pressed)
        self._list.page_turned.connect(self.rearrange)

    def render(self, state: MenuState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        self.setAccessibleName(state.title)
        self._list.show_items(state.entries, state.words)
        self.rearrange()

    def arrange(self) -> None:
        """Title and list; in lower reach the list stands where hands reach."""
        if self._state is None:
            return
        look = self.look
        title, content = self.zone(Zone.TITLE), self.zone(Zone.CONTENT)
        self._title = QRect(title.x(), title.y() - look.px(8), title.width(), round(look.font_px(Role.TITLE) * 1.3))
        lower = look.lower_reach and not look.landscape
        top = look.rect(Zone.TOUCH).y() if lower else self._title.bottom() + look.px(24)
        area = QRect(content.x(), top, content.width(), content.bottom() - top + 1)
        self._list.arrange(area, look, columns=2 if look.landscape else 1, compact=True)

    def spoken(self) -> tuple[str, ...]:
        """The words that ``paint`` draws."""
        state = self._state
        if state is None:
            return ()
        return state.title, state.note

    def paint(self, canvas: Canvas) -> None:
        """Title and note."""
        state = self._state
        if state is None:
            return
        box = self._title
        used = round(canvas.text_width(state.note, Role.NOTE))
        canvas.paragraph(state.title, Role.TITLE, box.adjusted(0, 0, -used - canvas.px(24), 0), middle=True)
        canvas.line(state.note, Role.NOTE, box.right() + 1, box.center().y(), "ink2", align=Align.RIGHT)
