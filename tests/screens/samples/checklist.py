"""Samples of the checklist: nothing ticked, some of it, and an item without questions."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.domain.identifiers import ItemId
from config.texts import Texts
from kiosk.present.checklist import present_checklist
from screens.pages.checklist import ChecklistPage
from tests.screens.samples import Sample

TODAY = date(2026, 11, 24)


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Fresh, half done, long, old."""
    fresh = catalogue.dated(date(2026, 11, 20))

    def state(item: str, answers: dict[str, str], have: set[str], *, stale: bool = False) -> Sample:
        chosen = catalogue if stale else fresh
        found = chosen.item(ItemId(item))
        return ChecklistPage, present_checklist(texts, chosen, found, answers=answers, have=have, today=TODAY)

    return {
        "usual": state("public_rental_housing", {}, set()),
        "ticked": state("public_rental_housing", {"married": "married"}, {"id_card", "household_register"}),
        "three-questions": state("id_card_renewal", {"kind": "renew", "who": "guardian"}, {"household_register"}),
        "no-questions": state("nontax_payment", {}, {"payment_notice"}, stale=True),
    }
