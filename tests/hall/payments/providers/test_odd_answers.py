"""Answers that are signed properly and odd all the same: each has one meaning, and a doubtful one is "unknown"."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hall.payments.provider import (
    Closed,
    Notification,
    Order,
    Paid,
    Paying,
    PaymentProvider,
    ProviderError,
    ProviderState,
    Refund,
    Refunded,
    RefundState,
    Refusal,
    RefusedError,
    SignatureInvalidError,
    UnavailableError,
    Unknown,
    Unpaid,
)
from hall.payments.providers.accounts import Accounts
from hall.payments.providers.alipay_gateway import notification_text
from hall.payments.providers.exchange import Answer, Request
from hall.payments.providers.offered import offered_providers
from hall.simulators.payments.alipay import sign
from hall.simulators.payments.keys import ALIPAY_APP, ALIPAY_SELLER, APPID, MCHID, SandboxKeys
from tests.hall.payments.providers.conftest import Clock, Market

DAY = date(2026, 11, 24)
WECHAT_PAID = {
    "appid": APPID,
    "mchid": MCHID,
    "out_trade_no": "K01202611240001",
    "trade_state": "SUCCESS",
    "transaction_id": "42",
    "success_time": "2026-11-24T10:00:00+08:00",
    "amount": {"total": 100, "currency": "CNY"},
}
ALIPAY_PAID = {
    "out_trade_no": "K01202611240001",
    "trade_no": "20",
    "trade_status": "TRADE_SUCCESS",
    "total_amount": "1.00",
    "send_pay_date": "2026-11-24 10:00:00",
}
BRIDGE_PAID = {
    "order_number": "K01202611240001",
    "amount_fen": 100,
    "state": "paid",
    "transaction_id": "9",
    "paid_at": "2026-11-24T10:00:00+08:00",
}
Script = list[tuple[int, Any]]


@dataclass
class Scripted:
    """Gives the answers that it was told to, signed as the provider signs; the sandbox's keys do it."""

    market: Market
    answers: Script = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        status, document = self.answers.pop(0)
        body = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode("utf-8")
        if "/wechat" in request.url:
            headers = self.market.sandbox.wechat.signature(body, forged=False, stale=False)
        elif "/alipay" in request.url and isinstance(document, dict) and "code" in document:
            name = dict(part.split("=") for part in request.body.decode("ascii").split("&"))["method"]
            signature = sign(self.market.sandbox.keys.alipay, body)
            body = f'{{"{name.replace(".", "_")}_response":{body.decode()},"sign":"{signature}"}}'.encode()
            headers = {}
        else:
            nonce = request.headers.get("Bridge-Nonce", "")
            secret = self.market.sandbox.keys.bridge_secret.encode("ascii")
            text = f"{status}\n{nonce}\n".encode() + body
            headers = {"Bridge-Signature": hmac.new(secret, text, hashlib.sha256).hexdigest()}
        return Answer(status, {key.lower(): value for key, value in headers.items()}, body)


@pytest.fixture(scope="module")
def scripted_providers(sandbox_accounts: Accounts) -> tuple[Scripted, dict[str, PaymentProvider], Clock]:
    clock = Clock()
    script = Scripted(None)  # type: ignore[arg-type]  # each test puts its own in
    return script, offered_providers(sandbox_accounts, clock, script), clock


@pytest.fixture
def ask(
    market: Market, scripted_providers: tuple[Scripted, dict[str, PaymentProvider], Clock]
) -> Callable[..., PaymentProvider]:
    """Return a provider whose next answers are these."""
    script, providers, clock = scripted_providers
    script.market, clock.at = market, market.clock.at

    def told(name: str, *answers: tuple[int, Any]) -> PaymentProvider:
        script.answers = list(answers)
        return providers[name]

    return told


@pytest.fixture
def order(market: Market) -> Order:
    return replace(market.order(100), number="K01202611240001")


def _refund() -> Refund:
    return Refund("R0000001", "K01202611240001", 100, 100)


Ask = Callable[..., PaymentProvider]


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"trade_state": "REFUND"}, Refunded("42", None)),
        ({"trade_state": "REVOKED"}, Refunded("42", True)),
        ({"trade_state": "REVOKED", "transaction_id": None}, Closed()),
        ({"trade_state": "PAYERROR"}, Unknown("PAYERROR")),
        ({"trade_state": "ACCEPT"}, Unknown("ACCEPT")),
        ({"trade_state": "USERPAYING"}, Paying()),
        ({"trade_state": "NOTPAY", "amount": None}, Unpaid()),
    ],
)
def test_states_of_wechat(ask: Ask, order: Order, changed: dict[str, Any], state: ProviderState) -> None:
    """Each word has its state; one that is in no document is unknown."""
    assert ask("wechat", (200, WECHAT_PAID | changed)).query(order) == state


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": {"total": 100, "currency": "USD"}},
        {"amount": {"total": True}},
        {"amount": {"total": "100"}},
        {"amount": None},
        {"transaction_id": ""},
        {"success_time": "yesterday"},
        {"success_time": "2026-11-24T10:00:00"},
        {"appid": "wxother"},
    ],
)
def test_a_success_of_wechat_that_lacks_something(ask: Ask, order: Order, changed: dict[str, Any]) -> None:
    """ "SUCCESS" without amount, currency, number, time with zone or our app is not taken for a payment."""
    with pytest.raises(UnavailableError):
        ask("wechat", (200, WECHAT_PAID | changed)).query(order)


@pytest.mark.parametrize("body", [b"[]", b"\xff", b"null", b"[" * 100_000, b"1" * 10_000, b"{"])
def test_a_signed_body_that_is_no_document(ask: Ask, order: Order, body: bytes) -> None:
    """Lists, bytes that are no text, and depths without end are no answer of any provider."""
    for name in ("wechat", "alipay", "unionpay_qr"):
        with pytest.raises(UnavailableError):
            ask(name, (200, body)).query(order)


def test_odd_answers_of_wechat(ask: Ask, order: Order) -> None:
    """Codes that cannot be drawn, refunds without figures, bills without an address, old numbers: unknown."""
    with pytest.raises(UnavailableError, match="malformed"):
        ask("wechat", (200, {"code_url": "weixin://\n"})).create(order)
    with pytest.raises(UnavailableError, match="malformed"):
        ask("wechat", (200, {"status": "SUCCESS"})).refund(_refund())
    told = {"out_refund_no": "R0000001", "out_trade_no": order.number, "status": "NEW", "amount": {"refund": 100}}
    with pytest.raises(UnavailableError, match="malformed"):
        ask("wechat", (200, told)).query_refund(_refund())
    assert ask("wechat", (200, told | {"status": "ABNORMAL"})).query_refund(_refund()) is RefundState.FAILED
    with pytest.raises(UnavailableError, match="SYSTEMERROR"):
        ask("wechat", (500, {"code": "SYSTEM_ERROR"})).query_refund(_refund())
    with pytest.raises(UnavailableError, match="status-200"):
        ask("wechat", (200, {"download_url": 1})).download_bill(DAY)
    address = {"hash_type": "SHA1", "hash_value": "0", "download_url": f"{_wechat_url(ask)}/v3/x"}
    with pytest.raises(UnavailableError, match="status-403"):
        ask("wechat", (200, address), (403, b"")).download_bill(DAY)
    with pytest.raises(UnavailableError, match="status-302"):
        ask("wechat", (302, b"")).query(order)
    assert ask("wechat", (400, {"code": "ORDER_CLOSED"})).close(order) == Closed()
    assert ask("wechat", (400, {"code": "ORDERREVERSED"}), (200, WECHAT_PAID)).reverse(order) == Paying()


def _wechat_url(ask: Ask) -> str:
    return str(ask("wechat")._part.url)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        ("PARAM_ERROR", Refusal.CONFIGURATION),
        ("SIGN_ERROR", Refusal.CONFIGURATION),
        ("BUYER_MISMATCH", Refusal.OTHER),
        ("ORDERCLOSED", Refusal.NOT_SHOWABLE),
        ("BANKERROR", None),
        ("A_WORD_OF_NEXT_YEAR", None),
        ("ORDERPAID", None),
        ("", None),
    ],
)
def test_words_of_wechat(ask: Ask, order: Order, word: str, refusal: Refusal | None) -> None:
    """Only words that stand in the list are a refusal; every other one is an unknown outcome."""
    provider = ask("wechat", (400, {"code": word}))

    with pytest.raises(ProviderError) as caught:
        provider.pay_with_code(order, "13" + "0" * 16)
    assert (caught.value.refusal if isinstance(caught.value, RefusedError) else None) is refusal


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"trade_status": "TRADE_FINISHED"}, Paid),
        ({"trade_status": "TRADE_CLOSED"}, Refunded),
        ({"trade_status": "TRADE_CLOSED", "send_pay_date": None}, Closed),
        ({"trade_status": "TRADE_PENDING"}, Unknown),
        ({"trade_status": "WAIT_BUYER_PAY"}, Unpaid),
    ],
)
def test_states_of_alipay(ask: Ask, order: Order, changed: dict[str, Any], state: type) -> None:
    """Closed means never paid, or paid and given back: the time of the payment tells."""
    told = {"code": "10000"} | ALIPAY_PAID | changed

    assert isinstance(ask("alipay", (200, told)).query(order), state)


@pytest.mark.parametrize(
    "changed",
    [
        {"total_amount": "1"},
        {"total_amount": "1.01"},
        {"trade_no": ""},
        {"send_pay_date": "now"},
        {"total_amount": None},
    ],
)
def test_a_success_of_alipay_that_lacks_something(ask: Ask, order: Order, changed: dict[str, Any]) -> None:
    """ "TRADE_SUCCESS" with another amount, or without number or time, is not taken; "1" is the same yuan as "1.00"."""
    provider = ask("alipay", (200, {"code": "10000"} | ALIPAY_PAID | changed))

    if changed == {"total_amount": "1"}:
        assert isinstance(provider.query(order), Paid)
        return
    with pytest.raises(UnavailableError):
        provider.query(order)


def test_odd_answers_of_alipay(ask: Ask, order: Order, market: Market) -> None:
    """What is unsigned, of another status, or without what it has to have, is unknown."""
    with pytest.raises(UnavailableError, match="malformed"):
        ask("alipay", (200, {"code": "10000", "out_trade_no": order.number, "qr_code": " \n"})).create(order)
    with pytest.raises(UnavailableError, match="status-502"):
        ask("alipay", (502, {"code": "10000"})).query(order)
    with pytest.raises(UnavailableError, match="unsigned"):
        ask("alipay", (200, b'{"error_response":{"code":"40002"}}')).query(order)
    with pytest.raises(UnavailableError, match="malformed"):
        ask("alipay", (200, b'{"alipay_trade_query_response":[],"sign":""}')).query(order)
    with pytest.raises(UnavailableError, match="20000"):
        ask("alipay", (200, {"code": "20000"})).query_refund(_refund())
    assert ask("alipay", (200, {"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST"})).query_refund(_refund()) is (
        RefundState.NOT_FOUND
    )
    with pytest.raises(UnavailableError, match="40004"):
        ask("alipay", (200, {"code": "40004"})).download_bill(DAY)
    for url in ("https://[x", "ftp://a/b", "https://a/ b", "https://a/最", "/b"):
        with pytest.raises(UnavailableError, match="mismatch"):
            ask("alipay", (200, {"code": "10000", "bill_download_url": url})).download_bill(DAY)
    with pytest.raises(UnavailableError, match="status-404"):
        ask("alipay", (200, {"code": "10000", "bill_download_url": "https://a/b"}), (404, b"")).download_bill(DAY)
    with pytest.raises(RefusedError) as caught:
        ask("alipay", (200, {"code": "40004", "sub_code": "ACQ.SOMETHING"})).pay_with_code(order, "28" + "0" * 16)
    assert caught.value.refusal is Refusal.OTHER


def test_a_cancel_of_alipay_is_believed_by_the_query(ask: Ask, order: Order) -> None:
    """Cancelled with money going back, but closed without a time of payment: refunded. Still paid: again."""
    cancelled = {"code": "10000", "out_trade_no": order.number, "retry_flag": "N", "action": "refund", "trade_no": "20"}
    closed = {"code": "10000"} | ALIPAY_PAID | {"trade_status": "TRADE_CLOSED", "send_pay_date": None}

    assert ask("alipay", (200, cancelled), (200, closed)).reverse(order) == Refunded("20", True)
    assert ask("alipay", (200, cancelled), (200, {"code": "10000"} | ALIPAY_PAID)).reverse(order) == Paying()


def _alipay_notice(keys: SandboxKeys, **changed: str) -> bytes:
    fields = {
        "notify_id": "1",
        "app_id": ALIPAY_APP,
        "seller_id": ALIPAY_SELLER,
        "sign_type": "RSA2",
        "out_trade_no": "K01202611240001",
        "trade_no": "20",
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "1.00",
        "gmt_payment": "2026-11-24 10:00:00",
        **changed,
    }
    fields["sign"] = sign(keys.alipay, notification_text(fields).encode("utf-8"))
    return urlencode(fields).encode("ascii")


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({}, Paid),
        ({"refund_fee": "0.00"}, Paid),
        ({"trade_status": "TRADE_CLOSED"}, Closed),
        ({"trade_status": "WAIT_BUYER_PAY"}, Unpaid),
        ({"trade_status": "TRADE_PENDING"}, Unknown),
        ({"refund_fee": "1.00", "out_biz_no": "R0000001"}, type(None)),
    ],
)
def test_notifications_of_alipay(ask: Ask, market: Market, changed: dict[str, str], state: type) -> None:
    """Each word has its state; with a refund in it the notification is about the refund."""
    told = ask("alipay").read_notification({}, _alipay_notice(market.sandbox.keys, **changed))

    assert isinstance(told, Notification)
    assert isinstance(told.state, state)


@pytest.mark.parametrize(
    "changed", [{"total_amount": "x"}, {"trade_no": ""}, {"gmt_payment": "x"}, {"sign_type": "RSA"}, {"app_id": "1"}]
)
def test_notifications_of_alipay_that_lack_something(ask: Ask, market: Market, changed: dict[str, str]) -> None:
    """Signed, and without amount, number, time, the strong signature or our app: refused."""
    with pytest.raises(SignatureInvalidError):
        ask("alipay").read_notification({}, _alipay_notice(market.sandbox.keys, **changed))


def test_a_field_that_comes_twice_is_refused(ask: Ask, market: Market) -> None:
    """Two amounts in one notification: which one was signed cannot be told."""
    body = _alipay_notice(market.sandbox.keys)
    for damaged in (body + b"&total_amount=9.00", b"", b"a", b"\xff=1", b"&".join([b"a=1"] * 200)):
        with pytest.raises(SignatureInvalidError):
            ask("alipay").read_notification({}, damaged)


def _wechat_notice(market: Market, event: str, told: object) -> tuple[dict[str, str], bytes]:
    sealed = AESGCM(market.sandbox.keys.api_v3_key.encode("ascii")).encrypt(
        b"abcdefghijkl", json.dumps(told).encode("utf-8"), b"transaction"
    )
    resource = {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(sealed).decode("ascii"),
        "nonce": "abcdefghijkl",
        "associated_data": "transaction",
    }
    body = json.dumps({"id": "EV-1", "event_type": event, "resource": resource}).encode("utf-8")
    return market.sandbox.wechat.signature(body, forged=False, stale=False), body


@pytest.mark.parametrize(
    ("event", "changed"),
    [
        ("TRANSACTION.SUCCESS", {"appid": "wxother"}),
        ("TRANSACTION.SUCCESS", {"mchid": "1"}),
        ("TRANSACTION.SUCCESS", {"amount": None}),
        ("TRANSACTION.SUCCESS", {"out_trade_no": 1}),
        ("TRANSACTION.SUCCESS", {"success_time": None}),
        ("REFUND.SUCCESS", {"out_refund_no": None}),
        ("REFUND.SUCCESS", {"out_refund_no": "R0000001", "refund_status": "NEW"}),
    ],
)
def test_notifications_of_wechat_that_lack_something(
    ask: Ask, market: Market, event: str, changed: dict[str, Any]
) -> None:
    """Signed and sealed, and without what they have to have, or about another app: refused."""
    headers, body = _wechat_notice(market, event, WECHAT_PAID | changed)

    with pytest.raises(SignatureInvalidError):
        ask("wechat").read_notification(headers, body)


def test_a_notification_about_something_else(ask: Ask, market: Market) -> None:
    """A genuine word about a business that we do not do is heard and left alone."""
    headers, body = _wechat_notice(market, "COUPON.USE", WECHAT_PAID)

    assert ask("wechat").read_notification(headers, body) is None


def test_a_notification_with_another_algorithm(ask: Ask, market: Market) -> None:
    """A missing or strange kind of signature or key is refused before the signature is looked at."""
    headers, body = _wechat_notice(market, "TRANSACTION.SUCCESS", WECHAT_PAID)
    for changed in (
        {"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"},
        {"Wechatpay-Serial": "5A4E0B0000000002"},
        {"Wechatpay-Timestamp": "soon"},
        {"Wechatpay-Nonce": ""},
    ):
        with pytest.raises(SignatureInvalidError):
            ask("wechat").read_notification(headers | changed, body)
    with pytest.raises(SignatureInvalidError):
        ask("wechat").read_notification(headers, b"\xff")


@pytest.mark.parametrize(
    ("changed", "state"),
    [({}, Paid), ({"state": "paying"}, Paying), ({"state": "refunded"}, Refunded), ({"state": "closed"}, Closed)],
)
def test_states_of_a_bridge(ask: Ask, order: Order, changed: dict[str, Any], state: type) -> None:
    """Each word has its state."""
    assert isinstance(ask("nontax", (200, BRIDGE_PAID | changed)).query(order), state)
    assert isinstance(ask("nontax", (200, BRIDGE_PAID | changed)).reverse(order), state)


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "perhaps"},
        {"transaction_id": ""},
        {"paid_at": None},
        {"paid_at": "2026-11-24T10:00:00"},
        {"amount_fen": 0},
    ],
)
def test_an_answer_of_a_bridge_that_lacks_something(ask: Ask, order: Order, changed: dict[str, Any]) -> None:
    """Unknown words, "paid" without number or time with zone, amounts that are none: unknown."""
    with pytest.raises(UnavailableError):
        ask("unionpay_qr", (200, BRIDGE_PAID | changed)).query(order)


@pytest.mark.parametrize(
    ("name", "code", "is_shown"),
    [
        ("unionpay_qr", "https://qr.95516.com/00010000/1", True),
        ("unionpay_qr", "http://qr.95516.com/00010000/1", False),
        ("unionpay_qr", "000201", False),
        ("nontax", "https://nontax.example/pay/1", True),
        ("nontax", "javascript:1", False),
        ("nontax", "https://nontax.example/ 1", False),
        ("nontax", "000201", False),
    ],
)
def test_what_a_bridge_may_let_show(ask: Ask, order: Order, name: str, code: str, is_shown: bool) -> None:
    """An encrypted page, or an EMV text for the very amount; nothing else comes to a screen."""
    provider = ask(name, (200, {"order_number": order.number, "code": code}))

    if is_shown:
        assert provider.create(order).code_url == code
        return
    with pytest.raises(UnavailableError, match="mismatch"):
        provider.create(order)


def test_odd_answers_of_a_bridge(ask: Ask, order: Order) -> None:
    """Refusals by their status; another refund than asked, and an error that is no document."""
    with pytest.raises(RefusedError) as caught:
        ask("nontax", (422, {"error": "expires-at"})).create(order)
    assert (caught.value.refusal, caught.value.code) == (Refusal.CONFIGURATION, "expires-at")
    with pytest.raises(RefusedError, match="status-409"):
        ask("nontax", (409, b"<html>")).create(order)
    told = {"refund_number": "R0000001", "order_number": order.number, "amount_fen": 99, "state": "done"}
    with pytest.raises(UnavailableError, match="mismatch"):
        ask("nontax", (200, told)).refund(_refund())
    assert ask("nontax").acknowledgement().status == 200
    assert order.expires_at - order.created_at == timedelta(minutes=5)
