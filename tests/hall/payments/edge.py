"""Providers at the interface's edge, over a world that keeps its own record of every fen that moved.

What a call does happens in the world; whether its answer arrives, and whether we live to read it, the dice say.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import StaticPool

import hall.payments.tables
import hall.services.tables  # noqa: F401 - the metadata has them
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
from hall.simulators.payments.world import Scheme, Stage, Trade, Wallet, World
from hall.tables import metadata, terminals

T = TypeVar("T")
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class KilledError(BaseException):
    """The process is gone at this very point; no handler of ours runs."""


@dataclass
class Clock:
    """Tells the time that it is told."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def pass_s(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class MemoryDatabase:
    """The hall's tables in memory; a work runs at once and is rolled back when it raises."""

    def __init__(self) -> None:
        self._writes = False
        self._engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})

        @event.listens_for(self._engine, "connect")
        def _on_connect(connection: object, _record: object) -> None:
            # As in `hall.engines`: the driver opens no transactions of its own, or savepoints do not hold.
            connection.isolation_level = None  # type: ignore[attr-defined]
            connection.execute("PRAGMA foreign_keys=ON").close()  # type: ignore[attr-defined]

        @event.listens_for(self._engine, "begin")
        def _on_begin(connection: Connection) -> None:
            if self._writes:
                connection.exec_driver_sql("BEGIN")

        metadata.create_all(self._engine)

    def write(self, work: Callable[[Connection], T]) -> Future[T]:
        future: Future[T] = Future()
        self._writes = True
        try:
            with self._engine.begin() as connection:
                value = work(connection)
        except Exception as error:  # noqa: BLE001 - as the writer's thread does
            future.set_exception(error)
        else:
            future.set_result(value)
        self._writes = False
        return future

    def read(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            return work(connection)

    def close(self) -> None:
        self._engine.dispose()


def enrol(connection: Connection, *names: str) -> None:
    """Let there be terminals."""
    for number, name in enumerate(names, 1):
        connection.execute(
            terminals.insert(),
            {
                "terminal_id": name,
                "station_code": "LS",
                "terminal_no": number,
                "generation": 1,
                "created_at": START,
            },
        )


@dataclass
class Dice:
    """How often what goes wrong; all off by default."""

    random: random.Random = field(default_factory=lambda: random.Random(0))
    lost_before: float = 0.0
    lost_after: float = 0.0
    killed: float = 0.0
    last_second: float = 0.0
    seen: list[str] = field(default_factory=list)
    """Codes that somebody has seen: only those can be paid."""
    on_last_second: Callable[[str, str], None] = lambda _scheme, _number: None
    """Told while our call is still under way: the notification may be faster than its answer."""

    def before(self) -> None:
        if self.random.random() < self.killed / 2:
            raise KilledError
        if self.random.random() < self.lost_before:
            raise UnavailableError("unreachable")

    def after(self) -> None:
        if self.random.random() < self.killed / 2:
            raise KilledError
        if self.random.random() < self.lost_after:
            raise UnavailableError("timeout")

    def stop(self) -> None:
        self.lost_before = self.lost_after = self.killed = self.last_second = 0.0


@dataclass
class EdgeProvider:
    """One provider over the world.

    Attributes:
        scanned_first: whether there is no trade before a phone has read the code (Alipay).
        closes_late: answers that an order is closed, and closes nothing.
        bill_late: the daily bill is not there.
        forged: notifications are not signed by the provider.
    """

    scheme: Scheme
    world: World
    clock: Callable[[], datetime]
    dice: Dice = field(default_factory=Dice)
    scanned_first: bool = False
    closes_late: bool = False
    bill_late: bool = False
    shows_codes: bool = True
    takes_codes: bool = True
    reverse_after_s: float = 15.0
    calls: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.scheme.value

    def create(self, order: Order) -> ShownCode:
        return self._call("create", lambda: self._create(order))

    def pay_with_code(self, order: Order, payment_code: str) -> ProviderState:
        return self._call("pay", lambda: self._pay(order, payment_code))

    def query(self, order: Order) -> ProviderState:
        return self._call("query", lambda: self._state(order))

    def close(self, order: Order) -> ProviderState:
        return self._call("close", lambda: self._close(order))

    def reverse(self, order: Order) -> ProviderState:
        return self._call("reverse", lambda: self._reverse(order))

    def refund(self, refund: Refund) -> RefundState:
        return self._call("refund", lambda: self._refund(refund))

    def query_refund(self, refund: Refund) -> RefundState:
        return self._call("query_refund", lambda: self._refund_state(refund))

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notification | None:
        """Bodies are ``PLACE AMOUNT``: the trade's number and what is said to be paid; ``forged`` is not signed."""
        if headers.get("forged"):
            raise SignatureInvalidError("signature")
        number, amount = body.decode().split()
        trade = self.world.trade(self.scheme, number)
        if trade is None or trade.paid_at is None:
            return None
        paid = Paid(trade.transaction_id, int(amount), trade.paid_at)
        return Notification(f"{number}-{amount}", number, int(amount), paid)

    def acknowledgement(self) -> Acknowledgement:
        return Acknowledgement(200, "text/plain", b"success")

    def download_bill(self, day: date) -> tuple[BillRow, ...]:
        if self.bill_late:
            raise BillNotReadyError
        return tuple(self._rows(day))

    # Inside

    def _call(self, name: str, work: Callable[[], T]) -> T:
        self.calls.append(name)
        self.dice.before()
        value = work()
        self.dice.after()
        return value

    def _create(self, order: Order) -> ShownCode:
        trade = self.world.trade(self.scheme, order.number)
        if trade is None:
            trade = self._open(order, token=f"code:{order.number}")
        if trade.stage is not Stage.WAITING:
            raise RefusedError(Refusal.NOT_SHOWABLE, str(trade.stage))
        return ShownCode(trade.token, order.expires_at)

    def _open(self, order: Order, token: str) -> Trade:
        return self.world.open(
            Trade(
                scheme=self.scheme,
                number=order.number,
                amount_fen=order.amount_fen,
                subject=order.subject,
                parameters=(),
                notify_url="",
                created_at=self.clock(),
                expires_at=order.expires_at,
                token=token,
            )
        )

    def _pay(self, order: Order, payment_code: str) -> ProviderState:
        trade = self.world.trade(self.scheme, order.number)
        if trade is not None:
            return self._state(order)
        trade = self._open(order, token="")
        trade.scanned = True
        if self.world.pay_with_code(trade, payment_code) is None:
            self.world.close(trade)
            raise RefusedError(Refusal.CODE_INVALID, "AUTH_CODE_INVALID")
        if trade.stage is Stage.FAILED:
            raise RefusedError(Refusal.NO_MONEY, "NOTENOUGH")
        return self._state(order)

    def _state(self, order: Order) -> ProviderState:
        trade = self.world.trade(self.scheme, order.number)
        if trade is None or (self.scanned_first and not trade.scanned):
            return NotFound()
        if trade.stage is Stage.PAID and trade.refunded_fen:
            return Refunded(trade.transaction_id, whole=trade.refunded_fen == trade.amount_fen)
        match trade.stage:
            case Stage.WAITING:
                return Unpaid()
            case Stage.PAYING:
                return Paying()
            case Stage.PAID:
                assert trade.paid_at is not None
                return Paid(trade.transaction_id, trade.amount_fen, trade.paid_at)
            case Stage.REVERSED if trade.paid_at is not None:
                return Refunded(trade.transaction_id, whole=True)
            case _:
                return Closed()

    def _close(self, order: Order) -> ProviderState:
        trade = self._last_second(order)
        if self.closes_late:
            return Closed()
        if trade is None or (self.scanned_first and not trade.scanned):
            over = self.clock() > order.expires_at + timedelta(minutes=1)
            return Closed() if over and self.scanned_first else NotFound()
        if trade.stage is Stage.PAYING:
            return Paying()
        self.world.close(trade)
        return self._state(order)

    def _last_second(self, order: Order) -> Trade | None:
        """Somebody may pay between our query and this call."""
        trade = self.world.trade(self.scheme, order.number)
        if trade is not None and self.dice.random.random() < self.dice.last_second:
            paid = (
                self.world.confirm(order.number)
                if trade.stage is Stage.PAYING
                else trade.token in self.dice.seen and self.world.pay(trade.token)
            )
            if paid:
                self.dice.on_last_second(self.scheme.value, order.number)
        return trade

    def _reverse(self, order: Order) -> ProviderState:
        trade = self.world.trade(self.scheme, order.number)
        if trade is None:
            return NotFound()
        if trade.stage is Stage.PAYING and self.dice.random.random() < 0.5:
            return Paying()
        self._last_second(order)
        self.world.reverse(trade)
        return self._state(order)

    def _refund(self, refund: Refund) -> RefundState:
        trade = self.world.trade(self.scheme, refund.order_number)
        made = None if trade is None else self.world.refund(trade, refund.number, refund.amount_fen)
        if made is None:
            raise RefusedError(Refusal.NOT_REFUNDABLE, "NOT_ENOUGH")
        return RefundState.DONE if made.done_at is not None else RefundState.PROCESSING

    def _refund_state(self, refund: Refund) -> RefundState:
        trade = self.world.trade(self.scheme, refund.order_number)
        made = None if trade is None else trade.refunds.get(refund.number)
        if made is None:
            return RefundState.NOT_FOUND
        return RefundState.DONE if made.done_at is not None else RefundState.PROCESSING

    def _rows(self, day: date) -> list[BillRow]:
        zone = timedelta(hours=8)
        rows = []
        for trade in self.world.trades(self.scheme):
            if trade.paid_at is not None and (trade.paid_at + zone).date() == day:
                kind = BillKind.REVERSAL if trade.stage is Stage.REVERSED else BillKind.PAYMENT
                rows.append(BillRow(kind, trade.number, trade.transaction_id, trade.amount_fen, trade.paid_at))
            rows += [
                BillRow(BillKind.REFUND, trade.number, trade.transaction_id, made.amount_fen, made.done_at, number)
                for number, made in trade.refunds.items()
                if made.done_at is not None and (made.done_at + zone).date() == day
            ]
        return rows


__all__ = ["Clock", "Dice", "EdgeProvider", "KilledError", "MemoryDatabase", "Scheme", "Wallet", "World", "enrol"]
