"""Samples of the question before a case is taken back."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.withdraw import present_withdraw
from kiosk.withdrawal import Reach
from screens.pages.withdraw import WithdrawPage
from tests.screens.sample_case import allowance
from tests.screens.samples import Sample
from tests.screens.samples.sealed import RECEIPT

_STANDING = {
    Reach.HERE: "progress.local.waiting",
    Reach.HALL: "case_state.delivered",
    Reach.BEGUN: "case_state.received",
    Reach.UNKNOWN: "progress.local.delivered",
}


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """However far the case is."""
    name = catalogue.item_common_name(allowance(catalogue), texts.language)
    return {
        ("usual" if reach is Reach.HERE else reach.value): (
            WithdrawPage,
            present_withdraw(
                texts, item_name=name, receipt_number=RECEIPT, standing=texts(_STANDING[reach]), reach=reach
            ),
        )
        for reach in Reach
    }
