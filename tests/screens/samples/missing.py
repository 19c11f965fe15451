"""Samples of what is missing: some, none, without a printer, an old guide."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.domain.identifiers import ItemId
from config.texts import Texts
from kiosk.present.checklist import present_missing
from screens.pages.missing import MissingPage
from tests.screens.samples import Sample

TODAY = date(2026, 11, 24)


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """In each group something, and nothing missing."""
    fresh = catalogue.dated(date(2026, 11, 20))

    def state(item: str, answers: dict[str, str], have: set[str], *, stale: bool = False) -> Sample:
        chosen = catalogue if stale else fresh
        return MissingPage, present_missing(
            texts,
            chosen,
            chosen.item(ItemId(item)),
            answers=answers,
            have=have,
            today=TODAY,
            printer_ok=not stale,
        )

    return {
        "usual": state("public_rental_housing", {"married": "married"}, {"id_card"}),
        "complete": state("senior_allowance", {"register": "same", "who": "self"}, {"id_card", "social_card_account"}),
        "all-missing": state("food_business_permit", {}, set(), stale=True),
    }
