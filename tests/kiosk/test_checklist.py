"""The checklist: how materials are sorted, what its slip says, and the same words on A4."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from PySide6.QtWidgets import QApplication

from config.catalogue import load_catalogue
from config.catalogue.schema import Item
from config.domain.identifiers import ItemId
from config.settings import load_settings
from config.texts import Language, Texts
from drivers.printer.document import Cut, QrCode, Slip, Title
from kiosk.app import CHINA_TIME
from kiosk.checklist import checklist_of
from kiosk.checklist_facts import checklist_facts
from kiosk.finding_slips import WayFacts, checklist_slip, way_slip
from kiosk.slip_pages import NotForSheetsError, slip_pages
from screens.fonts import FontFiles, load_fonts

CATALOGUE = load_catalogue()
SETTINGS = load_settings(site=None, terminal=None, environ={})
HOUSING = CATALOGUE.item(ItemId("public_rental_housing"))
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA_TIME)


@pytest.mark.parametrize("item", CATALOGUE.items.values(), ids=lambda item: item.id)
def test_every_material_is_in_one_group(item: Item) -> None:
    """Whatever is there, nothing is told twice and nothing is left out."""
    needed = CATALOGUE.materials_of(item)
    for have in ((), [one.ref for one in needed], [one.ref for one in needed[::2]]):
        groups = checklist_of(CATALOGUE, item, {}, have)
        told = [*groups.missing, *groups.later, *groups.ready, *groups.nothing_to_bring]
        assert sorted(one.ref for one in told) == sorted(one.ref for one in needed)
    assert checklist_of(CATALOGUE, item, {}, [one.ref for one in needed]).complete


def test_what_may_follow_later_is_not_missing() -> None:
    """And what is made here or looked up is nobody's to bring."""
    groups = checklist_of(CATALOGUE, HOUSING, {"married": "single"}, {"id_card"})
    assert [one.ref for one in groups.missing] == ["household_register", "residence_proof"]
    assert [one.ref for one in groups.later] == ["employment_or_study_proof"]
    assert [one.ref for one in groups.ready] == ["id_card"]
    assert [one.ref for one in groups.nothing_to_bring] == ["income_statement"]
    licence = checklist_of(CATALOGUE, CATALOGUE.item(ItemId("food_business_permit")), {}, ())
    assert "business_license" in [one.ref for one in licence.nothing_to_bring]


def test_every_material_of_the_sample_says_who_gives_it_out() -> None:
    """Else "where to get it" would be empty."""
    assert all(material.issuer and material.icon for material in CATALOGUE.file.materials.values())


@pytest.mark.parametrize("language", Language)
def test_slip_says_what_is_missing_where_to_get_it_and_of_when_it_is(language: Language) -> None:
    """In both languages, with boxes to tick."""
    texts = Texts.load(language)
    facts = checklist_facts(texts, CATALOGUE, HOUSING, SETTINGS, {"married": "married"}, {"id_card"})
    words = checklist_slip(texts, facts, NOW).to_text()
    register = CATALOGUE.file.materials["household_register"]
    assert f"□ {CATALOGUE.text(register.name, language)}" in words
    assert CATALOGUE.text(register.issuer or "", language) in words
    assert f"■ {CATALOGUE.text(CATALOGUE.file.materials['id_card'].name, language)}" in words
    assert texts("guide.original.at_window") in words
    assert texts("slip.notice.as_of", date=CATALOGUE.as_of(HOUSING).isoformat()) in words
    assert texts("missing.none") not in words


def test_slip_says_when_nothing_is_missing() -> None:
    """A list of ticks alone would leave somebody in doubt."""
    texts = Texts.load(Language.ZH)
    have = {one.ref for one in CATALOGUE.materials_of(HOUSING)}
    facts = checklist_facts(texts, CATALOGUE, HOUSING, SETTINGS, {}, have)
    assert texts("missing.none") in checklist_slip(texts, facts, NOW).to_text()


def test_slips_become_sheets(qapp: QApplication) -> None:
    """The same words on A4, with the station at the foot; what belongs on a roll is refused."""
    load_fonts(FontFiles())
    texts = Texts.load(Language.ZH)
    facts = checklist_facts(texts, CATALOGUE, HOUSING, SETTINGS, {"married": "married"}, set())
    way = WayFacts("测试点", "正在办公", (("地址", "测试路1号\n二楼"), ("电话", "029-00000000")), sample=True)
    for slip in (checklist_slip(texts, facts, NOW), way_slip(texts, way, NOW)):
        pages = slip_pages(texts, slip, station="站", terminal_no=1, printed_at=NOW)
        assert pages.count == len(re.findall(rb"/Type\s*/Page\b", pages.pdf)) >= 1
    for block in (QrCode("x"), Cut()):
        with pytest.raises(NotForSheetsError):
            slip_pages(texts, Slip((Title("x"), block)), station="站", terminal_no=1, printed_at=NOW)
