"""Samples of the page for one number."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.number import NumberFaultView, present_pay_number
from screens.pages.pay_number import PayNumberPage
from tests.screens.sample_bills import ORDER
from tests.screens.samples import Sample

NOTICE = "61010926112400037815"


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """A notice, one that was not found, the number of an order."""
    return {
        "notice": (PayNumberPage, present_pay_number(texts, NOTICE, scan_offered=True)),
        "not-found": (
            PayNumberPage,
            present_pay_number(texts, NOTICE, fault=NumberFaultView.NOT_FOUND, camera_offered=True),
        ),
        "order": (PayNumberPage, present_pay_number(texts, ORDER, scan_offered=True)),
    }
