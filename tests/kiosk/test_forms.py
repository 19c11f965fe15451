"""Forms: every field type, every fault, locked answers, what goes on the wire."""

from __future__ import annotations

from datetime import date

import pytest

from config.catalogue.model import FormBlock, FormSection
from config.catalogue.schema import FormField
from config.domain.code_sets import FieldType
from config.domain.credit_code import check_character
from config.domain.identifiers import FieldKey
from kiosk import answers
from kiosk.answers import AnswerError, FieldFault, id_number_fault, max_length, read_answer, read_date
from kiosk.forms import FieldError, FormModel

TODAY = date(2026, 11, 24)
NUMBER = "610198194503120016"
USCC_BODY = "92610198MA6TEST0X".replace("S", "5")
CREDIT_CODE = USCC_BODY + check_character(USCC_BODY)


def entry(kind: FieldType, **more: object) -> FormField:
    options = ("甲", "乙", "丙") if kind in {FieldType.CHOICE, FieldType.MULTI_CHOICE} else ()
    return FormField.model_validate(
        {"key": "the_field", "label": "标签", "type": kind, "required": True, "options": options, **more}
    )


def read(kind: FieldType, text: str, **more: object) -> answers.Value:
    return read_answer(entry(kind, **more), text, TODAY)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldType.TEXT, " 农业银行 ", "农业银行"),
        (FieldType.NAME, "张桂兰", "张桂兰"),
        (FieldType.NAME, "阿卜杜拉·热合曼", "阿卜杜拉·热合曼"),
        (FieldType.ID_NUMBER, "6101 9819 4503 1200 16", NUMBER),
        (FieldType.ID_NUMBER, "61019819520908002x", "61019819520908002X"),
        (FieldType.USCC, CREDIT_CODE.lower(), CREDIT_CODE),
        (FieldType.PHONE, "138 0000 5678", "13800005678"),
        (FieldType.PHONE, "029-00000001", "029-00000001"),
        (FieldType.PHONE, "83810000", "83810000"),
        (FieldType.DATE, "20261124", date(2026, 11, 24)),
        (FieldType.CHOICE, "乙", "乙"),
        (FieldType.MULTI_CHOICE, "甲\n丙", ("甲", "丙")),
        (FieldType.AMOUNT, "1200.5", 120050),
        (FieldType.AMOUNT, "0", 0),
        (FieldType.INTEGER, "20", 20),
        (FieldType.ADDRESS, "临潼区骊山街道1号", "临潼区骊山街道1号"),
        (FieldType.BANK_ACCOUNT, "6228 4800 0000 0000 000", "6228480000000000000"),
        (FieldType.TEXTAREA, "情况说明", "情况说明"),
        (FieldType.BOOL, "yes", True),
        (FieldType.BOOL, "no", False),
    ],
)
def test_each_type_is_read(kind: FieldType, text: str, value: answers.Value) -> None:
    assert read(kind, text) == value


def test_every_type_of_the_catalogue_is_known() -> None:
    for kind in FieldType:
        assert max_length(entry(kind)) >= 0
        with pytest.raises(AnswerError):
            read(kind, "!" * 400)


@pytest.mark.parametrize(
    ("kind", "text", "fault"),
    [
        (FieldType.TEXT, "字" * 101, FieldFault.TOO_LONG),
        (FieldType.NAME, "张", FieldFault.NAME),
        (FieldType.NAME, "张3", FieldFault.NAME),
        (FieldType.ID_NUMBER, "61019819450312", FieldFault.ID_LENGTH),
        (FieldType.ID_NUMBER, "6101981945031200A6", FieldFault.ID_CHARACTERS),
        (FieldType.ID_NUMBER, "010198194503120016", FieldFault.ID_REGION),
        (FieldType.ID_NUMBER, "610198194513120016", FieldFault.ID_BIRTH_DATE),
        (FieldType.ID_NUMBER, "610198204503120016", FieldFault.ID_BIRTH_DATE),
        (FieldType.ID_NUMBER, "610198194503120017", FieldFault.ID_CHECK),
        (FieldType.ID_NUMBER, "911840198001010012", FieldFault.ID_CHECK),
        (FieldType.USCC, CREDIT_CODE[:-1], FieldFault.CODE_LENGTH),
        (FieldType.USCC, "I" * 18, FieldFault.CODE_CHARACTERS),
        (FieldType.USCC, "A" * 18, FieldFault.CODE_REGION),
        (FieldType.USCC, USCC_BODY + ("1" if CREDIT_CODE[-1] != "1" else "2"), FieldFault.CODE_CHECK),
        (FieldType.PHONE, "12345", FieldFault.PHONE),
        (FieldType.PHONE, "12000005678", FieldFault.PHONE),
        (FieldType.DATE, "202611", FieldFault.DATE_INCOMPLETE),
        (FieldType.DATE, "20260230", FieldFault.DATE),
        (FieldType.DATE, "18990101", FieldFault.DATE),
        (FieldType.DATE, "2026年1月", FieldFault.DATE),
        (FieldType.AMOUNT, "12.345", FieldFault.AMOUNT),
        (FieldType.AMOUNT, "12.", FieldFault.AMOUNT),
        (FieldType.INTEGER, "1.5", FieldFault.NOT_A_NUMBER),
        (FieldType.BANK_ACCOUNT, "1234567", FieldFault.ACCOUNT),
        (FieldType.BANK_ACCOUNT, "12345678a", FieldFault.ACCOUNT),
        (FieldType.CHOICE, "丁", FieldFault.OPTION),
        (FieldType.MULTI_CHOICE, "甲\n丁", FieldFault.OPTION),
        (FieldType.BOOL, "maybe", FieldFault.OPTION),
    ],
)
def test_each_fault_has_its_name(kind: FieldType, text: str, fault: FieldFault) -> None:
    with pytest.raises(AnswerError) as caught:
        read(kind, text)
    assert caught.value.fault is fault
    assert text not in str(caught.value)


@pytest.mark.parametrize(("text", "fault"), [("0", FieldFault.TOO_SMALL), ("21", FieldFault.TOO_LARGE)])
def test_whole_numbers_keep_their_bounds(text: str, fault: FieldFault) -> None:
    with pytest.raises(AnswerError) as caught:
        read(FieldType.INTEGER, text, min=1, max=20)
    assert (caught.value.fault, caught.value.limit) == (fault, 1 if fault is FieldFault.TOO_SMALL else 20)


def test_bounds_of_amounts_are_yuan() -> None:
    assert read(FieldType.AMOUNT, "100", max=100) == 10_000
    with pytest.raises(AnswerError) as caught:
        read(FieldType.AMOUNT, "100.01", max=100)
    assert caught.value.fault is FieldFault.TOO_LARGE


def test_the_catalogue_bounds_the_length_of_texts_only() -> None:
    assert max_length(entry(FieldType.TEXT, max=40)) == 40
    assert max_length(entry(FieldType.TEXTAREA)) == answers.LONGEST_TEXTAREA
    assert max_length(entry(FieldType.INTEGER, max=20)) == 9


def test_a_missing_digit_of_a_date_is_counted() -> None:
    with pytest.raises(AnswerError) as caught:
        read_date("2026112")
    assert caught.value.limit == 1


@pytest.mark.parametrize("number", [NUMBER, "61019819520908002X", "610198199001010047"])
def test_a_sound_number_has_no_fault(number: str) -> None:
    assert id_number_fault(number, TODAY) is None


FIELDS = (
    FormField(key="applicant_name", label="姓名", type=FieldType.NAME, required=True, source="id_card"),
    FormField(key="applicant_mobile", label="手机号码", type=FieldType.PHONE, required=True),
)
OWN = (
    FormField(key="kinds", label="类别", type=FieldType.MULTI_CHOICE, required=True, options=("一", "二", "三")),
    FormField(key="place", label="住处", type=FieldType.CHOICE, required=False, options=("家", "院")),
    FormField(key="since", label="日期", type=FieldType.DATE, required=False),
    FormField(key="visit", label="上门", type=FieldType.BOOL, required=False),
)
NAME, MOBILE, KINDS, PLACE, SINCE, VISIT = (
    FieldKey(k) for k in ("applicant_name", "applicant_mobile", "kinds", "place", "since", "visit")
)


@pytest.fixture
def model() -> FormModel:
    return FormModel((FormSection(FormBlock.APPLICANT, FIELDS), FormSection(FormBlock.ITEM, OWN)), TODAY)


def test_a_new_form_misses_what_is_required(model: FormModel) -> None:
    assert list(model.errors()) == [NAME, MOBILE, KINDS]
    assert model.errors()[NAME] == FieldError(NAME, FieldFault.MISSING)
    assert model.errors()[NAME].text_key == "form.error.missing"
    assert (model.missing_count, model.complete) == (3, False)


def test_what_the_card_says_is_not_typed_over(model: FormModel) -> None:
    model.prefill({NAME: "张桂兰", MOBILE: "", SINCE: "20200101"})
    model.set(NAME, "李四")
    model.set(SINCE, "20210101")
    assert (model.text(NAME), model.locked(NAME)) == ("张桂兰", True)
    assert (model.value(SINCE), model.locked(SINCE)) == (date(2021, 1, 1), False)
    assert model.text(MOBILE) == ""


def test_several_choices_go_in_and_out_in_the_order_of_the_form(model: FormModel) -> None:
    model.choose(KINDS, "三")
    model.choose(KINDS, "一")
    assert model.value(KINDS) == ("一", "三")
    model.choose(KINDS, "三")
    assert model.chosen(KINDS) == ("一",)
    model.choose(KINDS, "一")
    assert model.value(KINDS) is None


def test_one_choice_replaces_the_other(model: FormModel) -> None:
    model.choose(PLACE, "家")
    model.choose(PLACE, "院")
    assert model.value(PLACE) == "院"


def test_a_wrong_answer_has_no_value_and_one_error(model: FormModel) -> None:
    model.set(MOBILE, "123")
    assert model.value(MOBILE) is None
    assert model.error(MOBILE) == FieldError(MOBILE, FieldFault.PHONE)


def test_a_field_that_may_stay_empty_may(model: FormModel) -> None:
    assert model.error(PLACE) is None
    model.set(SINCE, "2020")
    assert model.error(SINCE) == FieldError(SINCE, FieldFault.DATE_INCOMPLETE, 4)


def test_unknown_fields_are_a_mistake_of_the_caller(model: FormModel) -> None:
    with pytest.raises(KeyError):
        model.set(FieldKey("other"), "x")
    with pytest.raises(KeyError):
        model.field(FieldKey("other"))


def test_a_complete_form_goes_on_the_wire(model: FormModel) -> None:
    model.prefill({NAME: "张桂兰"})
    model.set(MOBILE, "13800005678")
    model.choose(KINDS, "二")
    model.set(SINCE, "20200229")
    model.choose(VISIT, "no")
    assert model.complete
    assert [(f.key, f.value) for f in model.to_fields()] == [
        ("applicant_name", "张桂兰"),
        ("applicant_mobile", "13800005678"),
        ("kinds", ("二",)),
        ("place", None),
        ("since", "2020-02-29"),
        ("visit", False),
    ]


def test_the_keys_of_a_section(model: FormModel) -> None:
    assert model.keys_of([FormBlock.APPLICANT]) == (NAME, MOBILE)
    assert model.keys == (NAME, MOBILE, KINDS, PLACE, SINCE, VISIT)


def test_a_wiped_form_knows_nothing(model: FormModel) -> None:
    model.prefill({NAME: "张桂兰"})
    model.wipe()
    assert (model.text(NAME), model.locked(NAME)) == ("", False)


def test_no_answer_shows_in_a_repr(model: FormModel) -> None:
    model.prefill({NAME: "张桂兰"})
    assert "张桂兰" not in repr(model)
