"""WeChat Pay, API v3: shown codes (Native) and payment codes, by way of the payments sheet, section 3.

What an answer says is taken only when it is signed and about the very order, merchant and amount. Error words are
compared without underscores: documents of different years write them both ways.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError

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
from hall.payments.providers.accounts import WeChatAccount
from hall.payments.providers.bill_files import unpacked, wechat_rows
from hall.payments.providers.exchange import Exchange
from hall.payments.providers.wechat_core import MerchantCore, client_of

CHINA = timezone(timedelta(hours=8))
CODE_VALID = timedelta(hours=2)
PAYMENT_CODE = re.compile("1[0-5][0-9]{16}")

_REFUSALS = {
    "AUTHCODEEXPIRE": Refusal.CODE_INVALID,
    "AUTHCODEERROR": Refusal.CODE_INVALID,
    "AUTHCODEINVALID": Refusal.CODE_INVALID,
    "NOTENOUGH": Refusal.NO_MONEY,
    "NOTSUPORTCARD": Refusal.NO_MONEY,
    "NOTSUPPORTCARD": Refusal.NO_MONEY,
    "ORDERCLOSED": Refusal.NOT_SHOWABLE,
    "ORDERREVERSED": Refusal.NOT_SHOWABLE,
    "OUTTRADENOUSED": Refusal.NOT_SHOWABLE,
    "BUYERMISMATCH": Refusal.OTHER,
    "RULELIMIT": Refusal.OTHER,
    "TRADEERROR": Refusal.OTHER,
    "PARAMERROR": Refusal.CONFIGURATION,
    "INVALIDREQUEST": Refusal.CONFIGURATION,
    "APPIDMCHIDNOTMATCH": Refusal.CONFIGURATION,
    "MCHNOTEXISTS": Refusal.CONFIGURATION,
    "NOAUTH": Refusal.CONFIGURATION,
    "SIGNERROR": Refusal.CONFIGURATION,
}
_NOT_THERE = frozenset({"ORDERNOTEXIST", "RESOURCENOTEXISTS"})
_NOT_REFUNDABLE = frozenset(
    {"NOTENOUGH", "INVALIDREQUEST", "USERACCOUNTABNORMAL", "ORDERNOTEXIST", "RESOURCENOTEXISTS"}
)
_REFUND_STATES = {
    "PROCESSING": RefundState.PROCESSING,
    "SUCCESS": RefundState.DONE,
    "ABNORMAL": RefundState.FAILED,
    "CLOSED": RefundState.FAILED,
}


class _Sealed(BaseModel):
    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    algorithm: str
    ciphertext: str
    nonce: str
    associated_data: str = ""


class _Notice(BaseModel):
    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    id: str
    event_type: str
    resource: _Sealed


def new_nonce() -> str:
    """Return 32 characters that never come again."""
    return uuid4().hex.upper()


class WeChatProvider:
    """A `PaymentProvider`. Raises as that says.

    Args:
        account: the merchant's.
        exchange: one HTTP call.
        clock: now, aware.
        nonce: 32 characters that never come again.
    """

    name = "wechat"
    shows_codes = True
    reverse_after_s = 15.0

    def __init__(
        self,
        account: WeChatAccount,
        exchange: Exchange,
        clock: Callable[[], datetime],
        nonce: Callable[[], str] = new_nonce,
    ) -> None:
        self._part = account.part
        self._core = MerchantCore(account, exchange, clock, nonce)
        self._client = client_of(self._core, account)

    @property
    def takes_codes(self) -> bool:
        """Whether the account is open for payment codes."""
        return self._part.payment_codes

    def create(self, order: Order) -> ShownCode:
        """Make the order, or find it, and return its code."""
        status, told = _read(
            self._client.pay(
                description=order.subject,
                out_trade_no=order.number,
                amount={"total": order.amount_fen, "currency": "CNY"},
                time_expire=_text(order.expires_at),
            )
        )
        url = told.get("code_url")
        if status != 200 or not isinstance(url, str):
            raise _problem(status, told, paid=RefusedError(Refusal.NOT_SHOWABLE, "ORDERPAID"))
        if not (url.isascii() and url.isprintable() and 0 < len(url) <= 512):
            raise UnavailableError("malformed")
        return ShownCode(url, min(order.expires_at, order.created_at + CODE_VALID))

    def pay_with_code(self, order: Order, payment_code: str) -> ProviderState:
        """Charge the phone whose code this is."""
        from wechatpayv3 import WeChatPayType

        if PAYMENT_CODE.fullmatch(payment_code) is None:
            raise RefusedError(Refusal.CODE_INVALID, "form")
        status, told = _read(
            self._client.pay(
                description=order.subject,
                out_trade_no=order.number,
                amount={"total": order.amount_fen, "currency": "CNY"},
                payer={"auth_code": payment_code},
                scene_info={"device_id": order.terminal[:16], "store_info": {"id": self._part.device_id}},
                pay_type=WeChatPayType.CODEPAY,
            )
        )
        if status == 200 and "trade_state" in told:
            return self._state(told, order)
        if _word(told) == "USERPAYING":
            return Paying()
        raise _problem(status, told)

    def query(self, order: Order) -> ProviderState:
        """Ask what has become of the order."""
        status, told = _read(self._client.query(out_trade_no=order.number))
        if status == 200:
            return self._state(told, order)
        if _word(told) in _NOT_THERE:
            return NotFound()
        raise UnavailableError(_cause(status, told))

    def close(self, order: Order) -> ProviderState:
        """Close the order; what is already paid is told by a query of its own, which is signed."""
        status, told = _read(self._client.close(order.number))
        if status == 204 or _word(told) == "ORDERCLOSED":
            return Closed()
        if _word(told) == "USERPAYING":
            return Paying()
        if _word(told) == "ORDERPAID":
            return self.query(order)
        if _word(told) in _NOT_THERE:
            return NotFound()
        raise UnavailableError(_cause(status, told))

    def reverse(self, order: Order) -> ProviderState:
        """Reverse, then ask what came of it; as long as it is not done, `Paying`."""
        status, told = _read(self._client.codepay_reverse(order.number))
        if _word(told) == "USERPAYING" or (status == 200 and told.get("recall") == "Y"):
            return Paying()
        if _word(told) in _NOT_THERE:
            return NotFound()
        if status != 200 and _word(told) not in {"ORDERREVERSED", "ORDERCLOSED"}:
            raise UnavailableError(_cause(status, told))
        found = self.query(order)
        return found if isinstance(found, Closed | Refunded) else Paying()

    def refund(self, refund: Refund) -> RefundState:
        """Ask for a refund; accepted is not done."""
        status, told = _read(
            self._client.refund(
                out_refund_no=refund.number,
                out_trade_no=refund.order_number,
                amount={"refund": refund.amount_fen, "total": refund.total_fen, "currency": "CNY"},
                reason=refund.reason or None,
            )
        )
        if status == 200:
            return _refund_state(told, refund)
        if _word(told) in _NOT_REFUNDABLE:
            raise RefusedError(Refusal.NOT_REFUNDABLE, _word(told))
        raise UnavailableError(_cause(status, told))

    def query_refund(self, refund: Refund) -> RefundState:
        """Ask what has become of a refund."""
        status, told = _read(self._client.query_refund(refund.number))
        if status == 200:
            return _refund_state(told, refund)
        if _word(told) in _NOT_THERE:
            return RefundState.NOT_FOUND
        raise UnavailableError(_cause(status, told))

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notification | None:
        """Check the signature, open the seal, check the merchant."""
        self._core.check({name.lower(): value for name, value in headers.items()}, body)
        try:
            notice = _Notice.model_validate_json(body)
        except ValidationError:
            raise SignatureInvalidError("malformed") from None
        sealed = notice.resource
        if sealed.algorithm != "AEAD_AES_256_GCM":
            raise SignatureInvalidError("sealed")
        told = _document(self._core.opened(sealed.nonce, sealed.ciphertext, sealed.associated_data).encode("utf-8"))
        if told.get("mchid") != self._part.mchid:
            raise SignatureInvalidError("merchant")
        try:
            return self._told(notice, told)
        except UnavailableError:
            raise SignatureInvalidError("malformed") from None

    def acknowledgement(self) -> Acknowledgement:
        """Return what WeChat Pay takes as "understood"."""
        return Acknowledgement(200, "application/json", b'{"code":"SUCCESS"}')

    def download_bill(self, day: date) -> tuple[BillRow, ...]:
        """Fetch the file of all payments and refunds of a day, check its digest, read it."""
        status, told = _read(self._client.trade_bill(day.isoformat(), "ALL", "GZIP"))
        if _word(told) in {"NOSTATEMENTEXIST", "STATEMENTCREATING"}:
            raise BillNotReadyError(_word(told))
        url, digest = told.get("download_url"), told.get("hash_value")
        if status != 200 or not isinstance(url, str) or not isinstance(digest, str) or told.get("hash_type") != "SHA1":
            raise UnavailableError(_cause(status, told))
        line = next((one for one in (self._part.url, self._part.second_url) if one and url.startswith(f"{one}/")), None)
        if line is None:
            raise UnavailableError("mismatch")
        status, packed = self._core.request(url.removeprefix(line), skip_verify=True)
        if status != 200:
            raise UnavailableError(f"status-{status}")
        content = unpacked(packed)
        if hashlib.sha1(content, usedforsecurity=False).hexdigest() != digest.lower():
            raise UnavailableError("mismatch")
        return wechat_rows(content, self._part.mchid)

    def _told(self, notice: _Notice, told: dict[str, Any]) -> Notification | None:
        number, amount = told.get("out_trade_no"), _total(told)
        if not isinstance(number, str) or amount is None:
            raise UnavailableError("malformed")
        if notice.event_type == "TRANSACTION.SUCCESS":
            if told.get("appid") != self._part.appid:
                raise SignatureInvalidError("merchant")
            return Notification(notice.id, number, amount, _told_state(told))
        if notice.event_type.startswith("REFUND."):
            refund_number, state = told.get("out_refund_no"), _REFUND_STATES.get(str(told.get("refund_status")))
            if not isinstance(refund_number, str) or state is None:
                raise UnavailableError("malformed")
            return Notification(notice.id, number, amount, None, refund_number, state)
        return None

    def _state(self, told: dict[str, Any], order: Order) -> ProviderState:
        """Return an answer's state. Raises `UnavailableError` when it is about something else."""
        if (told.get("appid"), told.get("mchid")) != (self._part.appid, self._part.mchid):
            raise UnavailableError("mismatch")
        if told.get("out_trade_no") != order.number:
            raise UnavailableError("mismatch")
        state = _told_state(told)
        if isinstance(state, Paid) and state.amount_fen != order.amount_fen:
            raise UnavailableError("mismatch")
        return state


def _told_state(told: dict[str, Any]) -> ProviderState:
    transaction = told.get("transaction_id")
    match told.get("trade_state"):
        case "SUCCESS":
            amount = _total(told)
            if not isinstance(transaction, str) or not transaction or amount is None:
                raise UnavailableError("malformed")
            return Paid(transaction, amount, _time(told.get("success_time")))
        case "REFUND":
            return Refunded(str(transaction or ""), None)
        case "REVOKED":
            return Refunded(str(transaction), True) if transaction else Closed()
        case "NOTPAY":
            return Unpaid()
        case "USERPAYING":
            return Paying()
        case "CLOSED":
            return Closed()
        case other:
            return Unknown(str(other)[:32])


def _total(told: dict[str, Any]) -> int | None:
    amount = told.get("amount")
    if not isinstance(amount, dict) or amount.get("currency", "CNY") != "CNY":
        return None
    total = amount.get("total")
    return total if isinstance(total, int) and not isinstance(total, bool) else None


def _refund_state(told: dict[str, Any], refund: Refund) -> RefundState:
    amount = told.get("amount")
    if not isinstance(amount, dict):
        raise UnavailableError("malformed")
    same = (told.get("out_refund_no"), told.get("out_trade_no"), amount.get("refund"))
    if same != (refund.number, refund.order_number, refund.amount_fen):
        raise UnavailableError("mismatch")
    state = _REFUND_STATES.get(str(told.get("status")))
    if state is None:
        raise UnavailableError("malformed")
    return state


def _read(answer: tuple[int, bytes]) -> tuple[int, dict[str, Any]]:
    status, body = answer
    return status, _document(body) if body else {}


def _document(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise UnavailableError("malformed") from None
    if not isinstance(told, dict):
        raise UnavailableError("malformed")
    return told


def _word(told: dict[str, Any]) -> str:
    return str(told.get("code", "")).replace("_", "").upper()[:40]


def _cause(status: int, told: dict[str, Any]) -> str:
    return _word(told) or f"status-{status}"


def _problem(status: int, told: dict[str, Any], paid: RefusedError | None = None) -> RefusedError | UnavailableError:
    """Return what an error answer is; what is in no list is an unknown outcome."""
    word = _word(told)
    if word == "ORDERPAID" and paid is not None:
        return paid
    refusal = _REFUSALS.get(word)
    return UnavailableError(_cause(status, told)) if refusal is None else RefusedError(refusal, word)


def _time(text: object) -> datetime:
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        raise UnavailableError("malformed") from None
    if read.tzinfo is None:
        raise UnavailableError("malformed")
    return read


def _text(at: datetime) -> str:
    return at.astimezone(CHINA).isoformat(timespec="seconds")
