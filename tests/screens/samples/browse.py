"""Samples of the browsing page: departments, topics, the items of one, all items."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.browse import BrowseBy, BrowseFilter, present_browse
from screens.pages.browse import BrowsePage
from tests.screens.samples import Sample

TODAY = date(2026, 11, 24)


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """One for each list, narrowed ones, and one that is narrowed to nothing."""

    def state(by: BrowseBy, group: str = "", *filters: BrowseFilter) -> Sample:
        shown = present_browse(texts, catalogue, by=by, group=group, filters=frozenset(filters), today=TODAY)
        return BrowsePage, shown

    return {
        "usual": state(BrowseBy.DEPARTMENTS),
        "topics": state(BrowseBy.TOPICS),
        "department": state(BrowseBy.DEPARTMENTS, "human_resources"),
        "topic": state(BrowseBy.TOPICS, "old_age"),
        "all": state(BrowseBy.ALL),
        "once": state(BrowseBy.ONCE),
        "once-company": state(BrowseBy.ONCE, "", BrowseFilter.COMPANY, BrowseFilter.NO_VISIT),
        "nothing-left": state(BrowseBy.TOPICS, "old_age", BrowseFilter.COMPANY),
    }
