"""Alipay: shown codes (precreate) and payment codes (trade.pay), by way of the payments sheet, section 4.

Amounts are yuan with two decimals in the texts that leave here, and fen everywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from hall.payments.provider import (
    Acknowledgement,
    BillNotReadyError,
    BillRow,
    Closed,
    NotFound,
    Notification,
    Order,
    Paid,
    Paying,
    ProviderState,
    Refund,
    Refunded,
    RefundState,
    Refusal,
    RefusedError,
    ShownCode,
    SignatureInvalidError,
    UnavailableError,
    Unknown,
    Unpaid,
)
from hall.payments.providers.accounts import AlipayAccount
from hall.payments.providers.alipay_gateway import CHINA, AlipayGateway
from hall.payments.providers.bill_files import alipay_rows, fen_of, yuan_of
from hall.payments.providers.exchange import MAX_BILL_BYTES, Exchange

CODE_VALID = timedelta(hours=2)
PAYMENT_CODE = re.compile("(?:2[5-9]|30)[0-9]{14,22}")
DONE, WAITING, UNKNOWN, FAILED = "10000", "10003", "20000", "40004"
_NOT_THERE = "ACQ.TRADE_NOT_EXIST"
_ALREADY = frozenset({"ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID", "ACQ.TRADE_HAS_SUCCESS"})
_REFUSALS = {
    "ACQ.PAYMENT_AUTH_CODE_INVALID": Refusal.CODE_INVALID,
    "ACQ.BUYER_BALANCE_NOT_ENOUGH": Refusal.NO_MONEY,
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH": Refusal.NO_MONEY,
    "ACQ.ERROR_BALANCE_PAYMENT_DISABLE": Refusal.NO_MONEY,
    "ACQ.TRADE_HAS_CLOSE": Refusal.NOT_SHOWABLE,
    "ACQ.CONTEXT_INCONSISTENT": Refusal.NOT_SHOWABLE,
    "ACQ.INVALID_PARAMETER": Refusal.CONFIGURATION,
    "ACQ.ACCESS_FORBIDDEN": Refusal.CONFIGURATION,
    "ACQ.PARTNER_ERROR": Refusal.CONFIGURATION,
    "ACQ.TOTAL_FEE_EXCEED": Refusal.CONFIGURATION,
}
_NOT_REFUNDABLE = frozenset(
    {
        "ACQ.TRADE_STATUS_ERROR",
        "ACQ.TRADE_NOT_EXIST",
        "ACQ.TRADE_HAS_FINISHED",
        "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
        "ACQ.REASON_TRADE_REFUND_FEE_ERR",
        "ACQ.SELLER_BALANCE_NOT_ENOUGH",
    }
)
_UNKNOWN_WORDS = frozenset({"ACQ.SYSTEM_ERROR", "ACQ.TRADE_HAS_SUCCESS"})


class AlipayProvider:
    """A `PaymentProvider`. Raises as that says.

    Args:
        account: the merchant's.
        exchange: one HTTP call.
        clock: now, aware.
    """

    name = "alipay"
    shows_codes = True
    reverse_after_s = 0.0

    def __init__(self, account: AlipayAccount, exchange: Exchange, clock: Callable[[], datetime]) -> None:
        self._part = account.part
        self._gateway = AlipayGateway(account, exchange, clock)
        self._clock = clock

    @property
    def takes_codes(self) -> bool:
        """Whether the account is open for payment codes."""
        return self._part.payment_codes

    def create(self, order: Order) -> ShownCode:
        """Make the order, or find it, and return its code; the trade itself begins with the scan."""
        told = self._gateway.call("alipay.trade.precreate", _content(order), notify=True)
        if told.get("code") != DONE:
            if told.get("sub_code") == "ACQ.TRADE_HAS_SUCCESS":
                raise RefusedError(Refusal.NOT_SHOWABLE, "ACQ.TRADE_HAS_SUCCESS")
            raise _problem(told)
        _same(told, order.number)
        url = told.get("qr_code")
        if not isinstance(url, str) or not (url.isascii() and url.isprintable() and 0 < len(url) <= 512):
            raise UnavailableError("malformed")
        return ShownCode(url, min(order.expires_at, order.created_at + CODE_VALID))

    def pay_with_code(self, order: Order, payment_code: str) -> ProviderState:
        """Charge the phone whose code this is."""
        if PAYMENT_CODE.fullmatch(payment_code) is None:
            raise RefusedError(Refusal.CODE_INVALID, "form")
        content = _content(order) | {"scene": "bar_code", "auth_code": payment_code}
        told = self._gateway.call("alipay.trade.pay", content, notify=True)
        if told.get("code") == DONE:
            return self._paid(told, order)
        if told.get("code") == WAITING:
            return Paying()
        raise _problem(told, refused=Refusal.OTHER)

    def query(self, order: Order) -> ProviderState:
        """Ask what has become of the order."""
        told = self._gateway.call("alipay.trade.query", {"out_trade_no": order.number})
        if told.get("sub_code") == _NOT_THERE:
            return NotFound()
        if told.get("code") != DONE:
            raise UnavailableError(_cause(told))
        return self._state(told, order)

    def close(self, order: Order) -> ProviderState:
        """Close the order; one that nobody has scanned cannot be closed, so it is cancelled (see `reverse`)."""
        told = self._gateway.call("alipay.trade.close", {"out_trade_no": order.number})
        if told.get("code") == DONE:
            _same(told, order.number)
            return Closed()
        if told.get("sub_code") == _NOT_THERE:
            return self.reverse(order)
        if told.get("sub_code") in _ALREADY:
            return self.query(order)
        raise UnavailableError(_cause(told))

    def reverse(self, order: Order) -> ProviderState:
        """Cancel, then ask what came of it; `Paying` as long as it has to be called again.

        Alipay says yes for a number that it does not know. That closes nothing that can be proved: the answer is
        `NotFound` until the order's own time is over, and `Closed` only then.
        """
        told = self._gateway.call("alipay.trade.cancel", {"out_trade_no": order.number})
        if told.get("code") != DONE:
            raise UnavailableError(_cause(told))
        _same(told, order.number)
        if told.get("retry_flag") == "Y":
            return Paying()
        found = self.query(order)
        if isinstance(found, NotFound):
            return Closed() if self._clock() > order.expires_at + timedelta(minutes=1) else NotFound()
        if isinstance(found, Refunded) or (isinstance(found, Closed) and told.get("action") != "refund"):
            return found
        if isinstance(found, Closed):
            return Refunded(str(told.get("trade_no", "")), whole=True)
        return Paying()

    def refund(self, refund: Refund) -> RefundState:
        """Give money back; where the answer does not say that it moved money, ask."""
        content = {
            "out_trade_no": refund.order_number,
            "out_request_no": refund.number,
            "refund_amount": yuan_of(refund.amount_fen),
        }
        if refund.reason:
            content["refund_reason"] = refund.reason
        told = self._gateway.call("alipay.trade.refund", content)
        if told.get("code") != DONE:
            if told.get("sub_code") in _NOT_REFUNDABLE:
                raise RefusedError(Refusal.NOT_REFUNDABLE, str(told["sub_code"]))
            raise UnavailableError(_cause(told))
        _same(told, refund.order_number)
        if told.get("fund_change") == "Y":
            return RefundState.DONE
        state = self.query_refund(refund)
        return RefundState.PROCESSING if state is RefundState.NOT_FOUND else state

    def query_refund(self, refund: Refund) -> RefundState:
        """Ask what has become of a refund; it is done when an amount is reported."""
        content = {"out_trade_no": refund.order_number, "out_request_no": refund.number}
        told = self._gateway.call("alipay.trade.fastpay.refund.query", content)
        if told.get("sub_code") == _NOT_THERE:
            return RefundState.NOT_FOUND
        if told.get("code") != DONE:
            raise UnavailableError(_cause(told))
        if "refund_amount" not in told or fen_of(str(told["refund_amount"])) <= 0:
            return RefundState.NOT_FOUND
        same = (told.get("out_trade_no"), told.get("out_request_no"), fen_of(str(told["refund_amount"])))
        if same != (refund.order_number, refund.number, refund.amount_fen):
            raise UnavailableError("mismatch")
        return RefundState.DONE

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notification | None:
        """Check the signature, then app and seller. Alipay's notifications have no window: they come for a day."""
        del headers  # the signature is in the body
        told = self._gateway.notified(body)
        if (told.get("app_id"), told.get("seller_id")) != (self._part.app_id, self._part.seller_id):
            raise SignatureInvalidError("merchant")
        try:
            return _notification(told)
        except (UnavailableError, KeyError):
            raise SignatureInvalidError("malformed") from None

    def acknowledgement(self) -> Acknowledgement:
        """Return what Alipay takes as "understood"."""
        return Acknowledgement(200, "text/plain", b"success")

    def download_bill(self, day: date) -> tuple[BillRow, ...]:
        """Ask for the address of the file of a day, fetch it at once, read it."""
        content = {"bill_type": "trade", "bill_date": day.isoformat()}
        told = self._gateway.call("alipay.data.dataservice.bill.downloadurl.query", content)
        if told.get("code") == FAILED and "bill_not_exist" in str(told.get("sub_code")).lower():
            raise BillNotReadyError(str(told["sub_code"]))
        url = told.get("bill_download_url")
        if told.get("code") != DONE or not isinstance(url, str):
            raise UnavailableError(_cause(told))
        if not self._is_theirs(url):
            raise UnavailableError("mismatch")
        return alipay_rows(self._gateway.fetch(url, MAX_BILL_BYTES))

    def _is_theirs(self, url: str) -> bool:
        """Whether a bill's address is encrypted on the way, or on the very host that the account names."""
        if not (url.isascii() and url.isprintable() and " " not in url):
            return False
        try:
            there, here = urlsplit(url), urlsplit(self._part.url)
        except ValueError:
            return False
        return bool(there.hostname) and (there.scheme == "https" or there[:2] == here[:2])

    def _state(self, told: dict[str, Any], order: Order) -> ProviderState:
        _same(told, order.number)
        match told.get("trade_status"):
            case "TRADE_SUCCESS" | "TRADE_FINISHED":
                return self._paid(told, order)
            case "TRADE_CLOSED":
                was_paid = told.get("send_pay_date") or told.get("gmt_payment")
                return Refunded(str(told.get("trade_no", "")), whole=True) if was_paid else Closed()
            case "WAIT_BUYER_PAY":
                return Unpaid()
            case other:
                return Unknown(str(other)[:32])

    def _paid(self, told: dict[str, Any], order: Order) -> Paid:
        _same(told, order.number)
        if fen_of(str(told.get("total_amount"))) != order.amount_fen:
            raise UnavailableError("mismatch")
        paid_at = told.get("gmt_payment") or told.get("send_pay_date")
        return Paid(_transaction(told), order.amount_fen, _time(paid_at))


def _notification(told: Mapping[str, str]) -> Notification:
    amount, status = fen_of(told["total_amount"]), told["trade_status"]
    event, number = told["notify_id"], told["out_trade_no"]
    if fen_of(told.get("refund_fee") or "0") > 0:
        state = RefundState.DONE if told.get("out_biz_no") else None
        return Notification(event, number, amount, None, told.get("out_biz_no") or None, state)
    match status:
        case "TRADE_SUCCESS" | "TRADE_FINISHED":
            return Notification(event, number, amount, Paid(_transaction(told), amount, _time(told.get("gmt_payment"))))
        case "TRADE_CLOSED":
            return Notification(event, number, amount, Closed())
        case "WAIT_BUYER_PAY":
            return Notification(event, number, amount, Unpaid())
        case other:
            return Notification(event, number, amount, Unknown(other[:32]))


def _content(order: Order) -> dict[str, str]:
    """Return an order as both ways of paying take it; the same order gives the same content for ever."""
    minutes = -(-int((order.expires_at - order.created_at).total_seconds()) // 60)
    return {
        "out_trade_no": order.number,
        "total_amount": yuan_of(order.amount_fen),
        "subject": order.subject,
        "timeout_express": f"{min(max(minutes, 1), 120)}m",
    }


def _same(told: Mapping[str, Any], number: str) -> None:
    if told.get("out_trade_no") != number:
        raise UnavailableError("mismatch")


def _transaction(told: Mapping[str, Any]) -> str:
    transaction = told.get("trade_no")
    if not isinstance(transaction, str) or not transaction:
        raise UnavailableError("malformed")
    return transaction


def _cause(told: Mapping[str, Any]) -> str:
    return str(told.get("sub_code") or told.get("code") or "malformed")[:60]


def _problem(told: Mapping[str, Any], refused: Refusal | None = None) -> RefusedError | UnavailableError:
    """Return what an answer without success is; ``refused`` for failures that are in no list."""
    code, word = str(told.get("code")), str(told.get("sub_code", ""))
    if word in _REFUSALS:
        return RefusedError(_REFUSALS[word], word)
    if code in {"40001", "40002", "40006", "20001"}:
        return RefusedError(Refusal.CONFIGURATION, word or code)
    if code == FAILED and refused is not None and word not in _UNKNOWN_WORDS:
        return RefusedError(refused, word[:60])
    return UnavailableError(_cause(told))


def _time(text: object) -> datetime:
    try:
        return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        raise UnavailableError("malformed") from None
