"""Finding an item: home, search, browsing, the guide and its printed sheet; each with entry, back, time-out, exit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from config.catalogue import load_catalogue
from config.domain.identifiers import ItemId, ServicePointId
from kiosk.flows.find_flow import FIND_TABLE, FindState, frequent_items, refusal_of
from kiosk.flows.visit_table import VisitState
from kiosk.present.kinds import BrowseFilter
from kiosk.stage import PageName
from screens.pages.home import HomeAction
from tests.kiosk.rig import MAY_SKIP_PAPERS, NO_PAPERS, WITH_PAPERS, Rig, assert_at_rest


def to_search(rig: Rig) -> None:
    rig.arrive()
    rig.press("home.search")


def to_browse(rig: Rig) -> None:
    rig.arrive()
    rig.do(PageName.HOME, "all_pressed")


def to_guide(rig: Rig) -> None:
    rig.to_guide(MAY_SKIP_PAPERS)


def to_printing(rig: Rig) -> None:
    rig.to_guide(MAY_SKIP_PAPERS)
    rig.press("guide.print")


def to_menu(rig: Rig) -> None:
    rig.arrive()
    rig.do(PageName.HOME, "action_pressed", HomeAction.MORE)


def to_map(rig: Rig) -> None:
    rig.arrive()
    rig.do(PageName.HOME, "action_pressed", HomeAction.MAP)


def to_point(rig: Rig) -> None:
    to_map(rig)
    rig.do(PageName.SERVICE_MAP, "point_pressed", "sp_district_hall")


def to_policy(rig: Rig) -> None:
    rig.to_guide("newborn_household")
    rig.do(PageName.GUIDE, "start_pressed")


def to_printing_way(rig: Rig) -> None:
    to_point(rig)
    rig.press("map.print")


BACK = {
    FindState.PRINTING_WAY: PageName.SERVICE_POINT,
    FindState.POLICY: PageName.GUIDE,
    FindState.PRINTING: PageName.GUIDE,
    FindState.POINT: PageName.SERVICE_MAP,
}
"""Where back leads, when not to home."""
WAYS: dict[FindState, tuple[Callable[[Rig], None], PageName]] = {
    FindState.HOME: (Rig.arrive, PageName.HOME),
    FindState.SEARCH: (to_search, PageName.SEARCH),
    FindState.BROWSE: (to_browse, PageName.BROWSE),
    FindState.GUIDE: (to_guide, PageName.GUIDE),
    FindState.PRINTING: (to_printing, PageName.NOTICE),
    FindState.POLICY: (to_policy, PageName.POLICY),
    FindState.MENU: (to_menu, PageName.MENU),
    FindState.MAP: (to_map, PageName.SERVICE_MAP),
    FindState.POINT: (to_point, PageName.SERVICE_POINT),
    FindState.PRINTING_WAY: (to_printing_way, PageName.NOTICE),
}


def test_every_state_of_the_table_is_tested_here() -> None:
    """A new state needs a way to it."""
    assert {state for state, _ in FIND_TABLE} == set(WAYS)


@pytest.mark.parametrize("state", WAYS)
def test_entry_shows_the_page_and_exit_ends_the_visit(rig: Rig, state: FindState) -> None:
    """Without a question: nothing was entered."""
    go, page = WAYS[state]
    go(rig)
    assert rig.finding() is state
    assert rig.front() is page
    rig.press("shell.exit")
    assert_at_rest(rig)


@pytest.mark.parametrize("state", WAYS)
def test_time_out_ends_the_visit(rig: Rig, state: FindState) -> None:
    """A minute on menus; a sheet is printed first."""
    WAYS[state][0](rig)
    if state in {FindState.PRINTING, FindState.PRINTING_WAY}:
        rig.tick(1000)
        assert rig.front() is PageName.NOTICE
        rig.until(lambda: not rig.find._printing_now, "the sheet")
    rig.tick(40)
    assert rig.doing() is VisitState.WARNING
    rig.tick(20)
    assert_at_rest(rig)


@pytest.mark.parametrize("state", [state for state in WAYS if state is not FindState.HOME])
def test_back_and_home(rig: Rig, state: FindState) -> None:
    """Back one step, home at once."""
    WAYS[state][0](rig)
    rig.press("shell.back")
    assert rig.front() is BACK.get(state, PageName.HOME)
    rig.leave()
    WAYS[state][0](rig)
    rig.press("shell.home")
    assert rig.front() is PageName.HOME


def test_home_offers_neither_back_nor_home(rig: Rig) -> None:
    """They would lead nowhere."""
    rig.arrive()
    assert not rig.hand.can_press(rig.text("shell.back"))
    rig.terminal._on_back()
    assert rig.front() is PageName.HOME


@pytest.mark.parametrize(
    ("action", "page"),
    [
        (HomeAction.APPLY, PageName.BROWSE),
        (HomeAction.PROGRESS, PageName.LOOKUP),
        (HomeAction.GUIDE, PageName.SEARCH),
        (HomeAction.DEPARTMENTS, PageName.BROWSE),
        (HomeAction.TOPICS, PageName.BROWSE),
        (HomeAction.MAP, PageName.SERVICE_MAP),
        (HomeAction.CHECKLIST, PageName.BROWSE),
        (HomeAction.OPINION, PageName.OPINION),
    ],
)
def test_home_leads_where_it_says(rig: Rig, action: HomeAction, page: PageName) -> None:
    """Each tile that is shown."""
    rig.arrive()
    rig.do(PageName.HOME, "action_pressed", action)
    assert rig.front() is page


@pytest.mark.parametrize(
    ("entry", "page"),
    [("home.guide", PageName.SEARCH), ("home.departments", PageName.BROWSE), ("home.map", PageName.SERVICE_MAP)],
)
def test_the_menu_leads_where_it_says(rig: Rig, entry: str, page: PageName) -> None:
    """As the tiles of the home page do."""
    to_menu(rig)
    rig.press(entry)
    assert rig.front() is page


def test_the_map_leads_to_a_point_and_back(rig: Rig) -> None:
    """Without a line too: the list narrows, a point is looked at, both ways lead back to the map."""
    to_map(rig)
    rig.press("map.filter.all_day")
    hall = rig.around.catalogue.service_points[ServicePointId("sp_district_hall")].name
    rig.hand.press(hall)
    assert rig.front() is PageName.SERVICE_POINT
    rig.press("map.done")
    assert rig.front() is PageName.SERVICE_MAP
    assert not rig.hand.can_press(rig.text("map.this_station", name=rig.around.settings.station.name))
    rig.hand.press(hall)
    rig.press("shell.back")
    assert rig.front() is PageName.SERVICE_MAP


def test_way_to_a_point_is_printed(rig: Rig) -> None:
    """Address, way, hours and telephone as on the page; afterwards the point is in front again."""
    to_printing_way(rig)
    rig.until(lambda: rig.hand.can_press(rig.text("notice.notice_printed.primary")), "the way")
    point = rig.around.catalogue.service_points[ServicePointId("sp_district_hall")]
    words = rig.slips[-1].to_text()
    assert all(one in words for one in (point.name, point.address, point.phone, rig.text("slip.notice.sample")))
    rig.press("notice.notice_printed.primary")
    assert rig.front() is PageName.SERVICE_POINT


def test_search_finds_by_letters_and_back_leads_to_the_search(rig: Rig) -> None:
    """Typed on the real keys, chosen by the item's own name."""
    to_search(rig)
    for letter in "gzf":
        rig.hand.press(letter)
    name = rig.around.catalogue.item(ItemId(WITH_PAPERS)).common_name
    rig.until(lambda: rig.hand.can_press(name), "the item")
    rig.hand.press(name)
    assert rig.front() is PageName.GUIDE
    rig.press("shell.back")
    assert rig.front() is PageName.SEARCH
    assert rig.find._query == "gzf"


def test_search_narrows_suggests_clears_and_leads_to_browsing(rig: Rig) -> None:
    """What else can be pressed on the page."""
    to_search(rig)
    rig.do(PageName.SEARCH, "text_edited", "居住证")
    rig.do(PageName.SEARCH, "keyboard_hidden")
    rig.do(PageName.SEARCH, "search_focused")
    rig.do(PageName.SEARCH, "chip_pressed", "all")
    rig.do(PageName.SEARCH, "cleared")
    assert rig.find._query == ""
    rig.do(PageName.SEARCH, "keyboard_hidden")
    rig.press("search.suggestion.1")
    assert rig.front() is PageName.SEARCH
    assert rig.find._query == rig.text("search.suggestion.1")
    rig.do(PageName.SEARCH, "topics_pressed")
    assert rig.front() is PageName.BROWSE
    rig.find._on_search()
    rig.do(PageName.SEARCH, "departments_pressed")
    assert rig.front() is PageName.BROWSE


def test_browse_goes_into_a_group_and_out_again(rig: Rig) -> None:
    """Back leads from the group to the groups, then home; from a guide to the group."""
    to_browse(rig)
    rig.do(PageName.BROWSE, "tab_pressed", "departments")
    group = rig.around.catalogue.item(ItemId(WITH_PAPERS)).department
    rig.do(PageName.BROWSE, "group_pressed", group)
    rig.do(PageName.BROWSE, "item_pressed", WITH_PAPERS)
    rig.press("shell.back")
    assert rig.front() is PageName.BROWSE
    assert rig.find._browsing._group == group
    rig.press("shell.back")
    assert rig.find._browsing._group == ""
    rig.press("shell.back")
    assert rig.front() is PageName.HOME


def test_items_for_at_most_one_visit_are_narrowed_by_touch(rig: Rig) -> None:
    """By audience and by visits; the same touch again shows all; another order keeps what was chosen."""
    to_browse(rig)
    rig.press("browse.once")
    items = rig.around.catalogue.file.items
    few = [item for item in items if item.onsite_count <= 1]
    none = [item for item in few if item.onsite_count == 0]
    rig.press("browse.filter.no_visit", count=len(none))
    rig.press("browse.filter.one_visit", count=len(few) - len(none))
    assert rig.find._browsing._filters == {BrowseFilter.ONE_VISIT}
    rig.do(PageName.BROWSE, "filter_pressed", "company")
    rig.do(PageName.BROWSE, "filter_pressed", "one_visit")
    rig.do(PageName.BROWSE, "tab_pressed", "all")
    assert rig.find._browsing._filters == {BrowseFilter.COMPANY}
    rig.do(PageName.BROWSE, "filter_pressed", "company")
    assert not rig.find._browsing._filters
    rig.press("shell.back")
    assert rig.front() is PageName.HOME


def test_guide_takes_an_answer_and_takes_it_back(rig: Rig) -> None:
    """The list of papers follows; another item begins without answers."""
    rig.to_guide(WITH_PAPERS)
    item = rig.around.catalogue.item(ItemId(WITH_PAPERS))
    situation, option = item.situations[0], item.situations[0].options[0]
    rig.do(PageName.GUIDE, "option_chosen", situation.id, option.id)
    assert rig.visit.answers == {situation.id: option.id}
    rig.do(PageName.GUIDE, "option_chosen", situation.id, option.id)
    assert rig.visit.answers == {}
    rig.do(PageName.GUIDE, "option_chosen", situation.id, option.id)
    rig.press("shell.back")
    rig.do(PageName.HOME, "item_pressed", NO_PAPERS)
    assert rig.visit.answers == {}


def test_guide_prints_the_one_time_notice_sheet(rig: Rig) -> None:
    """The sheet names the item; afterwards the guide is in front again."""
    assert rig.printer is not None
    before = len(rig.printer.slips)
    to_printing(rig)
    rig.until(lambda: rig.hand.can_press(rig.text("notice.notice_printed.primary")), "the sheet")
    assert len(rig.printer.slips) == before + 1
    assert rig.around.catalogue.item(ItemId(MAY_SKIP_PAPERS)).name[:6] in rig.slips[0].to_text()
    rig.press("notice.notice_printed.primary")
    assert rig.front() is PageName.GUIDE


def test_a_sheet_that_is_drawn_after_its_guide_was_left_is_not_printed(rig: Rig) -> None:
    """Nobody waits for it any more."""
    assert rig.printer is not None
    before = len(rig.printer.slips)
    to_printing(rig)
    rig.press("shell.home")
    done: list[str] = []
    rig.around.background.run_service("paper", lambda: "", done.append, lambda _error: None)  # type: ignore[arg-type]
    rig.until(lambda: bool(done), "the lane")
    assert rig.front() is PageName.HOME
    assert len(rig.printer.slips) <= before + 1


def test_guide_of_an_urgent_item_calls_staff(rig: Rig) -> None:
    """Nobody in need fills in forms first."""
    urgent = next(item for item in rig.around.catalogue.items.values() if item.urgent)
    rig.to_guide(urgent.id)
    rig.do(PageName.GUIDE, "start_pressed")
    assert rig.front() is PageName.STAFF_CALL


def test_guide_of_an_item_that_is_not_handed_in_here_starts_nothing(rig: Rig) -> None:
    """It leads to why, and to what to do; a late touch does not get round that."""
    rig.to_guide("nontax_payment")
    rig.press("guide.start.instead")
    assert rig.front() is PageName.POLICY
    rig.do(PageName.POLICY, "way_pressed", "start")
    assert rig.front() is PageName.POLICY


@pytest.mark.parametrize(
    ("item", "online", "may_queue", "key"),
    [
        (MAY_SKIP_PAPERS, True, True, None),
        (MAY_SKIP_PAPERS, False, True, None),
        (MAY_SKIP_PAPERS, False, False, "guide.refusal.deadline"),
        (NO_PAPERS, True, False, None),
        (NO_PAPERS, False, False, "guide.refusal.offline"),
        ("minimum_living_allowance", False, False, "guide.refusal.guide_only"),
        ("nontax_payment", True, False, "guide.refusal.not_here"),
        ("benefit_eligibility_check", True, False, "guide.refusal.not_here"),
        ("temporary_relief", True, False, "guide.refusal.urgent"),
    ],
)
def test_refusals(item: str, online: bool, may_queue: bool, key: str | None) -> None:
    """Domain guide 6.3: refuse before the resident starts, and say why."""
    found = load_catalogue().item(ItemId(item))
    assert refusal_of(found, online=online, may_queue=may_queue) == key


def test_frequent_items_are_those_that_the_catalogue_names() -> None:
    """And its first ones where it names none."""
    catalogue: Any = load_catalogue(sample_as_of=date(2026, 11, 24))
    assert set(frequent_items(catalogue)) <= set(catalogue.items)
    assert frequent_items(catalogue)
