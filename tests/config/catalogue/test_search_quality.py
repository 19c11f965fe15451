"""How well the search understands people: a written set of queries, each with the items that were meant.

Both files are data: ``queries.tsv`` is the set that the search was made with, ``queries_unseen.tsv`` was written after
that. ``python -m tests.config.catalogue.test_search_quality`` prints every query that is not understood.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from config.catalogue import load_catalogue
from config.catalogue.loose_search import in_catalogue_words, softened, without_fillers
from config.catalogue.search import SearchIndex
from tests.screens.sample_index import sample_index

FILES = ("queries.tsv", "queries_unseen.tsv")
GOAL = 0.95
TOP = 3


def rows_of(name: str) -> list[tuple[str, str, frozenset[str]]]:
    """Kind, query, items that were meant."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(kind, query, frozenset(items.split("|"))) for kind, query, items in rows]


def missed(index: SearchIndex, name: str) -> list[tuple[str, str]]:
    """Kind and query of those of which no item that was meant is among the first three."""
    return [
        (kind, query)
        for kind, query, items in rows_of(name)
        if not items & {str(hit.item_id) for hit in index.search(query, TOP)}
    ]


def test_set_is_large_mixed_and_about_items_that_exist() -> None:
    """At least 120 queries of every kind, none twice."""
    rows = [row for name in FILES for row in rows_of(name)]
    kinds = Counter(kind for kind, _, _ in rows)
    known = {str(item) for item in load_catalogue().items}
    assert len(rows) >= 120
    assert len({query for _, query, _ in rows}) == len(rows)
    assert set(kinds) == {
        "name", "pinyin", "initials", "mixed", "colloquial", "sentence", "homophone", "typo", "dialect", "english",
    }  # fmt: skip
    assert all(items <= known for _, _, items in rows)


@pytest.mark.parametrize("name", FILES)
def test_what_was_meant_is_among_the_first_three(name: str) -> None:
    """For 95 of 100 queries."""
    rows, wrong = rows_of(name), missed(sample_index(), name)
    assert len(wrong) <= (1 - GOAL) * len(rows), wrong


def test_everyday_words_become_those_of_the_catalogue() -> None:
    """The longest first, Latin ones only as whole words."""
    synonyms = {"孩子": ["娃", "碎娃"], "pay": ["fine"]}
    assert in_catalogue_words("碎娃上学", synonyms).split() == ["孩子", "上学"]
    assert in_catalogue_words("a fine, refined", synonyms) == "a  pay , refined"
    assert in_catalogue_words("娃", {}) == "娃"


def test_words_that_say_nothing_fall_away() -> None:
    """Han and Latin apart."""
    assert without_fillers("我想给孩子上户口") == ["孩子上户口"]
    assert without_fillers("how to renew my id card办理") == ["renew", "id", "card"]
    assert without_fillers("怎么办") == []


def test_sounds_that_many_do_not_tell_apart() -> None:
    """One spelling for each such pair."""
    assert softened("shangfu") == softened("sanghu")
    assert softened("zheng") == softened("zen")
    assert softened("nv") == softened("lu")


def test_common_characters_have_their_sound() -> None:
    """Also those that are nowhere in the catalogue; rare ones have none."""
    index = sample_index()
    assert index.sound_of("宝") == "bao"
    assert index.sound_of("龘") == ""


@pytest.mark.parametrize("query", ["我想", "怎么办", "补补补补", "the how", "abc def ghi", "高补贴龄", "营照执业"])
def test_words_that_mean_no_item_find_none(query: str) -> None:
    """A list of anything would be worse than the page that says so and what else can be done."""
    assert sample_index().search(query) == []


if __name__ == "__main__":
    for file in FILES:
        wrong = missed(sample_index(), file)
        count = len(rows_of(file))
        sys.stdout.write(f"{file}: {count - len(wrong)} of {count}\n")
        sys.stdout.writelines(f"    {kind}\t{query}\n" for kind, query in wrong)
