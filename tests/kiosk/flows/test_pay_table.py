"""The table of paying: every state is reached and left, and no order is made while another is open."""

from __future__ import annotations

from kiosk.flows.machine import reachable
from kiosk.flows.pay.table import PAY_TABLE, PayEvent, PayState

ORDERED = frozenset({PayState.CODE, PayState.SCAN, PayState.CASH, PayState.CARD})


def test_every_state_is_reached() -> None:
    """From a number, from the fees of a case, and from orders without an end."""
    starts = (PayState.OPEN, PayState.NUMBER, PayState.ASKING)
    assert frozenset().union(*(reachable(PAY_TABLE, start) for start in starts)) == frozenset(PayState)


def test_from_an_order_only_its_end_leads_on() -> None:
    """No way leads from an order straight into another one; another way to pay begins at the choice of ways."""
    for (state, event), target in PAY_TABLE.items():
        if state in ORDERED or state is PayState.RESULT:
            assert target not in ORDERED, (state, event)


def test_amount_and_payee_come_first() -> None:
    """Every order is entered from the page that shows them."""
    assert {state for (state, _), target in PAY_TABLE.items() if target in ORDERED} == {PayState.CHECK}


def test_the_code_is_left_through_its_end_only() -> None:
    """A code that was shown may have been paid: there is no way back to the choice without the hall's word."""
    ways = {event for (state, event) in PAY_TABLE if state is PayState.CODE}
    assert ways == {PayEvent.ENDED, PayEvent.BILL_CHANGED, PayEvent.UNANSWERED}
