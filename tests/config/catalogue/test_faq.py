"""Frequent questions: complete in both languages, with source and date, and found by what people type."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.catalogue import load_catalogue
from config.catalogue.errors import CatalogueError, CatalogueFault
from config.catalogue.faq import FaqBook, Theme, load_faq
from config.texts import Language
from tests.screens.sample_index import sample_index


@pytest.fixture(scope="module")
def book() -> FaqBook:
    """As it ships."""
    return load_faq(sample_index())


def test_at_least_forty_questions_in_two_languages_with_their_source(book: FaqBook) -> None:
    """English has no Chinese in it; guides that are named exist; every theme has some."""
    entries = book.file.entries
    known = {str(item) for item in load_catalogue().items}
    assert len(entries) >= 40
    assert all(entry.source and entry.keywords for entry in entries)
    assert all(set(entry.items) <= known for entry in entries)
    english = [entry.wording(Language.EN) for entry in entries]
    assert not [one.q for one in english if any("\u3400" <= letter <= "\u9fff" for letter in one.q + one.a)]
    assert all(book.of_theme(theme) for theme in Theme)
    assert sum(len(book.of_theme(theme)) for theme in Theme) == len(entries)


@pytest.mark.parametrize(
    ("query", "question"),
    [
        ("断网", "offline"),
        ("duanwang", "offline"),
        ("dw", "offline"),
        ("小票丢了怎么办", "lost_slip"),
        ("我的信息会不会泄露", "privacy"),
        ("身份证读不出来", "card_not_read"),
        ("能替家人办吗", "agent"),
        ("投诉", "complain"),
        ("没有智能手机", "no_phone"),
        ("现金", "cash"),
        ("cash", "cash"),
        ("lost slip", "lost_slip"),
        ("行政复议", "refused"),
        ("容缺", "deferred"),
        ("刷连", "face"),
    ],
)
def test_a_question_is_found_by_what_people_type(book: FaqBook, query: str, question: str) -> None:
    """By keyword, pinyin, initials, sentence, English and a wrong character; among the first three."""
    assert question in [entry.id for entry in book.search(query)[:3]]


@pytest.mark.parametrize("query", ["", "xyzq", "太空飞船"])
def test_what_is_not_in_the_book_has_no_answer(book: FaqBook, query: str) -> None:
    """And none is made up."""
    assert book.search(query) == ()


GOOD = """\
schema: gov-kiosk/faq
schema_version: "1.0"
sample_data: true
as_of: "2025-01-01"
entries:
  - {id: one, theme: rights, keywords: [k], source: s, ask: "12345", zh: {q: 问, a: 答}, en: {q: Q, a: A}}
"""


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (GOOD.replace("theme: rights", "theme: none"), CatalogueFault.BAD_VALUE),
        (GOOD.replace('ask: "12345"', 'ask: "call"'), CatalogueFault.BAD_VALUE),
        (GOOD + GOOD.splitlines()[-1] + "\n", CatalogueFault.DUPLICATE),
        ("schema: [", CatalogueFault.NOT_YAML),
        (None, CatalogueFault.UNREADABLE),
    ],
)
def test_a_broken_file_is_told_with_its_fault(tmp_path: Path, content: str | None, fault: CatalogueFault) -> None:
    """Typed, with the file's name."""
    path = tmp_path / "faq.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_faq(sample_index(), path)
    assert caught.value.fault is fault


def test_a_good_file_of_the_site_is_read(tmp_path: Path) -> None:
    """Its own questions and date."""
    path = tmp_path / "faq.yaml"
    path.write_text(GOOD, encoding="utf-8")
    own = load_faq(sample_index(), path)
    assert [entry.id for entry in own.search("k")] == ["one"]
    assert own.as_of.isoformat() == "2025-01-01"
