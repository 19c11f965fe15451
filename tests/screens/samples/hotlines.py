"""Sample of the numbers to call."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.hotlines import present_hotlines
from screens.pages.hotlines import HotlinesPage
from tests.screens.samples import Sample


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """The usual number, and another one where the station has no phone."""
    assert catalogue.items
    return {
        "usual": (HotlinesPage, present_hotlines(texts, "12345", window_phone="029-00000001")),
        "other": (HotlinesPage, present_hotlines(texts, "12366", window_phone="")),
    }
