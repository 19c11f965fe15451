"""What the search page shows: results with filters, the way on when nothing was found, other ways at the beginning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.catalogue.search import Hit
from config.domain.identifiers import DepartmentId
from config.texts import Texts
from kiosk.present.item_row import DONE_HERE, present_item, present_list_words
from kiosk.present.keyboard import present_keyboard, writing_panels
from kiosk.present.kinds import ALL
from screens.components.banner import BannerKind, BannerSpec
from screens.components.state_card import StateCardSpec, StateKind
from screens.input.editing import Allowed, EditingRules
from screens.input.keyboard_spec import KeyboardSpec
from screens.pages.search import SearchChip, SearchState

__all__ = ["ALL", "present_search", "present_search_keyboard"]
HERE = "here"
"""Keys of filters; every other key is a department's id."""
LONGEST_QUERY = 40
MOST_DEPARTMENTS = 4
SUGGESTIONS = 6


def present_search(
    texts: Texts,
    catalogue: Catalogue,
    *,
    query: str,
    hits: Sequence[Hit],
    chosen: str = ALL,
    typing: bool = True,
    online: bool = True,
    today: date,
) -> SearchState:
    """The search page.

    Args:
        texts: in the language of the visit.
        catalogue: the service catalogue.
        query: what was typed, as ``SearchPage.text_edited`` gave it.
        hits: what the index found for it, best first.
        chosen: the key of the filter in use.
        typing: whether the keyboard is shown.
        online: whether the hall can be reached.
        today: decides which items may wait for the line.
    """
    found = [catalogue.item(hit.item_id) for hit in hits]
    shown = [item for item in found if _passes(item, chosen)]
    typed = query.strip()
    return SearchState(
        title=_title(texts, typed, len(found)),
        note=texts("search.order") if found and typed else "",
        hint=texts("search.hint"),
        query=query,
        clear_label=texts("search.clear"),
        chips=_chips(texts, catalogue, found, chosen),
        items=tuple(present_item(texts, catalogue, item, today=today, online=online) for item in shown),
        words=present_list_words(texts),
        empty=_empty(texts, catalogue, typed) if typed and not found else None,
        missing=BannerSpec(BannerKind.PLAIN, texts("search.missing"), texts("search.missing_why")),
        suggestions_heading=texts("search.suggestions"),
        suggestions=tuple(SearchChip(str(n), texts(f"search.suggestion.{n}")) for n in range(1, SUGGESTIONS + 1)),
        departments_label=texts("search.departments"),
        topics_label=texts("search.topics"),
        below=texts("search.below"),
        keyboard=present_search_keyboard(texts, query) if typing else None,
    )


def _passes(item: Item, chosen: str) -> bool:
    if chosen == HERE:
        return item.kiosk.mode in DONE_HERE
    return chosen in {ALL, item.department}


def _title(texts: Texts, typed: str, count: int) -> str:
    if not typed:
        return texts("search.title")
    return texts("search.found", count=count) if count else texts("search.none")


def _chips(texts: Texts, catalogue: Catalogue, found: Sequence[Item], chosen: str) -> tuple[SearchChip, ...]:
    """All, the departments with most results, and what is done here; none for one result."""
    if len(found) < 2:
        return ()
    chips = [SearchChip(ALL, texts("search.all", count=len(found)), chosen == ALL)]
    for department, count in Counter(item.department for item in found).most_common(MOST_DEPARTMENTS):
        name = catalogue.text(catalogue.departments[DepartmentId(department)].name, texts.language)
        label = texts("search.department", name=name, count=count)
        chips.append(SearchChip(department, label, chosen == department))
    if any(item.kiosk.mode in DONE_HERE for item in found):
        chips.insert(1, SearchChip(HERE, texts("search.here"), chosen == HERE))
    return tuple(chips)


def _empty(texts: Texts, catalogue: Catalogue, typed: str) -> StateCardSpec:
    """Nothing was found: what else can be done, and whom to call."""
    hotline = next((contact.consult for contact in catalogue.file.contacts.values()), "")
    return StateCardSpec(
        StateKind.EMPTY,
        texts("search.empty", query=typed),
        texts("search.empty_why", hotline=hotline) if hotline else texts("search.empty_why.no_hotline"),
        act=texts("search.again"),
    )


def present_search_keyboard(texts: Texts, query: str) -> KeyboardSpec:
    """The keyboard below a search bar, with what was typed so far."""
    return KeyboardSpec(
        present_keyboard(texts),
        field_key="search",
        rules=EditingRules(Allowed.ANYTHING, LONGEST_QUERY),
        text=query,
        panels=writing_panels(texts.language),
        act=texts("search.show"),
    )
