"""A resident pays at the terminal: the real pages, the real hall over loopback, the sandbox behind it."""

from __future__ import annotations

import pytest

from hall.simulators.payments.world import Scheme
from kiosk.flows.pay.table import PayState
from kiosk.present.payment.cash import CashPhase
from kiosk.present.payment.result import ResultView
from kiosk.present.sealed import SlipView
from kiosk.stage import PageName
from offline_queue.model import EntryState
from offline_queue.wire.payments import OrderState
from tests.kiosk.payments.town import AMOUNT_FEN, ITEM_FEE_FEN, Town
from tests.kiosk.rig import NO_PAPERS, Rig


def view(there: Town) -> ResultView:
    return there.flow._result._view


def show_code(there: Town) -> str:
    """By touch to the code on the screen; gives what it holds."""
    there.to_check(there.notice(), "wechat")
    there.rig.press("pay.check.primary.code")
    there.seen(PageName.PAY_CODE)
    there.until(lambda: there.flow.attempt is not None and there.flow.attempt.order_id != "", "an order")
    attempt = there.flow.attempt
    assert attempt is not None
    there.until(lambda: attempt.standing.state is OrderState.SHOWN, "the code")
    assert attempt.standing.answer is not None
    return attempt.standing.answer.code_url or ""


def test_a_code_on_the_screen_is_paid_by_a_phone(there: Town) -> None:
    """Bill, way, amount and payee, the code; a phone pays; the page and the slip say paid."""
    code = show_code(there)
    before = there.sandbox.world.balance_fen()

    assert there.sandbox.world.pay(code)
    there.work(2)
    there.seen(PageName.PAY_RESULT)
    there.until(lambda: view(there) is ResultView.PAID, "served")

    assert there.sandbox.world.balance_fen() - before == AMOUNT_FEN
    there.until(lambda: len(there.rig.slips) > 0, "the slip")
    assert there.orders()[-1] == ("wechat", "served", AMOUNT_FEN)


def test_a_code_that_nobody_wants_is_closed_and_another_way_is_open(there: Town) -> None:
    """Leaving the code asks the hall to close it; only then another way is offered."""
    show_code(there)
    there.rig.do(PageName.PAY_CODE, "leave_pressed")
    there.seen(PageName.PAY_RESULT)

    assert view(there) is ResultView.NOT_PAID
    assert there.orders()[-1][1] == "closed"
    there.rig.do(PageName.PAY_RESULT, "other_pressed")
    assert there.at(PayState.METHOD)


def test_a_line_that_is_lost_is_no_failure(there: Town) -> None:
    """While the code is shown the line breaks: not to be paid again; when it is back, what was paid is paid."""
    code = show_code(there)
    there.line.up = False
    attempt = there.flow.attempt
    assert attempt is not None
    there.until(lambda: attempt.standing.lost, "the loss")
    assert there.rig.front() is PageName.PAY_CODE
    there.rig.do(PageName.PAY_CODE, "ask_pressed")
    assert view(there) is ResultView.LOST

    there.sandbox.world.pay(code)
    there.work(2)
    there.line.up = True
    there.until(lambda: view(there) is ResultView.PAID, "the truth")


def test_a_payment_code_from_the_phone_is_read_and_charged(there: Town) -> None:
    """The scanner reads it, the scheme is recognised, the hall charges it once; it stands nowhere afterwards."""
    there.to_check(there.notice(), "payment_code")
    there.rig.press("pay.check.primary.payment_code")
    there.seen(PageName.PAY_SCAN)
    code = there.sandbox.world.issue_code(Scheme.WECHAT)
    assert there.rig.scanner is not None
    there.rig.scanner.show(code)
    there.seen(PageName.PAY_RESULT)
    there.until(lambda: view(there) is ResultView.PAID, "paid")

    assert there.orders()[-1] == ("wechat", "served", AMOUNT_FEN)
    kept = [path for path in there.rig.data.rglob("*") if path.is_file() and code.encode() in path.read_bytes()]
    assert kept == []


def test_cash_is_taken_note_by_note(there: Town) -> None:
    """The rule first, then two notes; each is told to the hall, and the last makes it paid."""
    inside = there.bills.vault.stacked_fen
    there.to_check(there.notice(), "cash")
    there.rig.press("pay.check.primary.cash")
    there.seen(PageName.PAY_CASH)
    there.rig.press("pay.cash.start")
    there.insert(1_000)
    there.until(lambda: there.flow.inside_fen == 1_000, "the first note")
    there.insert(1_000)
    there.seen(PageName.PAY_RESULT)
    there.until(lambda: view(there) is ResultView.PAID, "paid")

    assert there.bills.vault.stacked_fen - inside == AMOUNT_FEN
    assert there.orders()[-1] == ("cash", "served", AMOUNT_FEN)


@pytest.mark.expects_log_warnings
def test_cash_that_stops_half_way_is_said_and_slipped(there: Town) -> None:
    """One note in, then no more: nothing is given back here, the slip says what is in, a person has it."""
    there.to_check(there.notice(), "cash")
    there.rig.press("pay.check.primary.cash")
    there.seen(PageName.PAY_CASH)
    there.rig.press("pay.cash.start")
    there.insert(1_000)
    there.until(lambda: there.flow.inside_fen == 1_000, "the note")
    there.rig.do(PageName.PAY_CASH, "finish_pressed")
    there.seen(PageName.PAY_RESULT)

    assert view(there) is ResultView.CASH_SHORT
    assert there.orders()[-1] == ("cash", "manual", AMOUNT_FEN)
    there.until(lambda: len(there.rig.slips) > 0, "the slip")


def test_cash_that_is_not_begun_takes_nothing(there: Town) -> None:
    """Notes are asked for when the validator takes them; finished without one the order is closed."""
    there.to_check(there.notice(), "cash")
    there.rig.press("pay.check.primary.cash")
    there.seen(PageName.PAY_CASH)
    there.rig.press("pay.cash.start")
    there.until(lambda: there.flow._cash._phase is CashPhase.WAITING, "the page that asks for notes")
    assert there.validator.hand(lambda: there.bills.accepting)
    there.rig.press("pay.cash.finish")
    there.seen(PageName.PAY_RESULT)

    assert view(there) is ResultView.CASH_NONE
    assert there.orders()[-1][1] == "closed"


def test_who_comes_back_with_the_slip_sees_what_has_become_of_it(there: Town) -> None:
    """The resident left while the code was shown and paid all the same: the order number tells it, and no other way."""
    code = show_code(there)
    attempt = there.flow.attempt
    assert attempt is not None
    order_id = attempt.order_id
    assert there.sandbox.world.pay(code)
    there.rig.leave()
    there.until(lambda: there.orders()[-1][1] == "served", "the end without anybody")

    there.rig.arrive()
    there.rig.terminal.open_payment()
    assert there.rig.scanner is not None
    if there.at(PayState.OPEN):
        there.rig.do(PageName.PAY_OPEN, "leave_pressed")
    there.rig.scanner.show(order_id)
    there.seen(PageName.PAY_RESULT)
    there.until(lambda: view(there) is ResultView.PAID, "the state")
    assert not there.rig.hand.can_press(there.rig.text("pay.result.other"))


def test_without_a_line_only_the_instruction_is_printed(there: Town) -> None:
    """Nothing is ordered, and a slip says where and how to pay."""
    there.rig.arrive()
    orders = len(there.orders())
    there.rig.terminal.open_payment()
    if there.at(PayState.OPEN):
        there.rig.do(PageName.PAY_OPEN, "leave_pressed")
    there.line.up = False
    there.rig.do(PageName.PAY_NUMBER, "text_edited", there.notice())
    there.rig.do(PageName.PAY_NUMBER, "lookup_pressed")
    there.until(lambda: there.at(PayState.OFFLINE), "the refusal")
    there.rig.press("notice.pay_offline.primary")
    there.until(lambda: len(there.rig.slips) == 1, "the instruction")

    assert len(there.orders()) == orders


def test_the_fee_of_a_case_is_paid_after_it_was_filed(there: Town) -> None:
    """The slip in hand, the fee of the case comes next: paid by a phone's code, then goodbye."""
    rig = there.rig
    file_a_case(there)
    rig.press("sealed.done")
    there.seen(PageName.PAY_BILLS)
    rig.hand.press("测试工本费")
    there.seen(PageName.PAY_METHOD)
    rig.press("pay.method.alipay")
    rig.press("pay.check.primary.code")
    attempt = there.flow.attempt
    assert attempt is not None
    there.until(lambda: attempt.standing.state is OrderState.SHOWN, "the code")
    assert attempt.standing.answer is not None
    assert there.sandbox.world.pay(attempt.standing.answer.code_url or "")
    there.seen(PageName.PAY_RESULT)
    there.until(lambda: view(there) is ResultView.PAID, "paid")
    there.until(lambda: there.flow._result._slip is SlipView.PRINTED, "the slip")
    rig.do(PageName.PAY_RESULT, "done_pressed")

    assert rig.front() is PageName.GOODBYE
    assert there.orders()[-1] == ("alipay", "served", ITEM_FEE_FEN)


def test_a_case_stays_filed_when_its_fee_is_not_paid(there: Town) -> None:
    """Nothing is paid: the resident is led to goodbye, and the hall has the case."""
    file_a_case(there)
    there.rig.press("sealed.done")
    there.seen(PageName.PAY_BILLS)
    there.rig.terminal._on_back()
    assert there.rig.front() is PageName.SEALED
    there.rig.press("sealed.done")
    there.seen(PageName.PAY_BILLS)
    there.rig.press("pay.leave")

    assert there.rig.front() is PageName.GOODBYE
    assert there.rig.apply.delivered is not None


def file_a_case(there: Town) -> None:
    """An item without papers, confirmed, delivered, with its slip."""
    rig = there.rig
    rig.to_review(NO_PAPERS)
    rig.do(PageName.REVIEW, "confirm_pressed")
    # The terminal's seconds stand still meanwhile: it waits eight of them for the hall, which are short here.
    rig.until(lambda: is_delivered(rig), "the hall to have the case")
    there.seen(PageName.SEALED)
    rig.settled()
    assert rig.apply.delivered is not None


def is_delivered(rig: Rig) -> bool:
    receipt = rig.visit.receipt
    return receipt is not None and rig.outbox.entry(receipt.entry_id).state is EntryState.DELIVERED
