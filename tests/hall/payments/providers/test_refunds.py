"""Refunds: accepted is not done, one number is one refund, and no more goes back than was taken."""

from __future__ import annotations

import pytest

from hall.payments.provider import (
    Order,
    PaymentProvider,
    Refund,
    RefundState,
    Refusal,
    RefusedError,
    UnavailableError,
)
from hall.simulators.payments.faults import Call, Fault
from tests.hall.payments.providers.conftest import Market


@pytest.fixture
def paid(market: Market, provider: PaymentProvider) -> Order:
    order = market.order()
    provider.create(order)
    market.sandbox.world.pay(order.number)
    return order


def _refund(order: Order, amount_fen: int | None = None, number: str = "R0000001") -> Refund:
    return Refund(number, order.number, amount_fen or order.amount_fen, order.amount_fen, "退款")


def test_accepted_is_not_done(market: Market, provider: PaymentProvider, paid: Order) -> None:
    """While the money is on its way the refund is in progress; when it has arrived it is done."""
    market.sandbox.world.refunds_wait = True

    accepted = provider.refund(_refund(paid))
    waiting = provider.query_refund(_refund(paid))
    market.sandbox.world.finish_refunds()

    assert accepted is RefundState.PROCESSING
    assert waiting in {RefundState.PROCESSING, RefundState.NOT_FOUND}
    assert provider.query_refund(_refund(paid)) is RefundState.DONE
    assert market.balance_fen == 0


@pytest.mark.parametrize(
    "fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.SYSTEM_ERROR, Fault.BUSY, Fault.FORGED, Fault.TAMPERED]
)
def test_a_refund_without_an_answer_is_repeated_with_its_number(
    market: Market, provider: PaymentProvider, paid: Order, fault: Fault
) -> None:
    """Time-out of a refund: the same number again, and the money goes back once."""
    market.lay(Call.REFUND, fault)

    with pytest.raises(UnavailableError):
        provider.refund(_refund(paid))
    assert provider.refund(_refund(paid)) is RefundState.DONE
    assert provider.refund(_refund(paid)) is RefundState.DONE
    assert market.balance_fen == 0


def test_parts_of_it(market: Market, provider: PaymentProvider, paid: Order) -> None:
    """Two parts with numbers of their own; what is more than is left is refused."""
    provider.refund(_refund(paid, 4_000, "R0000001"))
    provider.refund(_refund(paid, 5_000, "R0000002"))

    with pytest.raises(RefusedError) as caught:
        provider.refund(_refund(paid, 1_001, "R0000003"))
    assert caught.value.refusal is Refusal.NOT_REFUNDABLE
    assert market.balance_fen == 1_000


def test_what_was_not_paid_is_not_refunded(market: Market, provider: PaymentProvider) -> None:
    """A refund of an unpaid order is refused or not there; no money moves."""
    order = market.order()
    provider.create(order)

    with pytest.raises((RefusedError, UnavailableError)):
        provider.refund(_refund(order))
    assert market.balance_fen == 0


def test_a_refund_that_nobody_asked_for(market: Market, provider: PaymentProvider, paid: Order) -> None:
    """A number that the provider never saw is not found."""
    assert provider.query_refund(_refund(paid, number="R9999999")) is RefundState.NOT_FOUND
    assert market.balance_fen == paid.amount_fen


def test_a_refund_of_another_amount_is_unknown(market: Market, wallet_provider: PaymentProvider) -> None:
    """An answer about another amount is not taken."""
    order = market.order()
    wallet_provider.create(order)
    market.sandbox.world.pay(order.number)
    wallet_provider.refund(_refund(order))
    market.lay(Call.QUERY_REFUND, Fault.OTHER_AMOUNT)

    with pytest.raises(UnavailableError, match="mismatch"):
        wallet_provider.query_refund(_refund(order))
