"""Samples of orders that have no end yet."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.open_orders import OpenOrder, present_pay_open
from kiosk.present.payment.result import ResultView
from screens.pages.pay_open import PayOpenPage
from tests.screens.sample_bills import sample_bill
from tests.screens.samples import Sample


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """One, several, and no line."""
    fee, notice = sample_bill(texts).subject, sample_bill(texts, "notice").subject
    one = OpenOrder("1", fee, 4_000, "wechat", "10:31", ResultView.UNKNOWN)
    several = (
        one,
        OpenOrder("2", notice, 8_120, "alipay", "10:12", ResultView.SETTLING),
        OpenOrder("3", "", 1_200, "cash", "09:58", ResultView.ASKING),
        OpenOrder("4", fee, 4_000, "unionpay_qr", "09:40", ResultView.NOT_PAID),
        OpenOrder("5", fee, 2_000, "card", "09:02", ResultView.GOING_BACK),
    )
    return {
        "one": (PayOpenPage, present_pay_open(texts, (one,), asking=False, online=True)),
        "several": (PayOpenPage, present_pay_open(texts, several, asking=True, online=True)),
        "offline": (PayOpenPage, present_pay_open(texts, (one,), asking=False, online=False)),
    }
