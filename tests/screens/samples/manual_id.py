"""Samples of typing name and number: the name, the number, a wrong one, both done."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.form_walk import FormWalk
from kiosk.present.manual_id import NAME, NUMBER, manual_id_form, present_manual_id
from kiosk.present.step_view import StepView
from screens.pages.manual_id import ManualIdPage
from tests.screens.samples import Sample

TODAY = date(2026, 11, 24)


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """One for each moment."""
    found: dict[str, Sample] = {}
    for name, who, number, focused in (
        ("usual", "张桂兰", "610198194503", NUMBER),
        ("name", "", "", NAME),
        ("wrong", "张桂兰", "610198194503120017", NUMBER),
        ("done", "张桂兰", "610198194503120016", None),
    ):
        model = manual_id_form(texts, TODAY)
        model.set(NAME, who)
        model.set(NUMBER, number)
        item = next(iter(catalogue.items.values()))
        step = StepView(catalogue.item_common_name(item, texts.language), 3, 7, "step.form")
        found[name] = (ManualIdPage, present_manual_id(texts, catalogue, FormWalk(model, focused), step))
    return found
