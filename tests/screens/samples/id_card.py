"""Samples of the page that waits for the ID card."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.id_card import CardPhase, present_id_card
from screens.pages.id_card import IdCardPage
from tests.screens.sample_case import sample_step
from tests.screens.samples import Sample


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """One for each phase, and whose card is meant where two are read."""
    step = sample_step(texts, catalogue, 3, "step.form")
    found: dict[str, Sample] = {}
    for phase in CardPhase:
        found[phase.value.replace("_", "-")] = (IdCardPage, present_id_card(texts, step, phase))
    for whose in ("agent", "guardian", "applicant", "ward"):
        found[whose] = (IdCardPage, present_id_card(texts, step, CardPhase.WAITING, whose=whose))
    return found
