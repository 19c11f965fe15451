"""The sample catalogue and what can be asked of a catalogue."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path

import pytest

from config.catalogue import Catalogue, load_catalogue
from config.catalogue.material_schema import ScanPaper, ScanRule
from config.catalogue.model import FormBlock
from config.catalogue.schema import Item
from config.domain.code_sets import Capture, Necessity, OfflinePolicy, SubjectKind
from config.domain.identifiers import DepartmentId, ItemId, MaterialRef, TopicId
from config.texts import Language
from tests.config.catalogue.conftest import SAMPLE, Tree, dump

SENIOR, HOUSING = ItemId("senior_allowance"), ItemId("public_rental_housing")


def refs(catalogue: Catalogue, item_id: str, answers: dict[str, str] | None = None) -> dict[str, str]:
    """Give the needed materials with their necessity."""
    item = catalogue.item(ItemId(item_id))
    return {need.ref: need.necessity.value for need in catalogue.materials_of(item, answers)}


def test_sample_is_whole(sample: Catalogue) -> None:
    """Twenty-four items, eleven departments, five service points, and marked as a sample."""
    assert (len(sample.items), len(sample.departments), len(sample.service_points)) == (24, 11, 5)
    assert sample.sample_data
    assert sample.version == "sample-2025.2"
    assert all(point.map_xy and point.map_sample and not point.coordinates for point in sample.service_points.values())


def test_every_item_is_found_by_topic_and_has_an_icon(sample: Catalogue) -> None:
    """No topic is empty, no item without one."""
    assert all(sample.items_of_topic(topic) for topic in sample.topics)
    assert all(item.topics and item.icon for item in sample.items.values())


def test_every_item_has_its_department(sample: Catalogue) -> None:
    """Departments come in their order, and together hold every item."""
    assert next(iter(sample.departments)) == "civil_affairs"
    assert sum(len(sample.items_of_department(department)) for department in sample.departments) == 24
    assert sample.items_of_department(DepartmentId("education"))[0].id == "school_enrol_migrant"
    assert sample.department_of(sample.item(SENIOR)).name == "民政"


def test_conditions_come_with_questions(sample: Catalogue) -> None:
    """Every item with conditional materials asks the questions that settle them."""
    for item in sample.items.values():
        conditional = any(m.necessity is Necessity.CONDITIONAL for m in item.materials)
        assert conditional <= bool(item.situations), item.id


def short_texts(catalogue: Catalogue) -> set[str]:
    """Give every short Chinese text that the interface can show."""
    file = catalogue.file
    texts: set[str | None] = {file.region.name}
    for department in file.departments:
        texts |= {department.name, department.display}
    for point in file.service_points:
        texts |= {point.name, point.parent, point.address, point.hours.note, *point.windows}
    blocks = file.form_blocks
    always = (blocks.applicant_personal, blocks.applicant_legal, blocks.agent, blocks.guardian)
    forms = (*always, *(item.form for item in file.items))
    for field in (field for form in forms for field in form):
        texts |= {field.label, field.help, *field.options}
    for material in file.materials.values():
        texts |= {material.name, material.note, material.issuer}
    for item in file.items:
        texts |= item_texts(item)
    return {text for text in texts if text}


def item_texts(item: Item) -> set[str | None]:
    """Give the short texts of one item."""
    texts: set[str | None] = {item.result.name, item.onsite_reason, item.fee.note, item.identity.agent_note}
    texts |= {item.deferred_acceptance_note, item.statutory_limit.note, item.promised_limit.note}
    texts |= {*item.fee.waivers, *item.alternatives, *item.special_procedures, *item.payment_methods}
    texts |= {text for fee in item.fee.items for text in (fee.name, fee.unit)}
    texts |= {text for need in item.materials for text in (need.when, need.note)}
    texts |= {situation.question for situation in item.situations}
    options = [option for situation in item.situations for option in situation.options]
    texts |= {text for option in options for text in (option.label, option.advice, *option.conditions)}
    if item.commitment_terms:
        texts |= {*item.commitment_terms.terms, *item.commitment_terms.consequences}
    if item.deadline_guard:
        texts.add(item.deadline_guard.season)
    return texts


def test_interface_is_complete_in_english(sample: Catalogue) -> None:
    """Every short text has its English form, none is left over, and none has Chinese in it."""
    english = sample.file.english
    assert short_texts(sample) == set(english)
    assert not any("\u3400" <= character <= "\u9fff" for text in english.values() for character in text)
    assert all(item.en for item in sample.items.values())


def test_texts_in_both_languages(sample: Catalogue) -> None:
    """Labels by dictionary, names by item and topic; what has no English form stays Chinese."""
    item = sample.item(SENIOR)
    assert sample.text("户口簿", Language.EN) == "Household register"
    assert sample.text("户口簿", Language.ZH) == "户口簿"
    assert sample.text(item.guide, Language.EN) == item.guide
    assert sample.item_common_name(item, Language.EN) == "Senior allowance"
    assert sample.item_common_name(item, Language.ZH) == "高龄补贴"
    assert sample.item_name(item, Language.EN) == "Allowance for residents of advanced age"
    assert sample.item_name(item, Language.ZH) == "高龄老人补贴申领"
    topic = sample.topics[TopicId("old_age")]
    assert (sample.topic_name(topic, Language.ZH), sample.topic_name(topic, Language.EN)) == ("老人", "Older people")
    bare = item.model_copy(update={"en": None})
    assert sample.item_name(bare, Language.EN) == item.name
    assert sample.item_common_name(bare, Language.EN) == item.common_name


def test_answers_shorten_the_list(sample: Catalogue) -> None:
    """Open questions leave conditions standing, answers settle them."""
    assert refs(sample, SENIOR) == {
        "id_card": "required",
        "household_register": "conditional",
        "social_card_account": "deferrable",
        "agent_id_card": "conditional",
        "agent_authorization": "conditional",
    }
    assert refs(sample, SENIOR, {"who": "self", "register": "same"}) == {
        "id_card": "required",
        "social_card_account": "deferrable",
    }
    assert refs(sample, SENIOR, {"who": "agent", "register": "same", "weather": "fine"}) == {
        "id_card": "required",
        "social_card_account": "deferrable",
        "agent_id_card": "required",
        "agent_authorization": "required",
    }


def test_answers_can_drop_a_paper(sample: Catalogue) -> None:
    """A commitment replaces the proof."""
    assert refs(sample, "unemployment_registration", {"proof": "promise"}) == {
        "id_card": "required",
        "commitment_letter": "required",
    }
    assert refs(sample, "unemployment_registration", {"proof": "yes"}) == {
        "id_card": "required",
        "termination_proof": "deferrable",
    }


def test_relative_and_guardian_are_told_apart(sample: Catalogue) -> None:
    """Only a guardian proves guardianship."""
    assert "guardian_proof" not in refs(sample, "disability_subsidies", {"who": "agent"})
    assert refs(sample, "disability_subsidies", {"who": "guardian"})["guardian_proof"] == "required"


def test_conditions_without_questions_stay(sample: Catalogue) -> None:
    """A catalogue that asks nothing loses nothing; the condition is told in words."""
    item = sample.item(SENIOR).model_copy(update={"situations": ()})
    needs = {need.ref: need for need in sample.materials_of(item, {"who": "self"})}
    register = needs[MaterialRef("household_register")]
    assert (register.necessity, register.when) == (Necessity.CONDITIONAL, "身份证住址与户籍不一致时")


def test_notes_of_the_item_come_first(sample: Catalogue) -> None:
    """An item's note replaces the library's."""
    photo = {n.ref: n for n in sample.materials_of(sample.item(ItemId("veteran_card")))}[MaterialRef("photo_white")]
    assert photo.note is not None
    assert photo.note.startswith("白底")
    card = sample.materials_of(sample.item(SENIOR))[0]
    assert card.note == sample.material(MaterialRef("id_card")).note


def test_the_demonstration_item_has_two_papers_to_scan(sample: Catalogue) -> None:
    """Public rental housing: two required scans, handed in here, and may wait without a line."""
    item = sample.item(HOUSING)
    scans = [
        need.ref
        for need in sample.materials_of(item, {"married": "single"})
        if need.necessity is Necessity.REQUIRED and need.material.capture is Capture.SCAN
    ]
    assert scans == ["household_register", "residence_proof"]
    assert item.kiosk.offline is OfflinePolicy.QUEUE
    assert sample.may_queue(item, date(2026, 11, 24))


def test_forms_are_put_together(sample: Catalogue) -> None:
    """Who applies, the item's own fields, who acts for the applicant."""
    sections = sample.form(sample.item(HOUSING), SubjectKind.PERSONAL, agent=True)
    assert [section.block for section in sections] == [FormBlock.APPLICANT, FormBlock.ITEM, FormBlock.AGENT]
    assert sections[0].fields[0].field_key == "applicant_name"
    relief = sample.form(sample.item(ItemId("temporary_relief")), SubjectKind.LEGAL, agent=False)
    assert [section.block for section in relief] == [FormBlock.APPLICANT]
    assert relief[0].fields[0].key == "org_name"


def test_no_waiting_right_before_a_deadline(sample: Catalogue) -> None:
    """Three days before the last day and on it nothing may wait; before and after it may."""
    school = sample.item(ItemId("school_enrol_migrant"))
    allowed = [sample.may_queue(school, date(2026, 7, day)) for day in (11, 12, 15, 16)]
    assert allowed == [True, False, False, True]
    assert not sample.may_queue(sample.item(ItemId("nontax_payment")), date(2026, 7, 1))


def test_a_deadline_early_in_the_next_year_counts(sample: Catalogue) -> None:
    """The days before 2 January lie in December."""
    school = sample.item(ItemId("school_enrol_migrant"))
    assert school.deadline_guard is not None
    guard = school.deadline_guard.model_copy(update={"last_day": "01-02"})
    early = school.model_copy(update={"deadline_guard": guard})
    assert [sample.may_queue(early, date(2026, 12, day)) for day in (29, 30)] == [True, False]


def test_guides_grow_old(sample: Catalogue) -> None:
    """After thirty days a guide is stale; a sample can be dated, everything but its dates stays."""
    item = sample.item(SENIOR)
    assert sample.as_of(item) == date(2025, 1, 1)
    assert not sample.stale(item, date(2025, 1, 31))
    assert sample.stale(item, date(2025, 2, 1))
    dated = load_catalogue(sample_as_of=date(2026, 11, 20))
    assert not dated.stale(dated.item(SENIOR), date(2026, 11, 24))
    assert dated.content_hash == sample.content_hash
    assert dated.as_of(item.model_copy(update={"as_of": None})) == date(2026, 11, 20)


def test_a_real_catalogue_keeps_its_dates(sample_tree: Tree, tmp_path: Path) -> None:
    """The dates of published guides are facts."""
    tree = copy.deepcopy(sample_tree)
    tree["sample_data"] = False
    path = tmp_path / "real.yaml"
    path.write_text(dump(tree), encoding="utf-8")
    catalogue = load_catalogue(path, sample_as_of=date(2026, 11, 20))
    assert catalogue.as_of(catalogue.item(SENIOR)) == date(2025, 1, 1)
    with pytest.raises(ValueError, match="sample"):
        catalogue.dated(date(2026, 11, 20))


def test_fees_in_fen(sample: Catalogue) -> None:
    """Money is whole fen; what stands on a payment notice has no amount."""
    card = sample.item(ItemId("id_card_renewal")).fee
    assert [fee.amount_fen for fee in card.items] == [2000, 4000, 1000]
    assert sample.item(ItemId("nontax_payment")).fee.items[0].amount_fen is None


def test_unknown_item(sample: Catalogue) -> None:
    """An id that the catalogue does not hold."""
    with pytest.raises(KeyError):
        sample.item(ItemId("nothing"))


def test_old_schema_version_is_still_read(sample_tree: Tree, tmp_path: Path) -> None:
    """A file of version 1.0 has no topics, situations, dates and English."""
    tree = copy.deepcopy(sample_tree)
    tree["schema_version"] = "1.0"
    for key in ("topics", "english"):
        del tree[key]
    for entry in tree["items"]:
        for key in ("topics", "situations", "as_of", "en", "icon", "commitment_terms"):
            entry.pop(key, None)
    path = tmp_path / "old.yaml"
    path.write_text(dump(tree), encoding="utf-8")
    catalogue = load_catalogue(path)
    assert len(catalogue.items) == 24
    assert catalogue.text("户口簿", Language.EN) == "户口簿"


def test_cache_gives_the_same_catalogue(tmp_path: Path, sample: Catalogue) -> None:
    """The second start reads the cache and gets the same."""
    load_catalogue(cache_dir=tmp_path / "cache")
    (cache,) = (tmp_path / "cache").iterdir()
    assert cache.name.startswith("catalogue-1-")
    assert load_catalogue(cache_dir=tmp_path / "cache") == sample


@pytest.mark.parametrize("content", [b"", b"{}", b'{"schema": "gov-kiosk/catalogue"}', b"\xff"])
def test_damaged_cache_is_made_anew(tmp_path: Path, sample: Catalogue, content: bytes) -> None:
    """A damaged cache costs time and nothing else."""
    load_catalogue(cache_dir=tmp_path)
    (cache,) = tmp_path.iterdir()
    whole = cache.read_bytes()
    cache.write_bytes(content)
    assert load_catalogue(cache_dir=tmp_path) == sample
    assert cache.read_bytes() == whole


def test_caches_of_other_files_are_dropped(tmp_path: Path) -> None:
    """A new catalogue replaces the cache of the old one."""
    load_catalogue(cache_dir=tmp_path)
    other = tmp_path / "other.yaml"
    other.write_bytes(SAMPLE.read_bytes() + b"\n# another file\n")
    load_catalogue(other, cache_dir=tmp_path)
    assert len(list(tmp_path.glob("catalogue-*.json"))) == 1


def test_cache_that_cannot_be_written(tmp_path: Path, sample: Catalogue) -> None:
    """A full or read-only disk does not stop the terminal from starting."""
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    assert load_catalogue(cache_dir=blocked / "cache") == sample


def test_two_to_a_page_is_for_cards_in_one_file() -> None:
    """Anything else is a mistake of the catalogue's author."""
    assert ScanRule(paper=ScanPaper.CARD, one_pdf=True, two_to_a_page=True).two_to_a_page
    for wrong in ({"paper": ScanPaper.A4, "one_pdf": True}, {"paper": ScanPaper.CARD}):
        with pytest.raises(ValueError, match="two to a page"):
            ScanRule(two_to_a_page=True, **wrong)


def test_scan_rules_of_the_sample(sample: Catalogue) -> None:
    """A booklet's pages go as one file; a card's two sides share a page; all else as it is by default."""
    register = sample.material(MaterialRef("household_register")).scan
    card = sample.material(MaterialRef("disability_card")).scan

    assert (register.paper, register.one_pdf, register.max_kb) == (ScanPaper.BOOKLET, True, 300)
    assert (card.paper, card.one_pdf, card.two_to_a_page) == (ScanPaper.CARD, True, True)
    assert sample.material(MaterialRef("residence_proof")).scan == ScanRule()
