"""One bill as the pages show it."""

from __future__ import annotations

from config.texts import Texts
from kiosk.money import yuan
from kiosk.present.payment.words import reduction_name
from offline_queue.wire.payments import Bill
from screens.pages.pay_parts import BillView, FeeKind


def present_bill(texts: Texts, bill: Bill) -> BillView:
    """Kind, amount, payee and reduction of a bill; its payer comes masked from the platform."""
    kind = FeeKind(bill.fee_class.value)
    facts = [(texts("pay.bill.payee"), bill.payee), (texts("pay.bill.subject"), bill.subject)]
    if bill.payer_masked:
        facts.append((texts("pay.bill.payer"), bill.payer_masked))
    if bill.late_fee_fen:
        facts.append((texts("pay.bill.late_fee"), texts("pay.money", amount=yuan(bill.late_fee_fen))))
    if bill.basis:
        facts.append((texts("pay.bill.basis"), bill.basis))
    if bill.reduction_basis:
        facts.append((texts("pay.bill.reduction_basis"), bill.reduction_basis))
    return BillView(
        kind=kind,
        kind_name=texts(f"pay.kind.{kind.value}"),
        kind_sub=texts(f"pay.kind.{kind.value}.sub"),
        amount_name=texts("pay.bill.amount"),
        amount=yuan(bill.amount_fen),
        unit=texts("pay.unit"),
        facts=tuple(facts),
        reduction=_reduction(texts, bill),
        reduction_rule=reduction_rule(texts, bill),
    )


def reduction_rule(texts: Texts, bill: Bill) -> str:
    """By which ground it was reduced, and that staff look at the paper; empty where it was not."""
    if bill.reduction is None:
        return ""
    return texts("pay.bill.reduction_rule", ground=reduction_name(texts, bill))


def _reduction(texts: Texts, bill: Bill) -> str:
    if bill.reduction is None:
        return ""
    key = "pay.bill.reduced" if bill.amount_fen else "pay.bill.waived"
    return texts(key, full=yuan(bill.full_amount_fen), amount=yuan(bill.amount_fen))
