"""What is done for an order, by its state alone: a worker that dies is followed by one that reads the tables.

No call to a provider is made inside a transaction, and none before its order (or refund) is durable. An answer is
applied by the table of the machine to whatever state the order is in by then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar, assert_never

from sqlalchemy import Connection

from hall.database import Database
from hall.events import Event, record
from hall.payments import schedule
from hall.payments.asking import Asked, ask
from hall.payments.machine import CAN_BE_PAID, OrderEvent, event_of
from hall.payments.orders import HeldOrder, apply, is_anything_due, note_attempt, put_off, refund_of, take_due
from hall.payments.provider import (
    NotFound,
    Paid,
    PaymentProvider,
    ProviderState,
    RefundState,
    Refusal,
    ShownCode,
)
from hall.payments.refunds import begin_refund, end_refund
from hall.payments.settling import Settling
from offline_queue.wire.payments import OrderState

T = TypeVar("T")
AT_ONCE = 8
"""So many orders are worked on side by side: one slow provider does not hold the others up."""
BATCH = 32
SOURCE = "worker"


class Worker:
    """Moves orders on. Thread-safe.

    Args:
        providers: by name; an order of one that is not configured any more waits for it.
        threads: 1 works in the caller's thread, one order after the other.
    """

    def __init__(
        self,
        database: Database,
        providers: Mapping[str, PaymentProvider],
        settling: Settling,
        clock: Callable[[], datetime],
        threads: int = AT_ONCE,
    ) -> None:
        self._database = database
        self._providers = providers
        self._settling = settling
        self._clock = clock
        self._threads = threads
        self._notes: dict[str, list[tuple[str, str]]] = {}

    def run_once(self) -> int:
        """Do what is due; return how many orders that were."""
        now = self._clock()
        if not self._database.read(lambda connection: is_anything_due(connection, now)):
            return 0
        due = self._write(lambda connection: take_due(connection, now, BATCH))
        if self._threads == 1 or len(due) < 2:
            for order in due:
                self.look(order)
        else:
            with ThreadPoolExecutor(self._threads, thread_name_prefix="hall-payment") as pool:
                list(pool.map(self.look, due))
        return len(due)

    def look(self, order: HeldOrder) -> None:
        """Do what is due for one order."""
        match order.state:
            case OrderState.PAID | OrderState.PAID_LATE:
                self._settling.settle(order)
            case OrderState.SERVE_FAILED:
                self._begin_refund(order)
            case OrderState.REFUNDING:
                self._refund(order)
            case OrderState.NEW:
                self._apply(order, OrderEvent.SUBMITTED)
            case OrderState.ORDERED | OrderState.SHOWN | OrderState.CLOSING | OrderState.UNKNOWN | OrderState.CLOSED:
                self._look_unpaid(order)
            case OrderState.SERVED | OrderState.REFUNDED | OrderState.MANUAL:
                self._write(lambda connection: put_off(connection, order, None))
            case _:
                assert_never(order.state)

    def begin(self, order: HeldOrder, payment_code: str | None) -> None:
        """Make the first call for an order that was just opened; the payment code goes no further than the provider."""
        provider = self._providers.get(order.method)
        if order.state is not OrderState.ORDERED or order.at_terminal or provider is None:
            return
        if payment_code is None:
            self._create(order, provider)
            return
        asked = ask("pay", order.number, lambda: provider.pay_with_code(order.for_provider(), payment_code))
        self._note(order, "pay", asked)
        if asked.refused is not None:
            self._refused(order, asked.refused.refusal)
        elif asked.value is None or not self._take(order, asked.value):
            self._apply(order, OrderEvent.AWAITED)

    # What is due

    def _look_unpaid(self, order: HeldOrder) -> None:
        provider = self._providers.get(order.method)
        if order.at_terminal:
            # The terminal that takes the money says nothing any more.
            self._apply(order, OrderEvent.DISPUTED)
        elif provider is None:
            self._later(order, "not-offered")
        elif order.state is OrderState.ORDERED and not order.by_code and self._clock() < order.show_until:
            self._create(order, provider)
        elif order.state in {OrderState.ORDERED, OrderState.SHOWN}:
            self._watch_payer(order, provider)
        elif order.state is OrderState.CLOSED:
            self._query(order, provider)
        else:
            self._close(order, provider)

    def _create(self, order: HeldOrder, provider: PaymentProvider) -> None:
        asked = ask("create", order.number, lambda: provider.create(order.for_provider()))
        self._note(order, "create", asked)
        if isinstance(asked.value, ShownCode):
            until = min(asked.value.expires_at, order.show_until)
            self._apply(order, OrderEvent.AWAITED, code_url=asked.value.code_url, show_until=until)
        elif asked.refused is not None:
            self._refused(order, asked.refused.refusal)
        else:
            # Whether it is there is not known: the same number again, so that there are never two.
            self._later(order, asked.cause)

    def _watch_payer(self, order: HeldOrder, provider: PaymentProvider) -> None:
        if not self._query(order, provider) and self._clock() >= order.show_until:
            self._apply(order, OrderEvent.EXPIRED)

    def _query(self, order: HeldOrder, provider: PaymentProvider) -> bool:
        """Ask what has become of an order; whether that moved it."""
        asked = ask("query", order.number, lambda: provider.query(order.for_provider()))
        self._note(order, "query", asked)
        if asked.value is not None and self._take(order, asked.value):
            return True
        self._later(order, asked.cause, answered=asked.value is not None)
        return False

    def _close(self, order: HeldOrder, provider: PaymentProvider) -> None:
        """Ask, then close or reverse what is not paid; what stays open too long is unknown, then a person's."""
        asked = ask("query", order.number, lambda: provider.query(order.for_provider()))
        self._note(order, "query", asked)
        if asked.value is not None and self._take(order, asked.value):
            return
        if order.by_code and self._clock() < order.created_at + timedelta(seconds=provider.reverse_after_s):
            self._later(order, asked.cause)
            return
        call, work = ("reverse", provider.reverse) if order.by_code else ("close", provider.close)
        closed = ask(call, order.number, lambda: work(order.for_provider()))
        self._note(order, call, closed)
        if closed.value is not None and self._take(order, closed.value):
            return
        over = self._clock() > order.expires_at + schedule.CERTAIN_AFTER
        if order.never_shown or (over and isinstance(closed.value, NotFound)):
            # Nobody has a code, or there is no such order and none can come about any more.
            self._apply(order, OrderEvent.NOT_PAID)
        else:
            self._later(order, closed.cause)

    def _begin_refund(self, order: HeldOrder) -> None:
        now = self._clock()
        if order.at_terminal:
            self._apply(order, OrderEvent.REFUND_IMPOSSIBLE)
            return
        self._write(lambda connection: begin_refund(connection, order, now, SOURCE))

    def _refund(self, order: HeldOrder) -> None:
        provider = self._providers.get(order.method)
        refund = self._database.read(lambda connection: refund_of(connection, order))
        assert refund is not None, "written in the transaction that began it"
        if provider is None:
            self._later(order, "not-offered")
            return
        known: Asked[RefundState] = Asked(None, "first")
        if order.attempts:
            known = ask("query-refund", order.number, lambda: provider.query_refund(refund))
            self._note(order, "query-refund", known)
        if known.value in {None, RefundState.NOT_FOUND}:
            known = ask("refund", order.number, lambda: provider.refund(refund))
            self._note(order, "refund", known)
        state = RefundState.FAILED if known.refused is not None and _is_final(known.refused.refusal) else known.value
        if state in {RefundState.DONE, RefundState.FAILED}:
            now = self._clock()
            self._write_with_notes(
                order, now, lambda connection: end_refund(connection, order.number, state, now, SOURCE)
            )
            record(Event.REFUND_ENDED, order_number=order.number, stage=state.value)
        else:
            self._later(order, known.cause)

    # How it is written

    def _refused(self, order: HeldOrder, refusal: Refusal) -> None:
        self._apply(order, OrderEvent.REFUSED, refusal=refusal.value)

    def _take(self, order: HeldOrder, state: ProviderState) -> bool:
        """Let a provider's answer happen to an order; whether it says something certain."""
        event = event_of(state)
        if event is None:
            return False
        facts: dict[str, object] = {}
        if isinstance(state, Paid):
            if state.amount_fen != order.amount_fen:
                event = OrderEvent.DISPUTED
            facts = {"paid_at": state.paid_at, "transaction_id": state.transaction_id}
        # One that did not move was moved by somebody else just now; only of a closed one looks are still to come.
        return self._apply(order, event, **facts) or order.state is not OrderState.CLOSED

    def _apply(self, order: HeldOrder, event: OrderEvent, **facts: object) -> bool:
        now = self._clock()

        def work(connection: Connection) -> HeldOrder | None:
            return apply(connection, order.number, event, now, source=SOURCE, **facts)

        moved = self._write_with_notes(order, now, work)
        if moved is not None:
            record(Event.ORDER_MOVED, order_number=moved.number, state=moved.state, cause=event)
        return moved is not None

    def _later(self, order: HeldOrder, cause: str, *, answered: bool = True) -> None:
        """Look again as the schedule says; at its end give up, which is a step of its own."""
        now = self._clock()
        until, gave_up = next_time(order, now, answered=answered)

        def work(connection: Connection) -> None:
            if gave_up:
                apply(connection, order.number, OrderEvent.GAVE_UP, now, source=SOURCE)
            else:
                put_off(connection, order, until, cause)

        self._write_with_notes(order, now, work)

    def _note(self, order: HeldOrder, call: str, asked: Asked[T]) -> None:
        """Keep what came of a call; written down with what follows from it."""
        self._notes.setdefault(order.number, []).append((call, asked.cause))

    def _write_with_notes(self, order: HeldOrder, now: datetime, work: Callable[[Connection], T]) -> T:
        notes = self._notes.pop(order.number, [])

        def everything(connection: Connection) -> T:
            for call, outcome in notes:
                note_attempt(connection, order.number, call, outcome, now)
            return work(connection)

        return self._write(everything)

    def _write(self, work: Callable[[Connection], T]) -> T:
        return self._database.write(work).result()


def next_time(order: HeldOrder, now: datetime, *, answered: bool) -> tuple[datetime | None, bool]:
    """Return when to look at an order that did not move, and whether it was the last look.

    A last look at a closed order that got no answer was none: it is made again until it gets one.
    """
    match order.state:
        case OrderState.ORDERED | OrderState.SHOWN:
            return schedule.next_query(order.created_at, now, by_code=order.by_code), False
        case OrderState.CLOSING:
            gave_up = now > order.changed_at + schedule.CLOSING_FOR
            return now + schedule.LATER, gave_up
        case OrderState.UNKNOWN:
            until = schedule.next_look(order.changed_at, now)
            return until, until is None
        case OrderState.CLOSED:
            until = schedule.next_look(order.changed_at, now)
            return (until if answered or until is not None else now + schedule.LOOKS_AFTER[-1]), False
        case _:
            assert order.state not in CAN_BE_PAID
            return schedule.try_again(order.attempts + 1, now), False


def _is_final(refusal: Refusal) -> bool:
    """Whether a refund that is refused so will be refused for ever."""
    return refusal in {Refusal.NOT_REFUNDABLE, Refusal.OTHER}
