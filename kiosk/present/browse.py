"""What the browsing page shows: departments, life topics, all items, or the items of one group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.domain.identifiers import DepartmentId, TopicId
from config.texts import Texts
from kiosk.present.item_row import present_item, present_list_words
from kiosk.present.kinds import BrowseBy
from screens.components.row import RowSpec
from screens.icons import Icon
from screens.pages.browse import BrowseState, BrowseTab
from screens.pages.item_list import ListedItem

__all__ = ["BrowseBy", "present_browse"]

DEPARTMENT_ICONS = {
    "civil_affairs": Icon.HEART,
    "human_resources": Icon.BRIEFCASE,
    "medical_insurance": Icon.MEDKIT,
    "public_security": Icon.ID_CARD,
    "market_regulation": Icon.SHOP,
    "health": Icon.BABY,
    "disabled_federation": Icon.WHEELCHAIR,
    "veterans": Icon.STAR,
    "housing": Icon.HOUSE,
    "tax_nontax": Icon.YEN,
    "education": Icon.SCHOOL,
}
"""Icons of the departments that the sample names; others get a building."""


def present_browse(
    texts: Texts,
    catalogue: Catalogue,
    *,
    by: BrowseBy,
    group: str = "",
    checking: bool = False,
    online: bool = True,
    today: date,
) -> BrowseState:
    """The browsing page.

    Args:
        texts: in the language of the visit.
        catalogue: the service catalogue.
        by: how the items are sorted.
        group: the id of the chosen department or topic; empty: the groups are listed. ``KeyError`` if unknown.
        checking: whether the item is chosen for its checklist.
        online: whether the hall can be reached.
        today: decides which items may wait for the line.
    """
    title, chosen = _chosen(texts, catalogue, by, group)
    groups = () if group or by is BrowseBy.ALL else _groups(texts, catalogue, by)
    return BrowseState(
        title=title,
        note=_note(texts, len(chosen) if group else 0, checking=checking),
        tabs=tuple(
            BrowseTab(way.value, texts(f"browse.{way.value}", count=len(catalogue.items)), selected=way is by)
            for way in BrowseBy
        ),
        groups=groups,
        items=tuple(present_item(texts, catalogue, item, today=today, online=online) for item in chosen),
        words=present_list_words(texts),
    )


def _note(texts: Texts, count: int, *, checking: bool) -> str:
    if checking:
        return texts("browse.checking")
    return texts("browse.count", count=count) if count else ""


def _chosen(texts: Texts, catalogue: Catalogue, by: BrowseBy, group: str) -> tuple[str, Sequence[Item]]:
    """Title and items of what was chosen."""
    if by is BrowseBy.ALL:
        return texts("browse.title"), catalogue.file.items
    if not group:
        return texts("browse.title"), ()
    if by is BrowseBy.DEPARTMENTS:
        department = catalogue.departments[DepartmentId(group)]
        name = catalogue.text(department.display, texts.language)
        return name, catalogue.items_of_department(department.department_id)
    topic = catalogue.topics[TopicId(group)]
    return catalogue.topic_name(topic, texts.language), catalogue.items_of_topic(topic.topic_id)


def _groups(texts: Texts, catalogue: Catalogue, by: BrowseBy) -> tuple[ListedItem, ...]:
    """Departments or topics that have items, each with their number."""
    if by is BrowseBy.DEPARTMENTS:
        listed = [
            (
                department.id,
                DEPARTMENT_ICONS.get(department.id, Icon.BUILDING),
                catalogue.text(department.name, texts.language),
                len(catalogue.items_of_department(department.department_id)),
            )
            for department in catalogue.departments.values()
        ]
    else:
        listed = [
            (
                topic.id,
                Icon.named(topic.icon),
                catalogue.topic_name(topic, texts.language),
                len(catalogue.items_of_topic(topic.topic_id)),
            )
            for topic in catalogue.topics.values()
        ]
    rows = [
        (key, RowSpec(label, icon, trailing=texts("browse.count_short", count=count)))
        for key, icon, label, count in listed
        if count
    ]
    return tuple(ListedItem(key, row, row) for key, row in rows)
