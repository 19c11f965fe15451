"""A visit as a whole: rest, service, three questions over it; each with entry, time-out and exit."""

from __future__ import annotations

import pytest

from kiosk.flows.visit_table import VisitState
from kiosk.stage import PageName
from kiosk.terminal import CALL_LIMIT_S
from screens.look import TextSize
from tests.kiosk.rig import MAY_SKIP_PAPERS, Rig, assert_at_rest


def warned(rig: Rig) -> None:
    """At the time warning of the home page."""
    rig.arrive()
    rig.tick(41)
    assert rig.doing() is VisitState.WARNING
    assert rig.front() is PageName.TIME_WARNING


def asked(rig: Rig) -> None:
    """At the question whether to leave what was entered."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.hand.press(rig.text("shell.exit"))
    assert rig.doing() is VisitState.ASKING
    assert rig.front() is PageName.LEAVE


def called(rig: Rig) -> None:
    """Waiting for staff."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.hand.press(rig.text("shell.help"))
    assert rig.doing() is VisitState.CALLING
    assert rig.front() is PageName.STAFF_CALL


def test_resting_begins_a_visit_at_a_touch(rig: Rig) -> None:
    """By a real finger on the idle picture; the hour goes on while resting."""
    rig.tick(600)
    assert_at_rest(rig)
    number = rig.visit.visit_id
    rig.press("idle.start")
    rig.seen(PageName.HOME)
    assert rig.doing() is VisitState.SERVING
    assert rig.visit.visit_id > number


def test_resting_offers_large_text_at_once(rig: Rig) -> None:
    """And the next resident does not inherit it."""
    rig.do(PageName.IDLE, "text_size_pressed")
    assert rig.size() is TextSize.SENIOR
    rig.leave()
    assert rig.size() is TextSize.STANDARD


def test_resting_offers_english_at_once(rig: Rig) -> None:
    """And the next resident does not inherit it."""
    rig.do(PageName.IDLE, "language_pressed")
    assert rig.around.words.language == "en"
    rig.leave()
    assert rig.around.words.language == rig.around.settings.screen.language


def test_resting_calls_staff_at_once(rig: Rig) -> None:
    """The bell is on the idle picture too."""
    rig.do(PageName.IDLE, "help_pressed")
    assert rig.doing() is VisitState.CALLING
    rig.do(PageName.STAFF_CALL, "cancel_pressed")
    rig.seen(PageName.HOME)


def test_serving_warns_and_then_ends(rig: Rig) -> None:
    """Sixty seconds on a menu, a warning for the last twenty."""
    rig.arrive()
    rig.tick(39)
    assert rig.doing() is VisitState.SERVING
    rig.tick(1)
    assert rig.doing() is VisitState.WARNING
    rig.tick(20)
    assert_at_rest(rig)


def test_serving_ends_without_a_warning_after_a_long_stall(rig: Rig) -> None:
    """A terminal that was asleep does not show a warning to nobody."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.tick(10_000)
    assert_at_rest(rig)


def test_serving_gives_twice_the_time_in_senior_mode(rig: Rig) -> None:
    """Domain guide 2.4."""
    rig.do(PageName.IDLE, "text_size_pressed")
    rig.tick(99)
    assert rig.doing() is VisitState.SERVING
    rig.tick(1)
    assert rig.doing() is VisitState.WARNING


def test_serving_counts_from_the_last_touch(rig: Rig) -> None:
    """Any touch is a sign of life, also one that presses nothing."""
    rig.arrive()
    rig.tick(39)
    assert rig.app.window is not None
    rig.hand.touch_at(rig.stage.page(PageName.HOME), 0.5, 0.02)
    rig.tick(39)
    assert rig.doing() is VisitState.SERVING


def test_warning_counts_down_and_staying_gives_the_whole_time(rig: Rig) -> None:
    """One touch is enough; the flow's page is as it was."""
    warned(rig)
    rig.tick(5)
    rig.press("time_warning.stay")
    assert rig.doing() is VisitState.SERVING
    assert rig.front() is PageName.HOME
    rig.tick(39)
    assert rig.doing() is VisitState.SERVING


def test_warning_times_out(rig: Rig) -> None:
    """Nobody is there."""
    warned(rig)
    rig.tick(20)
    assert_at_rest(rig)


def test_warning_can_be_left(rig: Rig) -> None:
    """At once, by its own button."""
    warned(rig)
    rig.press("time_warning.leave")
    assert_at_rest(rig)


def test_warning_is_no_place_for_stray_touches(rig: Rig) -> None:
    """A touch beside the buttons is no answer: somebody has to say that they are there."""
    warned(rig)
    rig.hand.touch_at(rig.stage.page(PageName.TIME_WARNING), 0.5, 0.02)
    rig.tick(20)
    assert_at_rest(rig)


def test_warning_speaks_the_other_language_after_a_switch(rig: Rig) -> None:
    """The page that covers is rendered anew, too."""
    warned(rig)
    before = rig.text("time_warning.stay")
    rig.terminal._switch_language()
    assert rig.text("time_warning.stay") != before
    assert rig.hand.can_press(rig.text("time_warning.stay"))


def test_calling_stops_the_countdown_and_comes_back(rig: Rig) -> None:
    """Help may take its time; what was entered is still there."""
    called(rig)
    rig.tick(CALL_LIMIT_S - 1)
    assert rig.doing() is VisitState.CALLING
    rig.press("staff_call.cancel")
    assert rig.front() is PageName.FORM
    assert rig.visit.identity is not None


def test_calling_does_not_last_for_ever(rig: Rig) -> None:
    """A quarter of an hour without anybody: what was entered is wiped."""
    called(rig)
    rig.tick(CALL_LIMIT_S)
    assert_at_rest(rig)


def test_calling_can_be_left_by_exit(rig: Rig) -> None:
    """Without another question: the call covers the page."""
    called(rig)
    rig.terminal._on_exit()
    assert_at_rest(rig)


def test_calling_twice_is_one_call(rig: Rig) -> None:
    """The clock of the first one goes on."""
    called(rig)
    rig.tick(7)
    rig.terminal.call_staff()
    assert rig.terminal._waited_s == 7


def test_asking_can_be_answered_with_staying(rig: Rig) -> None:
    """The form is as it was."""
    asked(rig)
    rig.press("leave.stay")
    assert rig.front() is PageName.FORM
    assert rig.visit.identity is not None


def test_asking_can_be_answered_with_leaving(rig: Rig) -> None:
    """Everything entered is gone."""
    asked(rig)
    rig.press("leave.leave")
    assert_at_rest(rig)


def test_asking_on_the_way_home_keeps_the_visit(rig: Rig) -> None:
    """Home wipes the case; the visit goes on."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.hand.press(rig.text("shell.home"))
    assert rig.doing() is VisitState.ASKING
    rig.press("leave.leave")
    assert rig.front() is PageName.HOME
    assert rig.visit.identity is None
    assert rig.visit.form is None


def test_asking_times_out(rig: Rig) -> None:
    """The question is no way to keep a terminal."""
    asked(rig)
    rig.tick(130)
    assert_at_rest(rig)


def test_asking_calls_staff(rig: Rig) -> None:
    """And after the call the form is there, not the question."""
    asked(rig)
    rig.terminal.call_staff()
    assert rig.doing() is VisitState.CALLING
    rig.do(PageName.STAFF_CALL, "cancel_pressed")
    assert rig.front() is PageName.FORM


def test_a_stale_touch_of_a_covered_page_is_dropped(rig: Rig) -> None:
    """What lies under a question cannot be pressed."""
    asked(rig)
    rig.do(PageName.FORM, "done_pressed")
    assert rig.doing() is VisitState.ASKING
    assert rig.apply.state == "form"


@pytest.mark.parametrize("press", ["_on_back", "_on_home", "_on_exit"])
def test_the_plinth_does_nothing_while_resting(rig: Rig, press: str) -> None:
    """A late touch after the end of a visit."""
    getattr(rig.terminal, press)()
    assert_at_rest(rig)
