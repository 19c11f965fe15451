"""Saying something: each state with entry, back, time-out and exit; kept once, told honestly, nothing left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kiosk.flows.opinion_flow import OPINION_TABLE, OpinionFlow, OpinionState
from kiosk.flows.visit_table import VisitState
from kiosk.stage import PageName
from offline_queue.errors import StorageFullError
from offline_queue.wire.entries import EntryKind
from screens.pages.home import HomeAction
from tests.kiosk.rig import Rig, assert_at_rest

SECRET = "中午十二点三号窗口没有人"
FIRE = "楼道起火了"


def flow_of(rig: Rig) -> OpinionFlow:
    flow = rig.terminal.flow
    assert isinstance(flow, OpinionFlow)
    return flow


def settled(rig: Rig) -> None:
    """Nothing more happens to the slip by itself."""
    rig.until(lambda: flow_of(rig)._paper.settled, "the slip")


def to_choice(rig: Rig) -> None:
    rig.arrive()
    rig.do(PageName.HOME, "action_pressed", HomeAction.OPINION)


def to_writing(rig: Rig) -> None:
    to_choice(rig)
    rig.press("opinion.suggestion")


def write(rig: Rig, text: str = SECRET) -> None:
    to_writing(rig)
    rig.do(PageName.FORM, "text_edited", "title", "窗口没人")
    rig.do(PageName.FORM, "text_edited", "text", text)
    rig.do(PageName.FORM, "keyboard_hidden")


def to_danger(rig: Rig) -> None:
    write(rig, FIRE)
    rig.press("form.done")


def to_keeping(rig: Rig) -> None:
    rig.desk.enqueue_opinion = lambda *_args: None  # type: ignore[method-assign]
    write(rig)
    rig.press("form.done")


def to_not_kept(rig: Rig) -> None:
    def refuse(_draft: object, _entry: object, _stored: object, failed: Callable[[Exception], None]) -> None:
        failed(StorageFullError("full"))

    rig.desk.enqueue_opinion = refuse  # type: ignore[method-assign,assignment]
    write(rig)
    rig.press("form.done")


def to_kept(rig: Rig) -> None:
    write(rig)
    rig.press("form.done")
    rig.seen(PageName.SEALED)
    settled(rig)


WAYS: dict[OpinionState, tuple[Callable[[Rig], None], PageName]] = {
    OpinionState.CHOOSING: (to_choice, PageName.OPINION),
    OpinionState.WRITING: (to_writing, PageName.FORM),
    OpinionState.DANGER: (to_danger, PageName.NOTICE),
    OpinionState.KEEPING: (to_keeping, PageName.NOTICE),
    OpinionState.NOT_KEPT: (to_not_kept, PageName.NOTICE),
    OpinionState.KEPT: (to_kept, PageName.SEALED),
}
pytestmark = pytest.mark.expects_log_warnings


@pytest.fixture(autouse=True)
def _own_desk(rig: Rig) -> Iterator[None]:
    """What a test puts in place of the desk's method is gone after it."""
    yield
    rig.desk.__dict__.pop("enqueue_opinion", None)


def leave(rig: Rig) -> None:
    """Out by the button, whatever is asked."""
    rig.press("shell.exit")
    if rig.doing() is VisitState.ASKING:
        rig.press("leave.leave")


def test_every_state_of_the_table_is_tested_here() -> None:
    """A new state needs a way to it."""
    assert {state for state, _ in OPINION_TABLE} | {OpinionState.KEPT} == set(WAYS)


@pytest.mark.parametrize("state", [state for state in WAYS if state is not OpinionState.KEEPING])
def test_entry_shows_the_page_and_exit_ends_the_visit(rig: Rig, state: OpinionState) -> None:
    """What was written and not kept is asked about first."""
    go, page = WAYS[state]
    go(rig)
    assert flow_of(rig).state is state
    assert rig.front() is page
    lost = flow_of(rig).would_lose
    assert lost is (state in {OpinionState.DANGER, OpinionState.NOT_KEPT})
    leave(rig)
    assert_at_rest(rig)


def test_nothing_leads_out_while_it_is_being_kept(rig: Rig) -> None:
    """It would be kept all the same."""
    to_keeping(rig)
    assert not rig.hand.can_press(rig.text("shell.back"))
    rig.press("shell.exit")
    assert rig.front() is PageName.NOTICE
    assert rig.doing() is VisitState.SERVING
    flow_of(rig)._on_failed(StorageFullError("full"))
    leave(rig)
    assert_at_rest(rig)


@pytest.mark.parametrize(
    ("state", "target"),
    [
        (OpinionState.WRITING, PageName.FORM),
        (OpinionState.DANGER, PageName.FORM),
        (OpinionState.NOT_KEPT, PageName.FORM),
        (OpinionState.CHOOSING, PageName.HOME),
    ],
)
def test_back(rig: Rig, state: OpinionState, target: PageName) -> None:
    """Out of a field first; from the form to the choice, from there home."""
    WAYS[state][0](rig)
    rig.press("shell.back")
    assert rig.front() is target
    if state is OpinionState.WRITING:
        rig.press("shell.back")
        assert rig.front() is PageName.OPINION


def test_kept_is_in_the_queue_once_and_printed(rig: Rig) -> None:
    """Number and code on page and slip; nothing of what was written on either, nothing of it in memory."""
    before = len(rig.outbox.entries())
    to_kept(rig)
    entries = rig.outbox.entries()[before:]
    assert [entry.kind for entry in entries] == [EntryKind.COMPLAINT]
    flow = flow_of(rig)
    assert flow._receipt is not None
    slip = rig.slips[-1].to_text()
    for words in (str(flow._receipt.receipt_number), "尚未受理", "我有建议", "匿名"):
        assert words in slip
    assert SECRET not in slip
    assert flow._form is not None
    assert not any(flow._form.text(key) for key in flow._form.keys)
    rig.press("sealed.done")
    assert rig.front() is PageName.HOME


def test_danger_is_asked_about_once(rig: Rig) -> None:
    """Whoever says that there is none goes on."""
    to_danger(rig)
    assert rig.hand.can_press(rig.text("notice.staff"))
    rig.press("notice.opinion_danger.primary")
    rig.seen(PageName.SEALED)
    settled(rig)


def test_what_could_not_be_kept_is_tried_again_with_the_same_id(rig: Rig) -> None:
    """So that it is never there twice."""
    to_not_kept(rig)
    entry = flow_of(rig)._entry_id
    rig.desk.__dict__.pop("enqueue_opinion")
    rig.press("notice.seal_failed.primary")
    rig.seen(PageName.SEALED)
    settled(rig)
    assert rig.outbox.entries()[-1].entry_id == entry


def test_the_form_speaks_the_language_chosen_meanwhile(rig: Rig) -> None:
    """Labels change, what was written stays."""
    write(rig)
    rig.press("shell.aid.language")
    assert rig.front() is PageName.FORM
    assert rig.hand.can_press(rig.text("form.done"))
    assert flow_of(rig)._form is not None
    rig.press("form.done")
    rig.seen(PageName.SEALED)
    settled(rig)
    assert "Kept" in rig.slips[-1].to_text() or "kept" in rig.slips[-1].to_text()


def test_time_out_forgets_what_was_written(rig: Rig) -> None:
    """Two minutes on a form."""
    write(rig)
    rig.tick(100)
    assert rig.doing() is VisitState.WARNING
    rig.tick(20)
    assert_at_rest(rig)
