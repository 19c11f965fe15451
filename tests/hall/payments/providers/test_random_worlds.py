"""Orders in random worlds: any fault at any call, phones that pay at any time; no client ever says what is not so."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from pathlib import Path

import pytest

from hall.payments.provider import (
    Closed,
    Order,
    Paid,
    PaymentProvider,
    ProviderError,
    ProviderState,
    Refund,
    Refunded,
    RefundState,
)
from hall.payments.providers.accounts import Accounts, read_accounts
from hall.payments.providers.exchange import Answer, Request
from hall.payments.providers.offered import offered_providers
from hall.simulators.payments.direct import URL, exchange_with
from hall.simulators.payments.faults import Call, Fault
from hall.simulators.payments.keys import SandboxKeys, write_accounts
from hall.simulators.payments.server import PaymentSandbox
from hall.simulators.payments.world import Scheme, Stage, Wallet
from tests.hall.payments.providers.conftest import Clock

WORLDS = 500 * int(os.environ.get("KIOSK_PROVE", "1"))
FAULTS = [fault for fault in Fault if fault is not Fault.WRONG_DIGEST]
CALLS = (Call.CREATE, Call.PAY_CODE, Call.QUERY, Call.CLOSE, Call.REVERSE, Call.REFUND, Call.QUERY_REFUND)


class Line:
    """Leads the clients, which are made once, to the sandbox of the world that runs."""

    def __init__(self) -> None:
        self.sandbox: PaymentSandbox | None = None

    def __call__(self, request: Request) -> Answer:
        assert self.sandbox is not None
        return exchange_with(self.sandbox)(request)


@pytest.fixture(scope="module")
def accounts(sandbox_keys: SandboxKeys, tmp_path_factory: pytest.TempPathFactory) -> Accounts:
    folder: Path = tmp_path_factory.mktemp("direct")
    return read_accounts(write_accounts(folder, sandbox_keys, URL, URL), required=True)


@pytest.fixture(scope="module")
def clients(accounts: Accounts) -> tuple[Line, Clock, dict[str, PaymentProvider]]:
    line, clock = Line(), Clock()
    return line, clock, offered_providers(accounts, clock, line)


def test_random_worlds(clients: tuple[Line, Clock, dict[str, PaymentProvider]], sandbox_keys: SandboxKeys) -> None:
    """What is called paid is paid, what is called closed nobody pays any more, and a refund goes back once."""
    line, clock, providers = clients
    seed = int(os.environ.get("KIOSK_SEED", random.SystemRandom().randrange(10**9)))
    for number in range(WORLDS):
        chance = random.Random(seed + number)
        clock.at = Clock().at
        line.sandbox = PaymentSandbox(sandbox_keys, clock, seed=number)
        provider = providers[chance.choice(["wechat", "alipay", "unionpay_qr", "nontax"])]
        try:
            _one_world(line.sandbox, clock, provider, chance)
        except AssertionError as error:
            raise AssertionError(f"seed {seed + number}, {provider.name}: {error}") from error


def _one_world(sandbox: PaymentSandbox, clock: Clock, provider: PaymentProvider, chance: random.Random) -> None:
    world, scheme = sandbox.world, Scheme(provider.name)
    order = Order("K01202611240001", chance.randint(1, 10**7), "办事收费", clock.at, clock.at + timedelta(minutes=5))
    for _ in range(chance.randint(0, 6)):
        sandbox.faults.lay(chance.choice(CALLS), chance.choice(FAULTS))
    by_code = provider.takes_codes and chance.random() < 0.4
    code = world.issue_code(scheme, "A", chance.choice(list(Wallet))) if by_code else ""
    closed = False
    for _ in range(chance.randint(2, 9)):
        act = chance.choice(["begin", "query", "query", "close", "pay", "scan", "confirm", "wait"])
        if act == "begin" and closed:
            continue  # the gateway begins nothing again that it knows to be closed
        if act in {"begin", "query", "close"}:
            closed = _agrees(sandbox, scheme, order, _asked(provider, order, act, code)) or closed
            continue
        if act == "wait":
            clock.pass_s(chance.choice([1, 20, 400]))
        elif act == "scan":
            world.scan(order.number)
        else:
            moved = world.pay(order.number, chance.choice("AB")) if act == "pay" else world.confirm(order.number)
            assert not (closed and moved), "paid after it was called closed"
    _refunded(sandbox, scheme, provider, order)


def _asked(provider: PaymentProvider, order: Order, act: str, code: str) -> ProviderState | None:
    """Make a call; return the state that it tells of, if it tells of one."""
    try:
        if act == "query":
            return provider.query(order)
        if act == "close":
            return provider.reverse(order) if code else provider.close(order)
        if code:
            return provider.pay_with_code(order, code)
        provider.create(order)
    except ProviderError:
        pass
    return None


def _agrees(sandbox: PaymentSandbox, scheme: Scheme, order: Order, state: ProviderState | None) -> bool:
    """Compare what was said with what is so; return whether it was called closed."""
    trade = sandbox.world.trade(scheme, order.number)
    balance = sandbox.world.balance_fen(order.number)
    assert balance in {0, order.amount_fen}, f"a balance of {balance}"
    if isinstance(state, Paid):
        assert trade is not None
        assert trade.paid_at is not None, "called paid, and nobody paid"
        assert (state.amount_fen, state.transaction_id) == (order.amount_fen, trade.transaction_id)
    if isinstance(state, Closed | Refunded):
        assert trade is None or trade.stage is not Stage.WAITING, f"called {state}, and it waits"
        assert balance == 0, f"called {state}, and the money is there"
    return isinstance(state, Closed)


def _refunded(sandbox: PaymentSandbox, scheme: Scheme, provider: PaymentProvider, order: Order) -> None:
    """Whatever was taken goes back once, however often the refund has to be asked for."""
    trade = sandbox.world.trade(scheme, order.number)
    if trade is None or trade.stage is not Stage.PAID:
        return
    refund = Refund("R0000001", order.number, order.amount_fen, order.amount_fen)
    for _ in range(12):
        try:
            if provider.refund(refund) is RefundState.DONE:
                break
        except ProviderError:
            continue
    assert sandbox.world.balance_fen(order.number) == 0
