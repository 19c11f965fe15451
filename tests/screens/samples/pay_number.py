"""Samples of the page for one number."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.number import NumberFaultView, NumberPurpose, present_pay_number
from screens.pages.pay_number import PayNumberPage
from tests.screens.sample_bills import ORDER
from tests.screens.samples import Sample

NOTICE = "61010926112400037815"


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Whole, not found, and the number of an order."""
    order = NumberPurpose.ORDER
    return {
        "whole": (PayNumberPage, present_pay_number(texts, NOTICE, whole=True, scan_offered=True)),
        "not-found": (
            PayNumberPage,
            present_pay_number(texts, NOTICE, whole=True, fault=NumberFaultView.NOT_FOUND, camera_offered=True),
        ),
        "order": (PayNumberPage, present_pay_number(texts, ORDER, purpose=order, whole=True, scan_offered=True)),
    }
