"""Which text a sentence was made of, and who may hear it."""

from __future__ import annotations

import pytest

from config.catalogue import load_catalogue
from config.texts import Language, Texts
from kiosk.speech.texts import PublicTexts, Source, spoken_templates, words_in

TEXTS = Texts.load(Language.ZH)
CATALOGUE = load_catalogue()
PUBLIC = PublicTexts(TEXTS.templates(), words_in(CATALOGUE))
ITEM = next(iter(CATALOGUE.items.values())).common_name


def test_a_text_without_places_is_found() -> None:
    """By what it says."""
    assert PUBLIC.source_of(TEXTS("id_card.place")) == Source("id_card.place")


def test_a_text_with_places_is_found_with_what_stands_in_them() -> None:
    """Recorded prompts are composed from that."""
    source = PUBLIC.source_of(TEXTS("materials.count", done=1, total=24))
    assert source == Source("materials.count", (("done", "1"), ("total", "24")))


def test_every_text_of_the_screens_is_public() -> None:
    """Filled with counts, too."""
    templates = spoken_templates(TEXTS.templates())
    hidden = [key for key, text in templates.items() if "{" not in text and not PUBLIC.is_public(text)]
    assert hidden == []


@pytest.mark.parametrize(
    "text",
    [
        *(ITEM, "24 项", "9:30", f"{ITEM} · 24 项"),
        f"{TEXTS('materials.note_taken')}\n{TEXTS('materials.original')}",
        f"{TEXTS('materials.list')}  {TEXTS('materials.count', done=1, total=2)}",
    ],
)
def test_the_catalogue_and_small_numbers_are_public(text: str) -> None:
    """Alone and side by side."""
    assert PUBLIC.is_public(text)


@pytest.mark.parametrize(
    "text",
    [
        "张*",
        "张*华",
        "张桂兰",
        "610***********1234",
        "13800005678",
        "LS01-261124-0001-K",
        "483920",
        "36000.00",
        "陕西省测试路1号",
        "1948-07-05",
        f"{ITEM} · 张*",
    ],
)
def test_what_nobody_knows_to_be_public_is_private(text: str) -> None:
    """Names, numbers, codes, addresses, dates of birth, amounts: as a whole, masked, and beside public words."""
    assert not PUBLIC.is_public(text)


def test_a_personal_value_in_a_public_sentence_makes_it_private() -> None:
    """The sentence is known, what stands in it is not."""
    templates = {"hello": "您好，{name}，请坐"}
    public = PublicTexts(templates, ["工作人员"])
    assert (public.is_public("您好，工作人员，请坐"), public.is_public("您好，张桂兰，请坐")) == (True, False)
    assert "张桂兰" not in repr(public.source_of("您好，工作人员，请坐"))


def test_masked_words_never_become_public() -> None:
    """Not even when they stand among the public words by mistake."""
    assert not PublicTexts({}, ["张*"]).is_public("张*")
