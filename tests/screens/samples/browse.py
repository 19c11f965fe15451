"""Samples of the browsing page: departments, topics, the items of one, all items."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.browse import BrowseBy, present_browse
from screens.pages.browse import BrowsePage
from tests.screens.samples import Sample

TODAY = date(2026, 11, 24)


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """One for each list."""
    return {
        name: (BrowsePage, present_browse(texts, catalogue, by=by, group=group, today=TODAY))
        for name, by, group in (
            ("usual", BrowseBy.DEPARTMENTS, ""),
            ("topics", BrowseBy.TOPICS, ""),
            ("department", BrowseBy.DEPARTMENTS, "human_resources"),
            ("topic", BrowseBy.TOPICS, "old_age"),
            ("all", BrowseBy.ALL, ""),
        )
    }
