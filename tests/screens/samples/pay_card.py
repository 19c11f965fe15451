"""Samples of the page that leads to the card terminal."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.card import CardPhase, CardTrouble, present_pay_card
from screens.pages.pay_card import PayCardPage
from tests.screens.sample_bills import sample_bill
from tests.screens.samples import Sample


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Waiting for a card, and after a refusal."""
    bill = sample_bill(texts)
    return {
        "waiting": (PayCardPage, present_pay_card(texts, bill, CardPhase.WAITING)),
        "declined": (PayCardPage, present_pay_card(texts, bill, CardPhase.WAITING, trouble=CardTrouble.DECLINED)),
    }
