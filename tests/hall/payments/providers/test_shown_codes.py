"""A code is shown, paid, and everything that the sheet's table has for the way in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hall.payments.provider import (
    Closed,
    NotFound,
    Order,
    Paid,
    PaymentProvider,
    ProviderState,
    Refund,
    Refunded,
    RefundState,
    Refusal,
    RefusedError,
    UnavailableError,
    Unpaid,
)
from hall.payments.providers.exchange import HttpExchange
from hall.payments.providers.offered import offered_providers
from hall.payments.providers.wechat import WeChatProvider
from hall.simulators.payments.faults import Call, Fault
from hall.simulators.payments.world import Scheme
from tests.hall.payments.providers.conftest import PATIENCE_S, Market

NO_ANSWER = [Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.SYSTEM_ERROR, Fault.SYSTEM_ERROR_UNDONE, Fault.BUSY]
NOT_BELIEVED = [Fault.FORGED, Fault.TAMPERED, Fault.GARBAGE]


def _settled(provider: PaymentProvider, order: Order, state: ProviderState) -> ProviderState:
    """Close again as long as it is asked for."""
    return state if isinstance(state, Closed | Paid | Refunded | NotFound) else provider.close(order)


def test_a_shown_code_is_paid(market: Market, provider: PaymentProvider) -> None:
    """Before the scan nobody has paid; then the state is the order's amount, time and the provider's number."""
    order = market.order()

    shown = provider.create(order)
    waiting = provider.query(order)
    assert market.sandbox._act("pay", {"order": shown.code_url}) == {"paid": True}
    paid = provider.query(order)

    assert isinstance(waiting, NotFound if provider.name == "alipay" else Unpaid)
    assert isinstance(paid, Paid)
    assert (paid.amount_fen, paid.paid_at) == (order.amount_fen, market.clock.at)
    assert shown.expires_at == order.expires_at
    assert market.balance_fen == order.amount_fen


@pytest.mark.parametrize("fault", [*NO_ANSWER, *NOT_BELIEVED])
def test_a_create_without_an_answer_is_one_order(market: Market, provider: PaymentProvider, fault: Fault) -> None:
    """Time-out on create, and again with the same number: it is the same order, which is paid at most once."""
    order = market.order()
    market.lay(Call.CREATE, fault)

    with pytest.raises(UnavailableError):
        provider.create(order)
    shown = provider.create(order)

    assert shown == provider.create(order)
    assert market.sandbox._act("pay", {"order": shown.code_url, "phone": "A"}) == {"paid": True}
    assert market.sandbox._act("pay", {"order": shown.code_url, "phone": "B"}) == {"paid": False}
    assert market.balance_fen == order.amount_fen


def test_a_late_answer_is_no_answer(market: Market, provider: PaymentProvider) -> None:
    """An answer that comes after the time limit is given up; the order is there all the same."""
    order = market.order()
    hasty = offered_providers(market.accounts, market.hall_clock, HttpExchange(read_s=PATIENCE_S))[provider.name]
    market.lay(Call.CREATE, Fault.LATE_ANSWER)

    with pytest.raises(UnavailableError, match="timeout"):
        hasty.create(order)

    assert market.sandbox.world.pay(order.number)
    assert isinstance(provider.query(order), Paid)


def test_other_parameters_are_another_order(market: Market, provider: PaymentProvider) -> None:
    """The same number with another amount is refused, not taken for the order that is there."""
    order = market.order()
    provider.create(order)
    other = Order(order.number, order.amount_fen + 1, order.subject, order.created_at, order.expires_at)

    with pytest.raises(RefusedError) as caught:
        provider.create(other)
    assert caught.value.refusal is Refusal.NOT_SHOWABLE


def test_a_paid_order_is_not_shown_again(market: Market, provider: PaymentProvider) -> None:
    """A create that comes again after the payment is refused, and a query says paid."""
    order = market.order()
    provider.create(order)
    market.sandbox.world.pay(order.number)

    with pytest.raises(RefusedError):
        provider.create(order)
    assert isinstance(provider.query(order), Paid)


@pytest.mark.parametrize("fault", [*NO_ANSWER, *NOT_BELIEVED, Fault.OTHER_AMOUNT, Fault.OTHER_ORDER])
def test_a_query_that_is_not_to_be_believed_says_nothing(
    market: Market, provider: PaymentProvider, fault: Fault
) -> None:
    """A forged, tampered or lost answer, or one about another amount or order, is unknown: neither paid nor unpaid."""
    order = market.order()
    provider.create(order)
    market.sandbox.world.pay(order.number)
    market.lay(Call.QUERY, fault)

    with pytest.raises(UnavailableError):
        provider.query(order)
    assert isinstance(provider.query(order), Paid)


@pytest.mark.parametrize("fault", [Fault.STALE, Fault.OTHER_MERCHANT])
def test_an_old_or_strange_answer_of_wechat_says_nothing(market: Market, fault: Fault) -> None:
    """An answer signed ten minutes ago, or for another merchant, is unknown."""
    provider, order = market.providers["wechat"], market.order()
    provider.create(order)
    market.sandbox.world.pay(order.number)
    market.lay(Call.QUERY, fault)

    with pytest.raises(UnavailableError):
        provider.query(order)


def test_an_unpaid_order_is_closed(market: Market, provider: PaymentProvider) -> None:
    """After a close no phone can pay any more."""
    order = market.order()
    shown = provider.create(order)
    market.sandbox.world.scan(market.sandbox.world.trades(_scheme(market, order))[0].token)

    assert isinstance(provider.close(order), Closed)
    assert market.sandbox._act("pay", {"order": shown.code_url}) == {"paid": False}
    assert isinstance(provider.query(order), Closed)


@pytest.mark.parametrize("fault", [Fault.PAID_BEFORE])
def test_paid_in_the_moment_before_the_close(market: Market, provider: PaymentProvider, fault: Fault) -> None:
    """Somebody pays in the last second: the close says paid (Alipay's cancel may give it back), never closed."""
    order = market.order()
    provider.create(order)
    market.sandbox.world.scan(market.sandbox.world.trades(_scheme(market, order))[0].token)
    market.lay(Call.CLOSE, fault)

    assert isinstance(provider.close(order), Paid)
    assert market.balance_fen == order.amount_fen


@pytest.mark.parametrize("fault", [*NO_ANSWER, *NOT_BELIEVED])
def test_a_close_without_an_answer_is_asked_again(market: Market, provider: PaymentProvider, fault: Fault) -> None:
    """Time-out on close: unknown, then closed; money and state agree."""
    order = market.order()
    provider.create(order)
    market.sandbox.world.scan(market.sandbox.world.trades(_scheme(market, order))[0].token)
    market.lay(Call.CLOSE, fault)

    with pytest.raises(UnavailableError):
        provider.close(order)
    assert isinstance(provider.close(order), Closed)
    assert market.balance_fen == 0


def test_an_order_that_the_provider_closed_by_itself(market: Market, provider: PaymentProvider) -> None:
    """After its time the order is closed by the provider, and nobody can pay it."""
    order = market.order()
    provider.create(order)
    market.sandbox.world.scan(market.sandbox.world.trades(_scheme(market, order))[0].token)
    market.pass_s(301)

    assert market.sandbox.world.pay(order.number) is False
    assert isinstance(provider.query(order), Closed)
    assert isinstance(provider.close(order), Closed)


def test_an_alipay_order_that_nobody_scanned_is_closed_only_after_its_time(market: Market) -> None:
    """Alipay knows no trade before the scan: nothing proves that it is closed before the order's own time is over."""
    provider, order = market.providers["alipay"], market.order()
    provider.create(order)

    assert isinstance(provider.close(order), NotFound)
    market.pass_s(361)
    assert isinstance(provider.close(order), Closed)
    assert market.balance_fen == 0


def test_an_alipay_order_paid_between_close_and_cancel_gives_the_money_back(market: Market) -> None:
    """Nobody had scanned, then somebody pays just before the cancel: the money goes back, and that is what is said."""
    provider, order = market.providers["alipay"], market.order()
    provider.create(order)
    market.lay(Call.REVERSE, Fault.PAID_BEFORE)

    assert isinstance(provider.close(order), Refunded)
    assert market.balance_fen == 0


def test_an_order_that_never_reached_the_provider(market: Market, provider: PaymentProvider) -> None:
    """An order that was never made is not there, before and after a close."""
    order = market.order()

    assert isinstance(provider.query(order), NotFound)
    assert isinstance(provider.close(order), NotFound)


def test_wechat_says_try_later_while_somebody_types(market: Market) -> None:
    """A close during the password is not a close."""
    provider, order = market.providers["wechat"], market.order()
    provider.create(order)
    market.lay(Call.CLOSE, Fault.USER_PAYING)

    assert not isinstance(provider.close(order), Closed | Paid)
    assert isinstance(_settled(provider, order, provider.close(order)), Closed)


def test_the_same_bill_paid_at_two_terminals(market: Market, provider: PaymentProvider) -> None:
    """Two orders of one bill are both paid: the later one is refunded whole, the first one stays."""
    first, later = market.order(), market.order()
    for order in (first, later):
        provider.create(order)
        market.sandbox.world.pay(order.number)

    state = provider.refund(Refund("R" + later.number, later.number, later.amount_fen, later.amount_fen))

    assert state is RefundState.DONE
    assert isinstance(provider.query(first), Paid)
    assert isinstance(provider.query(later), Refunded)
    assert market.balance_fen == first.amount_fen


@pytest.mark.parametrize("wrong_by", [timedelta(minutes=20), timedelta(minutes=-20)])
def test_a_wrong_clock_of_the_hall_is_refused_and_charges_nobody(
    market: Market, provider: PaymentProvider, wrong_by: timedelta
) -> None:
    """Providers refuse requests signed at another time; it is never taken for a state of the order."""
    order = market.order()
    market.hall_clock.at += wrong_by

    with pytest.raises((RefusedError, UnavailableError)):
        provider.create(order)
    with pytest.raises(UnavailableError):
        provider.query(order)
    assert market.balance_fen == 0


def test_a_second_line_is_used_when_the_first_cannot_be_reached(market: Market) -> None:
    """Nothing was sent on the first line, so the second one gets the call."""
    account = market.accounts.wechat
    assert account is not None
    away = replace(account, part=account.part.model_copy(update={"url": "http://127.0.0.1:1/wechat"}))
    provider = WeChatProvider(away, HttpExchange(), market.hall_clock)
    order = market.order()

    assert provider.create(order).code_url.startswith("weixin://")
    both = replace(away, part=away.part.model_copy(update={"second_url": "http://127.0.0.1:1/other"}))
    with pytest.raises(UnavailableError, match="unreachable"):
        WeChatProvider(both, HttpExchange(), market.hall_clock).query(order)


def _scheme(market: Market, order: Order) -> Scheme:
    return next(one for one in Scheme if market.sandbox.world.trade(one, order.number) is not None)
