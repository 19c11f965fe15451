"""What is known of one order: as its own terminal is told of it, or as any terminal is for the slip's two numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from offline_queue.wire.payments import OrderAnswer, OrderStandingAnswer, OrderState, RefundAnswer


@dataclass(frozen=True, slots=True)
class Told:
    """The hall's last word.

    Attributes:
        refusal: the provider's kind of refusal; empty: none.
        credited_fen: of cash, what is in the box for it.
        document_number: of the payment book or the hall's own record; empty: none.
        lookup_code: goes on the slip, with the number; empty: an older hall has none.
        elsewhere: whether another terminal has ordered it: then it is only to be read.
    """

    order_id: str
    method: str
    amount_fen: int
    state: OrderState
    paid_at: datetime | None = None
    refund: RefundAnswer | None = None
    refusal: str = ""
    credited_fen: int = 0
    document_number: str = ""
    lookup_code: str = field(default="", repr=False)
    elsewhere: bool = False

    @classmethod
    def of_order(cls, answer: OrderAnswer) -> Self:
        """To the terminal that ordered it."""
        return cls(
            order_id=answer.order_id,
            method=answer.method,
            amount_fen=answer.amount_fen,
            state=answer.state,
            paid_at=answer.paid_at,
            refund=answer.refund,
            refusal=answer.refusal or "",
            credited_fen=answer.credited_fen,
            document_number=answer.document_number or "",
            lookup_code=answer.lookup_code or "",
        )

    @classmethod
    def of_slip(cls, answer: OrderStandingAnswer) -> Self:
        """To a terminal where somebody has come with the slip of another one."""
        return cls(
            order_id=answer.order_id,
            method=answer.method,
            amount_fen=answer.amount_fen,
            state=answer.state,
            paid_at=answer.paid_at,
            refund=answer.refund,
            elsewhere=True,
        )
