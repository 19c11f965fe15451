"""Samples of the questions: nothing typed, found, nothing found, all of a theme, still being read."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.catalogue.faq import Theme, load_faq
from config.texts import Texts
from kiosk.present.help import present_asking, present_questions
from screens.pages.browse import BrowsePage
from screens.pages.search import SearchPage
from tests.screens.sample_index import sample_index
from tests.screens.samples import Sample


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """What the book really finds."""
    del catalogue
    book = load_faq(sample_index())

    def asked(query: str, *, typing: bool = False) -> Sample:
        found = book.search(query) if query else ()
        return SearchPage, present_asking(texts, book, query=query, found=found, typing=typing)

    return {
        "usual": asked(""),
        "found": asked("proof" if texts.language == "en" else "证明"),
        "typing": asked("ts", typing=True),
        "nothing": asked("xyzq"),
        "all": (BrowsePage, present_questions(texts, book, Theme.PAPERS)),
        "being-read": (SearchPage, present_asking(texts, None, query="", found=(), typing=False)),
    }
