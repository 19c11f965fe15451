"""The way through a form: order, locked fields, when a fault may be told, the end."""

from __future__ import annotations

from datetime import date

import pytest

from config.catalogue.model import FormBlock, FormSection
from config.catalogue.schema import FormField
from config.domain.code_sets import FieldType
from config.domain.identifiers import FieldKey
from kiosk.form_walk import FormWalk
from kiosk.forms import FormModel

NAME, PHONE, PLACE, NOTE = (FieldKey(k) for k in ("name", "phone", "place", "note"))
FIELDS = (
    FormField(key="name", label="姓名", type=FieldType.NAME, required=True, source="id_card"),
    FormField(key="phone", label="手机", type=FieldType.PHONE, required=True),
    FormField(key="place", label="住处", type=FieldType.CHOICE, required=True, options=("家", "院")),
    FormField(key="note", label="说明", type=FieldType.TEXTAREA, required=False),
)


@pytest.fixture
def walk() -> FormWalk:
    model = FormModel((FormSection(FormBlock.APPLICANT, FIELDS),), date(2026, 11, 24))
    model.prefill({NAME: "张桂兰"})
    return FormWalk(model)


def at(walk: FormWalk) -> FieldKey | None:
    return walk.focused


def test_it_begins_at_the_first_field_that_needs_an_answer(walk: FormWalk) -> None:
    walk.begin()
    assert walk.focused == PHONE
    assert walk.first


def test_a_complete_form_begins_with_looking_it_over(walk: FormWalk) -> None:
    walk.model.set(PHONE, "13800005678")
    walk.model.choose(PLACE, "家")
    walk.begin()
    assert walk.focused is None


def test_next_goes_down_and_remembers_what_was_left(walk: FormWalk) -> None:
    walk.begin()
    walk.next()
    assert (walk.focused, walk.left) == (PLACE, {PHONE})


def test_behind_the_last_field_it_goes_back_to_what_is_missing(walk: FormWalk) -> None:
    walk.focus(NOTE)
    walk.next()
    assert walk.focused == PHONE
    assert walk.left == {PHONE, PLACE, NOTE}


def test_behind_the_last_field_of_a_complete_form_it_is_looked_over(walk: FormWalk) -> None:
    walk.model.set(PHONE, "13800005678")
    walk.model.choose(PLACE, "家")
    walk.focus(NOTE)
    walk.next()
    assert walk.focused is None


def test_a_corrected_field_leads_back_to_looking_over(walk: FormWalk) -> None:
    walk.model.set(PHONE, "13800005678")
    walk.model.choose(PLACE, "家")
    walk.left.update({PHONE, PLACE, NOTE})
    walk.focus(PHONE)
    walk.next()
    assert walk.focused is None


def test_the_only_fault_stays_in_hand(walk: FormWalk) -> None:
    walk.model.set(PHONE, "13800005678")
    walk.left.update({PHONE, PLACE, NOTE})
    walk.focus(NOTE)
    walk.next()
    assert at(walk) == PLACE
    walk.focus(NOTE)
    walk.model.choose(PLACE, "家")
    walk.model.set(NOTE, "字" * 400)
    walk.next()
    assert walk.focused == NOTE


def test_next_while_looking_over_goes_to_the_first_fault(walk: FormWalk) -> None:
    walk.look_over()
    walk.next()
    assert walk.focused == PHONE


def test_previous_goes_up_and_ends_in_looking_over(walk: FormWalk) -> None:
    walk.focus(PLACE)
    assert not walk.first
    walk.previous()
    assert at(walk) == PHONE
    walk.previous()
    assert at(walk) is None
    assert walk.first


def test_a_locked_field_cannot_be_taken_in_hand(walk: FormWalk) -> None:
    walk.begin()
    walk.focus(NAME)
    assert walk.focused is None


def test_an_unknown_field_is_a_mistake_of_the_caller(walk: FormWalk) -> None:
    with pytest.raises(KeyError):
        walk.focus(FieldKey("other"))


def test_a_form_with_nothing_to_type_is_looked_over(walk: FormWalk) -> None:
    model = FormModel((FormSection(FormBlock.APPLICANT, FIELDS[:1]),), date(2026, 11, 24))
    model.prefill({NAME: "张桂兰"})
    alone = FormWalk(model)
    assert alone.first
    alone.previous()
    alone.next()
    assert alone.focused is None
