"""What staff of the hall decide by hand: what became of an order that waits for a person, and differences looked into.

Each decision is one row with who, when and why, in the transaction that moves the order. Saying the same again finds
the row and changes nothing; saying something else about what is decided is refused. What our own record or the
provider's bill knows to be otherwise is refused too: nobody can call "not paid" what was paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self, assert_never

from pydantic import Field, StringConstraints, model_validator
from sqlalchemy import Connection, Row, insert, select, update

from hall.errors import ProblemError
from hall.events import Event, record
from hall.payments.machine import OrderEvent
from hall.payments.orders import HeldOrder, apply, find
from hall.payments.provider import BillKind, RefundState
from hall.payments.refunds import end_refund
from hall.payments.tables import pay_bill_rows, pay_decisions, pay_differences, pay_refunds
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.fields import Token, WireAnswer, WireRequest
from offline_queue.wire.payments import OrderNumber, OrderState, RefundStage
from offline_queue.wire.times import UtcTime

SOURCE = "staff"
StaffId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.@-]{1,64}$")]
"""Who decides, as the office numbers its staff."""
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Outcome(StrEnum):
    """What is decided."""

    PAID = "paid"
    """All of it was paid: the bill is settled with it, or it goes back."""
    NOT_PAID = "not_paid"
    GIVEN_BACK = "given_back"
    """Whatever was taken went back to the payer, by hand."""
    RESOLVED = "resolved"
    """Of a difference: it was looked into."""


class OrderDecision(WireRequest):
    """Body of ``POST /v1/payments/orders/{order_id}/decision``.

    Attributes:
        outcome: what became of the money; ``resolved`` is for differences only.
        decided_by: who says so.
        reason: why, with whatever it can be found by again; names no payer.
        reference: the provider's own number of the payment, where it is known.
    """

    outcome: Outcome
    decided_by: StaffId
    reason: Reason = Field(repr=False)
    reference: Token | None = None

    @model_validator(mode="after")
    def _of_an_order(self) -> Self:
        if self.outcome is Outcome.RESOLVED:
            raise ValueError("an order is paid, not paid, or given back")
        return self


class DifferenceDecision(WireRequest):
    """Body of ``POST /v1/payments/differences/decision``; the first four name the difference as the report does."""

    provider: Token
    day: Day
    order_number: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    kind: Token
    decided_by: StaffId
    reason: Reason = Field(repr=False)


class DecisionAnswer(WireAnswer):
    """A decision as it is kept; of the first time, however often it is said.

    Attributes:
        state: where the order stands now; None for a difference.
        is_new: whether it was decided just now.
    """

    order_number: str
    outcome: Outcome
    state: OrderState | None
    decided_by: str
    reason: str
    decided_at: UtcTime
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Key:
    """What is decided. ``version`` is the order's when it waited: an order can come to a person twice."""

    subject: str
    provider: str = ""
    day: str = ""
    order_number: str = ""
    kind: str = ""
    version: int = 0


def decide_order(
    connection: Connection, order_number: OrderNumber, decision: OrderDecision, now: datetime
) -> DecisionAnswer:
    """Let a person's word happen to an order that waits for one.

    Raises:
        ProblemError: not-found; not-to-decide where it does not wait, or where what is known says otherwise.
    """
    order = find(connection, order_number)
    if order is None:
        raise ProblemError(ProblemKind.NOT_FOUND)
    if order.state is not OrderState.MANUAL:
        known = _last_of(connection, order_number)
        if known is None or known.outcome != decision.outcome:
            raise ProblemError(ProblemKind.NOT_TO_DECIDE, f"the order is {order.state}")
        return _told(known, order.state, is_new=False)
    _check(connection, order, decision.outcome)
    moved = _move(connection, order, decision, now)
    key = _Key("order", provider=order.method, order_number=order.number, version=order.version)
    row = _keep(connection, key, decision.outcome, decision.decided_by, decision.reason, now)
    record(Event.ORDER_DECIDED, order_number=order_number, outcome=decision.outcome, stage=moved.state)
    return _told(row, moved.state, is_new=True)


def resolve_difference(connection: Connection, decision: DifferenceDecision, now: datetime) -> DecisionAnswer:
    """Mark a difference as looked into; once. Raises `ProblemError` (not-found)."""
    key = _Key("difference", decision.provider, decision.day, decision.order_number, decision.kind)
    mine = (
        pay_differences.c.provider == key.provider,
        pay_differences.c.day == key.day,
        pay_differences.c.order_number == key.order_number,
        pay_differences.c.kind == key.kind,
    )
    found = connection.execute(select(pay_differences).where(*mine)).one_or_none()
    if found is None:
        raise ProblemError(ProblemKind.NOT_FOUND)
    taken = connection.execute(
        update(pay_differences)
        .where(*mine, pay_differences.c.resolution.is_(None))
        .values(resolution=Outcome.RESOLVED.value)
    ).rowcount
    if not taken:
        return _told(_row_of(connection, key), None, is_new=False)
    row = _keep(connection, key, Outcome.RESOLVED, decision.decided_by, decision.reason, now)
    record(
        Event.DIFFERENCE_RESOLVED,
        provider=key.provider,
        day=key.day,
        order_number=key.order_number,
        difference=key.kind,
    )
    return _told(row, None, is_new=True)


def _check(connection: Connection, order: HeldOrder, outcome: Outcome) -> None:
    """Refuse what is known to be otherwise."""
    rows = connection.scalars(
        select(pay_bill_rows.c.kind).where(
            pay_bill_rows.c.provider == order.method, pay_bill_rows.c.order_number == order.number
        )
    ).all()
    if outcome is Outcome.NOT_PAID and (order.paid_at is not None or order.credited_fen or BillKind.PAYMENT in rows):
        raise ProblemError(ProblemKind.NOT_TO_DECIDE, "money was taken: it is paid, or it is given back")
    if outcome is Outcome.PAID and _went_back(connection, order):
        raise ProblemError(ProblemKind.NOT_TO_DECIDE, "its money was given back")


def _went_back(connection: Connection, order: HeldOrder) -> bool:
    done = pay_refunds.c.stage == RefundStage.DONE.value
    query = select(pay_refunds.c.refund_number).where(pay_refunds.c.order_number == order.number, done)
    return connection.scalar(query) is not None


def _move(connection: Connection, order: HeldOrder, decision: OrderDecision, now: datetime) -> HeldOrder:
    moved: HeldOrder | None
    match decision.outcome:
        case Outcome.PAID:
            facts = {"paid_at": now, "transaction_id": decision.reference}
            moved = apply(connection, order.number, OrderEvent.PAID, now, source=SOURCE, **facts)
        case Outcome.NOT_PAID:
            moved = apply(connection, order.number, OrderEvent.NOT_PAID, now, source=SOURCE)
        case Outcome.GIVEN_BACK:
            # A refund that is written down ends with it; else there is only the money that was taken.
            moved = end_refund(connection, order.number, RefundState.DONE, now, SOURCE)
        case Outcome.RESOLVED:  # pragma: no cover - the body says so
            raise AssertionError("an order is paid, not paid, or given back")
        case _:
            assert_never(decision.outcome)
    assert moved is not None, "a person's word moves what waits for a person"
    return moved


def _keep(
    connection: Connection, key: _Key, outcome: Outcome, decided_by: str, reason: str, now: datetime
) -> Row[tuple[object, ...]]:
    values = {**_columns(key), "outcome": outcome.value, "decided_by": decided_by, "reason": reason, "decided_at": now}
    connection.execute(insert(pay_decisions).values(**values))
    return _row_of(connection, key)


def _row_of(connection: Connection, key: _Key) -> Row[tuple[object, ...]]:
    mine = (pay_decisions.c[name] == value for name, value in _columns(key).items())
    return connection.execute(select(pay_decisions).where(*mine)).one()


def _last_of(connection: Connection, order_number: str) -> Row[tuple[object, ...]] | None:
    mine = (pay_decisions.c.subject == "order", pay_decisions.c.order_number == order_number)
    newest = select(pay_decisions).where(*mine).order_by(pay_decisions.c.version.desc()).limit(1)
    return connection.execute(newest).one_or_none()


def _columns(key: _Key) -> dict[str, object]:
    return {
        "subject": key.subject,
        "provider": key.provider,
        "day": key.day,
        "order_number": key.order_number,
        "kind": key.kind,
        "version": key.version,
    }


def _told(row: Row[tuple[object, ...]], state: OrderState | None, *, is_new: bool) -> DecisionAnswer:
    return DecisionAnswer(
        order_number=row.order_number,
        outcome=Outcome(row.outcome),
        state=state,
        decided_by=row.decided_by,
        reason=row.reason,
        decided_at=row.decided_at,
        is_new=is_new,
    )
