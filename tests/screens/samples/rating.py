"""Samples of the rating."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.rating import present_rating
from screens.pages.rating import RatingPage
from tests.screens.samples import Sample


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Nothing chosen, a good one, a bad one without and with a reason."""

    def state(level: str | None, reasons: frozenset[str] = frozenset(), *, online: bool = True) -> Sample:
        return RatingPage, present_rating(texts, level=level, reasons=reasons, named=False, online=online)

    return {
        "usual": state(None),
        "good": state("very_satisfied"),
        "bad-offline": state("dissatisfied", frozenset({"too_long"}), online=False),
        "no-reason": state("very_dissatisfied"),
    }
