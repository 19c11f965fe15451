"""Samples of the search page: results, typing, nothing found, nothing typed."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.search import present_search
from screens.pages.search import SearchPage
from tests.screens.sample_index import sample_index
from tests.screens.samples import Sample

TODAY = date(2026, 11, 24)


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """What the index really finds."""
    index = sample_index()
    found: dict[str, Sample] = {}
    words = "subsid" if texts.language == "en" else "补贴"
    for name, query, typing in (
        ("usual", words, False),
        ("typing", words, True),
        ("many", "e" if texts.language == "en" else "证", False),
        ("nothing", "xyzq" if texts.language == "en" else "太空飞船", False),
        ("nothing-typing", "xyzq", True),
        ("begin", "", True),
        ("begin-still", "", False),
    ):
        hits = index.search(query)
        state = present_search(texts, catalogue, query=query, hits=hits, typing=typing, today=TODAY)
        found[name] = (SearchPage, state)
    hits = index.search(words)
    state = present_search(texts, catalogue, query=words, hits=hits, typing=False, online=False, today=TODAY)
    found["offline"] = (SearchPage, state)
    return found
