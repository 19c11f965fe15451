"""What the gateway asks of a payment provider: one interface, calls that block, answers as closed unions.

Amounts are integer fen. Order and refund numbers are the gateway's; they stay the same however often a call is made,
and a provider takes the same number with the same parameters for the same order.

Errors::

    ProviderError
    ├── UnavailableError       no answer, or none that can be believed: the outcome is not known
    ├── RefusedError           the provider's own final word: what was asked is not done and will not be
    ├── SignatureInvalidError  what came is not signed by the provider, is too old, or is about another merchant
    └── BillNotReadyError      the day's file is not there yet

An answer whose amount, order or merchant is not what was asked about is no answer: `UnavailableError` with the cause
``mismatch``. Nothing here holds a payment code, a key or a payer's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class ProviderError(Exception):
    """The root of what providers raise."""


class UnavailableError(ProviderError):
    """Whether the call had its effect is not known; the same call can be made again.

    Attributes:
        cause: a short code for logs: ``unreachable``, ``timeout``, ``broken``, ``status-500``, ``SYSTEM_ERROR``,
            ``malformed``, ``mismatch``, ``unsigned``.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Refusal(StrEnum):
    """Why a provider refuses. ``NOT_SHOWABLE``: the order exists but is paid, closed or made with other parameters."""

    CODE_INVALID = "code_invalid"
    NO_MONEY = "no_money"
    NOT_SHOWABLE = "not_showable"
    NOT_REFUNDABLE = "not_refundable"
    CONFIGURATION = "configuration"
    OTHER = "other"


class RefusedError(ProviderError):
    """The provider will not do it.

    For an order this does not say that nobody paid: an order is finished by `PaymentProvider.query` or
    `PaymentProvider.reverse`, never by a refusal alone.

    Attributes:
        refusal: the kind.
        code: the provider's own word, for logs.
    """

    def __init__(self, refusal: Refusal, code: str) -> None:
        super().__init__(f"{refusal}: {code}")
        self.refusal = refusal
        self.code = code


class SignatureInvalidError(ProviderError):
    """Not to be believed.

    Attributes:
        cause: ``unsigned``, ``signature``, ``stale``, ``sealed`` (does not open), ``malformed``, ``merchant``.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class BillNotReadyError(ProviderError):
    """The provider has not made the day's file yet, or no longer has it."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order as every call needs it.

    Attributes:
        number: 6 to 32 of ``0-9 A-Z a-z _``.
        amount_fen: from 1.
        subject: what the payer sees; names no person.
        created_at, expires_at: aware; the provider closes the order by itself after the latter.
        terminal: for the provider's records.
    """

    number: str
    amount_fen: int
    subject: str
    created_at: datetime
    expires_at: datetime
    terminal: str = "hall"


@dataclass(frozen=True, slots=True)
class ShownCode:
    """What the terminal draws as a QR code, as it is.

    Attributes:
        code_url: a URL or an EMV text.
        expires_at: when it stops being of use.
    """

    code_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NotFound:
    """The provider knows no such order. Before the scan this is usual for Alipay: it is still unpaid."""


@dataclass(frozen=True, slots=True)
class Unpaid:
    """The order waits."""


@dataclass(frozen=True, slots=True)
class Paying:
    """The payer is at the password, or the provider is still busy with it: ask again."""


@dataclass(frozen=True, slots=True)
class Paid:
    """The money was taken.

    Attributes:
        transaction_id: the provider's own number.
        amount_fen: what the order was for; it equals the order's.
    """

    transaction_id: str
    amount_fen: int
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """Nobody paid, and nobody can any more."""


@dataclass(frozen=True, slots=True)
class Refunded:
    """It was paid, and all of the money, or a part, goes back or went back.

    Attributes:
        whole: whether all of it, as far as the answer tells; None where it does not.
    """

    transaction_id: str
    whole: bool | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """An answer that says neither.

    Attributes:
        cause: the provider's own word.
    """

    cause: str


ProviderState = NotFound | Unpaid | Paying | Paid | Closed | Refunded | Unknown


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund of an order; its number is persisted before the first call.

    Attributes:
        amount_fen: what goes back.
        total_fen: what the order was for.
    """

    number: str
    order_number: str
    amount_fen: int
    total_fen: int
    reason: str = ""


class RefundState(StrEnum):
    """How far a refund is. ``FAILED`` needs a person."""

    NOT_FOUND = "not_found"
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Notification:
    """What a provider told by itself; signature, time and merchant are already checked, the order is not.

    Attributes:
        event_id: the provider's number of this notification; it comes again with the same.
        state: of the order, or None where it is about a refund.
        amount_fen: the order's amount as the provider has it; compare it with the own record.
        refund_number, refund_state: where it is about a refund.
    """

    event_id: str
    order_number: str
    amount_fen: int
    state: ProviderState | None
    refund_number: str | None = None
    refund_state: RefundState | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The answer that keeps a provider from telling again. Everything but 200 makes it come again."""

    status: int
    media_type: str
    body: bytes = field(repr=False)


class BillKind(StrEnum):
    """What a row of a bill tells. ``REVERSAL``: a paid order that was reversed, all of it given back."""

    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row of a provider's daily file.

    Attributes:
        amount_fen: never negative; what was taken, or given back.
        refund_number: the gateway's, of a refund; empty where the provider has none.
    """

    kind: BillKind
    order_number: str
    transaction_id: str
    amount_fen: int
    at: datetime
    refund_number: str = ""


class PaymentProvider(Protocol):
    """One provider. Safe to call from several threads. Every call is bounded in time (about 15 s)."""

    @property
    def name(self) -> str:
        """The provider's name in the database, in paths and in settings: ``wechat``, ``alipay``, …."""

    @property
    def shows_codes(self) -> bool:
        """Whether `create` is offered."""

    @property
    def takes_codes(self) -> bool:
        """Whether `pay_with_code` is offered."""

    @property
    def reverse_after_s(self) -> float:
        """How long after `pay_with_code` the provider takes a `reverse` at the earliest."""

    def create(self, order: Order) -> ShownCode:
        """Return the code to show; again with the same order, the same code. Raises `ProviderError`."""

    def pay_with_code(self, order: Order, payment_code: str) -> ProviderState:
        """Charge the payer whose code was read. Raises `ProviderError`; with `UnavailableError` query, then reverse."""

    def query(self, order: Order) -> ProviderState:
        """Return what has become of an order. Raises `ProviderError`."""

    def close(self, order: Order) -> ProviderState:
        """Close an unpaid order: `Closed`; `Paid` where somebody was faster; `Paying`: try again later."""

    def reverse(self, order: Order) -> ProviderState:
        """Close an unpaid order or give a paid one's money back: `Closed` or `Refunded`; `Paying`: call again."""

    def refund(self, refund: Refund) -> RefundState:
        """Give money back; again with the same number it is the same refund. Raises `ProviderError`."""

    def query_refund(self, refund: Refund) -> RefundState:
        """Return how far a refund is. Raises `ProviderError`."""

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notification | None:
        """Return what a notification tells; None for a genuine one that is about nothing of ours to do.

        Raises:
            SignatureInvalidError: it is not the provider's, too old, or for another merchant.
        """

    def acknowledgement(self) -> Acknowledgement:
        """Return the answer for a notification that was taken, now or before."""

    def download_bill(self, day: date) -> tuple[BillRow, ...]:
        """Return the rows of a day, in the provider's zone. Raises `BillNotReadyError`, `ProviderError`."""
