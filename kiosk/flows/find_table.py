"""Where a resident is while finding an item, and what leads on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class FindState(StrEnum):
    """Where the resident is looking."""

    HOME = "home"
    SEARCH = "search"
    BROWSE = "browse"
    GUIDE = "guide"
    MENU = "menu"
    MAP = "map"
    POINT = "point"
    POLICY = "policy"
    """Why it is not simply handed in here, and what to do."""
    PRINTING = "printing"
    PRINTING_WAY = "printing_way"
    """The way to a service point, on paper."""


class FindEvent(StrEnum):
    """What leads on."""

    SEARCH_CHOSEN = "search_chosen"
    BROWSE_CHOSEN = "browse_chosen"
    ITEM_CHOSEN = "item_chosen"
    MENU_CHOSEN = "menu_chosen"
    MAP_CHOSEN = "map_chosen"
    POINT_CHOSEN = "point_chosen"
    POLICY_TOLD = "policy_told"
    PRINT_CHOSEN = "print_chosen"
    PRINT_AS_SLIP = "print_as_slip"
    PRINT_SETTLED = "print_settled"
    BACK = "back"
    BACK_TO_SEARCH = "back_to_search"
    BACK_TO_BROWSE = "back_to_browse"


_S, _E = FindState, FindEvent
FIND_TABLE: Mapping[tuple[FindState, FindEvent], FindState] = {
    (_S.HOME, _E.SEARCH_CHOSEN): _S.SEARCH,
    (_S.HOME, _E.BROWSE_CHOSEN): _S.BROWSE,
    (_S.HOME, _E.ITEM_CHOSEN): _S.GUIDE,
    (_S.HOME, _E.MENU_CHOSEN): _S.MENU,
    (_S.MENU, _E.SEARCH_CHOSEN): _S.SEARCH,
    (_S.MENU, _E.BROWSE_CHOSEN): _S.BROWSE,
    (_S.MENU, _E.MAP_CHOSEN): _S.MAP,
    (_S.MENU, _E.BACK): _S.HOME,
    (_S.HOME, _E.MAP_CHOSEN): _S.MAP,
    (_S.MAP, _E.POINT_CHOSEN): _S.POINT,
    (_S.MAP, _E.BACK): _S.HOME,
    (_S.POINT, _E.BACK): _S.MAP,
    (_S.POINT, _E.PRINT_CHOSEN): _S.PRINTING_WAY,
    (_S.PRINTING_WAY, _E.PRINT_AS_SLIP): _S.PRINTING_WAY,
    (_S.PRINTING_WAY, _E.PRINT_SETTLED): _S.POINT,
    (_S.PRINTING_WAY, _E.BACK): _S.POINT,
    (_S.SEARCH, _E.ITEM_CHOSEN): _S.GUIDE,
    (_S.SEARCH, _E.BROWSE_CHOSEN): _S.BROWSE,
    (_S.SEARCH, _E.BACK): _S.HOME,
    (_S.BROWSE, _E.ITEM_CHOSEN): _S.GUIDE,
    (_S.BROWSE, _E.SEARCH_CHOSEN): _S.SEARCH,
    (_S.BROWSE, _E.BACK): _S.HOME,
    (_S.GUIDE, _E.PRINT_CHOSEN): _S.PRINTING,
    (_S.GUIDE, _E.POLICY_TOLD): _S.POLICY,
    (_S.POLICY, _E.PRINT_CHOSEN): _S.PRINTING,
    (_S.POLICY, _E.BACK): _S.GUIDE,
    (_S.GUIDE, _E.BACK): _S.HOME,
    (_S.GUIDE, _E.BACK_TO_SEARCH): _S.SEARCH,
    (_S.GUIDE, _E.BACK_TO_BROWSE): _S.BROWSE,
    (_S.PRINTING, _E.PRINT_AS_SLIP): _S.PRINTING,
    (_S.PRINTING, _E.PRINT_SETTLED): _S.GUIDE,
    (_S.PRINTING, _E.BACK): _S.GUIDE,
}
