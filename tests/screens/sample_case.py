"""What the samples of several pages share: the item, and the step of a case."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.catalogue.schema import Item
from config.domain.identifiers import ItemId
from config.texts import Texts
from kiosk.present.step_view import StepView

ALLOWANCE = ItemId("senior_allowance")


def allowance(catalogue: Catalogue) -> Item:
    """The item of most samples."""
    return catalogue.item(ALLOWANCE)


def sample_step(texts: Texts, catalogue: Catalogue, number: int, next_key: str = "") -> StepView:
    """A step of applying for that item."""
    return StepView(catalogue.item_common_name(allowance(catalogue), texts.language), number, 7, next_key)
