"""What truly happens at a provider: trades, phones, and money that moves. Interfaces only tell of it.

``movements`` is the independent record: every fen that was taken or given back, whatever anybody was answered.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from hall.payments.providers import emv_qr

CODE_VALID = timedelta(seconds=60)
"""How long a payment code of a phone can be used."""


class Scheme(StrEnum):
    """Whose trade."""

    WECHAT = "wechat"
    ALIPAY = "alipay"
    UNIONPAY = "unionpay_qr"
    NONTAX = "nontax"


class Stage(StrEnum):
    """How far a trade is. From ``PAID`` on money has been taken."""

    WAITING = "waiting"
    PAYING = "paying"
    PAID = "paid"
    CLOSED = "closed"
    REVERSED = "reversed"
    FAILED = "failed"


class Wallet(StrEnum):
    """What a phone does when its payment code is read."""

    PAYS = "pays"
    ASKS = "asks"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that moved: positive from a phone to the merchant, negative back."""

    scheme: Scheme
    number: str
    amount_fen: int
    phone: str
    at: datetime


@dataclass(slots=True)
class Refund:
    """A refund; ``done_at`` is None while the money is on its way."""

    refund_number: str
    amount_fen: int
    refund_id: str
    asked_at: datetime
    done_at: datetime | None


@dataclass(slots=True)
class Trade:
    """One order as the provider knows it.

    Attributes:
        number: the merchant's order number.
        token: what the shown code names; empty for payment codes.
        parameters: what the order was made with; the same number with others is refused.
        scanned: whether a phone has read the code; Alipay has no trade before.
        reversals: calls of reverse so far.
    """

    scheme: Scheme
    number: str
    amount_fen: int
    subject: str
    parameters: tuple[str, ...]
    notify_url: str
    created_at: datetime
    expires_at: datetime
    token: str
    stage: Stage = Stage.WAITING
    scanned: bool = False
    phone: str = ""
    transaction_id: str = ""
    paid_at: datetime | None = None
    ended_at: datetime | None = None
    by_code: bool = False
    reversals: int = 0
    refunds: dict[str, Refund] = field(default_factory=dict)

    @property
    def refunded_fen(self) -> int:
        """All refunds together, also those on their way."""
        return sum(refund.amount_fen for refund in self.refunds.values())


@dataclass(frozen=True, slots=True)
class PhoneCode:
    """A payment code that a phone shows, until it is used or too old."""

    scheme: Scheme
    phone: str
    wallet: Wallet
    valid_until: datetime


class World:
    """Trades and phones of all providers. Thread-safe.

    Attributes:
        clock: now, aware.
        lock: held by an interface over one call.
        on_paid, on_refunded: told after a phone paid, and after a refund's money arrived.
        refunds_wait: whether a refund stays on its way until `finish_refunds`.
        movements: the independent record.
    """

    def __init__(self, clock: Callable[[], datetime], seed: int = 0) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.on_paid: list[Callable[[Trade], None]] = []
        self.on_refunded: list[Callable[[Trade, Refund], None]] = []
        self.refunds_wait = False
        self.movements: list[Movement] = []
        self._random = random.Random(seed)  # noqa: S311 - numbers of a simulator
        self._trades: dict[tuple[Scheme, str], Trade] = {}
        self._tokens: dict[str, Trade] = {}
        self._codes: dict[str, PhoneCode] = {}

    def keep(self) -> None:
        """Let what happened last, where it is kept; before a call is answered."""

    # What interfaces ask

    def trade(self, scheme: Scheme, number: str) -> Trade | None:
        """Return a trade as it is now; one whose time is over is closed."""
        with self.lock:
            trade = self._trades.get((scheme, number))
            if trade is not None and trade.stage is Stage.WAITING and self.clock() >= trade.expires_at:
                self._end(trade, Stage.CLOSED)
            return trade

    def trades(self, scheme: Scheme) -> list[Trade]:
        """Every trade of a provider, oldest first."""
        with self.lock:
            return [trade for (whose, _), trade in self._trades.items() if whose is scheme]

    def open(self, trade: Trade) -> Trade:
        """Keep a new trade."""
        with self.lock:
            self._trades[trade.scheme, trade.number] = trade
            if trade.token:
                self._tokens[trade.token] = trade
            return trade

    def pay_with_code(self, trade: Trade, code: str) -> Wallet | None:
        """Charge the phone whose code this is; None for a code that is unknown, used or too old."""
        with self.lock:
            known = self._codes.get(code)
            if known is None or known.scheme is not trade.scheme or self.clock() > known.valid_until:
                return None
            del self._codes[code]
            trade.by_code, trade.phone = True, known.phone
            if known.wallet is Wallet.PAYS:
                self._take(trade, known.phone)
            elif known.wallet is Wallet.ASKS:
                trade.stage = Stage.PAYING
            else:
                self._end(trade, Stage.FAILED)
            return known.wallet

    def close(self, trade: Trade) -> bool:
        """Close a trade that is not paid; False when it is."""
        with self.lock:
            if trade.stage in {Stage.WAITING, Stage.PAYING, Stage.FAILED}:
                self._end(trade, Stage.CLOSED)
            return trade.stage is not Stage.PAID

    def reverse(self, trade: Trade) -> bool:
        """Close an unpaid trade, or give all the money of a paid one back; return whether money went back."""
        with self.lock:
            trade.reversals += 1
            paid = trade.stage is Stage.PAID
            left = trade.amount_fen - trade.refunded_fen
            if trade.stage is not Stage.REVERSED:
                self._end(trade, Stage.REVERSED)
            if paid and left > 0:
                self._move(trade, -left)
            return paid

    def refund(self, trade: Trade, refund_number: str, amount_fen: int) -> Refund | None:
        """Give money back, once per refund number; None for more than there is, or another amount than before."""
        with self.lock:
            known = trade.refunds.get(refund_number)
            if known is not None:
                return known if known.amount_fen == amount_fen else None
            if trade.stage is not Stage.PAID or not 0 < amount_fen <= trade.amount_fen - trade.refunded_fen:
                return None
            refund = Refund(refund_number, amount_fen, "5" + self.digits(27), self.clock(), None)
            trade.refunds[refund_number] = refund
            if not self.refunds_wait:
                self._finish(trade, refund)
            return refund

    def digits(self, count: int) -> str:
        """Return digits for a number of the provider's own."""
        with self.lock:
            return "".join(self._random.choices("0123456789", k=count))

    # What people do

    def pay(self, code_or_number: str, phone: str = "A", *, late: bool = False) -> bool:
        """A phone reads the shown code and pays; False when it is told that nothing is to be paid (any more).

        ``late``: the provider takes the money also of a trade that it has called closed.
        """
        with self.lock:
            trade = self._find(code_or_number)
            current = None if trade is None else self.trade(trade.scheme, trade.number)
            if current is None:
                return False
            current.scanned = True
            if current.stage is not Stage.WAITING and not (late and current.stage is Stage.CLOSED):
                return False
            self._take(current, phone)
            return True

    def scan(self, code_or_number: str) -> bool:
        """A phone reads the shown code and does not pay yet."""
        with self.lock:
            trade = self._find(code_or_number)
            if trade is None:
                return False
            trade.scanned = True
            return True

    def issue_code(self, scheme: Scheme, phone: str = "A", wallet: Wallet = Wallet.PAYS) -> str:
        """A phone shows a payment code; return its digits."""
        with self.lock:
            code = {
                Scheme.WECHAT: "13" + self.digits(16),
                Scheme.ALIPAY: "28" + self.digits(16),
                Scheme.UNIONPAY: "62" + self.digits(17),
            }[scheme]
            self._codes[code] = PhoneCode(scheme, phone, wallet, self.clock() + CODE_VALID)
            return code

    def confirm(self, number: str) -> bool:
        """The resident types the password that was asked for; False when nothing waits for it."""
        with self.lock:
            trade = self._find(number)
            if trade is None or trade.stage is not Stage.PAYING:
                return False
            self._take(trade, trade.phone)
            return True

    def decline(self, number: str) -> bool:
        """The resident gives up at the password; False when nothing waits for it."""
        with self.lock:
            trade = self._find(number)
            if trade is None or trade.stage is not Stage.PAYING:
                return False
            self._end(trade, Stage.FAILED)
            return True

    def finish_refunds(self) -> int:
        """Let the money of all refunds arrive; return how many."""
        with self.lock:
            waiting = [
                (trade, refund)
                for trade in self._trades.values()
                for refund in trade.refunds.values()
                if refund.done_at is None
            ]
            for trade, refund in waiting:
                self._finish(trade, refund)
            return len(waiting)

    def balance_fen(self, number: str | None = None) -> int:
        """What the merchants have of an order, or of all: taken less given back."""
        with self.lock:
            return sum(moved.amount_fen for moved in self.movements if number in {None, moved.number})

    # Inside

    def _find(self, code_or_number: str) -> Trade | None:
        token_or_number = read_by_phone(code_or_number)
        if token_or_number in self._tokens:
            return self._tokens[token_or_number]
        return next((trade for (_, number), trade in self._trades.items() if number == token_or_number), None)

    def _take(self, trade: Trade, phone: str) -> None:
        trade.phone, trade.stage, trade.paid_at = phone, Stage.PAID, self.clock()
        trade.transaction_id = ("42000" if trade.scheme is Scheme.WECHAT else "20261") + self.digits(23)
        self._move(trade, trade.amount_fen)
        for told in self.on_paid:
            told(trade)

    def _finish(self, trade: Trade, refund: Refund) -> None:
        refund.done_at = self.clock()
        self._move(trade, -refund.amount_fen)
        for told in self.on_refunded:
            told(trade, refund)

    def _end(self, trade: Trade, stage: Stage) -> None:
        trade.stage, trade.ended_at = stage, self.clock()

    def _move(self, trade: Trade, amount_fen: int) -> None:
        self.movements.append(Movement(trade.scheme, trade.number, amount_fen, trade.phone, self.clock()))


def read_by_phone(code: str) -> str:
    """Return the token in a shown code; every other text, such as an order number, as it is."""
    if code.startswith("000201"):
        try:
            return next((part.value for part in emv_qr.parse(code).additional if part.tag == "05"), "")
        except emv_qr.EmvCodeError:
            return ""
    for mark in ("?pr=", "qr.alipay.com/", "/pay/"):
        if mark in code:
            return code.rsplit(mark, maxsplit=1)[1]
    return code
