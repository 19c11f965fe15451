"""Any way out of a visit leaves nothing of it: in no object, in no file, in no log."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable

import pytest

from drivers.camera.commands import CapturedPage
from drivers.id_card.cards import sample_card
from drivers.id_card.model import CardRead
from drivers.vocabulary import CommandDone, CommandId, DeviceKind
from kiosk.flows.apply.table import ApplyState
from kiosk.flows.visit_table import VisitState
from kiosk.forms import FormModel
from kiosk.identity import Identity
from kiosk.stage import Intent, PageName
from tests.kiosk.papers import Papers
from tests.kiosk.privacy.traces import traces_in_files, traces_in_objects
from tests.kiosk.rig import MAY_SKIP_PAPERS, PERSONAL, WITH_PAPERS, Rig, assert_at_rest

IN_FILES = tuple(one for one in PERSONAL if "*" not in one)


def assert_no_personal_objects() -> None:
    """Not one object that holds a person's data is alive, wherever it hid."""
    gc.collect()
    kinds = (Identity, FormModel, CapturedPage, CardRead)
    assert [type(one).__name__ for one in gc.get_objects() if type(one) in kinds] == []


def everything_entered(rig: Rig, papers: Papers) -> None:
    """A card read, a form filled in, a paper taken; at the review, revealed."""
    assert rig.reader is not None
    rig.to_card(WITH_PAPERS)
    rig.read_card()
    rig.do(PageName.ID_CHECK, "confirmed")
    rig.fill_in()
    rig.do(PageName.FORM, "done_pressed")
    rig.lay(papers.booklet)
    rig.until(lambda: bool(rig.visit.papers.of("household_register")), "the page")
    rig.do(PageName.MATERIALS, "next_pressed")
    while rig.front() is PageName.MATERIALS:
        rig.do(PageName.MATERIALS, "skip_pressed")
    rig.do(PageName.REVIEW, "reveal_pressed")


def by_exit(rig: Rig) -> None:
    rig.press("shell.exit")
    rig.press("leave.leave")


def by_time_out(rig: Rig) -> None:
    while rig.doing() is not VisitState.RESTING:
        rig.tick(20)


def by_finish(rig: Rig) -> None:
    rig.do(PageName.REVIEW, "confirm_pressed")
    rig.seen(PageName.SEALED, ticking=True)
    rig.settled()
    rig.press("sealed.done")
    rig.press("goodbye.done")


def by_a_bug(rig: Rig) -> None:
    """The step in front raises an exception whose text is personal."""
    step = rig.apply._steps[ApplyState.REVIEW]

    def burst(intent: Intent) -> None:
        raise ValueError("610198194705080024 张桂兰")

    step.handle = burst  # type: ignore[method-assign]
    rig.do(PageName.REVIEW, "confirm_pressed")


def by_a_bug_and_another_in_leaving(rig: Rig) -> None:
    """And the flow cannot even be left."""

    def burst() -> None:
        raise ZeroDivisionError

    rig.apply._steps[ApplyState.REVIEW].leave = burst  # type: ignore[method-assign]
    by_a_bug(rig)


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("way", [by_exit, by_time_out, by_finish, by_a_bug, by_a_bug_and_another_in_leaving])
def test_no_way_out_leaves_a_trace(
    rig: Rig, papers: Papers, way: Callable[[Rig], None], caplog: pytest.LogCaptureFixture
) -> None:
    """The traces are there before it, so that the search for them is known to work."""
    caplog.set_level(logging.DEBUG)
    everything_entered(rig, papers)
    roots = [rig.app, rig.app.window, rig.terminal, rig.around, rig.stage]
    before = traces_in_objects(roots, IN_FILES)
    for needle in ("张桂兰", "610198194705080024", "测试路1号", "13800005678"):
        assert any(needle in trace for trace in before), needle
    way(rig)
    assert_at_rest(rig)
    assert_no_personal_objects()
    assert [needle for needle in IN_FILES if needle in caplog.text] == []
    assert traces_in_files(rig.data, IN_FILES) == []
    assert not any(pages for pages in rig.data.rglob("*") if pages.suffix in {".jpg", ".png"})


@pytest.mark.expects_log_warnings
def test_a_bug_is_noted_by_type_and_place_only(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    """Staff see that there was one."""
    rig.to_review(MAY_SKIP_PAPERS)
    by_a_bug(rig)
    assert "flow_bug error=ValueError place=burst:" in caplog.text
    rig.arrive()
    assert rig.front() is PageName.HOME


@pytest.mark.expects_log_warnings
def test_a_bug_in_drawing_a_page_ends_the_visit(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page cannot be shown: the resident is not left with a dead one."""
    rig.to_check(MAY_SKIP_PAPERS)
    monkeypatch.setattr("kiosk.flows.apply.form_step.present_form", None)
    rig.do(PageName.ID_CHECK, "confirmed")
    assert_at_rest(rig)


def test_a_late_device_event_of_an_ended_visit_is_dropped(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    """The card was read in the moment in which the resident left; the next one is not that person."""
    assert rig.reader is not None
    caplog.set_level(logging.INFO)
    rig.to_card(MAY_SKIP_PAPERS)
    command = rig.apply._steps[ApplyState.CARD]._reading  # type: ignore[attr-defined]
    rig.leave()
    rig.to_card(MAY_SKIP_PAPERS)
    bridge = rig.around.devices._bridge
    bridge(CommandDone(DeviceKind.ID_CARD, command, object()))
    bridge(CommandDone(DeviceKind.ID_CARD, CommandId(10**9), object()))
    rig.until(lambda: caplog.text.count("late_device_event_dropped") >= 2, "both to be dropped")
    assert rig.front() is PageName.ID_CARD
    assert rig.visit.identity is None


def test_a_late_background_answer_of_an_ended_visit_is_dropped(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing of it is delivered to the next resident."""
    caplog.set_level(logging.INFO)
    rig.arrive()
    answers: list[str] = []
    rig.around.background.run("hall", lambda: "张桂兰", answers.append, lambda _error: None)  # type: ignore[arg-type]
    rig.leave()
    rig.arrive()
    rig.until(lambda: "late_answer_dropped" in caplog.text, "the answer to be dropped")
    assert answers == []


def test_card_is_not_read_again_for_the_next_resident(rig: Rig) -> None:
    """A card that was left lying belongs to the one who left it."""
    assert rig.reader is not None
    rig.to_card(MAY_SKIP_PAPERS)
    rig.read_card()
    rig.leave()
    rig.to_card(MAY_SKIP_PAPERS)
    step = rig.apply._steps[ApplyState.CARD]
    rig.until(lambda: step._phase == "lift_and_replace", "the page to ask for the card to be lifted")  # type: ignore[attr-defined]
    assert not rig.visit.identity
    rig.reader.remove()
    rig.until(lambda: step._phase == "waiting", "the field to be empty")  # type: ignore[attr-defined]
    rig.read_card(sample_card("citizen-man"))
    person = rig.visit.identity
    assert person is not None
    assert person.name == "测试员"
