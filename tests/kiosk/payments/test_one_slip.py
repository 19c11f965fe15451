"""One slip for one payment: what will be known in a moment is waited for. The hall moves only where a test moves it."""

from __future__ import annotations

from hall.simulators.payments.faults import Call, Fault
from kiosk.flows.pay.order_steps import CLOSING_FOR_S
from kiosk.flows.pay.result_step import SLIP_WAITS_S
from kiosk.present.payment.result import ResultView
from kiosk.present.sealed import SlipView
from kiosk.stage import PageName
from tests.kiosk.payments.test_paying_by_touch import show_code, view
from tests.kiosk.payments.town import Town

WAITS_S = int(SLIP_WAITS_S)


def slip(there: Town) -> SlipView | None:
    """What the page says of the slip."""
    return there.flow._result._slip


def state_of_the_last(there: Town) -> str:
    """The last order, as the hall has it."""
    return there.orders()[-1][1]


def the_hall_goes_on_to(there: Town, state: str) -> None:
    """The hall's rounds, until the last order is in that state."""
    for _ in range(10):
        if state_of_the_last(there) == state:
            return
        there.running.clock.move(1)
        there.running.hall.gateway.run_once()
    raise AssertionError(state_of_the_last(there))


def says(there: Town, what: ResultView) -> None:
    """The page has heard of it. No second goes by for the terminal meanwhile."""
    there.rig.until(lambda: there.rig.front() is PageName.PAY_RESULT and view(there) is what, what.value)


def pass_seconds(there: Town, seconds: int) -> None:
    for _ in range(seconds):
        there.rig.tick(1)


def a_slip(there: Town, number: int) -> str:
    """Wait for that slip to be out; gives what stands on it."""
    there.rig.until(lambda: len(there.rig.slips) == number, f"slip {number}")
    there.rig.until(lambda: slip(there) is SlipView.PRINTED, "the paper")
    return there.rig.slips[-1].to_text()


def paid_and_not_settled(there: Town) -> None:
    """A phone has paid, the hall has seen it, and the bill is not settled yet."""
    there.sandbox.world.pay(show_code(there))
    the_hall_goes_on_to(there, "paid")
    says(there, ResultView.SETTLING)


def test_a_bill_that_is_settled_a_second_later_has_one_slip(there: Town) -> None:
    """The slip is being prepared meanwhile, and cannot be left behind; it says that the bill is settled."""
    paid_and_not_settled(there)
    pass_seconds(there, WAITS_S - 1)
    assert slip(there) is SlipView.DRAWING
    assert there.rig.slips == []
    assert not there.rig.hand.can_press(there.rig.text("pay.result.done"))

    the_hall_goes_on_to(there, "served")
    says(there, ResultView.PAID)
    assert there.rig.text("slip.pay.paid.statement") in a_slip(there, 1).replace("\n", "")
    pass_seconds(there, 2 * WAITS_S)
    assert len(there.rig.slips) == 1


def test_a_bill_that_is_not_settled_for_long_has_a_slip_that_says_so(there: Town) -> None:
    """After eight seconds what is known is printed: the money is there. The end has a slip of its own then."""
    paid_and_not_settled(there)
    pass_seconds(there, WAITS_S)
    assert there.rig.text("slip.pay.settling.statement") in a_slip(there, 1).replace("\n", "")

    the_hall_goes_on_to(there, "served")
    says(there, ResultView.PAID)
    assert there.rig.text("slip.pay.paid.statement") in a_slip(there, 2).replace("\n", "")


def closing_without_end(there: Town) -> None:
    """The resident leaves the code, and the provider does not answer: the page is left for what is not known."""
    show_code(there)
    silent = [Fault.LOST_REQUEST] * 50
    there.sandbox.faults.lay(Call.CLOSE, *silent)
    there.rig.do(PageName.PAY_CODE, "leave_pressed")
    there.rig.until(lambda: state_of_the_last(there) == "closing", "the closing")
    attempt = there.flow.attempt
    assert attempt is not None
    there.rig.until(lambda: attempt.standing.state is not None and attempt.standing.state.value == "closing", "it")
    pass_seconds(there, CLOSING_FOR_S)
    says(there, ResultView.UNKNOWN)


def test_what_is_known_in_time_has_no_slip_of_the_unknown(there: Town) -> None:
    """The end comes while it is waited for: not paid, and nothing is printed."""
    closing_without_end(there)
    pass_seconds(there, WAITS_S - 1)
    assert slip(there) is SlipView.DRAWING
    there.sandbox.faults.clear()
    the_hall_goes_on_to(there, "closed")
    says(there, ResultView.NOT_PAID)
    pass_seconds(there, 2 * WAITS_S)
    assert slip(there) is None
    assert there.rig.slips == []


def test_what_stays_unknown_has_a_slip_that_says_so(there: Town) -> None:
    """Nothing is known after eight seconds: not to be paid again stands on the slip."""
    closing_without_end(there)
    assert there.rig.slips == []
    pass_seconds(there, WAITS_S)
    assert "请不要重复付款" in a_slip(there, 1)
    there.sandbox.faults.clear()
