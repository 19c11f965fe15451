"""Presenters of the pages with input: masking, faults in words, tags, filters, what is missing."""

from __future__ import annotations

from datetime import date

import pytest

from config.catalogue import Catalogue, load_catalogue
from config.catalogue.search import Hit
from config.domain.code_sets import FieldType, SubjectKind
from config.domain.identifiers import FieldKey, ItemId
from config.texts import Language, Texts
from kiosk.answers import FieldFault
from kiosk.form_walk import FormWalk
from kiosk.forms import FormModel
from kiosk.present.browse import BrowseBy, present_browse
from kiosk.present.form import grouped, present_form, shown_answer
from kiosk.present.item_row import item_tags
from kiosk.present.keyboard import input_manner, present_keyboard, writing_panels
from kiosk.present.lookup import LookupEntry, present_lookup
from kiosk.present.manual_id import NAME, NUMBER, manual_id_form, present_manual_id
from kiosk.present.search import present_search
from kiosk.present.step_view import StepView
from screens.input.keyboard_spec import Panel
from screens.input.pinyin import Style
from screens.pages.lookup import LookupField

TODAY = date(2026, 11, 24)
STEP = StepView("x", 3, 7)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(params=list(Language))
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts.load(request.param)


@pytest.fixture
def zh() -> Texts:
    return Texts.load(Language.ZH)


def model_of(catalogue: Catalogue, item: str) -> FormModel:
    return FormModel(catalogue.form(catalogue.item(ItemId(item)), SubjectKind.PERSONAL, agent=True), TODAY)


def test_every_fault_has_words_in_both_languages(texts: Texts) -> None:
    for fault in FieldFault:
        assert texts(f"form.error.{fault.value}", limit=3)


def test_every_form_of_the_catalogue_can_be_shown(texts: Texts, catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        for subject in SubjectKind:
            model = FormModel(catalogue.form(item, subject, agent=True), TODAY)
            for key in (None, *model.keys):
                state = present_form(texts, catalogue, FormWalk(model, key), STEP)
                choosing = key is not None and bool(model.field(key).options or model.field(key).type is FieldType.BOOL)
                assert (state.keyboard is None) is (key is None or choosing)


def test_personal_answers_are_masked_until_revealed(zh: Texts, catalogue: Catalogue) -> None:
    model = model_of(catalogue, "senior_allowance")
    answers = {
        "applicant_name": ("张桂兰", "张*兰", "张桂兰"),
        "applicant_id_no": ("610198194503120016", "610***********0016", "610198 19450312 0016"),
        "applicant_mobile": ("13800005678", "138****5678", "13800005678"),
        "contact_address": ("临潼区骊山街道1号", "临潼区骊山街道***", "临潼区骊山街道1号"),
        "payee_account": ("622848000000", "****0000", "6228 4800 0000"),
        "payee_bank": ("农业银行", "农业银行", "农业银行"),
        "agent_valid_until": ("20270131", "2027-01-31", "2027-01-31"),
    }
    for key, (typed, masked, clear) in answers.items():
        model.set(FieldKey(key), typed)
        assert shown_answer(zh, catalogue, model, FieldKey(key)) == masked
        assert shown_answer(zh, catalogue, model, FieldKey(key), revealed=True) == clear


def test_sensitive_answers_are_said_to_be_there_only(zh: Texts, catalogue: Catalogue) -> None:
    relief = model_of(catalogue, "minimum_living_allowance")
    relief.set(FieldKey("monthly_income"), "1200")
    assert shown_answer(zh, catalogue, relief, FieldKey("monthly_income")) == "已填写"
    card = model_of(catalogue, "disability_card_new")
    card.choose(FieldKey("disability_kind"), "视力")
    assert shown_answer(zh, catalogue, card, FieldKey("disability_kind")) == "已选 1 项"
    assert shown_answer(zh, catalogue, card, FieldKey("disability_kind"), revealed=True) == "视力"


def test_choices_are_said_in_the_language(texts: Texts, catalogue: Catalogue) -> None:
    model = model_of(catalogue, "senior_allowance")
    model.choose(FieldKey("living_place"), "与子女同住")
    shown = shown_answer(texts, catalogue, model, FieldKey("living_place"))
    assert shown == catalogue.text("与子女同住", texts.language)
    permit = model_of(catalogue, "disability_card_new")
    permit.choose(FieldKey("need_home_visit"), "no")
    assert shown_answer(texts, catalogue, permit, FieldKey("need_home_visit")) == texts("form.no")


def test_numbers_longer_than_their_groups_lose_nothing(catalogue: Catalogue) -> None:
    entry = model_of(catalogue, "senior_allowance").field(FieldKey("payee_account"))
    assert grouped(entry, "1" * 30).replace(" ", "") == "1" * 30
    number = model_of(catalogue, "senior_allowance").field(FieldKey("applicant_id_no"))
    assert grouped(number, "12345") == "12345"
    assert grouped(number, "1" * 19) == "111111 11111111 1111 1"


def test_the_hint_says_what_is_left_to_do(zh: Texts, catalogue: Catalogue) -> None:
    model = model_of(catalogue, "senior_allowance")
    walk = FormWalk(model)
    count = model.missing_count
    missing = present_form(zh, catalogue, walk, STEP)
    assert str(count) in missing.hint
    assert missing.done_label == zh("form.to_missing")
    model.set(FieldKey("applicant_mobile"), "1")
    walk.left.add(FieldKey("applicant_mobile"))
    assert present_form(zh, catalogue, walk, STEP).hint == zh("form.hint.wrong", count=1)


def test_a_wrong_answer_alone_leads_to_the_correction(zh: Texts, catalogue: Catalogue) -> None:
    model = manual_id_form(zh, TODAY)
    model.set(NAME, "张桂兰")
    model.set(NUMBER, "610198194503120017")
    walk = FormWalk(model, None, {NUMBER})
    state = present_manual_id(zh, catalogue, walk, STEP)
    assert state.done_label == zh("form.to_wrong")
    model.set(NUMBER, "610198194503120016")
    state = present_manual_id(zh, catalogue, walk, STEP)
    assert (state.complete, state.done_label) == (True, zh("manual_id.done"))
    assert state.hint == zh("manual_id.hint")


def test_each_field_gets_the_keys_it_needs(catalogue: Catalogue) -> None:
    model = model_of(catalogue, "senior_allowance")
    manners = {str(key): input_manner(model.field(key), Language.ZH) for key in model.keys}
    assert manners["applicant_mobile"].panels == (Panel.DIGITS,)
    assert manners["applicant_id_no"].point == "X"
    assert manners["applicant_name"].style is Style.NAME
    assert Panel.DIGITS not in manners["applicant_name"].panels
    assert manners["contact_address"].panels[0] is Panel.PINYIN
    assert writing_panels(Language.EN)[0] is Panel.LETTERS
    legal = catalogue.form(catalogue.item(ItemId("food_business_permit")), SubjectKind.LEGAL, agent=False)
    code = next(f for section in legal for f in section.fields if f.type is FieldType.USCC)
    assert input_manner(code, Language.ZH).capitals


def test_the_keys_have_words(texts: Texts) -> None:
    words = present_keyboard(texts)
    assert words.pinyin
    assert words.delete


def test_tags_say_where_an_item_is_done(zh: Texts, catalogue: Catalogue) -> None:
    def tags(item: str, *, online: bool = True) -> list[str]:
        found = item_tags(zh, catalogue, catalogue.item(ItemId(item)), today=TODAY, online=online)
        return [tag.text for tag in found]

    assert tags("senior_allowance") == ["本机能办", "免费", "断网可先封存"]
    assert tags("minimum_living_allowance") == ["到窗口办", "本机可先交预审"]
    assert tags("temporary_relief") == ["到窗口办", "本机可查条件、打清单"]
    assert tags("benefit_eligibility_check") == ["本机能办", "要联网"]
    assert tags("benefit_eligibility_check", online=False) == ["联网后可用"]


def test_results_can_be_filtered(texts: Texts, catalogue: Catalogue) -> None:
    hits = [Hit(item, 1, "") for item in catalogue.items]
    every = present_search(texts, catalogue, query="x", hits=hits, today=TODAY)
    assert [chip.key for chip in every.chips][:2] == ["all", "here"]
    assert len(every.items) == len(hits)
    here = present_search(texts, catalogue, query="x", hits=hits, chosen="here", today=TODAY)
    one = present_search(texts, catalogue, query="x", hits=hits, chosen="education", today=TODAY)
    assert 0 < len(one.items) < len(here.items) < len(every.items)


def test_one_result_needs_no_filter_and_none_has_a_way_on(texts: Texts, catalogue: Catalogue) -> None:
    hits = [Hit(ItemId("temporary_relief"), 1, ""), Hit(ItemId("minimum_living_allowance"), 1, "")]
    two = present_search(texts, catalogue, query="x", hits=hits, today=TODAY)
    assert [chip.key for chip in two.chips] == ["all", "civil_affairs"]
    assert present_search(texts, catalogue, query="x", hits=hits[:1], today=TODAY).chips == ()
    none = present_search(texts, catalogue, query="xyz", hits=[], typing=False, today=TODAY)
    assert none.empty is not None
    assert "xyz" in none.empty.sentence
    assert none.keyboard is None
    assert present_search(texts, catalogue, query=" ", hits=[], today=TODAY).empty is None


def test_browsing_lists_groups_then_items(texts: Texts, catalogue: Catalogue) -> None:
    for by in (BrowseBy.DEPARTMENTS, BrowseBy.TOPICS):
        groups = present_browse(texts, catalogue, by=by, today=TODAY)
        assert groups.groups
        assert not groups.items
        chosen = present_browse(texts, catalogue, by=by, group=groups.groups[0].item_id, today=TODAY)
        assert chosen.items
        assert not chosen.groups
    assert len(present_browse(texts, catalogue, by=BrowseBy.ALL, today=TODAY).items) == len(catalogue.items)
    with pytest.raises(KeyError):
        present_browse(texts, catalogue, by=BrowseBy.TOPICS, group="none", today=TODAY)


def test_numbers_are_read_as_people_type_them() -> None:
    entry = LookupEntry("ls01 261124 10037 j", "740 551")
    assert (entry.receipt_number, entry.lookup_code) == ("LS01-261124-10037-J", "740551")
    assert (LookupEntry("LS01", "12").receipt_number, LookupEntry("LS01", "12").lookup_code) == (None, None)


def test_the_lookup_says_what_is_missing(zh: Texts) -> None:
    code = LookupField.CODE
    assert present_lookup(zh, LookupEntry(), card_offered=False).keyboard.act_sub == zh("lookup.receipt_missing")
    assert present_lookup(zh, LookupEntry("", "12", code), card_offered=False).keyboard.act_sub == zh(
        "lookup.receipt_missing"
    )
    offline = present_lookup(zh, LookupEntry(), card_offered=True, online=False)
    assert offline.notice == zh("lookup.offline")
    locked = present_lookup(zh, LookupEntry(), card_offered=True, locked_minutes=5)
    assert locked.notice == zh("lookup.locked", minutes=5)


def test_what_is_typed_does_not_show_in_a_repr(zh: Texts, catalogue: Catalogue) -> None:
    entry = LookupEntry("LS01-261124-10037-J", "740551")
    assert "740551" not in repr(entry) + repr(present_lookup(zh, entry, card_offered=True))
    model = model_of(catalogue, "senior_allowance")
    model.set(FieldKey("contact_address"), "临潼区骊山街道1号")
    state = present_form(zh, catalogue, FormWalk(model, FieldKey("contact_address")), STEP)
    assert "1号" not in repr(state)
    assert "1号" not in repr(present_search(zh, catalogue, query="1号", hits=[], typing=True, today=TODAY))
