"""Samples of the form page: words with pinyin, digits, options, a number that is wrong, the finished form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from config.catalogue import Catalogue
from config.domain.code_sets import SubjectKind
from config.domain.identifiers import FieldKey, ItemId
from config.texts import Texts
from kiosk.form_walk import FormWalk
from kiosk.forms import FormModel
from kiosk.opinion import opinion_form
from kiosk.present.form import present_form
from kiosk.present.step_view import StepView
from screens.input.keyboard_spec import Panel
from screens.pages.form import FormPage
from screens.pages.form_state import FormState
from tests.screens.samples import Sample

TODAY = date(2026, 11, 24)
CARD = {FieldKey("applicant_name"): "张桂兰", FieldKey("applicant_id_no"): "610198194503120016"}


def walk_through(
    catalogue: Catalogue, item_id: str, answers: dict[str, str], focused: str | None, left: tuple[str, ...] = ()
) -> FormWalk:
    """A form of an item with those answers."""
    item = catalogue.item(ItemId(item_id))
    model = FormModel(catalogue.form(item, SubjectKind.PERSONAL, agent=False), TODAY)
    model.prefill(CARD)
    for key, text in answers.items():
        model.set(FieldKey(key), text)
    return FormWalk(model, FieldKey(focused) if focused else None, {FieldKey(key) for key in left})


SENIOR = {"applicant_mobile": "13800005678", "living_place": "与子女同住"}
DONE = {**SENIOR, "contact_address": "临潼区骊山街道人民路1号", "payee_account": "6228480000000000123"}


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """One for each way of entering."""
    half = {**SENIOR, "contact_address": "临潼区"}
    walks = {
        "pinyin": ("senior_allowance", walk_through(catalogue, "senior_allowance", half, "contact_address")),
        "digits": ("senior_allowance", walk_through(catalogue, "senior_allowance", {}, "applicant_mobile")),
        "choice": ("senior_allowance", walk_through(catalogue, "senior_allowance", half, "living_place")),
        "many": (
            "food_business_permit",
            walk_through(
                catalogue, "food_business_permit", {"business_items": "热食类制售\n预包装食品销售"}, "business_items"
            ),
        ),
        "date": (
            "unemployment_registration",
            walk_through(catalogue, "unemployment_registration", {"unemployed_since": "202609"}, "unemployed_since"),
        ),
        "number": (
            "school_enrol_migrant",
            walk_through(catalogue, "school_enrol_migrant", {"child_id_no": "6101982019010"}, "child_id_no"),
        ),
        "wrong": (
            "senior_allowance",
            walk_through(
                catalogue,
                "senior_allowance",
                {"applicant_mobile": "1380000", "payee_account": "123"},
                None,
                ("applicant_mobile", "payee_account", "contact_address"),
            ),
        ),
        "done": ("senior_allowance", walk_through(catalogue, "senior_allowance", DONE, None)),
    }
    found: dict[str, Sample] = {}
    for name, (item_id, walk) in walks.items():
        item = catalogue.item(ItemId(item_id))
        step = StepView(catalogue.item_common_name(item, texts.language), 4, 7, "step.materials")
        found[name] = (FormPage, present_form(texts, catalogue, walk, step))
    page, pinyin = found["pinyin"]
    assert isinstance(pinyin, FormState)
    assert pinyin.keyboard is not None
    named = replace(pinyin.keyboard, panels=(Panel.CODE, Panel.PINYIN, Panel.LETTERS))
    found["code"] = (page, replace(pinyin, keyboard=named))
    said = FormModel(opinion_form(texts), TODAY)
    for key, text in (("title", "窗口中午没人"), ("text", "十一月二十四日中午十二点，三号窗口一直没有人")):
        said.set(FieldKey(key), text)
    step = StepView(texts("opinion.complaint"), 2, 3)
    for name, focused in (("opinion", None), ("opinion-text", FieldKey("text"))):
        found[name] = (FormPage, present_form(texts, catalogue, FormWalk(said, focused), step))
    return found
