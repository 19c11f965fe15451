"""What the pages of frequent questions say: looking for one, all of a theme, and an answer with its source and date."""

from __future__ import annotations

from collections.abc import Sequence

from config.catalogue import Catalogue
from config.catalogue.faq import FaqBook, FaqEntry, Theme
from config.domain.identifiers import ItemId
from config.texts import Texts
from kiosk.present.item_row import present_list_words
from kiosk.present.paging import present_paging
from kiosk.present.search import present_search_keyboard
from screens.components.banner import BannerKind, BannerSpec
from screens.components.row import RowSpec
from screens.components.state_card import StateCardSpec, StateKind
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.pages.answer import AnswerState
from screens.pages.browse import BrowseState, BrowseTab
from screens.pages.item_list import ListedItem
from screens.pages.search import SearchChip, SearchState

SUGGESTIONS = 6
HOTLINE = "12345"


def present_asking(
    texts: Texts, book: FaqBook | None, *, query: str, found: Sequence[FaqEntry], typing: bool
) -> SearchState:
    """The page on which a question is typed.

    Args:
        texts: in the language of the visit.
        book: the questions; None: they are still being read.
        query: what was typed.
        found: the questions that it speaks of, best first.
        typing: whether the keyboard is shown.
    """
    typed = query.strip()
    empty = StateCardSpec(
        StateKind.EMPTY,
        texts("help.none", query=typed),
        texts("help.none.why", hotline=HOTLINE),
        act=texts("search.again"),
    )
    return SearchState(
        title=texts("help.found", count=len(found)) if typed and found else texts("help.title"),
        note=texts("help.as_of", date=book.as_of.isoformat()) if book is not None else "",
        hint=texts("help.hint"),
        query=query,
        clear_label=texts("search.clear"),
        items=tuple(_listed(texts, entry) for entry in found),
        words=present_list_words(texts),
        empty=empty if typed and not found and book is not None else None,
        missing=BannerSpec(BannerKind.PLAIN, texts("help.missing"), texts("help.missing.why", hotline=HOTLINE)),
        suggestions_heading=texts("help.suggestions"),
        suggestions=tuple(SearchChip(str(n), texts(f"help.suggestion.{n}")) for n in range(1, SUGGESTIONS + 1)),
        departments_label=texts("help.all"),
        topics_label=texts("help.hotlines"),
        departments_icon=Icon.QUESTION,
        topics_icon=Icon.PHONE,
        below=texts("search.below"),
        keyboard=present_search_keyboard(texts, query) if typing else None,
    )


def present_questions(texts: Texts, book: FaqBook | None, theme: Theme) -> BrowseState:
    """All questions of a theme; arguments as above."""
    entries = book.of_theme(theme) if book is not None else ()
    return BrowseState(
        title=texts("help.title"),
        note=texts("help.as_of", date=book.as_of.isoformat()) if book is not None else "",
        tabs=tuple(BrowseTab(one.value, texts(f"help.theme.{one.value}"), selected=one is theme) for one in Theme),
        groups=(),
        items=tuple(_listed(texts, entry) for entry in entries),
        words=present_list_words(texts),
    )


def present_answer(texts: Texts, catalogue: Catalogue, book: FaqBook, entry: FaqEntry) -> AnswerState:
    """One answer, with where it comes from, whom to ask further, and the guides that say more."""
    language = texts.language
    wording = entry.wording(language)
    notes = [texts("guide.sample")] if book.file.sample_data else []
    return AnswerState(
        head=StepHeaderSpec(wording.q, texts("help.title")),
        answer=wording.a,
        facts=(
            (texts("help.source"), entry.source),
            (texts("help.date"), book.as_of.isoformat()),
            (texts("help.ask"), texts(f"help.ask.{entry.ask}", number=entry.ask)),
        ),
        guides_heading=texts("help.guides") if entry.items else "",
        guides=tuple(
            (item, RowSpec(catalogue.item_common_name(catalogue.item(ItemId(item)), language), Icon.BOOK))
            for item in entry.items
            if ItemId(item) in catalogue.items
        ),
        footnotes=tuple(notes),
        done=texts("help.more"),
        paging=present_paging(texts),
    )


def _listed(texts: Texts, entry: FaqEntry) -> ListedItem:
    row = RowSpec(entry.wording(texts.language).q, Icon.QUESTION)
    return ListedItem(entry.id, row, row)
