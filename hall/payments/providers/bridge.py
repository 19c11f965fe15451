"""Providers without a public interface, by way of a bridge: UnionPay codes of an acquirer, a non-tax platform's page.

No acquirer publishes an interface, and every region's non-tax platform has its own. So the hall speaks one small
protocol of its own (docs/payments.md), and the operator's bridge translates it to the interface of the contract. JSON
over HTTP, each request signed with HMAC-SHA256, each answer signed over the request's nonce, so that no answer can be
used twice. Bridges push nothing: the gateway asks.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Literal, TypeVar, assert_never
from uuid import uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from hall.payments.provider import (
    Acknowledgement,
    BillKind,
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
    Unpaid,
)
from hall.payments.providers.accounts import BridgeAccount
from hall.payments.providers.emv_qr import EmvCodeError, parse_for
from hall.payments.providers.exchange import MAX_BILL_BYTES, Answer, Exchange, NoAnswerError, Request

CHINA = timezone(timedelta(hours=8))
Number = Annotated[str, Field(min_length=1, max_length=64)]
Fen = Annotated[int, Field(ge=1, lt=10**12)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Code(_Told):
    order_number: Number
    code: Annotated[str, Field(min_length=1, max_length=512)]


class _State(_Told):
    order_number: Number
    amount_fen: Fen
    state: Literal["unpaid", "paying", "paid", "closed", "refunded"]
    transaction_id: str = Field(default="", max_length=64)
    paid_at: AwareDatetime | None = None


class _Refund(_Told):
    refund_number: Number
    order_number: Number
    amount_fen: Fen
    state: Literal["processing", "done", "failed"]


class _Row(_Told):
    kind: BillKind
    order_number: Number
    transaction_id: Number
    amount_fen: Fen
    at: AwareDatetime
    refund_number: str = Field(default="", max_length=64)


class _Bill(_Told):
    rows: tuple[_Row, ...]


class _Error(_Told):
    error: str = Field(default="", max_length=64)


Model = TypeVar("Model", bound=BaseModel)


def unionpay_code(code: str, amount_fen: int) -> bool:
    """Whether a code may be shown: an EMV text for exactly this amount, or an address, which is shown as it is."""
    if not code.startswith("000201"):
        return pay_page(code, amount_fen)
    try:
        parse_for(code, amount_fen)
    except EmvCodeError:
        return False
    return True


def pay_page(code: str, amount_fen: int) -> bool:
    """Whether a code is an address of a page; what it says is the platform's alone."""
    del amount_fen
    return code.startswith("https://") and code.isascii() and code.isprintable() and " " not in code


class BridgeProvider:
    """A `PaymentProvider`. Raises as that says.

    Args:
        name: ``unionpay_qr`` or ``nontax``.
        may_show: whether a code may be shown for an amount.
        account: the bridge's.
        exchange: one HTTP call.
        clock: now, aware.
        nonce: characters that never come again.
    """

    shows_codes = True
    takes_codes = False
    reverse_after_s = 0.0

    def __init__(
        self,
        name: str,
        may_show: Callable[[str, int], bool],
        account: BridgeAccount,
        exchange: Exchange,
        clock: Callable[[], datetime],
        nonce: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self.name = name
        self._may_show = may_show
        self._account = account
        self._exchange = exchange
        self._clock = clock
        self._nonce = nonce

    def create(self, order: Order) -> ShownCode:
        """Make the order, or find it, and return its code."""
        answer = self._call(
            "POST",
            "/orders",
            {
                "order_number": order.number,
                "amount_fen": order.amount_fen,
                "subject": order.subject,
                "expires_at": order.expires_at.astimezone(CHINA).isoformat(timespec="seconds"),
                "terminal": order.terminal,
            },
        )
        if answer.status == 409:
            raise RefusedError(Refusal.NOT_SHOWABLE, _error(answer))
        if answer.status in {401, 403, 422}:
            raise RefusedError(Refusal.CONFIGURATION, _error(answer))
        told = _read(answer, _Code)
        if told.order_number != order.number or not self._may_show(told.code, order.amount_fen):
            raise UnavailableError("mismatch")
        return ShownCode(told.code, order.expires_at)

    def pay_with_code(self, order: Order, payment_code: str) -> ProviderState:
        """Refuse: bridges take no payment codes."""
        del order, payment_code
        raise RefusedError(Refusal.CONFIGURATION, "not-offered")

    def query(self, order: Order) -> ProviderState:
        """Ask what has become of the order."""
        return _state(self._call("GET", f"/orders/{order.number}"), order)

    def close(self, order: Order) -> ProviderState:
        """Close the order; a bridge that cannot says what it is instead."""
        return _state(self._call("POST", f"/orders/{order.number}/close", {}), order)

    def reverse(self, order: Order) -> ProviderState:
        """Close: there are no payment codes to reverse, and a paid order is refunded under a number of its own."""
        return self.close(order)

    def refund(self, refund: Refund) -> RefundState:
        """Ask for a refund."""
        answer = self._call(
            "POST",
            "/refunds",
            {
                "refund_number": refund.number,
                "order_number": refund.order_number,
                "amount_fen": refund.amount_fen,
                "total_fen": refund.total_fen,
                "reason": refund.reason,
            },
        )
        if answer.status == 409:
            raise RefusedError(Refusal.NOT_REFUNDABLE, _error(answer))
        return _refund_state(answer, refund)

    def query_refund(self, refund: Refund) -> RefundState:
        """Ask what has become of a refund."""
        answer = self._call("GET", f"/refunds/{refund.number}")
        return RefundState.NOT_FOUND if answer.status == 404 else _refund_state(answer, refund)

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notification | None:
        """Refuse: bridges push nothing."""
        del headers, body
        raise SignatureInvalidError("unsigned")

    def acknowledgement(self) -> Acknowledgement:
        """Return an answer; nobody asks for it."""
        return Acknowledgement(200, "application/json", b"{}")

    def download_bill(self, day: date) -> tuple[BillRow, ...]:
        """Fetch the rows of a day."""
        answer = self._call("GET", f"/bills/{day.isoformat()}", limit_bytes=MAX_BILL_BYTES)
        if answer.status == 404:
            raise BillNotReadyError(_error(answer))
        return tuple(
            BillRow(row.kind, row.order_number, row.transaction_id, row.amount_fen, row.at, row.refund_number)
            for row in _read(answer, _Bill).rows
        )

    def _call(
        self, method: str, path: str, document: Mapping[str, object] | None = None, limit_bytes: int | None = None
    ) -> Answer:
        """Send one signed request; return its answer, whose signature has been checked."""
        part, secret = self._account.part, self._account.secret
        body = b"" if document is None else json.dumps(document, ensure_ascii=False).encode("utf-8")
        timestamp, nonce = str(int(self._clock().timestamp())), self._nonce()
        text = f"{method}\n{path}\n{timestamp}\n{nonce}\n".encode() + body
        headers = {
            "Content-Type": "application/json",
            "Bridge-Merchant": part.merchant,
            "Bridge-Timestamp": timestamp,
            "Bridge-Nonce": nonce,
            "Bridge-Signature": hmac.new(secret, text, hashlib.sha256).hexdigest(),
        }
        request = Request(method, part.url + path, headers, body)
        if limit_bytes is not None:
            request = Request(method, part.url + path, headers, body, limit_bytes)
        try:
            answer = self._exchange(request)
        except NoAnswerError as error:
            raise UnavailableError(error.cause) from None
        expected = hmac.new(secret, f"{answer.status}\n{nonce}\n".encode() + answer.body, hashlib.sha256).hexdigest()
        signature = answer.headers.get("bridge-signature", "").encode("utf-8", "replace")
        if not hmac.compare_digest(expected.encode("ascii"), signature):
            raise UnavailableError("unsigned" if not signature else "signature")
        return answer


def _state(answer: Answer, order: Order) -> ProviderState:
    if answer.status == 404:
        return NotFound()
    told = _read(answer, _State)
    if (told.order_number, told.amount_fen) != (order.number, order.amount_fen):
        raise UnavailableError("mismatch")
    match told.state:
        case "unpaid":
            return Unpaid()
        case "paying":
            return Paying()
        case "closed":
            return Closed()
        case "refunded":
            return Refunded(told.transaction_id, whole=True)
        case "paid":
            return _paid(told)
        case other:
            assert_never(other)


def _paid(told: _State) -> Paid:
    if not told.transaction_id or told.paid_at is None:
        raise UnavailableError("malformed")
    return Paid(told.transaction_id, told.amount_fen, told.paid_at)


def _refund_state(answer: Answer, refund: Refund) -> RefundState:
    told = _read(answer, _Refund)
    if (told.refund_number, told.order_number, told.amount_fen) != (
        refund.number,
        refund.order_number,
        refund.amount_fen,
    ):
        raise UnavailableError("mismatch")
    return RefundState(told.state)


def _read(answer: Answer, model: type[Model]) -> Model:
    if answer.status != 200:
        raise UnavailableError(f"status-{answer.status}")
    try:
        return model.model_validate_json(answer.body)
    except ValidationError:
        raise UnavailableError("malformed") from None


def _error(answer: Answer) -> str:
    try:
        return _Error.model_validate_json(answer.body).error
    except ValidationError:
        return f"status-{answer.status}"
