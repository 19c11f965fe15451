"""What the page with everything that is offered says."""

from __future__ import annotations

from collections.abc import Collection

from config.texts import Texts
from kiosk.present.home import present_tile
from kiosk.present.item_row import present_list_words
from screens.components.row import RowSpec
from screens.pages.home import ICONS, HomeAction
from screens.pages.item_list import ListedItem
from screens.pages.menu import MenuState


def present_menu(texts: Texts, *, offered: Collection[HomeAction], online: bool) -> MenuState:
    """Everything that this terminal can do. Arguments as for the home page."""
    tiles = [present_tile(texts, action, online=online) for action in HomeAction if action in offered]
    rows = [RowSpec(tile.label, ICONS[tile.action], sub=tile.sub, enabled=tile.usable) for tile in tiles]
    return MenuState(
        title=texts("home.more"),
        note=texts("menu.note", count=len(tiles)),
        entries=tuple(ListedItem(tile.action.value, row, row) for tile, row in zip(tiles, rows, strict=True)),
        words=present_list_words(texts),
    )
