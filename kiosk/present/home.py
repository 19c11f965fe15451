"""What the home page says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from config.catalogue import Catalogue
from config.domain.identifiers import ItemId
from config.texts import Language, Texts
from screens.icons import Icon
from screens.pages.home import HomeAction, HomeItem, HomeState, HomeTile

NEEDS_LINE = frozenset({HomeAction.CERTIFICATE})
"""What cannot be done at all without the hall."""
OFFLINE_SUB = frozenset({HomeAction.PROGRESS, HomeAction.BOOKING})
"""What leads somewhere without the hall, too, and says where."""


def present_home(
    texts: Texts,
    catalogue: Catalogue,
    *,
    offered: Collection[HomeAction],
    frequent: Sequence[ItemId],
    online: bool,
    hours: str,
    as_of: date | None = None,
) -> HomeState:
    """The home page.

    Args:
        texts: in the language of the visit.
        catalogue: the service catalogue.
        offered: what this terminal can do; the tiles come in the order of ``HomeAction``.
        frequent: the items most asked for, best first; the page shows as many as it has room for.
        online: whether the hall can be reached.
        hours: today's window hours, ready to read; empty: none are named.
        as_of: the day of the oldest guide; None: not named.
    """
    return HomeState(
        title=texts("home.title"),
        sub=texts("home.sub"),
        sub_contrast=texts("home.sub_contrast"),
        sub_senior=texts("home.sub_senior"),
        sub_senior_contrast=texts("home.sub_senior_contrast"),
        sub_lower=texts("home.sub_lower"),
        warning="" if online else texts("home.sub_offline"),
        warning_short="" if online else texts("home.sub_offline_short"),
        search=texts("home.search"),
        search_short=texts("home.search_short"),
        tiles=tuple(present_tile(texts, action, online=online) for action in HomeAction if action in offered),
        more=present_tile(texts, HomeAction.MORE, online=True),
        frequent_heading=texts("home.frequent"),
        frequent=tuple(_item(texts, catalogue, item_id) for item_id in frequent),
        all_items=texts("home.all", count=len(catalogue.items)),
        hours=texts("home.hours", hours=hours) if hours else "",
        as_of=texts("home.as_of", month=texts(f"shell.month.{as_of.month}"), day=as_of.day) if as_of else "",
    )


def present_tile(texts: Texts, action: HomeAction, *, online: bool) -> HomeTile:
    """What a tile says; one that needs the hall says so while there is no line."""
    key = f"home.{action.value}"
    usable = online or action not in NEEDS_LINE
    sub, short = texts(f"{key}.sub"), texts(f"{key}.sub_short")
    if not usable:
        sub = short = texts("home.needs_line")
    elif action in OFFLINE_SUB and not online:
        sub, short = texts(f"{key}.offline"), texts(f"{key}.offline_short")
    return HomeTile(action, texts(key), sub, short, usable=usable)


def _item(texts: Texts, catalogue: Catalogue, item_id: ItemId) -> HomeItem:
    item = catalogue.item(item_id)
    department = catalogue.department_of(item)
    return HomeItem(
        item_id=str(item.id),
        icon=Icon.named(item.icon or "doc"),
        label=catalogue.item_common_name(item, texts.language),
        department=catalogue.text(department.name, texts.language),
        sub=item.common_name if texts.language is not Language.ZH else "",
    )
