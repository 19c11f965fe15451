"""Samples of the page where a way to pay is chosen."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.method import present_pay_method
from screens.pages.pay_method import PayMethodPage
from tests.screens.sample_bills import OFFERS, sample_bill
from tests.screens.samples import Sample


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Every way, and a reduced bill with a validator that is out of order."""
    bill = sample_bill(texts)
    half = sample_bill(texts, amount_fen=2_000, full_amount_fen=4_000, reduction="low_income")
    return {
        "every": (PayMethodPage, present_pay_method(texts, bill, OFFERS, reads_codes=True, cash=True, card=True)),
        "cash-gone": (PayMethodPage, present_pay_method(texts, half, OFFERS, reads_codes=True, cash=False)),
    }
