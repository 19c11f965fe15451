"""What a provider tells by itself: only genuine, fresh words about our own merchant are taken."""

from __future__ import annotations

import pytest

from hall.payments.provider import (
    Notification,
    Order,
    Paid,
    PaymentProvider,
    Refund,
    RefundState,
    SignatureInvalidError,
)
from hall.simulators.payments.faults import NoticeFault
from hall.simulators.payments.notices import Notice
from tests.hall.payments.providers.conftest import Market


def _paid(market: Market, provider: PaymentProvider, *faults: NoticeFault) -> Order:
    order = market.order()
    provider.create(order)
    market.sandbox.faults.lay_notices(*faults)
    market.sandbox.world.pay(order.number)
    return order


def _read(provider: PaymentProvider, notice: Notice) -> Notification:
    told = provider.read_notification(notice.headers, notice.body)
    assert told is not None
    return told


def test_a_payment_is_told(market: Market, wallet_provider: PaymentProvider) -> None:
    """Order, amount and the provider's number are as a query says them."""
    order = _paid(market, wallet_provider)
    (notice,) = market.sandbox.notices.take()

    told = _read(wallet_provider, notice)

    assert (told.order_number, told.amount_fen) == (order.number, order.amount_fen)
    assert told.state == wallet_provider.query(order)
    answer = wallet_provider.acknowledgement()
    assert notice.is_understood(answer.status, answer.body)


def test_a_refund_is_told(market: Market, wallet_provider: PaymentProvider) -> None:
    """A refund that is done is told with its own number."""
    order = _paid(market, wallet_provider)
    market.sandbox.notices.take()
    wallet_provider.refund(Refund("R0000001", order.number, 4_000, order.amount_fen))
    (notice,) = market.sandbox.notices.take()

    told = _read(wallet_provider, notice)

    assert (told.state, told.refund_number, told.refund_state) == (None, "R0000001", RefundState.DONE)


@pytest.mark.parametrize("fault", [NoticeFault.FORGED, NoticeFault.TAMPERED, NoticeFault.OTHER_MERCHANT])
def test_a_notification_that_is_not_ours_is_refused(
    market: Market, wallet_provider: PaymentProvider, fault: NoticeFault
) -> None:
    """Forged, with a tampered seal or tag, or for another merchant: refused before anything of it is used."""
    _paid(market, wallet_provider, fault)
    (notice,) = market.sandbox.notices.take()

    with pytest.raises(SignatureInvalidError):
        wallet_provider.read_notification(notice.headers, notice.body)


def test_a_replayed_notification_of_wechat_is_refused(market: Market) -> None:
    """Five minutes after it was signed it is no longer taken; the replay of one of Alipay says nothing new."""
    wechat, alipay = market.providers["wechat"], market.providers["alipay"]
    _paid(market, wechat)
    _paid(market, alipay)
    first, second = market.sandbox.notices.take()
    before = _read(alipay, second)
    _read(wechat, first)
    market.pass_s(301)

    with pytest.raises(SignatureInvalidError, match="stale"):
        wechat.read_notification(first.headers, first.body)
    assert before == _read(alipay, second)


def test_a_stale_notification_is_refused(market: Market) -> None:
    """One that was signed ten minutes ago is not taken, however genuine."""
    _paid(market, market.providers["wechat"], NoticeFault.STALE)
    (notice,) = market.sandbox.notices.take()

    with pytest.raises(SignatureInvalidError, match="stale"):
        market.providers["wechat"].read_notification(notice.headers, notice.body)


@pytest.mark.parametrize("fault", [NoticeFault.TWICE, NoticeFault.AT_ONCE])
def test_a_duplicate_has_the_same_event(market: Market, wallet_provider: PaymentProvider, fault: NoticeFault) -> None:
    """Told twice, or at the same time: both say the same, under one event number."""
    _paid(market, wallet_provider, fault)
    notices = market.sandbox.notices.take()

    assert sum(notice.copies for notice in notices) == 2
    assert len({_read(wallet_provider, notice) for notice in notices}) == 1


def test_a_notification_that_never_comes(market: Market, wallet_provider: PaymentProvider) -> None:
    """Nothing is told, and the query finds the payment."""
    order = _paid(market, wallet_provider, NoticeFault.MISSING)

    assert market.sandbox.notices.take() == []
    assert isinstance(wallet_provider.query(order), Paid)


def test_notifications_in_another_order(market: Market, wallet_provider: PaymentProvider) -> None:
    """Held back and released the other way round, each is still about its own order."""
    orders = [_paid(market, wallet_provider, NoticeFault.HELD) for _ in range(3)]
    assert market.sandbox.notices.take() == []
    market.sandbox.notices.release(reverse=True)

    told = [_read(wallet_provider, notice).order_number for notice in market.sandbox.notices.take()]

    assert told == [order.number for order in reversed(orders)]


@pytest.mark.parametrize("fault", [NoticeFault.OTHER_AMOUNT, NoticeFault.OTHER_ORDER])
def test_a_genuine_word_about_something_else_shows_it(
    market: Market, wallet_provider: PaymentProvider, fault: NoticeFault
) -> None:
    """Amount and order come through as told, so that the gateway can compare them with its own record."""
    order = _paid(market, wallet_provider, fault)
    (notice,) = market.sandbox.notices.take()

    told = _read(wallet_provider, notice)

    assert (told.order_number, told.amount_fen) != (order.number, order.amount_fen)


def test_each_provider_refuses_the_others_words(market: Market) -> None:
    """A genuine notification at the wrong door is refused."""
    _paid(market, market.providers["wechat"])
    _paid(market, market.providers["alipay"])
    notices = market.sandbox.notices.take()

    for name, notice in zip(("alipay", "wechat"), notices, strict=True):
        with pytest.raises(SignatureInvalidError):
            market.providers[name].read_notification(notice.headers, notice.body)
    for name in ("unionpay_qr", "nontax"):
        with pytest.raises(SignatureInvalidError):
            market.providers[name].read_notification(notices[0].headers, notices[0].body)
