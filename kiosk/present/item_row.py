"""An item in a list: its names, its department, and what can be done about it here."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.domain.code_sets import KioskMode, OfflinePolicy
from config.texts import Texts
from screens.components.row import RowSpec
from screens.components.tag import TagKind, TagSpec
from screens.icons import Icon
from screens.pages.item_list import ListedItem, ListWords

DONE_HERE = frozenset({KioskMode.SUBMIT, KioskMode.QUERY, KioskMode.PAY})
"""Modes in which the whole errand is done at the terminal."""


def present_item(texts: Texts, catalogue: Catalogue, item: Item, *, today: date, online: bool) -> ListedItem:
    """The row of an item, with tags and without."""
    name = catalogue.item_name(item, texts.language)
    department = catalogue.department_of(item)
    label = catalogue.item_common_name(item, texts.language)
    icon = Icon.named(item.icon or "doc")
    display = catalogue.text(department.display, texts.language)
    sub = texts("item.sub", name=name, department=display)
    short = catalogue.text(department.name, texts.language)
    return ListedItem(
        item_id=str(item.id),
        row=RowSpec(label, icon, sub, tags=item_tags(texts, catalogue, item, today=today, online=online)),
        compact=RowSpec(label, icon, trailing=short),
        short_sub=display,
    )


def item_tags(texts: Texts, catalogue: Catalogue, item: Item, *, today: date, online: bool) -> tuple[TagSpec, ...]:
    """At most three tags: where it is done, what it costs, what happens without a line."""
    mode = item.kiosk.mode
    blocked = not online and mode in DONE_HERE and item.kiosk.offline is OfflinePolicy.BLOCKED
    if mode not in DONE_HERE:
        more = "item.tag.precheck" if mode is KioskMode.PRECHECK else "item.tag.guide"
        return (TagSpec(texts("item.tag.window"), TagKind.WARN, Icon.WALK), TagSpec(texts(more)))
    tags = [TagSpec(texts("item.tag.here"), TagKind.GOOD, Icon.CHECK)]
    if blocked:
        return (TagSpec(texts("item.tag.blocked"), TagKind.WARN, Icon.OFFLINE),)
    if mode is KioskMode.SUBMIT:
        tags.append(TagSpec(texts("item.tag.charged" if item.fee.charged else "item.tag.free")))
    if mode is KioskMode.SUBMIT and catalogue.may_queue(item, today):
        tags.append(TagSpec(texts("item.tag.queue")))
    else:
        tags.append(TagSpec(texts("item.tag.online"), TagKind.WARN, Icon.ONLINE))
    return tuple(tags)


def present_list_words(texts: Texts) -> ListWords:
    """The words of the bar that turns pages."""
    return ListWords(texts("paging.previous"), texts("paging.next"), texts("list.page", page="{page}", pages="{pages}"))
