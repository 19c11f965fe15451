"""Samples of the home page."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.home import present_home
from screens.pages.home import HomeAction, HomePage
from tests.screens.samples import Sample

FIRST = (HomeAction.APPLY, HomeAction.PROGRESS, HomeAction.GUIDE, HomeAction.DEPARTMENTS, HomeAction.TOPICS)
FULL = (
    HomeAction.APPLY,
    HomeAction.PROGRESS,
    HomeAction.GUIDE,
    HomeAction.CHECKLIST,
    HomeAction.BOOKING,
    HomeAction.CERTIFICATE,
    HomeAction.PAY,
    HomeAction.MAP,
)
ALL = tuple(action for action in HomeAction if action is not HomeAction.MORE)
"""More than there is room for."""


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """The menu of today, the full menu, and both without a line."""
    frequent = [item.item_id for item in catalogue.file.items][:10]
    hours = "9:00–12:00，13:30–17:00" if texts.language == "zh_CN" else "9:00–12:00, 13:30–17:00"
    found: dict[str, Sample] = {}
    for name, offered in (("usual", FIRST), ("full", FULL), ("all", ALL)):
        for online in (True, False):
            state = present_home(
                texts,
                catalogue,
                offered=offered,
                frequent=frequent,
                online=online,
                hours=hours,
                as_of=date(2026, 11, 20),
            )
            found[name if online else f"{name}-offline"] = (HomePage, state)
    return found
