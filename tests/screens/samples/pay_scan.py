"""Samples of the page that asks for the payer's payment code."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.scan import ScanPhase, ScanTrouble, present_pay_scan
from screens.pages.pay_scan import PayScanPage
from tests.screens.sample_bills import sample_bill
from tests.screens.samples import Sample


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Waiting, the password, and two troubles."""
    bill, waiting = sample_bill(texts), ScanPhase.WAITING
    return {
        "waiting": (PayScanPage, present_pay_scan(texts, bill, waiting)),
        "password": (PayScanPage, present_pay_scan(texts, bill, ScanPhase.PASSWORD, scheme="wechat")),
        "not-offered": (
            PayScanPage,
            present_pay_scan(texts, bill, waiting, scheme="unionpay", trouble=ScanTrouble.NOT_OFFERED),
        ),
        "refused": (PayScanPage, present_pay_scan(texts, bill, waiting, scheme="wechat", trouble=ScanTrouble.REFUSED)),
    }
