"""Samples of the page with everything that is offered."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.menu import present_menu
from screens.pages.home import HomeAction
from screens.pages.menu import MenuPage
from tests.screens.samples import Sample

ALL = tuple(action for action in HomeAction if action is not HomeAction.MORE)


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """All there is, and the same without a line."""
    assert catalogue.items
    return {
        name: (MenuPage, present_menu(texts, offered=ALL, online=online))
        for name, online in (("usual", True), ("usual-offline", False))
    }
