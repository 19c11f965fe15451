"""What the browsing page shows: departments, life topics, all items, or the items of one group."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.domain.code_sets import SubjectKind
from config.domain.identifiers import DepartmentId, TopicId
from config.texts import Texts
from kiosk.present.item_row import present_item, present_list_words
from kiosk.present.kinds import BrowseBy, BrowseFilter
from screens.components.row import RowSpec
from screens.components.tag import TagKind, TagSpec
from screens.icons import Icon
from screens.pages.browse import BrowseState, BrowseTab
from screens.pages.item_list import ListedItem

__all__ = ["BrowseBy", "BrowseFilter", "passes", "present_browse"]

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


_LISTS = frozenset({BrowseBy.ALL, BrowseBy.ONCE})
"""Ways that have no groups."""
_MATCHES: Mapping[BrowseFilter, Callable[[Item], bool]] = {
    BrowseFilter.PERSON: lambda item: SubjectKind.PERSONAL in item.subject_kinds,
    BrowseFilter.COMPANY: lambda item: SubjectKind.LEGAL in item.subject_kinds,
    BrowseFilter.NO_VISIT: lambda item: item.onsite_count == 0,
    BrowseFilter.ONE_VISIT: lambda item: item.onsite_count == 1,
}


def present_browse(
    texts: Texts,
    catalogue: Catalogue,
    *,
    by: BrowseBy,
    group: str = "",
    filters: frozenset[BrowseFilter] = frozenset(),
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
        filters: what the items are narrowed to.
        checking: whether the item is chosen for its checklist.
        online: whether the hall can be reached.
        today: decides which items may wait for the line.
    """
    title, chosen = _chosen(texts, catalogue, by, group)
    listed = [item for item in chosen if passes(item, filters)]
    groups = () if group or by in _LISTS else _groups(texts, catalogue, by)
    return BrowseState(
        title=title,
        note=_note(texts, len(listed) if group or by is BrowseBy.ONCE else 0, checking=checking),
        tabs=tuple(
            BrowseTab(way.value, texts(f"browse.{way.value}", count=len(catalogue.items)), selected=way is by)
            for way in BrowseBy
        ),
        groups=groups,
        items=tuple(_row(texts, catalogue, item, by=by, today=today, online=online) for item in listed),
        filters=() if groups else _filters(texts, chosen, filters, by),
        nothing=texts("browse.nothing"),
        words=present_list_words(texts),
    )


def passes(item: Item, filters: Collection[BrowseFilter]) -> bool:
    """Whether an item is for those people and takes that many visits, as the catalogue says."""
    return all(_MATCHES[one](item) for one in filters)


def _filters(
    texts: Texts, chosen: Sequence[Item], filters: frozenset[BrowseFilter], by: BrowseBy
) -> tuple[BrowseTab, ...]:
    """For whom, and where visits are what the list is about, how many; each with its number within the rest."""
    offered = list(BrowseFilter) if by is BrowseBy.ONCE else [BrowseFilter.PERSON, BrowseFilter.COMPANY]
    counts = {one: sum(1 for item in chosen if passes(item, filters - {one.other} | {one})) for one in offered}
    return tuple(
        BrowseTab(one.value, texts(f"browse.filter.{one.value}", count=counts[one]), selected=one in filters)
        for one in offered
    )


def _row(texts: Texts, catalogue: Catalogue, item: Item, *, by: BrowseBy, today: date, online: bool) -> ListedItem:
    """The usual row; where visits are what the list is about, their number comes first."""
    listed = present_item(texts, catalogue, item, today=today, online=online)
    if by is not BrowseBy.ONCE:
        return listed
    visits = texts("item.tag.one_visit" if item.onsite_count else "item.tag.no_visit")
    kind, icon = (TagKind.PLAIN, Icon.WALK) if item.onsite_count else (TagKind.GOOD, Icon.CHECK)
    tags = (TagSpec(visits, kind, icon), *(tag for tag in listed.row.tags[:2] if tag.icon is not icon))
    return replace(listed, row=replace(listed.row, tags=tags))


def _note(texts: Texts, count: int, *, checking: bool) -> str:
    if checking:
        return texts("browse.checking")
    return texts("browse.count", count=count) if count else ""


def _chosen(texts: Texts, catalogue: Catalogue, by: BrowseBy, group: str) -> tuple[str, Sequence[Item]]:
    """Title and items of what was chosen."""
    if by is BrowseBy.ALL:
        return texts("browse.title"), catalogue.file.items
    if by is BrowseBy.ONCE:
        few = [item for item in catalogue.file.items if item.onsite_count <= 1]
        return texts("browse.once.title"), sorted(few, key=lambda item: item.onsite_count)
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
