"""The providers that a hall has accounts at; one without an account is not offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from hall.payments.provider import PaymentProvider
from hall.payments.providers.accounts import Accounts
from hall.payments.providers.exchange import Exchange, HttpExchange


def offered_providers(
    accounts: Accounts, clock: Callable[[], datetime], exchange: Exchange | None = None
) -> dict[str, PaymentProvider]:
    """Return the providers by name. ``exchange`` takes the place of HTTP; by default each account has its own limits.

    What a provider needs is imported when it is there: WeChat Pay's package is heavy.
    """
    found: list[PaymentProvider] = []
    if (wechat := accounts.wechat) is not None:
        from hall.payments.providers.wechat import WeChatProvider

        line = exchange or HttpExchange(wechat.part.connect_s, wechat.part.read_s)
        found.append(WeChatProvider(wechat, line, clock))
    if (alipay := accounts.alipay) is not None:
        from hall.payments.providers.alipay import AlipayProvider

        line = exchange or HttpExchange(alipay.part.connect_s, alipay.part.read_s)
        found.append(AlipayProvider(alipay, line, clock))
    for name, bridge in (("unionpay_qr", accounts.unionpay_qr), ("nontax", accounts.nontax)):
        if bridge is not None:
            from hall.payments.providers.bridge import BridgeProvider, pay_page, unionpay_code

            line = exchange or HttpExchange(bridge.part.connect_s, bridge.part.read_s)
            may_show = unionpay_code if name == "unionpay_qr" else pay_page
            found.append(BridgeProvider(name, may_show, bridge, line, clock))
    return {provider.name: provider for provider in found}
