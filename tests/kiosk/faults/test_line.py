"""The line to the hall goes and comes while somebody hands in a case."""

from __future__ import annotations

from kiosk.flows.apply.sealing_steps import ANSWER_LIMIT_S
from kiosk.hall_client import Lookup, LookupOutcome
from kiosk.stage import PageName
from offline_queue.model import EntryState
from offline_queue.wire.entries import ProblemKind
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.rig import MAY_SKIP_PAPERS, NO_PAPERS, Rig
from tests.offline_queue.played_hall import Reply, fixed, problem


def hall_of(rig: Rig) -> DeskHall:
    assert rig.hall is not None
    return rig.hall


def header(rig: Rig) -> str:
    """What the header says."""
    assert rig.app.window is not None
    return rig.app.window.shell._header.accessibleName()


def entry_state(rig: Rig) -> EntryState:
    """Where the case that was stored last stands."""
    receipt = rig.visit.receipt
    assert receipt is not None
    return rig.outbox.entry(receipt.entry_id).state


def assert_deposit_slip(rig: Rig) -> None:
    """The title and the statement of a deposit, not those of a delivery."""
    rig.settled()
    slip = rig.slips[-1].to_text()
    assert rig.apply.delivered is None
    assert rig.text("slip.deposit.title") in slip
    assert rig.text("slip.deposit.subtitle") in slip
    assert rig.text("slip.delivery.title") not in slip


def test_hall_answers_while_the_resident_waits(rig: Rig) -> None:
    """The slip says delivered, with the number that the hall gave."""
    rig.to_sealed(NO_PAPERS)
    rig.settled()
    assert rig.apply.delivered is not None
    number = rig.apply.delivered[0]
    assert number.startswith("C")
    assert number in rig.slips[-1].to_text()


def test_hall_down_at_confirm(rig: Rig) -> None:
    """The terminal believed the line was up: it waits, finds out, and prints the deposit slip."""
    rig.to_review(NO_PAPERS)
    hall_of(rig).go_down()
    rig.do(PageName.REVIEW, "confirm_pressed")
    rig.until(lambda: rig.step() == "sending", "the sending")
    rig.until(lambda: not rig.around.online(), "the terminal to find out")
    rig.tick(ANSWER_LIMIT_S)
    assert rig.front() is PageName.SEALED
    assert_deposit_slip(rig)
    rig.set_line(up=True)
    rig.until(lambda: entry_state(rig) is EntryState.DELIVERED, "the delivery after all")


def test_hall_down_from_the_beginning(rig: Rig) -> None:
    """No waiting at all: stored, slip, and sent when the line is back."""
    rig.set_line(up=False)
    rig.to_sealed(MAY_SKIP_PAPERS)
    assert_deposit_slip(rig)
    assert entry_state(rig) is EntryState.READY
    rig.set_line(up=True)
    rig.until(lambda: entry_state(rig) is EntryState.DELIVERED, "the delivery")


def test_hall_answers_slowly(rig: Rig) -> None:
    """Eight seconds are the resident's limit; the answer comes later, to the ledger."""
    rig.to_review(NO_PAPERS)
    hall_of(rig).fall_asleep()
    rig.do(PageName.REVIEW, "confirm_pressed")
    rig.until(lambda: rig.step() == "sending", "the sending")
    rig.tick(ANSWER_LIMIT_S - 1)
    assert rig.step() == "sending"
    rig.tick(1)
    assert_deposit_slip(rig)
    hall_of(rig).go_up()
    rig.until(lambda: entry_state(rig) is EntryState.DELIVERED, "the late answer")
    assert rig.apply.delivered is None


def test_line_comes_back_mid_visit(rig: Rig) -> None:
    """The header says so on the page that is in front; what was entered stays."""
    rig.set_line(up=False)
    rig.to_form(MAY_SKIP_PAPERS)
    rig.fill_in()
    assert rig.text("shell.line.offline") in header(rig)
    rig.set_line(up=True)
    rig.until(lambda: rig.text("shell.line.online") in header(rig), "the header")
    assert rig.front() is PageName.FORM
    assert rig.visit.form is not None
    assert rig.visit.form.complete


def test_line_goes_mid_visit_and_an_item_that_needs_it_is_refused(rig: Rig) -> None:
    """Before the start, with the reason; one that may wait is not."""
    rig.set_line(up=False)
    rig.to_guide(NO_PAPERS)
    rig.do(PageName.GUIDE, "start_pressed")
    assert rig.front() is PageName.POLICY
    rig.press("shell.back")
    assert rig.front() is PageName.GUIDE
    rig.set_line(up=True)
    rig.do(PageName.GUIDE, "start_pressed")
    rig.seen(PageName.PRIVACY)


def test_hall_refuses_the_entry(rig: Rig) -> None:
    """422: held for staff; the resident gets the deposit slip at once, and nothing is lost."""
    rig.to_review(NO_PAPERS)
    hall_of(rig).next("PUT", problem(422, ProblemKind.SCHEMA))
    rig.do(PageName.REVIEW, "confirm_pressed")
    rig.seen(PageName.SEALED, ticking=True)
    assert_deposit_slip(rig)
    assert entry_state(rig) is EntryState.HELD


def test_hall_answers_garbage(rig: Rig) -> None:
    """Somebody else's login page is no answer: the deposit slip, and another try later."""
    rig.to_review(NO_PAPERS)
    hall_of(rig).next("PUT", fixed(Reply(200, b"<html>login</html>", signed=False)))
    rig.do(PageName.REVIEW, "confirm_pressed")
    rig.until(lambda: rig.step() == "sending", "the sending")
    rig.until(lambda: not rig.around.online(), "the terminal to find out")
    rig.tick(ANSWER_LIMIT_S)
    assert_deposit_slip(rig)
    rig.set_line(up=True)
    rig.until(lambda: entry_state(rig) is EntryState.DELIVERED, "the delivery after all")


def test_an_answer_to_a_resident_shows_that_the_line_is_back(rig: Rig) -> None:
    """The engine rests long after many failures; a resident's question that the hall answers ends that rest."""
    engine = rig.desk._engine
    assert engine is not None
    engine._failures = 12
    rig.set_line(up=False)
    hall_of(rig).go_up()
    hall_of(rig).next("POST", problem(404, ProblemKind.NOT_FOUND))
    found: list[Lookup] = []
    rig.around.hall.progress("LS01-261124-10011-6", "123456", found.append)
    rig.until(lambda: bool(found), "the answer")
    assert found[0].outcome is LookupOutcome.UNKNOWN
    rig.until(rig.around.online, "the line")
