"""One listening sandbox for all tests, a world of its own for each, and the true clients over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hall.payments.provider import Order, PaymentProvider
from hall.payments.providers.accounts import Accounts, read_accounts
from hall.payments.providers.exchange import HttpExchange
from hall.payments.providers.offered import offered_providers
from hall.simulators.payments.faults import Call, Fault
from hall.simulators.payments.keys import SandboxKeys, make_keys, write_accounts
from hall.simulators.payments.server import PaymentSandbox, SandboxServer
from hall.simulators.payments.world import Scheme

HALL_URL = "http://127.0.0.1:9"
DELAY_S, PATIENCE_S = 0.4, 0.15


@dataclass
class Clock:
    """Tells the time that it is told."""

    at: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_s(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Market:
    """A sandbox and a hall's clients of it, on one clock; ``hall_clock`` can be set apart."""

    sandbox: PaymentSandbox
    providers: dict[str, PaymentProvider]
    accounts: Accounts
    clock: Clock
    hall_clock: Clock
    _orders: int = field(default=0)

    def order(self, amount_fen: int = 10_000) -> Order:
        self._orders += 1
        return Order(
            number=f"K01202611240{self._orders:03d}",
            amount_fen=amount_fen,
            subject="办事收费",
            created_at=self.clock.at,
            expires_at=self.clock.at + timedelta(minutes=5),
            terminal="K01",
        )

    def lay(self, call: Call, *faults: Fault) -> None:
        self.sandbox.faults.lay(call, *faults)

    def pass_s(self, seconds: float) -> None:
        self.clock.pass_s(seconds)
        self.hall_clock.pass_s(seconds)

    def code(self, name: str, **how: object) -> str:
        return self.sandbox.world.issue_code(Scheme(name), **how)  # type: ignore[arg-type]

    @property
    def balance_fen(self) -> int:
        return self.sandbox.world.balance_fen()


@pytest.fixture(scope="session")
def sandbox_keys() -> SandboxKeys:
    return make_keys()


@pytest.fixture(scope="session")
def sandbox_server(sandbox_keys: SandboxKeys) -> Iterator[SandboxServer]:
    with SandboxServer(PaymentSandbox(sandbox_keys)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="payment-sandbox")
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def sandbox_accounts(
    sandbox_keys: SandboxKeys, sandbox_server: SandboxServer, tmp_path_factory: pytest.TempPathFactory
) -> Accounts:
    folder: Path = tmp_path_factory.mktemp("accounts")
    return read_accounts(write_accounts(folder, sandbox_keys, sandbox_server.url, HALL_URL), required=True)


@pytest.fixture(scope="session")
def hall_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def shared_providers(sandbox_accounts: Accounts, hall_clock: Clock) -> dict[str, PaymentProvider]:
    """The clients, made once: reading RSA keys takes longer than most tests."""
    return offered_providers(sandbox_accounts, hall_clock, HttpExchange())


@pytest.fixture
def market(
    sandbox_keys: SandboxKeys,
    sandbox_server: SandboxServer,
    sandbox_accounts: Accounts,
    hall_clock: Clock,
    shared_providers: dict[str, PaymentProvider],
) -> Market:
    clock = Clock()
    hall_clock.at = clock.at
    sandbox = PaymentSandbox(sandbox_keys, clock, delay_s=DELAY_S)
    sandbox.listen_at(sandbox_server.url)
    sandbox_server.sandbox = sandbox
    return Market(sandbox, shared_providers, sandbox_accounts, clock, hall_clock)


@pytest.fixture(params=["wechat", "alipay", "unionpay_qr", "nontax"])
def provider(request: pytest.FixtureRequest, market: Market) -> PaymentProvider:
    """Every provider that shows codes."""
    return market.providers[request.param]


@pytest.fixture(params=["wechat", "alipay"])
def wallet_provider(request: pytest.FixtureRequest, market: Market) -> PaymentProvider:
    """Every provider that also takes payment codes and pushes notifications."""
    return market.providers[request.param]
