"""Samples of the question before something is lost."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.leave import present_leave
from screens.pages.leave import LeavePage
from tests.screens.samples import Sample


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """With something to lose, and with nothing."""
    return {
        "usual": (LeavePage, present_leave(texts, entered=True)),
        "nothing": (LeavePage, present_leave(texts, entered=False)),
    }
