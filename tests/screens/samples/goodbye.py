"""Samples of the last page."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.goodbye import present_goodbye
from screens.pages.goodbye import GoodbyePage
from tests.screens.samples import Sample
from tests.screens.samples.sealed import RECEIPT


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """A slip to take, a card and a slip, nothing at all."""

    def state(*, card: bool, slip: bool, number: str) -> Sample:
        return GoodbyePage, present_goodbye(
            texts, card_lying=card, slip_printed=slip, receipt_number=number, seconds=18
        )

    return {
        "usual": state(card=False, slip=True, number=RECEIPT),
        "card": state(card=True, slip=True, number=RECEIPT),
        "nothing": state(card=False, slip=False, number=""),
    }
