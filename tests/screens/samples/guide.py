"""Samples of the guide."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.domain.identifiers import ItemId
from config.texts import Texts
from kiosk.present.guide import present_guide
from screens.pages.guide import GuidePage
from tests.screens.samples import Sample

TODAY = date(2026, 11, 24)


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Usual, answered with and without advice, urgent, only at the window, stale."""
    fresh = catalogue.dated(date(2026, 11, 20))

    def state(
        item: str,
        *,
        answers: dict[str, str] | None = None,
        refusal: str | None = None,
        online: bool = True,
        stale: bool = False,
    ) -> Sample:
        chosen = catalogue if stale else fresh
        return GuidePage, present_guide(
            texts,
            chosen,
            chosen.item(ItemId(item)),
            language=texts.language,
            today=TODAY,
            online=online,
            answers=answers or {},
            refusal=refusal,
            printer_ok=not stale,
        )

    return {
        "usual": state("senior_allowance"),
        "answered": state("senior_allowance", answers={"register": "same", "who": "agent"}),
        "fees": state("id_card_renewal", answers={"kind": "lost", "temporary": "no", "who": "self"}),
        "advice": state("newborn_household", answers={"month": "yes", "married": "yes"}),
        "urgent": state("temporary_relief", refusal="guide.refusal.urgent"),
        "blocked-offline": state("remote_medical_filing", refusal="guide.refusal.offline", online=False),
        "long": state("food_business_permit"),
        "stale": state("nontax_payment", refusal="guide.refusal.not_here", stale=True),
    }
