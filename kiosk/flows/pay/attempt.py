"""One try to pay a bill: placed, followed until it has an end, asked for again when the line was lost.

Lives on the GUI thread; what blocks runs on the lanes. A lost line is told as such and never ends the attempt: it is
asked for every few seconds until the hall has answered.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from offline_queue.wire.payments import OrderState

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings
    from kiosk.hall_calls import HallCalls
    from kiosk.payments.order_desk import KnownOrder, OrderDesk
    from offline_queue.wire.payments import Bill, OrderAnswer

WAIT_S = 5
"""How long one question waits for a change; the lane is free for the end of the terminal after that."""
RETRY_S = 3
"""Seconds between two questions while the line is lost."""
FINAL = frozenset({OrderState.SERVED, OrderState.CLOSED, OrderState.REFUNDED})
"""After these nothing is asked any more."""


class Refused(StrEnum):
    """Why there is no order; nothing was charged."""

    BILL_CHANGED = "bill_changed"
    """Its amount is another one, or it is paid or being paid elsewhere: the bills are asked for again."""
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the attempt stands.

    Attributes:
        answer: the hall's last word; None before the first.
        lost: whether the last question was not answered.
        refused: why there is no order.
        closed: the hall never had the order, so nothing was charged.
    """

    answer: OrderAnswer | None = None
    lost: bool = False
    refused: Refused | None = None
    closed: bool = False

    @property
    def state(self) -> OrderState | None:
        """The order's state; None while that is not known."""
        if self.closed:
            return OrderState.CLOSED
        return None if self.answer is None else self.answer.state


class Attempt:
    """One order; ``on_change`` comes after everything that is heard or not heard of it."""

    def __init__(self, around: Surroundings, bill: Bill, method: str, on_change: Callable[[Standing], None]) -> None:
        self.bill = bill
        self.method = method
        self.standing = Standing()
        self.request_id = str(uuid.uuid4())
        self._around = around
        self._on_change = on_change
        self._asking = False
        self._retry_in = 0
        self._follows = True
        self._wants_closed = False
        self._placed = False

    @property
    def order_id(self) -> str:
        """The hall's number; empty while there is none."""
        return "" if self.standing.answer is None else self.standing.answer.order_id

    def place(self, payment_code: str | None = None, *, follow: bool = True) -> None:
        """Ask for the order, once; ``follow``: wait for what becomes of it too."""
        self._follows = follow
        self._placed = True
        bill, method, request_id = self.bill, self.method, self.request_id
        self._work(
            lambda desk, calls: desk.place(calls, bill, method, request_id, payment_code=payment_code), waits=False
        )

    def follow(self) -> None:
        """From now on wait for what becomes of it."""
        self._follows = True
        self._go_on()

    def ask(self) -> None:
        """Ask now, without waiting for a change."""
        self._ask(waiting=False)

    def cancel(self) -> None:
        """Have it closed; what the hall answers is what is known. Before there is a number: as soon as there is one."""
        self._wants_closed = True
        if self.order_id and not self._asking_to_close():
            order_id = self.order_id
            self._work(lambda desk, calls: desk.cancel(calls, order_id), waits=False)

    def heard(self, answer: OrderAnswer) -> None:
        """The hall has told something of it on another way."""
        self._take(answer)

    def on_tick(self) -> None:
        """A second has gone by: ask again where the line was lost."""
        if self.standing.lost and not self._asking:
            self._retry_in -= 1
            if self._retry_in <= 0:
                self._ask(waiting=False)

    def leave(self) -> None:
        """Nobody stands in front of it any more."""
        self._follows = False
        if self._placed:
            self._around.payments.left(self.request_id)

    # ---- asking ------------------------------------------------------------------------------------------------------

    def _asking_to_close(self) -> bool:
        return self.standing.state not in {OrderState.NEW, OrderState.ORDERED, OrderState.SHOWN}

    def _ask(self, *, waiting: bool) -> None:
        if self._asking:
            return
        answer = self.standing.answer
        if answer is None:
            request_id = self.request_id
            self._work(lambda desk, calls: desk.find_again(calls, request_id), waits=False)
        elif waiting:
            self._work(lambda desk, calls: desk.follow(calls, answer, wait_s=WAIT_S), waits=True)
        else:
            order_id = answer.order_id
            self._work(lambda desk, calls: desk.look(calls, order_id), waits=False)

    def _work(self, work: Callable[[OrderDesk, HallCalls], OrderAnswer | KnownOrder], *, waits: bool) -> None:
        self._asking = True
        self._around.payments.work(work, self._told, self._failed, waits=waits)

    def _told(self, told: OrderAnswer | KnownOrder) -> None:
        from kiosk.payments.order_desk import KnownOrder

        self._asking = False
        if not isinstance(told, KnownOrder):
            self._take(told)
        elif told.answer is not None:
            # The answer was lost: whatever it was, nobody has seen a code of it. It is closed, unless it is paid.
            self._wants_closed = self._wants_closed or told.order.by_code
            self._take(told.answer)
        elif told.state is OrderState.CLOSED:
            self._say(Standing(closed=True))
        else:
            self._lost()

    def _take(self, answer: OrderAnswer) -> None:
        known = self.standing.answer
        if known is not None and answer.version < known.version:
            return  # an answer that was overtaken by a later one
        self._say(Standing(answer))
        if self._wants_closed and not self._asking_to_close():
            self.cancel()
        else:
            self._go_on()

    def _go_on(self) -> None:
        if self._follows and self.standing.state not in FINAL and not self.standing.refused:
            self._ask(waiting=True)

    def _failed(self, error: Exception) -> None:
        from kiosk.hall_calls import LiveCallError, RefusedError
        from kiosk.payments.order_desk import NotNowError
        from kiosk.payments.order_record import OrderRecordError
        from offline_queue.wire.entries import ProblemKind

        self._asking = False
        changed = {ProblemKind.AMOUNT_DIFFERS, ProblemKind.BILL_SETTLED, ProblemKind.ORDER_OPEN}
        match error:
            case RefusedError(kind=kind) if self.standing.answer is None:
                refused = Refused.BILL_CHANGED if kind in changed else Refused.NOT_NOW
                self._say(Standing(refused=refused))
            case NotNowError() | OrderRecordError() if self.standing.answer is None:
                self._say(Standing(refused=Refused.NOT_NOW))
            case LiveCallError() | OrderRecordError():
                self._lost()
            case _:
                raise error

    def _lost(self) -> None:
        self._retry_in = RETRY_S
        self._say(Standing(self.standing.answer, lost=True))

    def _say(self, standing: Standing) -> None:
        self.standing = standing
        self._on_change(standing)
