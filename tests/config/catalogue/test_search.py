"""Finding items by what people type, on the sample and on a thousand items."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalogue import Catalogue, CatalogueError, CatalogueFault, load_catalogue
from config.catalogue.generate import main as generate
from config.catalogue.pinyin import PinyinError, syllables_by_child
from config.catalogue.search import SearchIndex, Syllables


@pytest.fixture(scope="session")
def spoken() -> Syllables:
    """The child process, asked once for each list of phrases."""
    known: dict[tuple[str, ...], list[list[str]]] = {}

    def ask(phrases: list[str]) -> list[list[str]]:
        key = tuple(phrases)
        if key not in known:
            known[key] = syllables_by_child(phrases)
        return known[key]

    return ask


@pytest.fixture(scope="session")
def index(sample: Catalogue, spoken: Syllables) -> SearchIndex:
    """The index over the sample, with all that the terminal prepares when it loads one."""
    made = SearchIndex.build(sample, spoken)
    made.prepare()
    return made


def first(index: SearchIndex, query: str) -> str | None:
    """Give the best item's id."""
    hits = index.search(query, 1)
    return hits[0].item_id if hits else None


@pytest.mark.parametrize(
    ("query", "item"),
    [
        ("高龄补贴", "senior_allowance"),
        ("老人补贴", "senior_allowance"),
        ("gaolingbutie", "senior_allowance"),
        ("glbt", "senior_allowance"),
        ("gaol", "senior_allowance"),
        ("高l补t", "senior_allowance"),
        ("GLBT", "senior_allowance"),
        ("ｇｌｂｔ", "senior_allowance"),
        ("senior", "senior_allowance"),
        ("下岗", "unemployment_registration"),
        ("qqqq", None),
        ("sfz", "id_card_renewal"),
        ("id card", "id_card_renewal"),
        ("换/补身份证", "id_card_renewal"),
        ("身份证", "id_card_renewal"),
        ("准生证", "birth_registration_family"),
        ("上户口", "newborn_household"),
        ("营业执照", "individual_business_register"),
        ("残疾 新办", "disability_card_new"),
        ("市场监管", "individual_business_register"),
        ("a4", None),
    ],
)
def test_what_people_type(index: SearchIndex, query: str, item: str | None) -> None:
    """Characters, colloquial names, pinyin, initials, mixtures, English and several words."""
    assert first(index, query) == item


@pytest.mark.parametrize(
    ("query", "item"),
    [
        ("高令补贴", "senior_allowance"),
        ("身分证", "id_card_renewal"),
        ("高补贴龄", None),
        ("营业照执", "individual_business_register"),
        ("营业业执照", "individual_business_register"),
        ("营照执业", None),
        ("yingyezizhao", "individual_business_register"),
        ("yignyezhizhao", "individual_business_register"),
        ("shengfenzheng", "id_card_renewal"),
        ("resicence", "residence_permit_apply"),
    ],
)
def test_one_mistake_is_forgiven(index: SearchIndex, query: str, item: str | None) -> None:
    """A wrong, missing, doubled or swapped character is understood, two mistakes are not."""
    assert first(index, query) == item


@pytest.mark.parametrize("query", ["", "   ", "。！", "()[]*+?\\", "\n", "zzzzzz", "\u0000"])
def test_nothing_is_found_without_harm(index: SearchIndex, query: str) -> None:
    """Signs and nonsense find nothing."""
    assert index.search(query) == []


def test_better_hits_come_first(index: SearchIndex) -> None:
    """A whole colloquial name beats a part, a name beats a department; equal hits keep the catalogue's order."""
    hits = index.search("补贴")
    assert [hit.item_id for hit in hits][:2] == ["senior_allowance", "disability_subsidies"]
    assert hits[0].score > hits[-1].score or len(hits) == 2
    assert hits[0].matched == "高龄补贴"
    department = [hit.item_id for hit in index.search("民政")]
    assert department == ["minimum_living_allowance", "temporary_relief", "senior_allowance", "disability_subsidies"]


def test_limit(index: SearchIndex) -> None:
    """No more hits than asked for."""
    assert len(index.search("登记", 3)) == 3
    assert index.search("登记", 0) == []
    assert index.search("登记", -1) == []


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_any_query_is_answered(index: SearchIndex, query: str) -> None:
    """No query breaks the search, and scores are in order."""
    scores = [hit.score for hit in index.search(query)]
    assert scores == sorted(scores, reverse=True)


def test_cached_index_answers_the_same(
    sample: Catalogue, index: SearchIndex, spoken: Syllables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second start needs no pinyin at all."""
    assert SearchIndex.load_or_build(sample, tmp_path, spoken).phrases == index.phrases
    monkeypatch.setattr(sys, "executable", "/nonexistent")
    assert SearchIndex.load_or_build(sample, tmp_path).search("glbt") == index.search("glbt")


def test_items_without_english(sample: Catalogue, index: SearchIndex, spoken: Syllables) -> None:
    """A catalogue without English is found in Chinese."""
    bare = tuple(item.model_copy(update={"en": None}) for item in sample.file.items)
    chinese = SearchIndex.build(Catalogue.of(sample.file.model_copy(update={"items": bare}), ""), spoken)
    assert chinese.search("glbt")[0].item_id == index.search("glbt")[0].item_id
    assert chinese.search("senior") == []


@pytest.mark.parametrize("content", [b"", b"[]", b"[1]", b'[["x", "y", "z", "q"]]', b"\xff"])
def test_damaged_index_is_built_anew(
    sample: Catalogue, index: SearchIndex, spoken: Syllables, tmp_path: Path, content: bytes
) -> None:
    """A damaged cache costs time and nothing else."""
    (tmp_path / f"search-2-{sample.content_hash[:16]}.json").write_bytes(content)
    assert SearchIndex.load_or_build(sample, tmp_path, spoken).phrases == index.phrases


def test_index_cannot_be_built(sample: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pinyin there is a typed error."""
    monkeypatch.setattr(sys, "executable", "/nonexistent")
    with pytest.raises(CatalogueError) as caught:
        SearchIndex.load_or_build(sample, tmp_path)
    assert caught.value.fault is CatalogueFault.INDEX_FAILED


def test_child_that_answers_something_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An answer that does not fit the question is refused."""
    child = tmp_path / "child"
    child.write_text("#!/bin/sh\necho '[[]]'\n", encoding="utf-8")
    child.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(child))
    with pytest.raises(PinyinError, match="other phrases"):
        syllables_by_child(["高龄"])


def test_syllables_of_a_phrase() -> None:
    """One syllable for each character, by the phrase: 重 is chong in 重新 and zhong in 体重; ü is v."""
    expected = [["chong", "xin"], ["ti", "zhong"], ["nv", "", "er"], ["", ""], []]
    assert syllables_by_child(["重新", "体重", "女a儿", "a1", ""]) == expected


def test_rare_characters_have_no_syllable_or_one() -> None:
    """A character that the dictionary lacks does not shift its neighbours."""
    ((first_one, rare, last),) = syllables_by_child(["高\U0003347c龄"])
    assert (first_one, last) == ("gao", "ling")
    assert rare == "" or rare.isascii()


def test_search_needs_no_pinyin_dictionary_at_run_time(tmp_path: Path) -> None:
    """Neither building nor searching loads the dictionary into this process."""
    code = (
        "import sys; from pathlib import Path; from config.catalogue import load_catalogue;"
        "from config.catalogue.search import SearchIndex;"
        "i = SearchIndex.load_or_build(load_catalogue(), Path(sys.argv[1]));"
        "print(i.search('glbt')[0].item_id, 'pypinyin' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=True, text=True)
    assert done.stdout == "senior_allowance False\n"


def test_a_thousand_items(tmp_path: Path) -> None:
    """A generated catalogue is valid, and its items are found."""
    file = tmp_path / "thousand.yaml"
    assert generate(["--items", "1000", "--out", str(file)]) == 0
    catalogue = load_catalogue(file, cache_dir=tmp_path / "cache")
    assert len(catalogue.items) == 1000
    index = SearchIndex.load_or_build(catalogue, tmp_path / "cache")
    item = catalogue.file.items[500]
    hits = index.search(item.common_name, 1000)
    assert item.item_id in {hit.item_id for hit in hits}
    for hit in hits[:5]:
        found = catalogue.item(hit.item_id)
        assert hit.matched in {found.name, found.common_name, *found.keywords}


def test_the_seed_chooses_and_nothing_else(tmp_path: Path) -> None:
    """The same seed gives the same bytes, another one another catalogue."""
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        generate(["--items", "20", "--out", str(tmp_path / name), "--seed", seed])
    first_bytes, again, other = ((tmp_path / name).read_bytes() for name in "abc")
    assert first_bytes == again
    assert first_bytes != other


def test_generator_refuses_nonsense(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No items is a mistake of the caller."""
    with pytest.raises(SystemExit):
        generate(["--items", "0", "--out", str(tmp_path / "x")])
    assert "--items" in capsys.readouterr().err
