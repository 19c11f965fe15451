"""Frequent questions: look for one by words, read all of a theme, read an answer. Works without a line.

The questions are read on a worker when somebody asks for the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from config.catalogue.errors import CatalogueError
from config.catalogue.faq import FaqBook, FaqEntry, QuestionId, Theme, load_faq
from config.domain.identifiers import ItemId
from drivers.vocabulary import DeviceEvent
from kiosk.background import Lane
from kiosk.flows.machine import step
from kiosk.flows.step import IntentTable
from kiosk.idle_clock import IdleKind
from kiosk.present.help import present_answer, present_asking, present_questions
from kiosk.stage import Intent, PageName

if TYPE_CHECKING:
    from config.catalogue.search import SearchIndex
    from kiosk.flows.surroundings import Surroundings


class HelpState(StrEnum):
    """Where the resident is."""

    ASKING = "asking"
    LISTING = "listing"
    READING = "reading"
    READING_LISTED = "reading_listed"
    """An answer that was chosen from the list."""


class HelpEvent(StrEnum):
    """What leads on."""

    ALL_CHOSEN = "all_chosen"
    CHOSEN = "chosen"
    BACK = "back"


_S, _E = HelpState, HelpEvent
HELP_TABLE: Mapping[tuple[HelpState, HelpEvent], HelpState] = {
    (_S.ASKING, _E.ALL_CHOSEN): _S.LISTING,
    (_S.ASKING, _E.CHOSEN): _S.READING,
    (_S.LISTING, _E.CHOSEN): _S.READING_LISTED,
    (_S.LISTING, _E.BACK): _S.ASKING,
    (_S.READING, _E.BACK): _S.ASKING,
    (_S.READING_LISTED, _E.BACK): _S.LISTING,
}


class HelpFlow:
    """Ask, list, read."""

    def __init__(self, around: Surroundings, index: Callable[[], SearchIndex]) -> None:
        """Begin with the question; ``index`` gives the search index of the catalogue, from any thread."""
        self.around = around
        self.state = HelpState.ASKING
        self._index = index
        self._book: FaqBook | None = None
        self._query = ""
        self._typing = False
        self._theme = Theme.TERMINAL
        self._entry: FaqEntry | None = None
        self._intents: IntentTable = {
            (PageName.SEARCH, "text_edited"): self._on_query,
            (PageName.SEARCH, "suggestion_pressed"): self._on_suggestion,
            (PageName.SEARCH, "search_focused"): lambda: self._type(typing=True),
            (PageName.SEARCH, "keyboard_hidden"): lambda: self._type(typing=False),
            (PageName.SEARCH, "cleared"): lambda: self._on_query(""),
            (PageName.SEARCH, "departments_pressed"): lambda: self._fire(HelpEvent.ALL_CHOSEN),
            (PageName.SEARCH, "topics_pressed"): around.ways.open_hotlines,
            (PageName.SEARCH, "item_pressed"): self._on_entry,
            (PageName.BROWSE, "tab_pressed"): self._on_theme,
            (PageName.BROWSE, "item_pressed"): self._on_entry,
            (PageName.ANSWER, "item_pressed"): lambda item: around.ways.open_guide(ItemId(item)),
            (PageName.ANSWER, "done_pressed"): self.go_back,
        }

    @property
    def idle_kind(self) -> IdleKind:
        """Looking and reading."""
        return IdleKind.MENU

    @property
    def can_go_back(self) -> bool:
        """Always; from the first page home."""
        return True

    @property
    def can_leave(self) -> bool:
        """At any time."""
        return True

    @property
    def would_lose(self) -> bool:
        """Nothing is entered but words to look for."""
        return False

    def enter(self) -> None:
        """The first page; the questions come as soon as they are read."""
        self.render()
        index = self._index
        self.around.background.run(Lane.PAPER, lambda: load_faq(index()), self._on_book, self._on_no_book)

    def render(self) -> None:
        """The present page."""
        around, book = self.around, self._book
        match self.state:
            case HelpState.ASKING:
                found = book.search(self._query) if book is not None and self._query.strip() else ()
                state = present_asking(around.texts, book, query=self._query, found=found, typing=self._typing)
                around.stage.show(PageName.SEARCH, state)
            case HelpState.LISTING:
                around.stage.show(PageName.BROWSE, present_questions(around.texts, book, self._theme))
            case HelpState.READING | HelpState.READING_LISTED:
                assert book is not None
                assert self._entry is not None
                around.stage.show(PageName.ANSWER, present_answer(around.texts, around.catalogue, book, self._entry))
            case _:
                assert_never(self.state)

    def handle(self, intent: Intent) -> None:
        """What the resident did."""
        act = self._intents.get((intent.page, intent.name))
        if act is not None:
            act(*intent.args)

    def on_device(self, event: DeviceEvent) -> None:
        """No device takes part."""

    def on_tick(self) -> None:
        """Nothing runs by itself."""

    def go_back(self) -> None:
        """One page back; from the first one home."""
        if self.state is HelpState.ASKING:
            self.around.ways.go_home()
        else:
            self._fire(HelpEvent.BACK)

    def leave(self) -> None:
        """What somebody asked is theirs: forget it."""
        self._query = ""

    # ---- what happens --------------------------------------------------------------------------------------------

    def _fire(self, event: HelpEvent) -> None:
        self.state = step(HELP_TABLE, self.state, event)
        self.render()

    def _on_book(self, book: FaqBook) -> None:
        self._book = book
        self.render()

    def _on_no_book(self, error: Exception) -> None:
        """Without its questions there are still the telephone numbers."""
        if not isinstance(error, CatalogueError):
            raise error
        self.around.ways.open_hotlines()

    def _on_query(self, text: str) -> None:
        self._query, self._typing = text, True
        self.render()

    def _on_suggestion(self, words: str) -> None:
        self._query, self._typing = words, False
        self.render()

    def _type(self, *, typing: bool) -> None:
        self._typing = typing
        self.render()

    def _on_theme(self, theme: str) -> None:
        self._theme = Theme(theme)
        self.render()

    def _on_entry(self, entry: str) -> None:
        if self._book is not None:
            self._entry = self._book.entries[QuestionId(entry)]
            self._fire(HelpEvent.CHOSEN)
