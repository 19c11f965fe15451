"""The state machine of an order as one table: state and event in, state and what is due then out.

What the table does not have, does not happen: an event that says nothing new to a state is dropped. So a notification
that comes twice, late or in the wrong order changes nothing (payments sheet, section 2).

Applying a step is one UPDATE that compares the state and the version before it sets them (``hall.payments.orders``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from hall.payments import provider
from offline_queue.wire.payments import OrderState


class OrderEvent(StrEnum):
    """What can happen to an order."""

    SUBMITTED = "submitted"
    """The gateway is about to ask the provider, or the terminal takes the money itself."""
    AWAITED = "awaited"
    """The payer can pay: a code is there, a payment code was handed on, notes may come in."""
    REFUSED = "refused"
    """The provider would not; whether somebody paid is still to be asked."""
    CANCELLED = "cancelled"
    """The payer does not want to pay any more."""
    EXPIRED = "expired"
    """The time to show the code is over."""
    PAID = "paid"
    NOT_PAID = "not_paid"
    """Confirmed: nobody paid, and nobody can any more."""
    GIVEN_BACK = "given_back"
    """It was paid, and all the money went back."""
    GAVE_UP = "gave_up"
    """Asked as often as is of use, and nobody knows."""
    SERVED = "served"
    NOT_SERVED = "not_served"
    """The bill cannot be settled with this money."""
    REFUND_BEGUN = "refund_begun"
    REFUND_DONE = "refund_done"
    REFUND_IMPOSSIBLE = "refund_impossible"
    DISPUTED = "disputed"
    """What is told does not fit together: another amount, a part given back, a note that is nowhere."""


class Action(StrEnum):
    """What is due in a state."""

    NOTHING = "nothing"
    CREATE = "create"
    QUERY = "query"
    CLOSE = "close"
    RESOLVE = "resolve"
    """Query, and close what is not paid."""
    WATCH = "watch"
    """Ask a few times more, whether somebody paid after all."""
    SERVE = "serve"
    REFUND = "refund"
    TELL_PERSON = "tell_person"


@dataclass(frozen=True, slots=True)
class Step:
    """Where an event leads, and what is due there."""

    state: OrderState
    action: Action


_S, _E, _A = OrderState, OrderEvent, Action
_PAID = Step(_S.PAID, _A.SERVE)
_LATE = Step(_S.PAID_LATE, _A.SERVE)
_CLOSING = Step(_S.CLOSING, _A.CLOSE)
_CLOSED = Step(_S.CLOSED, _A.WATCH)
_BACK = Step(_S.REFUNDED, _A.NOTHING)
_PERSON = Step(_S.MANUAL, _A.TELL_PERSON)

STEPS: dict[tuple[OrderState, OrderEvent], Step] = {
    (_S.NEW, _E.SUBMITTED): Step(_S.ORDERED, _A.CREATE),
    (_S.NEW, _E.CANCELLED): Step(_S.CLOSED, _A.NOTHING),
    (_S.ORDERED, _E.AWAITED): Step(_S.SHOWN, _A.QUERY),
    (_S.ORDERED, _E.REFUSED): _CLOSING,
    (_S.ORDERED, _E.CANCELLED): _CLOSING,
    (_S.ORDERED, _E.EXPIRED): _CLOSING,
    (_S.ORDERED, _E.PAID): _PAID,
    (_S.ORDERED, _E.NOT_PAID): _CLOSED,
    (_S.ORDERED, _E.GIVEN_BACK): _BACK,
    (_S.ORDERED, _E.DISPUTED): _PERSON,
    (_S.SHOWN, _E.CANCELLED): _CLOSING,
    (_S.SHOWN, _E.EXPIRED): _CLOSING,
    (_S.SHOWN, _E.PAID): _PAID,
    (_S.SHOWN, _E.NOT_PAID): _CLOSED,
    (_S.SHOWN, _E.GIVEN_BACK): _BACK,
    (_S.SHOWN, _E.DISPUTED): _PERSON,
    (_S.CLOSING, _E.PAID): _PAID,
    (_S.CLOSING, _E.NOT_PAID): _CLOSED,
    (_S.CLOSING, _E.GIVEN_BACK): _BACK,
    (_S.CLOSING, _E.GAVE_UP): Step(_S.UNKNOWN, _A.RESOLVE),
    (_S.CLOSING, _E.DISPUTED): _PERSON,
    (_S.UNKNOWN, _E.PAID): _PAID,
    (_S.UNKNOWN, _E.NOT_PAID): _CLOSED,
    (_S.UNKNOWN, _E.GIVEN_BACK): _BACK,
    (_S.UNKNOWN, _E.GAVE_UP): _PERSON,
    (_S.UNKNOWN, _E.DISPUTED): _PERSON,
    (_S.CLOSED, _E.PAID): _LATE,
    (_S.CLOSED, _E.GIVEN_BACK): _BACK,
    (_S.CLOSED, _E.DISPUTED): _PERSON,
    (_S.PAID, _E.SERVED): Step(_S.SERVED, _A.NOTHING),
    (_S.PAID, _E.NOT_SERVED): Step(_S.SERVE_FAILED, _A.REFUND),
    (_S.PAID_LATE, _E.SERVED): Step(_S.SERVED, _A.NOTHING),
    (_S.PAID_LATE, _E.NOT_SERVED): Step(_S.SERVE_FAILED, _A.REFUND),
    (_S.SERVE_FAILED, _E.REFUND_BEGUN): Step(_S.REFUNDING, _A.REFUND),
    (_S.SERVE_FAILED, _E.REFUND_IMPOSSIBLE): _PERSON,
    (_S.REFUNDING, _E.REFUND_DONE): _BACK,
    (_S.REFUNDING, _E.REFUND_IMPOSSIBLE): _PERSON,
    # What the provider's bill says of an order that waits for a person.
    (_S.MANUAL, _E.PAID): _LATE,
    (_S.MANUAL, _E.NOT_PAID): Step(_S.CLOSED, _A.NOTHING),
    (_S.MANUAL, _E.GIVEN_BACK): _BACK,
    (_S.MANUAL, _E.REFUND_DONE): _BACK,
}
"""The whole machine."""

UNFINISHED = frozenset({_S.NEW, _S.ORDERED, _S.SHOWN, _S.CLOSING, _S.UNKNOWN, _S.PAID, _S.MANUAL})
"""While an order is in one of these, its bill has no other. An order that has left them holds its bill no more."""

CAN_BE_PAID = frozenset({_S.ORDERED, _S.SHOWN, _S.CLOSING, _S.UNKNOWN})
"""The payer's money may come, or may have come."""


def event_of(state: provider.ProviderState) -> OrderEvent | None:
    """Return what a provider's answer says; None where it says nothing that is certain."""
    match state:
        case provider.Paid():
            return OrderEvent.PAID
        case provider.Closed():
            return OrderEvent.NOT_PAID
        case provider.Refunded(whole=True):
            return OrderEvent.GIVEN_BACK
        case provider.Refunded():
            return OrderEvent.DISPUTED
        case provider.NotFound() | provider.Unpaid() | provider.Paying() | provider.Unknown():
            return None
        case _:
            assert_never(state)
