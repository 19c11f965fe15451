"""Frequent questions by touch: found by words, read from the list, an answer that leads to a guide; back and exit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.flows.help_flow import HELP_TABLE, HelpFlow, HelpState
from kiosk.stage import PageName
from screens.pages.home import HomeAction
from tests.kiosk.rig import Rig, assert_at_rest


def flow(rig: Rig) -> HelpFlow:
    found = rig.terminal.flow
    assert isinstance(found, HelpFlow)
    return found


def to_asking(rig: Rig) -> None:
    rig.arrive()
    rig.do(PageName.HOME, "action_pressed", HomeAction.HELP)
    rig.seen(PageName.SEARCH)
    rig.until(lambda: flow(rig)._book is not None, "the questions")


def to_listing(rig: Rig) -> None:
    to_asking(rig)
    rig.press("help.all")


def to_reading(rig: Rig) -> None:
    to_asking(rig)
    rig.press("help.suggestion.3")
    rig.do(PageName.SEARCH, "item_pressed", "agent")


def to_reading_listed(rig: Rig) -> None:
    to_listing(rig)
    rig.press("help.theme.papers")
    rig.do(PageName.BROWSE, "item_pressed", "promise")


WAYS: dict[HelpState, tuple[Callable[[Rig], None], PageName, PageName]] = {
    HelpState.ASKING: (to_asking, PageName.SEARCH, PageName.HOME),
    HelpState.LISTING: (to_listing, PageName.BROWSE, PageName.SEARCH),
    HelpState.READING: (to_reading, PageName.ANSWER, PageName.SEARCH),
    HelpState.READING_LISTED: (to_reading_listed, PageName.ANSWER, PageName.BROWSE),
}
"""How to get there, the page, and the page behind it."""


def test_every_state_of_the_table_is_tested_here() -> None:
    """A new state needs a way to it."""
    assert {state for state, _ in HELP_TABLE} == set(WAYS)


@pytest.mark.parametrize("state", WAYS)
def test_entry_back_and_exit(rig: Rig, state: HelpState) -> None:
    """One page back; nothing left after the exit."""
    go, page, behind = WAYS[state]
    go(rig)
    assert flow(rig).state is state
    assert rig.front() is page
    rig.press("shell.back")
    assert rig.front() is behind
    rig.leave()
    go(rig)
    rig.press("shell.exit")
    assert_at_rest(rig)


def test_an_answer_leads_to_its_guide(rig: Rig) -> None:
    """The guide says more than the answer."""
    to_reading_listed(rig)
    rig.do(PageName.ANSWER, "item_pressed", "unemployment_registration")
    assert rig.front() is PageName.GUIDE
    assert rig.visit.item is not None
    assert rig.visit.item.id == "unemployment_registration"


def test_a_question_without_an_answer_says_so_and_whom_to_ask(rig: Rig) -> None:
    """Nothing is made up; the list, the telephone numbers and a person are one touch away."""
    to_asking(rig)
    rig.do(PageName.SEARCH, "text_edited", "xyzq")
    rig.do(PageName.SEARCH, "keyboard_hidden")
    rig.do(PageName.SEARCH, "search_focused")
    rig.do(PageName.SEARCH, "keyboard_hidden")
    assert rig.hand.can_press(rig.text("help.all"))
    assert rig.hand.can_press(rig.text("help.hotlines"))
    rig.press("search.clear")
    assert flow(rig)._query == ""


def test_words_that_were_typed_are_forgotten(rig: Rig) -> None:
    """What somebody asked is theirs."""
    to_asking(rig)
    before = flow(rig)
    rig.do(PageName.SEARCH, "text_edited", "投诉")
    rig.press("shell.home")
    assert before._query == ""
