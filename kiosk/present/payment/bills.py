"""The list of what can be paid, kind by kind, and the grounds that can be claimed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.payment.words import ground_name, money, present_head, proof_rule, reduction_name
from offline_queue.wire.payments import Bill, BillState, FeeClass, ReductionGround
from screens.pages.pay_bills import BillGroup, BillRow, ClaimRow, PayBillsState
from screens.pages.pay_parts import FeeKind


class BillsTrouble(StrEnum):
    """What is said above the list."""

    NOT_FOUND = "not_found"
    BUSY = "busy"
    CHANGED = "changed"
    """The amount is another one than before."""
    TAKEN = "taken"
    """An order for it is open elsewhere."""


def present_pay_bills(
    texts: Texts,
    bills: Sequence[Bill],
    *,
    grounds: Sequence[ReductionGround] = (),
    claimed: Collection[str] = (),
    number_offered: bool = False,
    trouble: BillsTrouble | None = None,
    subject: str = "",
) -> PayBillsState:
    """The page where a bill is chosen; without bills it asks for a notice's number.

    Args:
        texts: in the language of the visit.
        bills: as the hall told them; those of one kind stand together.
        grounds: of reductions that can be claimed here; none where the bills have none.
        claimed: those that are ticked.
        number_offered: whether a payment notice's number can be entered or scanned.
        trouble: what went wrong just before.
        subject: what it belongs to, such as the item of the case.
    """
    groups = []
    for fee_class in FeeClass:
        of_kind = [bill for bill in bills if bill.fee_class is fee_class]
        if of_kind:
            key = f"pay.kind.{fee_class.value}"
            rows = tuple(_row(texts, bill) for bill in of_kind)
            groups.append(BillGroup(FeeKind(fee_class.value), texts(key), texts(f"{key}.sub"), rows))
    return PayBillsState(
        head=present_head(texts, "pay.bills.title" if bills else "pay.bills.title.enter", subject),
        groups=tuple(groups),
        claims_title=texts("pay.bills.claims"),
        claims=tuple(
            ClaimRow(ground.ground, ground_name(texts, ground), proof_rule(texts, ground), ground.ground in claimed)
            for ground in grounds
        ),
        number=texts("pay.bills.number") if number_offered else "",
        number_sub=texts("pay.bills.number.sub"),
        message=texts(f"pay.bills.trouble.{trouble.value}") if trouble is not None else "",
        note=texts("pay.bills.note") if len(groups) > 1 else "",
        leave=texts("pay.leave"),
        paging=present_paging(texts),
    )


def _row(texts: Texts, bill: Bill) -> BillRow:
    reduced = bill.reduction is not None
    key = "pay.bills.payee_reduced" if reduced else "pay.bills.payee"
    return BillRow(
        key=bill.bill_id,
        subject=bill.subject,
        amount=money(texts, bill.amount_fen),
        sub=texts(key, payee=bill.payee, ground=reduction_name(texts, bill)),
        trailing=_why_not(texts, bill),
        enabled=bill.state is not BillState.SETTLED and bill.amount_fen > 0,
    )


def _why_not(texts: Texts, bill: Bill) -> str:
    """What is to be said of a bill that is not simply to be paid; one with an open order is chosen to see that."""
    if bill.state is BillState.SETTLED:
        return texts("pay.bills.paid")
    if bill.amount_fen == 0:
        return texts("pay.bills.waived")
    return texts("pay.bills.ordered") if bill.state is BillState.ORDERED else ""
