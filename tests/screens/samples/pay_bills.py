"""Samples of the list of what can be paid."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.bills import BillsTrouble, present_pay_bills
from offline_queue.wire.payments import BillState, FeeClass, ReductionGround
from screens.pages.pay_bills import PayBillsPage
from tests.screens.sample_bills import sample_bill
from tests.screens.samples import Sample

GROUNDS = (
    ReductionGround(ground="low_income", proof="低保证", proof_en="Allowance certificate"),
    ReductionGround(ground="disabled"),
)


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """The three kinds, a reduction that is claimed, what is paid already, and no bill yet."""
    fee = sample_bill(texts)
    insurance = sample_bill(texts, "medical", fee_class=FeeClass.SOCIAL_INSURANCE, amount_fen=40_000)
    courier = sample_bill(texts, "courier", fee_class=FeeClass.THIRD_PARTY, amount_fen=1_200)
    half = sample_bill(texts, amount_fen=2_000, full_amount_fen=4_000, reduction="low_income")
    settled = sample_bill(texts, "notice", amount_fen=8_120, state=BillState.SETTLED)
    ordered = sample_bill(texts, "medical", fee_class=FeeClass.SOCIAL_INSURANCE, state=BillState.ORDERED)
    return {
        "kinds": (PayBillsPage, present_pay_bills(texts, (fee, insurance, courier), number_offered=True)),
        "reduced": (
            PayBillsPage,
            present_pay_bills(texts, (half,), grounds=GROUNDS, claimed={"low_income"}, subject=fee.subject),
        ),
        "paid-and-open": (
            PayBillsPage,
            present_pay_bills(texts, (settled, ordered), number_offered=True, trouble=BillsTrouble.CHANGED),
        ),
        "none-yet": (PayBillsPage, present_pay_bills(texts, (), number_offered=True, trouble=BillsTrouble.NOT_FOUND)),
    }
