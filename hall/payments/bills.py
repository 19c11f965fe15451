"""Bills: what somebody can pay, from an item's fees, from a case, or from a payment notice.

A bill is one row for ever. Its amount follows the fees or the platform until an order is open for it; then it stays.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, exists, not_, or_, select, update

from hall.errors import ProblemError
from hall.payments.fees import FeesFile
from hall.payments.platforms import NoticeBill
from hall.payments.tables import pay_bills, pay_orders
from hall.tables import cases
from hall.upserts import insert_or
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.payments import Bill, BillQuery, BillState, FeeClass

ELSEWHERE = "elsewhere"
"""In ``pay_bills.settled_by``: the platform has the money from another way."""

# Statements are made once and get their values beside them.
_NEW = insert_or(pay_bills).on_conflict_do_nothing()
_BY_ORIGIN = select(pay_bills).where(pay_bills.c.origin == bindparam("origin"))
_HOLDER = select(pay_orders.c.order_number, pay_orders.c.terminal_id)
_OPEN_ORDER = _HOLDER.where(pay_orders.c.is_open, pay_orders.c.bill_id == bindparam("bill"))
_SETTLER = _HOLDER.where(pay_orders.c.order_number == bindparam("order"))
_CLAIM = (
    update(pay_bills)
    .where(
        pay_bills.c.bill_id == bindparam("bill"),
        pay_bills.c.amount_fen == bindparam("amount"),
        or_(pay_bills.c.settled_by.is_(None), pay_bills.c.settled_by == bindparam("order")),
    )
    .values(settled_by=bindparam("order"), settled_at=bindparam("now"))
)
_DOCUMENT = (
    update(pay_bills)
    .where(pay_bills.c.bill_id == bindparam("bill"), pay_bills.c.settled_by == bindparam("order"))
    .values(document_number=bindparam("document"))
)
_NOTICE = select(pay_bills.c.notice_code, pay_bills.c.region_code).where(pay_bills.c.bill_id == bindparam("bill"))
_BILLS_OF_NOTICE = (
    select(pay_bills.c.bill_id)
    .where(pay_bills.c.notice_code == bindparam("notice"))
    .order_by(pay_bills.c.bill_id)
    .with_for_update()
)
_TAKEN_REGION = (
    select(pay_bills.c.region_code)
    .where(
        pay_bills.c.notice_code == bindparam("notice"),
        or_(
            pay_bills.c.settled_by.is_not(None),
            exists().where(and_(pay_orders.c.bill_id == pay_bills.c.bill_id, pay_orders.c.is_open)),
        ),
    )
    .order_by(pay_bills.c.created_at)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Charge:
    """What a bill is to say, before it is a row."""

    origin: str
    fee_class: FeeClass
    subject: str
    payee: str
    basis: str
    amount_fen: int
    full_amount_fen: int
    late_fee_fen: int = 0
    reduction: str | None = None
    reduction_basis: str | None = None
    item_id: str | None = None
    receipt_number: str | None = None
    region_code: str | None = None
    notice_code: str | None = None
    is_paid: bool = False
    document_number: str | None = None
    payer_masked: str | None = field(default=None, repr=False)


def charges_of_item(fees: FeesFile, query: BillQuery, terminal_id: str) -> list[Charge]:
    """Return the fees of an item, for this one query. Raises `ProblemError` (not-offered)."""
    assert query.item_id is not None
    origin = f"item:{terminal_id}:{query.query_id}"
    return _charges(fees, query.item_id, query, origin)


def charges_of_case(connection: Connection, fees: FeesFile, query: BillQuery) -> list[Charge]:
    """Return the fees of a case. Raises `ProblemError` (not-found, not-offered)."""
    item_id = connection.scalar(select(cases.c.item_id).where(cases.c.receipt_number == query.receipt_number))
    if item_id is None:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return _charges(fees, item_id, query, f"case:{query.receipt_number}")


def charge_of_notice(query: BillQuery, found: NoticeBill) -> Charge:
    """Return what a notice is for."""
    return Charge(
        origin=f"notice:{query.region_code}:{query.notice_code}",
        fee_class=found.fee_class,
        subject=found.subject[:200],
        payee=found.payee[:200],
        basis="",
        amount_fen=found.amount_fen,
        full_amount_fen=found.amount_fen,
        late_fee_fen=found.late_fee_fen,
        region_code=query.region_code,
        notice_code=query.notice_code,
        is_paid=found.is_paid,
        document_number=found.document_number,
        payer_masked=found.payer_masked,
    )


def _charges(fees: FeesFile, item_id: str, query: BillQuery, origin: str) -> list[Charge]:
    rules = fees.of_item(item_id)
    if not rules:
        raise ProblemError(ProblemKind.NOT_OFFERED)
    charges = []
    for rule in rules:
        price = fees.price_of(rule, query.grounds)
        charges.append(
            Charge(
                origin=f"{origin}:{rule.code}",
                fee_class=rule.fee_class,
                subject=rule.name,
                payee=rule.payee,
                basis=rule.basis,
                amount_fen=price.amount_fen,
                full_amount_fen=rule.amount_fen,
                reduction=price.ground,
                reduction_basis=price.basis,
                item_id=rule.item_id,
                receipt_number=query.receipt_number,
            )
        )
    return charges


def keep_bill(connection: Connection, charge: Charge, terminal_id: str, now: datetime) -> Bill:
    """Write a bill down, or bring its amount up to date where nothing hangs on it; return it as it stands."""
    said: dict[str, Any] = {
        "fee_class": charge.fee_class.value,
        "subject": charge.subject,
        "payee": charge.payee,
        "basis": charge.basis,
        "amount_fen": charge.amount_fen,
        "full_amount_fen": charge.full_amount_fen,
        "late_fee_fen": charge.late_fee_fen,
        "reduction": charge.reduction,
        "reduction_basis": charge.reduction_basis,
    }
    fixed = {
        "origin": charge.origin,
        "item_id": charge.item_id,
        "receipt_number": charge.receipt_number,
        "region_code": charge.region_code,
        "notice_code": charge.notice_code,
        "created_at": now,
    }
    made = connection.execute(_NEW, {"bill_id": str(uuid.uuid4()), **fixed, **said}).rowcount
    mine = pay_bills.c.origin == charge.origin
    if not made:
        has_order = exists().where(and_(pay_orders.c.bill_id == pay_bills.c.bill_id, pay_orders.c.is_open))
        connection.execute(
            update(pay_bills).where(mine, pay_bills.c.settled_by.is_(None), not_(has_order)).values(**said)
        )
    if charge.is_paid:
        connection.execute(
            update(pay_bills)
            .where(mine, pay_bills.c.settled_by.is_(None))
            .values(settled_by=ELSEWHERE, settled_at=now, document_number=charge.document_number)
        )
    row = connection.execute(_BY_ORIGIN, {"origin": charge.origin}).one()
    return _bill(connection, row, terminal_id, charge.payer_masked)


def claim(connection: Connection, bill_id: str, order_number: str, amount_fen: int, now: datetime) -> bool:
    """Let an order's money settle a bill; False when another's does, or for another amount. Again it is True."""
    mine = {"bill": bill_id, "order": order_number, "amount": amount_fen}
    return bool(connection.execute(_CLAIM, {**mine, "now": now}).rowcount)


def release(connection: Connection, bill_id: str, order_number: str, *, paid_elsewhere: bool) -> None:
    """Take a claim back that the platform did not accept."""
    values = {"settled_by": ELSEWHERE} if paid_elsewhere else {"settled_by": None, "settled_at": None}
    connection.execute(
        update(pay_bills).where(pay_bills.c.bill_id == bill_id, pay_bills.c.settled_by == order_number).values(**values)
    )


def write_document(connection: Connection, bill_id: str, order_number: str, document_number: str) -> None:
    """Keep the number of the electronic payment book."""
    connection.execute(_DOCUMENT, {"bill": bill_id, "order": order_number, "document": document_number})


def notice_of(connection: Connection, bill_id: str) -> tuple[str, str] | None:
    """Return code and region of a bill that is a payment notice's."""
    row = connection.execute(_NOTICE, {"bill": bill_id}).one_or_none()
    return None if row is None or row.notice_code is None else (row.notice_code, row.region_code)


def check_one_region(connection: Connection, notice_code: str, region_code: str) -> None:
    """Refuse an order for a notice that is being paid at another region, or was. Raises `ProblemError` (order-open)."""
    # Holds what another hall process opens at this moment for the same number; SQLite has one writer anyway.
    connection.execute(_BILLS_OF_NOTICE, {"notice": notice_code}).all()
    if region_of_paid(connection, notice_code) not in {None, region_code}:
        raise ProblemError(ProblemKind.ORDER_OPEN)


def region_of_paid(connection: Connection, notice_code: str) -> str | None:
    """Return the region at which a notice is being paid here, or was: it is looked up nowhere else any more."""
    return connection.scalar(_TAKEN_REGION, {"notice": notice_code})


def _bill(connection: Connection, row: Row[Any], terminal_id: str, payer_masked: str | None) -> Bill:
    query = _OPEN_ORDER if row.settled_by is None else _SETTLER
    holder = connection.execute(query, {"bill": row.bill_id, "order": row.settled_by}).one_or_none()
    # A claim settles a bill for everybody else at once; its number is told once the platform has given it.
    state = BillState.SETTLED if row.settled_by is not None else BillState.OPEN if holder is None else BillState.ORDERED
    return Bill(
        bill_id=row.bill_id,
        fee_class=FeeClass(row.fee_class),
        subject=row.subject,
        payee=row.payee,
        amount_fen=row.amount_fen,
        full_amount_fen=row.full_amount_fen,
        late_fee_fen=row.late_fee_fen,
        reduction=row.reduction,
        reduction_basis=row.reduction_basis or "",
        basis=row.basis,
        payer_masked=payer_masked,
        state=state,
        order_id=holder.order_number if holder is not None and holder.terminal_id == terminal_id else None,
        document_number=row.document_number,
    )
