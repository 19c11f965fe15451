"""The notice sheet as A4 pages."""

from __future__ import annotations

import dataclasses
import re
import threading
from datetime import datetime

import pytest
from PySide6.QtWidgets import QApplication

from config.catalogue import load_catalogue
from config.settings import load_settings
from config.texts import Language, Texts
from kiosk.app import CHINA_TIME
from kiosk.notice_pages import Pages, _html, notice_pages
from kiosk.notice_sheet import notice_facts
from kiosk.slips import NoticeFacts
from screens.fonts import FontFiles, load_fonts

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA_TIME)
CATALOGUE = load_catalogue()


def facts_of(item: str, texts: Texts) -> NoticeFacts:
    settings = load_settings(site=None, terminal=None, environ={})
    found = next(one for one in CATALOGUE.items if one == item)
    return notice_facts(texts, CATALOGUE, CATALOGUE.item(found), settings, {})


def made(texts: Texts, facts: NoticeFacts) -> Pages:
    """On a thread of its own, as the terminal does."""
    found: list[Pages] = []
    thread = threading.Thread(
        target=lambda: found.append(notice_pages(texts, facts, station="站", terminal_no=1, printed_at=NOW))
    )
    thread.start()
    thread.join()
    return found[0]


def page_objects(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.fixture(scope="module", autouse=True)
def _faces(qapp: QApplication) -> None:
    load_fonts(FontFiles())


@pytest.mark.parametrize("language", Language)
def test_every_item_becomes_pages_with_embedded_faces(language: Language) -> None:
    """A4, as many pages as are counted, with the subset of each face inside."""
    texts = Texts.load(language)
    for item in CATALOGUE.items:
        pages = made(texts, facts_of(item, texts))
        assert pages.pdf.startswith(b"%PDF-")
        assert pages.count == page_objects(pages.pdf) >= 1
        assert re.search(rb"/MediaBox\s*\[\s*0 0 595[.\d]* 84[12]", pages.pdf)
        assert pages.pdf.count(b"/FontFile2") >= 2
        assert len(pages.pdf) < 400_000


def test_a_long_guide_goes_on_page_after_page() -> None:
    """Nothing is cut: ten times the text takes more pages."""
    texts = Texts.load(Language.ZH)
    facts = facts_of("public_rental_housing", texts)
    long = dataclasses.replace(facts, materials=facts.materials * 9, guide=facts.guide * 12)
    assert made(texts, long).count > made(texts, facts).count >= 1


def test_all_content_of_the_sheet_is_on_the_pages() -> None:
    """Domain guide, section 7: item, basis, conditions, all materials, limit, fee, place, time, telephones."""
    texts = Texts.load(Language.ZH)
    facts = facts_of("public_rental_housing", texts)
    html = _html(texts, facts)
    for words in (
        facts.item_name,
        facts.common_name,
        facts.authority,
        *facts.legal_basis,
        *facts.eligibility,
        *(name for name, _ in facts.materials),
        *facts.promised_limit.splitlines(),
        facts.fee,
        facts.place,
        facts.hours,
        facts.consult,
        facts.supervise,
        *facts.guide.split("\n")[:1],
    ):
        assert words.strip() in html


def test_words_of_the_catalogue_are_words_and_no_markup() -> None:
    """An angle bracket is printed as one; empty parts are left out."""
    texts = Texts.load(Language.ZH)
    facts = facts_of("public_rental_housing", texts)
    odd = dataclasses.replace(
        facts,
        item_name="<b>甲 & 乙</b>",
        materials=(),
        eligibility=(),
        promised_limit="",
        statutory_limit="",
        sample=False,
    )
    html = _html(texts, odd)
    assert "&lt;b&gt;甲 &amp; 乙&lt;/b&gt;" in html
    assert texts("slip.notice.materials") not in html
    assert texts("slip.notice.eligibility") not in html
    assert texts("slip.notice.limit") not in html
    assert texts("slip.notice.sample") not in html
