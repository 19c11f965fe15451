"""Handing in a case: each state with its entry, its way back, its time-out, its exit."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from config.domain.code_sets import Capture
from kiosk.flows.apply.flow import NO_WAY_BACK
from kiosk.flows.apply.paper_steps import QUIET_LIMIT_S
from kiosk.flows.apply.sealing_steps import ANSWER_LIMIT_S
from kiosk.flows.apply.table import NOTHING_TO_LOSE, ApplyEvent, ApplyState
from kiosk.flows.visit_table import VisitState
from kiosk.stage import PageName
from offline_queue.errors import StorageFailedError
from tests.kiosk.privacy.traces import traces_in_objects
from tests.kiosk.rig import (
    ADDRESS,
    CHILD,
    MAY_SKIP_PAPERS,
    MOBILE,
    NAME,
    NO_PAPERS,
    NUMBER,
    SIGNED,
    WITH_PAPERS,
    Rig,
    assert_at_rest,
)

PAUSES = {
    ApplyState.PRIVACY: PageName.PRIVACY,
    ApplyState.WHO: PageName.WHO,
    ApplyState.HELPER_CARD: PageName.ID_CARD,
    ApplyState.HELPER_MANUAL: PageName.MANUAL_ID,
    ApplyState.HELPER_CHECK: PageName.ID_CHECK,
    ApplyState.UNFIT: PageName.POLICY,
    ApplyState.CARD: PageName.ID_CARD,
    ApplyState.MANUAL_ID: PageName.MANUAL_ID,
    ApplyState.CHECK: PageName.ID_CHECK,
    ApplyState.FORM: PageName.FORM,
    ApplyState.COMMITMENT: PageName.COMMITMENT,
    ApplyState.MATERIALS: PageName.MATERIALS,
    ApplyState.PHONE: PageName.PHONE,
    ApplyState.REVIEW: PageName.REVIEW,
    ApplyState.SIGNATURE: PageName.SIGNATURE,
    ApplyState.SEAL_FAILED: PageName.NOTICE,
    ApplyState.SEALED: PageName.SEALED,
    ApplyState.RATING: PageName.RATING,
    ApplyState.GOODBYE: PageName.GOODBYE,
    ApplyState.TURNED_AWAY: PageName.NOTICE,
}
"""Where a resident can pause, and the page that is seen there."""
BACK_TO = {
    ApplyState.PRIVACY: PageName.GUIDE,
    ApplyState.WHO: PageName.PRIVACY,
    ApplyState.HELPER_CARD: PageName.PRIVACY,
    ApplyState.HELPER_MANUAL: PageName.ID_CARD,
    ApplyState.HELPER_CHECK: PageName.ID_CARD,
    ApplyState.UNFIT: PageName.PRIVACY,
    ApplyState.CARD: PageName.PRIVACY,
    ApplyState.MANUAL_ID: PageName.ID_CARD,
    ApplyState.CHECK: PageName.ID_CARD,
    ApplyState.COMMITMENT: PageName.FORM,
    ApplyState.MATERIALS: PageName.FORM,
    ApplyState.PHONE: PageName.MATERIALS,
    ApplyState.REVIEW: PageName.MATERIALS,
    ApplyState.SIGNATURE: PageName.REVIEW,
    ApplyState.SEAL_FAILED: PageName.REVIEW,
    ApplyState.RATING: PageName.SEALED,
}


class Gate:
    """Holds calls up on their own thread until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def before(self, call: Callable[..., object]) -> Callable[..., object]:
        """The same call, behind the gate."""

        def held(*args: object, **named: object) -> object:
            self.reached.set()
            assert self.opened.wait(20)
            return call(*args, **named)

        return held


def go_to(rig: Rig, state: ApplyState, monkeypatch: pytest.MonkeyPatch) -> None:
    """To that state, for an item whose papers may follow."""

    def refuse(*_args: object, **_named: object) -> None:
        raise StorageFailedError("EIO")

    match state:
        case ApplyState.TURNED_AWAY:
            monkeypatch.setattr(rig.outbox, "admit", refuse)
            rig.to_guide(MAY_SKIP_PAPERS)
            rig.do(PageName.GUIDE, "start_pressed")
        case ApplyState.SEAL_FAILED:
            monkeypatch.setattr(rig.outbox, "enqueue", refuse)
            rig.to_review(MAY_SKIP_PAPERS)
            rig.do(PageName.REVIEW, "confirm_pressed")
        case ApplyState.RATING:
            rig.to_sealed(MAY_SKIP_PAPERS)
            rig.settled()
            rig.do(PageName.SEALED, "rate_pressed")
        case ApplyState.GOODBYE:
            rig.to_sealed(MAY_SKIP_PAPERS)
            rig.settled()
            rig.do(PageName.SEALED, "done_pressed")
        case _:
            go_to_branch(rig, state)
    rig.until(lambda: rig.step() is state, state.value)


def go_to_branch(rig: Rig, state: ApplyState) -> None:
    """To a state that not every case has; else to one that each has."""
    match state:
        case ApplyState.WHO:
            rig.to_who(MAY_SKIP_PAPERS)
        case ApplyState.HELPER_CARD | ApplyState.HELPER_MANUAL | ApplyState.HELPER_CHECK:
            rig.to_helper_card(MAY_SKIP_PAPERS, "guardian")
            if state is not ApplyState.HELPER_CARD:
                rig.do(PageName.ID_CARD, "manual_pressed")
            if state is ApplyState.HELPER_CHECK:
                rig.type_person()
        case ApplyState.UNFIT:
            rig.to_manual(MAY_SKIP_PAPERS)
            rig.type_person("小明", CHILD)
            rig.do(PageName.ID_CHECK, "confirmed")
        case ApplyState.COMMITMENT:
            rig.to_commitment()
        case ApplyState.PHONE:
            rig.to_materials(WITH_PAPERS)
            rig.do(PageName.MATERIALS, "phone_pressed")
        case ApplyState.SIGNATURE:
            rig.to_review(SIGNED)
            rig.do(PageName.REVIEW, "confirm_pressed")
        case _:
            rig.to_state(state)


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("state", PAUSES)
def test_entry_shows_the_page_and_exit_wipes(rig: Rig, state: ApplyState, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit of the plinth; with a question first where something would be lost."""
    go_to(rig, state, monkeypatch)
    assert rig.front() is PAUSES[state]
    assert rig.apply.step_view.number >= 2
    rig.press("shell.exit")
    assert (rig.doing() is VisitState.ASKING) is (state not in NOTHING_TO_LOSE)
    if rig.doing() is VisitState.ASKING:
        rig.press("leave.leave")
    assert_at_rest(rig)


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("state", PAUSES)
def test_time_out_wipes(rig: Rig, state: ApplyState, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever walks away leaves nothing behind, at any step."""
    go_to(rig, state, monkeypatch)
    limit_s = 130 + QUIET_LIMIT_S
    waited_s = 0
    while rig.doing() is not VisitState.RESTING and waited_s <= limit_s:
        rig.tick(5)
        waited_s += 5
    assert_at_rest(rig)


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("state", BACK_TO)
def test_back_leads_one_step_back(rig: Rig, state: ApplyState, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the page that came before, with what was entered there."""
    go_to(rig, state, monkeypatch)
    rig.press("shell.back")
    assert rig.front() is BACK_TO[state]


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("state", [state for state in PAUSES if state in NO_WAY_BACK])
def test_back_is_dead_where_a_case_is_stored_or_refused(
    rig: Rig, state: ApplyState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And does nothing."""
    go_to(rig, state, monkeypatch)
    assert not rig.hand.can_press(rig.text("shell.back"))
    rig.terminal._on_back()
    assert rig.step() is state


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("state", PAUSES)
def test_home_keeps_the_visit_and_wipes_the_case(rig: Rig, state: ApplyState, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another item can be begun at once."""
    go_to(rig, state, monkeypatch)
    number = rig.visit.visit_id
    rig.press("shell.home")
    if rig.doing() is VisitState.ASKING:
        rig.press("leave.leave")
    assert rig.front() is PageName.HOME
    assert rig.visit.visit_id == number
    assert (rig.visit.identity, rig.visit.form, rig.visit.receipt) == (None, None, None)


def test_back_in_the_form_looks_it_over_first(rig: Rig) -> None:
    """From a field to the whole form, from there to the check."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.do(PageName.FORM, "field_focused", "contact_address")
    rig.press("shell.back")
    assert rig.front() is PageName.FORM
    rig.press("shell.back")
    assert rig.front() is PageName.ID_CHECK


def test_back_and_on_again_keeps_the_answers(rig: Rig) -> None:
    """The form belongs to the visit, not to the page."""
    rig.to_review(MAY_SKIP_PAPERS)
    model = rig.visit.form
    assert model is not None
    before = [model.text(key) for key in model.keys]
    rig.do(PageName.REVIEW, "edit_pressed", "form")
    rig.seen(PageName.FORM)
    rig.do(PageName.FORM, "done_pressed")
    rig.until(lambda: rig.front() in {PageName.MATERIALS, PageName.REVIEW}, "the way on")
    assert rig.visit.form is model
    assert [model.text(key) for key in model.keys] == before
    assert any(ADDRESS in text for text in before)


@pytest.mark.parametrize(
    ("section", "page"), [("person", PageName.ID_CHECK), ("form", PageName.FORM), ("materials", PageName.MATERIALS)]
)
def test_review_leads_back_to_each_section(rig: Rig, section: str, page: PageName) -> None:
    """Wrong is corrected where it was entered."""
    rig.to_review(MAY_SKIP_PAPERS)
    rig.do(PageName.REVIEW, "edit_pressed", section)
    assert rig.front() is page


def test_review_shows_masked_and_reveals_for_five_seconds(rig: Rig) -> None:
    """Decisions 7."""
    rig.to_review(MAY_SKIP_PAPERS)

    def shown() -> list[str]:
        """What the page is to show; what was painted last is another matter."""
        traces = traces_in_objects([rig.stage.page(PageName.REVIEW)], [MOBILE, NUMBER, NAME])
        return [one for one in traces if "_setter" not in one]

    assert shown() == []
    rig.do(PageName.REVIEW, "reveal_pressed")
    assert any(NUMBER in one for one in shown())
    rig.tick(5)
    assert shown() == []


def test_form_reveals_a_masked_answer_for_five_seconds(rig: Rig) -> None:
    """And hides it again by itself."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.fill_in()
    step = rig.apply._steps[ApplyState.FORM]
    rig.do(PageName.FORM, "reveal_pressed", "applicant_mobile")
    assert step._desk._revealed == "applicant_mobile"  # type: ignore[attr-defined]
    rig.tick(4)
    assert step._desk._revealed == "applicant_mobile"  # type: ignore[attr-defined]
    rig.tick(1)
    assert step._desk._revealed is None  # type: ignore[attr-defined]


def test_form_is_not_left_with_a_fault(rig: Rig) -> None:
    """The first field with a fault comes to the front."""
    rig.to_form(MAY_SKIP_PAPERS)
    rig.do(PageName.FORM, "done_pressed")
    assert rig.front() is PageName.FORM
    for act in ("next_pressed", "previous_pressed", "keyboard_hidden"):
        rig.do(PageName.FORM, act)
        assert rig.front() is PageName.FORM


def test_manual_entry_is_not_left_with_a_fault(rig: Rig) -> None:
    """A number whose check digit is wrong is no number."""
    rig.to_manual(MAY_SKIP_PAPERS)
    rig.type_person(number="610198194705080025")
    assert rig.front() is PageName.MANUAL_ID
    for act in ("next_pressed", "previous_pressed", "keyboard_hidden"):
        rig.do(PageName.MANUAL_ID, act)
    rig.do(PageName.MANUAL_ID, "field_focused", "number")
    rig.type_person()
    rig.seen(PageName.ID_CHECK)


def test_privacy_can_be_declined(rig: Rig) -> None:
    """Nothing was asked before it, so nothing is there."""
    rig.to_privacy(MAY_SKIP_PAPERS)
    rig.press("privacy.decline")
    assert rig.front() is PageName.HOME


def test_privacy_prints_its_notice(rig: Rig) -> None:
    """The whole notice on paper."""
    assert rig.printer is not None
    before = len(rig.printer.slips)
    rig.to_privacy(MAY_SKIP_PAPERS)
    rig.press("privacy.print")
    rig.until(lambda: len(rig.printer.slips) > before, "the notice on paper")  # type: ignore[union-attr]
    assert rig.front() is PageName.PRIVACY


def test_privacy_says_what_became_of_its_print(rig: Rig) -> None:
    """Without paper it says so and can be asked again; with paper it says where to take it."""
    assert rig.printer is not None
    rig.printer.paper_out()
    rig.to_privacy(MAY_SKIP_PAPERS)
    rig.press("privacy.print")
    rig.until(lambda: rig.text("privacy.print.out_of_paper") in said(rig), "the word of the empty printer")
    rig.printer.refill()
    rig.press("privacy.print")
    rig.until(lambda: rig.text("privacy.print.printed") in said(rig), "the word of the full one")
    rig.do(PageName.PRIVACY, "accepted")
    rig.seen(PageName.ID_CARD)
    rig.press("shell.back")
    assert rig.text("privacy.print.printed") not in said(rig)


def said(rig: Rig) -> list[str]:
    """What the page of privacy says."""
    page = rig.stage.page(PageName.PRIVACY)
    return [one.accessibleName() for one in page.findChildren(QWidget) if one.isVisible()]


def test_consent_is_given_and_taken_back(rig: Rig) -> None:
    """Nothing is set before it is asked."""

    def consent() -> bool:
        return rig.visit.sms_consent

    rig.to_privacy(MAY_SKIP_PAPERS)
    assert consent() is False
    rig.do(PageName.PRIVACY, "consent_toggled", True)
    assert consent() is True
    rig.do(PageName.PRIVACY, "consent_toggled", False)
    assert consent() is False


def test_check_reads_the_card_again(rig: Rig) -> None:
    """Not this person: the person is forgotten."""
    rig.to_check(MAY_SKIP_PAPERS)
    rig.do(PageName.ID_CHECK, "reread_pressed")
    assert rig.front() is PageName.ID_CARD
    assert rig.visit.identity is None


def test_admission_shows_nothing_of_its_own_and_home_stays_home(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """A late answer of the outbox does not bring a left application back."""
    gate = Gate()
    monkeypatch.setattr(rig.outbox, "admit", gate.before(rig.outbox.admit))
    rig.to_guide(MAY_SKIP_PAPERS)
    rig.do(PageName.GUIDE, "start_pressed")
    rig.until(gate.reached.is_set, "the question for room")
    assert rig.step() is ApplyState.ADMISSION
    rig.press("shell.home")
    gate.opened.set()
    answered: list[str] = []
    rig.desk.admit(lambda admission: answered.append(admission.level.value))
    rig.until(lambda: bool(answered), "the answer to a later question")
    assert rig.front() is PageName.HOME


def test_admission_times_out(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that never answers keeps nobody's guide page for ever."""
    gate = Gate()
    monkeypatch.setattr(rig.outbox, "admit", gate.before(rig.outbox.admit))
    rig.to_guide(MAY_SKIP_PAPERS)
    rig.do(PageName.GUIDE, "start_pressed")
    rig.until(gate.reached.is_set, "the question for room")
    rig.tick(61)
    gate.opened.set()
    assert_at_rest(rig)


def test_sealing_cannot_be_left(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The case is being stored: whoever leaves now would have handed it in without a receipt."""
    gate = Gate()
    monkeypatch.setattr(rig.outbox, "enqueue", gate.before(rig.outbox.enqueue))
    rig.set_line(up=False)
    rig.to_review(MAY_SKIP_PAPERS)
    rig.press("review.confirm")
    rig.until(gate.reached.is_set, "the sealing")
    assert rig.front() is PageName.NOTICE
    for press in (rig.terminal._on_exit, rig.terminal._on_home, rig.terminal._on_back):
        press()
        rig.tick(500)
        assert rig.step() is ApplyState.SEALING
        assert rig.front() is PageName.NOTICE
    gate.opened.set()
    rig.seen(PageName.SEALED)
    rig.set_line(up=True)


def test_sending_waits_for_the_hall_and_may_be_left(rig: Rig) -> None:
    """Stored already: leaving loses nothing, and asks nothing."""
    assert rig.hall is not None
    rig.to_review(NO_PAPERS)
    rig.hall.fall_asleep()
    rig.press("review.confirm")
    rig.until(lambda: rig.step() is ApplyState.SENDING, "the sending")
    assert rig.front() is PageName.NOTICE
    rig.press("shell.exit")
    assert_at_rest(rig)


def test_sending_gives_up_waiting(rig: Rig) -> None:
    """After eight seconds the deposit slip is the truth."""
    assert rig.hall is not None
    rig.to_review(NO_PAPERS)
    rig.hall.fall_asleep()
    rig.press("review.confirm")
    rig.until(lambda: rig.step() is ApplyState.SENDING, "the sending")
    rig.tick(ANSWER_LIMIT_S - 1)
    assert rig.step() is ApplyState.SENDING
    rig.tick(1)
    assert rig.step() is ApplyState.SEALED
    assert rig.apply.delivered is None


def test_sealed_prints_once_also_when_come_back_to(rig: Rig) -> None:
    """Back from the rating nothing is printed again."""
    rig.to_sealed(MAY_SKIP_PAPERS)
    rig.settled()
    rig.press("sealed.rate")
    rig.press("shell.back")
    assert rig.front() is PageName.SEALED
    assert len(rig.slips) == 1


def test_sealed_reprints_when_a_person_asks(rig: Rig) -> None:
    """The same picture again."""
    assert rig.printer is not None
    rig.to_sealed(MAY_SKIP_PAPERS)
    rig.settled()
    before = len(rig.printer.slips)
    rig.press("sealed.reprint")
    rig.settled()
    assert len(rig.printer.slips) == before + 1
    assert rig.printer.slips[-1].image == rig.printer.slips[-2].image


def test_goodbye_ends_by_itself(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """After twenty seconds."""
    go_to(rig, ApplyState.GOODBYE, monkeypatch)
    rig.tick(19)
    assert rig.front() is PageName.GOODBYE
    rig.tick(1)
    assert_at_rest(rig)


def test_goodbye_ends_at_a_touch(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or at once."""
    go_to(rig, ApplyState.GOODBYE, monkeypatch)
    rig.press("goodbye.done")
    assert_at_rest(rig)


def test_materials_do_not_count_down_while_papers_are_laid(rig: Rig) -> None:
    """Domain guide 2.4; only when nothing changes under the camera does the time count."""
    rig.to_materials(WITH_PAPERS)
    rig.until(lambda: rig.apply._steps[ApplyState.MATERIALS]._watch is not None, "the camera")  # type: ignore[attr-defined]
    rig.tick(QUIET_LIMIT_S - 1)
    rig.tick(0)
    assert rig.doing() is VisitState.SERVING
    rig.tick(1)
    rig.tick(99)
    assert rig.doing() is VisitState.SERVING
    rig.tick(1)
    assert rig.doing() is VisitState.WARNING


def test_catalogue_item_with_no_scans_skips_the_papers(rig: Rig) -> None:
    """Straight from the form to the review, and back."""
    item = rig.around.catalogue.item(NO_PAPERS)  # type: ignore[arg-type]
    assert not [one for one in rig.around.catalogue.materials_of(item, {}) if one.material.capture is Capture.SCAN]
    rig.to_form(NO_PAPERS)
    rig.fill_in()
    rig.form_done()
    assert rig.front() is PageName.REVIEW
    rig.press("shell.back")
    assert rig.front() is PageName.FORM


def test_a_late_event_is_no_bug(rig: Rig) -> None:
    """A second confirmation, queued before the page had changed, is noted and dropped."""
    rig.to_sealed(MAY_SKIP_PAPERS)
    flow = rig.apply
    rig.terminal.guarded(lambda: flow.fire(ApplyEvent.CONFIRMED))
    assert flow.state is ApplyState.SEALED
    assert rig.terminal.flow is flow


def test_the_outbox_gets_ready_while_the_review_is_read(rig: Rig) -> None:
    """The case that will be confirmed is announced to the outbox under the id that it will have."""
    rig.to_review(MAY_SKIP_PAPERS)
    spares = rig.outbox._core.spares
    rig.until(lambda: getattr(spares._announced, "entry_id", None) == rig.apply.entry_id, "the announced case")


@pytest.mark.expects_log_warnings
def test_a_case_that_was_not_announced_is_taken_in_all_the_same(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Getting ready is a matter of time only: its failure costs no case."""

    def refuse(_entry_id: object) -> None:
        raise StorageFailedError("EIO")

    monkeypatch.setattr(rig.outbox, "announce", refuse)
    rig.to_sealed(MAY_SKIP_PAPERS)
    assert rig.visit.receipt is not None
