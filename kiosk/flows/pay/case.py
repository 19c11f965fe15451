"""What a step of paying sees of its flow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kiosk.flows.pay.table import PayEvent

if TYPE_CHECKING:
    from kiosk.flows.pay.attempt import Attempt, Standing
    from kiosk.flows.pay.order_steps import OrderStep
    from kiosk.flows.surroundings import Surroundings
    from kiosk.present.payment.bills import BillsTrouble
    from kiosk.present.payment.number import NumberFaultView
    from kiosk.present.payment.result import ResultView
    from kiosk.slips import Place
    from offline_queue.wire.payments import Bill, MethodOffer, ReductionGround


@dataclass(slots=True)
class Due:
    """What is to be paid, and how the resident got there. In memory for the visit only.

    Attributes:
        receipt_number: of the case that the fees are of; empty: none.
        subject: what it belongs to, such as the item of the case.
        number: of a payment notice or an order, as typed or scanned.
        grounds: of reductions that are claimed.
        query_id: of the question for the bills; the same again is the same question.
        bills: as the hall told them.
        methods: as the hall offers them for these bills.
        offered_grounds: of reductions that can be claimed for these bills.
        bill: the chosen one.
        method: the chosen way.
    """

    receipt_number: str = ""
    subject: str = ""
    number: str = field(default="", repr=False)
    grounds: frozenset[str] = frozenset()
    query_id: str = ""
    bills: tuple[Bill, ...] = field(default=(), repr=False)
    methods: tuple[MethodOffer, ...] = ()
    offered_grounds: tuple[ReductionGround, ...] = ()
    bill: Bill | None = field(default=None, repr=False)
    method: str = ""
    trouble: BillsTrouble | None = None
    number_fault: NumberFaultView | None = None


class Paying(Protocol):
    """The flow around the steps.

    Attributes:
        due: what is to be paid.
        attempt: the order that is open or was the last; None before the first.
        order_asked: the number of an order that is looked at without an attempt of this visit; empty: none.
        order_code: what its slip has besides the number; empty: none was shown.
        end_view: what is to be said where the order's state alone does not say it, such as of cash; None: nothing.
        inside_fen: of cash, what is in the box.
        notes: of cash, every note that was stacked in front of the page.
    """

    due: Due
    attempt: Attempt | None
    order_asked: str
    order_code: str
    end_view: ResultView | None
    inside_fen: int
    notes: tuple[int, ...]

    @property
    def around(self) -> Surroundings:
        """Everything outside the flow."""

    @property
    def in_case(self) -> bool:
        """Whether the resident goes on with a case afterwards."""

    @property
    def place(self) -> Place:
        """Station, terminal, window and phone."""

    def heard(self, step: OrderStep, standing: Standing) -> None:
        """Something was told of the order that a step has begun; it may not be in front any more."""

    def fire(self, event: PayEvent) -> None:
        """Something happened that leads on."""

    def finish(self) -> None:
        """Nothing is to be paid any more: where the resident came from, or home."""

    def drop_attempt(self) -> None:
        """Nobody stands in front of the order any more."""
