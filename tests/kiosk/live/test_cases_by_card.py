"""All cases of the card on the reader: what is to be done first, one of them in full, and honest where it cannot be."""

from __future__ import annotations

from drivers.id_card.cards import sample_card
from hall.simulators.department import Decision
from kiosk.flows.progress_flow import ProgressState
from kiosk.present.card_cases import Todo, todo_of
from kiosk.stage import PageName
from offline_queue.model import EntryState
from screens.pages.card_cases import CardCasesPage
from screens.pages.lookup import LookupPage
from tests.kiosk.live.quarter import Quarter
from tests.kiosk.live.test_withdrawing import hand_in, take_back, withdrawals
from tests.screens.samples.card_cases import sample_cases
from tests.screens.samples.progress import sample_answer


def to_card(there: Quarter) -> None:
    """To the page that waits for the card."""
    rig = there.rig
    rig.arrive()
    rig.terminal.open_progress()
    rig.press("lookup.card")
    rig.seen(PageName.ID_CARD)


def to_cases(there: Quarter) -> CardCasesPage:
    """The card of the person who hands everything in here."""
    to_card(there)
    assert there.rig.reader is not None
    there.rig.reader.place(sample_card())
    there.rig.seen(PageName.CARD_CASES)
    page = there.rig.stage.page(PageName.CARD_CASES)
    assert isinstance(page, CardCasesPage)
    return page


def keys_of(page: CardCasesPage) -> list[str]:
    """The receipt numbers in their order."""
    return [piece.key for piece in page._pieces if piece.key]


def test_what_is_to_be_corrected_comes_first_and_one_of_them_can_be_asked_back(there: Quarter) -> None:
    """The list, the time line, back to the list, and a withdrawal of a case whose code nobody typed."""
    rig = there.rig
    first = hand_in(there)
    there.hand_over()
    number = there.number_of(first[0])
    there.simulators.department.decide(number, Decision.ASK_CORRECTION, note="请补正户口簿")
    there.hand_over()
    second = hand_in(there)
    page = to_cases(there)
    assert keys_of(page)[0] == first[0]
    assert second[0] in keys_of(page)
    rig.do(PageName.CARD_CASES, "case_pressed", second[0])
    rig.seen(PageName.PROGRESS)
    rig.press("shell.back")
    assert rig.asking() is ProgressState.CASES
    rig.do(PageName.CARD_CASES, "case_pressed", second[0])
    waiting = withdrawals(rig, EntryState.READY) + withdrawals(rig, EntryState.DELIVERED)
    take_back(rig)
    assert withdrawals(rig, EntryState.READY) + withdrawals(rig, EntryState.DELIVERED) == waiting + 1


def test_the_card_is_asked_to_be_taken_and_leaving_forgets_the_person(there: Quarter) -> None:
    """The page says so until it is gone."""
    rig = there.rig
    hand_in(there)
    to_cases(there)
    flow = rig.progress
    assert flow._cards.card.lying
    assert rig.reader is not None
    rig.reader.remove()
    rig.until(lambda: not flow._cards.card.lying, "the card to be gone")
    rig.press("shell.exit")
    assert flow._cards.card.identity is None
    assert flow._cards.answer is None


def test_somebody_without_cases_is_told_so_and_shown_the_other_way(there: Quarter) -> None:
    """The hall says the same of a number that is none."""
    rig = there.rig
    to_card(there)
    there.place_card()
    rig.seen(PageName.NOTICE)
    rig.until(lambda: rig.asking() is ProgressState.CARD_FAILED, "the answer")
    rig.press("notice.card_no_cases.primary")
    assert rig.front() is PageName.LOOKUP


def test_without_a_line_only_the_slip_is_asked_for(there: Quarter) -> None:
    """The way with the card is not offered, and one that was begun says that the hall does not answer."""
    rig = there.rig
    to_card(there)
    there.cut()
    there.place_card()
    rig.until(lambda: rig.asking() is ProgressState.CARD_FAILED, "the answer")
    rig.press("notice.live_offline.primary")
    assert rig.asking() is ProgressState.CARD
    rig.press("card_cases.by_slip")
    page = rig.stage.page(PageName.LOOKUP)
    assert isinstance(page, LookupPage)
    assert page._state is not None
    assert page._state.card == ""


def test_what_is_to_be_done_follows_from_the_last_step() -> None:
    """A correction that was answered asks for nothing, and neither does a state of later."""
    kinds = {case.item_id: todo_of(case) for case in sample_cases().cases}
    assert kinds == {
        "senior_allowance": None,
        "public_rental_housing": Todo.CORRECT,
        "resident_medical_enrol": None,
        "disability_card_new": Todo.COLLECT,
    }
    case = sample_answer("senior_allowance", ("delivered", "correction_required"))
    step = case.steps[-1].model_copy(update={"answered_at": case.hall_time})
    assert todo_of(case.model_copy(update={"steps": (step,)})) is None
    assert todo_of(sample_answer("senior_allowance", ("a_state_of_later",))) is None
