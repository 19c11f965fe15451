"""What the page for typing name and number shows; the two fields are a small form of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from config.catalogue import Catalogue, FormSection
from config.catalogue.model import FormBlock
from config.catalogue.schema import FormField
from config.domain.code_sets import FieldType
from config.domain.identifiers import FieldKey
from config.texts import Texts
from kiosk.form_walk import FormWalk
from kiosk.forms import FormModel
from kiosk.present.form import present_form
from kiosk.present.step_view import StepView, present_step
from screens.pages.form_state import FormState
from screens.pages.manual_id import NAME_KEY, NUMBER_KEY

NAME, NUMBER = FieldKey(NAME_KEY), FieldKey(NUMBER_KEY)


def manual_id_form(texts: Texts, today: date) -> FormModel:
    """An empty form for name and number; its labels are in the language of the texts."""
    name = FormField(key=NAME_KEY, label=texts("manual_id.name"), type=FieldType.NAME, required=True)
    number = FormField(
        key=NUMBER_KEY,
        label=texts("manual_id.number"),
        type=FieldType.ID_NUMBER,
        required=True,
        help=texts("manual_id.number_help"),
    )
    return FormModel((FormSection(FormBlock.APPLICANT, (name, number)),), today)


def present_manual_id(
    texts: Texts, catalogue: Catalogue, walk: FormWalk, step: StepView, *, whose: str = ""
) -> FormState:
    """The page: the walk goes through a form of ``manual_id_form``; ``whose`` as for the card.

    After a switch of the language the flow makes the form anew and sets both answers again.
    """
    state = present_form(texts, catalogue, walk, step)
    return replace(
        state,
        header=present_step(texts, step, texts(f"manual_id.title.{whose}" if whose else "manual_id.title")),
        hint=texts("manual_id.hint"),
        done_label=texts("manual_id.done") if state.complete else state.done_label,
    )
