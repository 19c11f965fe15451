"""A sandbox that ends and comes again: the same keys, and every fen where it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from hall.payments.provider import Closed, Order, Paid, Refund, RefundState
from hall.payments.providers.accounts import read_accounts
from hall.payments.providers.offered import offered_providers
from hall.simulators.payments.direct import URL, exchange_with
from hall.simulators.payments.kept import keep_keys, open_sandbox
from hall.simulators.payments.keys import SandboxKeys, write_accounts
from hall.simulators.payments.world import Scheme, World
from tests.hall.payments.providers.conftest import Clock


@pytest.fixture
def kept(tmp_path: Path, sandbox_keys: SandboxKeys) -> Path:
    """A folder that has keys already: making them takes longer than everything else here."""
    folder = tmp_path / "kept"
    folder.mkdir()
    keep_keys(folder, sandbox_keys)
    return folder


def test_a_sandbox_goes_on_where_one_ended(kept: Path, tmp_path: Path) -> None:
    """What was ordered can be paid, what was paid is paid, what went back went back, and a code still pays once."""
    clock = Clock()
    first = open_sandbox(kept, clock)
    accounts = read_accounts(write_accounts(tmp_path, first.keys, URL, URL), required=True)
    order = Order("K01202611240001", 123, "办事收费", clock.at, clock.at + timedelta(minutes=5))
    shown = offered_providers(accounts, clock, exchange_with(first))["wechat"].create(order)
    code = first.world.issue_code(Scheme.ALIPAY)
    first.world.keep()

    second = open_sandbox(kept, clock)
    providers = offered_providers(accounts, clock, exchange_with(second))
    assert second.world.pay(shown.code_url)
    other = Order("K01202611240002", 45, "办事收费", clock.at, clock.at + timedelta(minutes=5))
    assert isinstance(providers["alipay"].pay_with_code(other, code), Paid)

    third = open_sandbox(kept, clock)
    providers = offered_providers(accounts, clock, exchange_with(third))
    assert isinstance(providers["wechat"].query(order), Paid)
    assert providers["wechat"].refund(Refund("R0000001", order.number, 123, 123)) is RefundState.DONE
    assert open_sandbox(kept, clock).world.balance_fen() == 45


def test_a_reversal_is_whole_where_the_money_moves(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the moment that money is written to go back, the trade is reversed already: no end in between splits them."""
    clock = Clock()
    sandbox = open_sandbox(kept, clock)
    accounts = read_accounts(write_accounts(tmp_path, sandbox.keys, URL, URL), required=True)
    provider = offered_providers(accounts, clock, exchange_with(sandbox))["alipay"]
    order = Order("K01202611240001", 123, "办事收费", clock.at, clock.at + timedelta(minutes=5))
    provider.pay_with_code(order, sandbox.world.issue_code(Scheme.ALIPAY))
    monkeypatch.setattr(World, "_end", _killed)
    with pytest.raises(_KilledError):
        provider.reverse(order)
    monkeypatch.undo()
    again = open_sandbox(kept, clock)
    assert again.world.balance_fen() == 123
    provider = offered_providers(accounts, clock, exchange_with(again))["alipay"]
    assert not isinstance(provider.reverse(order), Closed | Paid)
    assert again.world.balance_fen() == 0


class _KilledError(BaseException):
    """The process is gone."""


def _killed(*_: object) -> None:
    raise _KilledError
