"""Samples of the look at amount and payee."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.method import present_pay_check
from kiosk.present.payment.words import PAYMENT_CODE
from offline_queue.wire.payments import FeeClass
from screens.pages.pay_check import PayCheckPage
from tests.screens.sample_bills import sample_bill
from tests.screens.samples import Sample


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """A reduction, a late fee, the payer's own code, cash."""
    half = sample_bill(texts, amount_fen=2_000, full_amount_fen=4_000, reduction="low_income")
    insurance = sample_bill(texts, "medical", fee_class=FeeClass.SOCIAL_INSURANCE, amount_fen=40_000)
    return {
        "reduced": (PayCheckPage, present_pay_check(texts, half, "alipay")),
        "late-fee": (PayCheckPage, present_pay_check(texts, sample_bill(texts, "notice", amount_fen=8_120), "nontax")),
        "payment-code": (PayCheckPage, present_pay_check(texts, insurance, PAYMENT_CODE)),
        "cash": (PayCheckPage, present_pay_check(texts, sample_bill(texts), "cash")),
    }
