"""A case is taken back by touch: without a line the request waits here; where it cannot be, the page says why."""

from __future__ import annotations

import pytest

from hall.simulators.department import Decision
from kiosk.flows.progress_flow import ProgressState
from kiosk.flows.withdrawing import Withdrawing
from kiosk.stage import PageName
from offline_queue.errors import AlreadyStoredError, QueueError
from offline_queue.model import EntryState
from offline_queue.wire.entries import EntryKind
from screens.pages.progress import ProgressPage
from tests.kiosk.flows.test_progress_states import ask
from tests.kiosk.live.quarter import Quarter
from tests.kiosk.rig import MAY_SKIP_PAPERS, Rig


def hand_in(there: Quarter, *, cut: bool = False) -> tuple[str, str]:
    """A case; its number and its code. Cut off, it stays at the terminal."""
    rig = there.rig
    if cut:
        there.cut()
    rig.to_sealed(MAY_SKIP_PAPERS)
    receipt = rig.visit.receipt
    assert receipt is not None
    entry_id = receipt.entry_id
    if not cut:
        rig.until(lambda: rig.outbox.entry(entry_id).state is EntryState.DELIVERED, "the case at the hall")
    rig.leave()
    return str(receipt.receipt_number), str(receipt.lookup_code)


def look_up(rig: Rig, case: tuple[str, str]) -> ProgressPage:
    """By number and code to the page that tells how it stands."""
    ask(rig, *case)
    rig.seen(PageName.PROGRESS)
    page = rig.stage.page(PageName.PROGRESS)
    assert isinstance(page, ProgressPage)
    return page


def words_of(page: ProgressPage) -> str:
    """Everything that stands in its column."""
    return repr([piece.spec for piece in page._pieces])


def take_back(rig: Rig) -> None:
    """From there to the request that is kept, with its slip."""
    rig.do(PageName.PROGRESS, "withdraw_pressed")
    rig.seen(PageName.WITHDRAW)
    rig.press("withdraw.yes")
    rig.seen(PageName.SEALED)
    rig.until(lambda: rig.hand.can_press(rig.text("sealed.done")), "the slip")


def withdrawals(rig: Rig, state: EntryState) -> int:
    """How many requests the outbox has in that state."""
    return sum(one.kind is EntryKind.WITHDRAWAL for one in rig.outbox.entries(state))


def test_a_case_that_was_not_delivered_is_asked_back_without_a_line_and_never_reaches_a_department(
    there: Quarter,
) -> None:
    """Asked, not delivered, says the page; the slip has no code; with the line back the hall stops it."""
    rig = there.rig
    there.hand_over()
    case = hand_in(there, cut=True)
    there.cut()
    look_up(rig, case)
    take_back(rig)
    assert rig.asking() is ProgressState.KEPT
    slip = rig.slips[-1].to_text()
    assert case[0] in slip
    assert case[1] not in slip.replace(" ", "")
    assert "尚未送达" in slip
    assert withdrawals(rig, EntryState.READY) == 1
    rig.press("sealed.done")
    assert rig.front() is PageName.HOME
    rig.leave()
    there.tidy_up()
    rig.until(lambda: withdrawals(rig, EntryState.READY) == 0, "the request at the hall")
    assert there.running.hall.services.handover.push_once() == 0
    page = look_up(rig, case)
    assert rig.text("case_state.withdrawn") in words_of(page)


def test_a_department_that_has_begun_is_told_and_decides(there: Quarter) -> None:
    """The question says so before anything is asked, and a second request is not offered."""
    rig = there.rig
    case = hand_in(there)
    there.hand_over()
    number = there.number_of(case[0])
    there.simulators.department.decide(number, Decision.RECEIVE)
    there.hand_over()
    look_up(rig, case)
    rig.do(PageName.PROGRESS, "withdraw_pressed")
    rig.seen(PageName.WITHDRAW)
    rig.press("withdraw.no")
    assert rig.asking() is ProgressState.SHOWN
    take_back(rig)
    rig.until(lambda: withdrawals(rig, EntryState.READY) == 0, "the request at the hall")
    rig.leave()
    look_up(rig, case)
    rig.do(PageName.PROGRESS, "withdraw_pressed")
    assert rig.asking() is ProgressState.SHOWN


@pytest.mark.expects_log_warnings
def test_a_request_that_could_not_be_stored_is_tried_again_as_the_same(
    there: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refuses once; the first try may have come through all the same, and then there are not two."""
    rig = there.rig
    case = hand_in(there)
    look_up(rig, case)
    rig.do(PageName.PROGRESS, "withdraw_pressed")
    names: list[object] = []

    def refuse(_draft: object, *, entry_id: object) -> None:
        names.append(entry_id)
        raise QueueError("disk") if len(names) == 1 else AlreadyStoredError

    monkeypatch.setattr(rig.outbox, "enqueue_withdrawal", refuse)
    rig.press("withdraw.yes")
    rig.until(lambda: rig.asking() is ProgressState.NOT_KEPT, "the refusal")
    rig.press("notice.seal_failed.primary")
    rig.seen(PageName.SEALED)
    assert names[0] == names[1]


def test_back_leads_to_the_case_and_leaving_forgets_it(there: Quarter) -> None:
    """Nothing was asked."""
    rig = there.rig
    look_up(rig, hand_in(there))
    rig.do(PageName.PROGRESS, "withdraw_pressed")
    rig.press("shell.back")
    assert rig.asking() is ProgressState.SHOWN
    rig.do(PageName.PROGRESS, "withdraw_pressed")
    flow: Withdrawing = rig.progress._withdrawing
    rig.press("shell.exit")
    assert flow._asked is None
