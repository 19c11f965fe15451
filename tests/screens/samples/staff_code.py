"""Samples of the staff's entrance."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.paper_roll import present_code
from screens.pages.staff_code import StaffCodePage
from tests.screens.samples import Sample


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Half typed, wrong, locked."""
    return {
        "typing": (StaffCodePage, present_code(texts, "408", wrong=False, pause_s=0, checking=False)),
        "wrong": (StaffCodePage, present_code(texts, "", wrong=True, pause_s=0, checking=False)),
        "locked": (StaffCodePage, present_code(texts, "", wrong=True, pause_s=30, checking=False)),
        "checking": (StaffCodePage, present_code(texts, "", wrong=False, pause_s=0, checking=True)),
    }
