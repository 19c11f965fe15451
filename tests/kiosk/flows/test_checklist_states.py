"""The checklist by touch: entry, answers, ticks, what is missing, the printed list; back, time-out, exit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from config.domain.identifiers import ItemId
from kiosk.flows.checklist_flow import CHECKLIST_TABLE, ChecklistFlow, ChecklistState
from kiosk.flows.visit_table import VisitState
from kiosk.stage import PageName
from screens.pages.home import HomeAction
from tests.kiosk.rig import WITH_PAPERS, Rig, assert_at_rest


def flow(rig: Rig) -> ChecklistFlow:
    found = rig.terminal.flow
    assert isinstance(found, ChecklistFlow)
    return found


def to_ticking(rig: Rig) -> None:
    """From the tile of the home page, over the list of all items."""
    rig.arrive()
    rig.do(PageName.HOME, "action_pressed", HomeAction.CHECKLIST)
    rig.seen(PageName.BROWSE)
    rig.do(PageName.BROWSE, "item_pressed", WITH_PAPERS)
    rig.seen(PageName.CHECKLIST)


def to_missing(rig: Rig) -> None:
    to_ticking(rig)
    rig.press("checklist.show", count=4)


def to_printing(rig: Rig) -> None:
    to_missing(rig)
    rig.press("missing.print")


WAYS: dict[ChecklistState, tuple[Callable[[Rig], None], PageName, PageName]] = {
    ChecklistState.TICKING: (to_ticking, PageName.CHECKLIST, PageName.GUIDE),
    ChecklistState.MISSING: (to_missing, PageName.MISSING, PageName.CHECKLIST),
    ChecklistState.PRINTING: (to_printing, PageName.NOTICE, PageName.MISSING),
}
"""How to get there, the page, and the page behind it."""


def test_every_state_of_the_table_is_tested_here() -> None:
    """A new state needs a way to it."""
    assert {state for state, _ in CHECKLIST_TABLE} == set(WAYS)


@pytest.mark.parametrize("state", WAYS)
def test_entry_back_home_and_exit(rig: Rig, state: ChecklistState) -> None:
    """One page back, home at once, and nothing left after the exit."""
    go, page, behind = WAYS[state]
    go(rig)
    assert flow(rig).state is state
    assert rig.front() is page
    rig.press("shell.back")
    assert rig.front() is behind
    rig.leave()
    go(rig)
    rig.press("shell.home")
    assert rig.front() is PageName.HOME
    rig.leave()
    go(rig)
    rig.press("shell.exit")
    assert_at_rest(rig)


@pytest.mark.parametrize("state", WAYS)
def test_time_out_ends_the_visit(rig: Rig, state: ChecklistState) -> None:
    """After the time of a form; what is being printed comes out first."""
    WAYS[state][0](rig)
    if state is ChecklistState.PRINTING:
        rig.until(lambda: not flow(rig)._printing.running, "the list")
    rig.tick(100)
    assert rig.doing() is VisitState.WARNING
    rig.tick(20)
    assert_at_rest(rig)


def test_ticks_and_answers_decide_what_is_missing(rig: Rig) -> None:
    """A paper is ticked and unticked by touch; the answer takes one off the list."""
    to_ticking(rig)
    item = rig.around.catalogue.item(ItemId(WITH_PAPERS))
    names = rig.around.catalogue.file.materials
    rig.hand.press(names["id_card"].name)
    rig.hand.press(names["household_register"].name)
    rig.hand.press(names["household_register"].name)
    rig.hand.press(item.situations[0].options[0].label)
    rig.press("checklist.show", count=2)
    assert rig.front() is PageName.MISSING
    rig.press("missing.guide")
    assert rig.front() is PageName.GUIDE
    assert rig.visit.answers == {"married": "single"}


def test_list_is_printed_and_the_page_comes_back(rig: Rig) -> None:
    """Dated, with what is missing and who gives it out; works without a line."""
    to_printing(rig)
    rig.until(lambda: rig.hand.can_press(rig.text("notice.notice_printed.primary")), "the list")
    words = rig.slips[-1].to_text()
    register = rig.around.catalogue.file.materials["household_register"]
    assert f"□ {register.name}" in words
    assert (register.issuer or "?") in words
    rig.press("notice.notice_printed.primary")
    assert rig.front() is PageName.MISSING


def test_guide_leads_to_the_checklist_of_its_item(rig: Rig) -> None:
    """By a button below its materials."""
    rig.to_guide(WITH_PAPERS)
    rig.do(PageName.GUIDE, "checklist_pressed")
    assert rig.front() is PageName.CHECKLIST
    assert flow(rig)._item.id == WITH_PAPERS


def test_ticks_do_not_outlive_the_flow(rig: Rig) -> None:
    """Somebody who comes back begins anew."""
    to_ticking(rig)
    before = flow(rig)
    rig.do(PageName.CHECKLIST, "paper_pressed", "id_card")
    assert before._have == {"id_card"}
    rig.press("shell.home")
    assert before._have == set()
