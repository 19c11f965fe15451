"""The resident shows a code: password asked for, unknown outcomes, reversals that have to be repeated."""

from __future__ import annotations

import pytest

from hall.payments.provider import (
    Closed,
    NotFound,
    Order,
    Paid,
    Paying,
    PaymentProvider,
    Refunded,
    Refusal,
    RefusedError,
    UnavailableError,
    Unpaid,
)
from hall.simulators.payments.faults import Call, Fault
from hall.simulators.payments.world import Wallet
from tests.hall.payments.providers.conftest import Market


def test_a_code_is_charged(market: Market, wallet_provider: PaymentProvider) -> None:
    """A good code is paid at once, and the query says the same."""
    order = market.order()
    assert wallet_provider.takes_codes

    paid = wallet_provider.pay_with_code(order, market.code(wallet_provider.name))

    assert isinstance(paid, Paid)
    assert paid == wallet_provider.query(order)
    assert market.balance_fen == order.amount_fen


@pytest.mark.parametrize(
    "code", ["", "1", "134567890123456789x", "１３４５６７８９０１２３４５６７８９", "62" * 9, "13" * 9 + "\n"]
)
def test_what_is_no_code_is_not_sent(market: Market, wallet_provider: PaymentProvider, code: str) -> None:
    """A text of another form is refused here; the provider never sees it."""
    with pytest.raises(RefusedError) as caught:
        wallet_provider.pay_with_code(market.order(), code)

    assert caught.value.refusal is Refusal.CODE_INVALID
    assert code == "" or code not in str(caught.value)


def test_an_old_code_is_refused(market: Market, wallet_provider: PaymentProvider) -> None:
    """A code lives about a minute and is used once."""
    code = market.code(wallet_provider.name)
    market.pass_s(61)

    with pytest.raises(RefusedError) as caught:
        wallet_provider.pay_with_code(market.order(), code)
    assert caught.value.refusal is Refusal.CODE_INVALID


def test_a_code_is_used_once(market: Market, wallet_provider: PaymentProvider) -> None:
    """The same code does not pay a second order."""
    code = market.code(wallet_provider.name)
    first = market.order()
    wallet_provider.pay_with_code(first, code)

    with pytest.raises(RefusedError):
        wallet_provider.pay_with_code(market.order(), code)
    assert market.balance_fen == first.amount_fen


def test_an_empty_wallet_is_said(market: Market, wallet_provider: PaymentProvider) -> None:
    """Not enough money is a refusal of its own."""
    with pytest.raises(RefusedError) as caught:
        wallet_provider.pay_with_code(market.order(), market.code(wallet_provider.name, wallet=Wallet.EMPTY))
    assert caught.value.refusal is Refusal.NO_MONEY


def test_success_in_the_last_second_of_the_password(market: Market, wallet_provider: PaymentProvider) -> None:
    """USERPAYING to the end, then success: the last query finds it."""
    order = market.order()

    asked = wallet_provider.pay_with_code(order, market.code(wallet_provider.name, wallet=Wallet.ASKS))
    states = []
    for _ in range(6):
        market.pass_s(7)
        states.append(wallet_provider.query(order))
    market.lay(Call.QUERY, Fault.PAID_BEFORE)
    last = wallet_provider.query(order)

    assert isinstance(asked, Paying)
    assert all(isinstance(state, Paying | Unpaid) for state in states)
    assert isinstance(last, Paid)


def test_a_declined_password_is_no_payment(market: Market, wallet_provider: PaymentProvider) -> None:
    """The resident gives up: no query says paid, and a reversal closes the order."""
    order = market.order()
    wallet_provider.pay_with_code(order, market.code(wallet_provider.name, wallet=Wallet.ASKS))
    market.sandbox.world.decline(order.number)

    assert not isinstance(wallet_provider.query(order), Paid)
    assert isinstance(wallet_provider.reverse(order), Closed)
    assert market.balance_fen == 0


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.SYSTEM_ERROR, Fault.FORGED, Fault.TAMPERED])
def test_charged_without_an_answer_is_found_by_query(
    market: Market, wallet_provider: PaymentProvider, fault: Fault
) -> None:
    """SYSTEMERROR or no answer, and the money was taken: unknown first, paid by the query; nobody is charged twice."""
    order, code = market.order(), market.code(wallet_provider.name)
    market.lay(Call.PAY_CODE, fault)

    with pytest.raises(UnavailableError):
        wallet_provider.pay_with_code(order, code)
    assert isinstance(wallet_provider.query(order), Paid)
    assert market.balance_fen == order.amount_fen


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.SYSTEM_ERROR_UNDONE, Fault.GARBAGE, Fault.BUSY])
def test_not_charged_without_an_answer_is_reversed(
    market: Market, wallet_provider: PaymentProvider, fault: Fault
) -> None:
    """No answer, and nothing happened: the order is not there, and a reversal charges and gives back nothing."""
    order, code = market.order(), market.code(wallet_provider.name)
    market.lay(Call.PAY_CODE, fault)

    with pytest.raises(UnavailableError):
        wallet_provider.pay_with_code(order, code)
    assert isinstance(wallet_provider.query(order), NotFound)
    assert isinstance(wallet_provider.reverse(order), NotFound | Closed)
    assert market.balance_fen == 0


@pytest.mark.parametrize("fault", [Fault.OTHER_AMOUNT, Fault.OTHER_ORDER])
def test_a_charge_of_something_else_is_unknown(market: Market, wallet_provider: PaymentProvider, fault: Fault) -> None:
    """ "Paid" with another amount or for another order is no "paid"."""
    order, code = market.order(), market.code(wallet_provider.name)
    market.lay(Call.PAY_CODE, fault)

    with pytest.raises(UnavailableError, match="mismatch"):
        wallet_provider.pay_with_code(order, code)


def test_paid_between_the_last_query_and_the_reversal(market: Market, wallet_provider: PaymentProvider) -> None:
    """The reversal gives the money back: the order is refunded, and nobody is charged."""
    order = market.order()
    wallet_provider.pay_with_code(order, market.code(wallet_provider.name, wallet=Wallet.ASKS))
    market.lay(Call.REVERSE, Fault.PAID_BEFORE)

    assert isinstance(wallet_provider.reverse(order), Refunded)
    assert not isinstance(wallet_provider.query(order), Paid)
    assert market.balance_fen == 0


@pytest.mark.parametrize(
    "faults", [(Fault.RECALL,), (Fault.RECALL, Fault.RECALL), (Fault.USER_PAYING, Fault.RECALL), (Fault.USER_PAYING,)]
)
def test_a_reversal_is_repeated_as_long_as_it_is_asked(
    market: Market, wallet_provider: PaymentProvider, faults: tuple[Fault, ...]
) -> None:
    """``recall=Y``, ``retry_flag=Y`` or a password being typed: not reversed yet; the next call does it."""
    order = market.order()
    wallet_provider.pay_with_code(order, market.code(wallet_provider.name, wallet=Wallet.ASKS))
    market.lay(Call.REVERSE, *faults)

    for _ in faults:
        assert isinstance(_reversed(wallet_provider, order), Paying)
    assert isinstance(wallet_provider.reverse(order), Closed)
    assert market.sandbox.world.confirm(order.number) is False
    assert market.balance_fen == 0


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.LOST_ANSWER, Fault.SYSTEM_ERROR, Fault.FORGED])
def test_a_reversal_without_an_answer_is_repeated(
    market: Market, wallet_provider: PaymentProvider, fault: Fault
) -> None:
    """Reversed or not is unknown without an answer; the same call again gives the money back once."""
    order = market.order()
    wallet_provider.pay_with_code(order, market.code(wallet_provider.name))
    market.lay(Call.REVERSE, fault)

    with pytest.raises(UnavailableError):
        wallet_provider.reverse(order)
    assert isinstance(wallet_provider.reverse(order), Refunded)
    assert market.balance_fen == 0


def test_reversed_and_used_up(market: Market, wallet_provider: PaymentProvider) -> None:
    """After a reversal the number is used up, also with a fresh code."""
    order = market.order()
    wallet_provider.pay_with_code(order, market.code(wallet_provider.name))
    wallet_provider.reverse(order)

    with pytest.raises((RefusedError, UnavailableError)):
        wallet_provider.pay_with_code(order, market.code(wallet_provider.name))
    assert market.balance_fen == 0


def test_bridges_take_no_codes(market: Market) -> None:
    """What a bridge does not offer is refused at once."""
    for name in ("unionpay_qr", "nontax"):
        with pytest.raises(RefusedError):
            market.providers[name].pay_with_code(market.order(), "62" + "0" * 17)


def _reversed(provider: PaymentProvider, order: Order) -> object:
    """Alipay says "unknown" where WeChat Pay says that somebody types; both mean: again."""
    try:
        return provider.reverse(order)
    except UnavailableError:
        return Paying()
