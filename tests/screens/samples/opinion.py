"""Sample of the choice between complaint, suggestion and question."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.opinion import present_opinion
from kiosk.present.step_view import StepView
from screens.pages.opinion import OpinionPage
from tests.screens.samples import Sample


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """There is only one state."""
    assert catalogue.items
    return {"usual": (OpinionPage, present_opinion(texts, StepView(texts("home.opinion"), 1, 3)))}
