"""Samples of the page that asks whether somebody is still there."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.time_warning import present_time_warning
from screens.pages.time_warning import TimeWarningPage
from tests.screens.samples import Sample


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Some time left, and none."""
    return {
        "usual": (TimeWarningPage, present_time_warning(texts, 14, 20)),
        "over": (TimeWarningPage, present_time_warning(texts, 0, 20)),
    }
