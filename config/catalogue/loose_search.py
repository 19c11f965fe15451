"""What is tried when a query is nowhere in the catalogue as it stands: other words, other sounds, parts of a sentence.

* Words of everyday speech become the catalogue's (``synonyms`` of the file): 娃 for 孩子, 补助 for 补贴.
* Words that say nothing about the item fall away: 我想, 怎么, 办理, ``how to``.
* What is left is compared in pairs of neighbouring characters, rare pairs counting more. A pair of which one character
  was mistaken for another of the same sound counts too, but less.

An item is found when enough of the query's pairs are its own. Source: domain guide 2.1 (keyword, colloquial name).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from math import log

from config.catalogue.pinyin import HAN
from config.domain.identifiers import ItemId

FILLERS_ZH = (
    "需要什么材料 要什么材料 带什么材料 什么材料 要带什么 需要带啥 在哪里办 在哪儿办 去哪里办 在哪里 在哪儿 去哪里 "
    "去哪儿 去哪 在哪 哪里 哪儿 怎么样 怎么办 怎么 怎样 如何 咋样 咋办 咋弄 咋 我想要 我想 我要 想要 请问 麻烦 能不能 "
    "可不可以 可以 能领 什么 一下 需要 办理 申请 申领 领取 手续 多少钱 要多久 给我 给 帮 要 想 能 了 吗 呢 的 啊 吧 啥 "
    "我 你 个 弄"
)
FILLERS_EN = (
    "a an the i my me we our is are do does can could would like want need to for of in on at how what where when "
    "which get apply application please with and or"
)
ENOUGH = 0.4
ENOUGH_OF_MANY, MANY = 0.25, 4
"""The share of a query's pairs that must be an item's own; less of a sentence. Else half of the two-character words."""
SAME_SOUND = 0.6
"""What a pair counts that only sounds like one of the catalogue."""
LEAST_LETTERS = 3
_FILLERS_EN = frozenset(FILLERS_EN.split())
_FILLERS = re.compile("|".join(sorted(map(re.escape, FILLERS_ZH.split()), key=len, reverse=True)))
_WORDS = re.compile(r"[a-z]+|[0-9]+|[^\sa-z0-9]+")

COMMON_CHARACTERS = tuple(
    bytes((row, cell)).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF)
    if (row, cell) < (0xD7, 0xFA)
)
"""The 3,755 characters of the first level of GB 2312: those whose sound is known when one is taken for another."""
_SOFT = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("hu", "fu"), ("l", "n"), ("v", "u"))

Sound = Callable[[str], str]
"""Gives the syllable of a character; empty: not known."""


@lru_cache(maxsize=1024)
def softened(letters: str) -> str:
    """Letters with one spelling for sounds that many do not tell apart: zh z, ch c, sh s, ng n, hu fu, l n."""
    for hard, soft in _SOFT:
        letters = letters.replace(hard, soft)
    return letters


def softened_tokens(tokens: str) -> str:
    """A line of the index with its syllables softened, each by itself."""
    return "'".join(softened(token) for token in tokens.split("'"))


def in_catalogue_words(text: str, synonyms: Mapping[str, Iterable[str]]) -> str:
    """The text with words of everyday speech replaced by the catalogue's, the longest first."""
    known = {said: meant for meant, said_words in synonyms.items() for said in said_words}
    if not known:
        return text
    either = "|".join(
        rf"\b{re.escape(said)}\b" if said.isascii() else re.escape(said)
        for said in sorted(known, key=len, reverse=True)
    )
    return re.sub(either, lambda match: f" {known[match[0]]} ", text)


def without_fillers(text: str) -> list[str]:
    """The words of the text that can say something about an item, Han runs and Latin words apart."""
    words: list[str] = []
    for run in _WORDS.findall(text):
        if HAN.match(run):
            words += [part for part in _FILLERS.split(run) if part]
        elif run not in _FILLERS_EN:
            words.append(run)
    return words


class PairIndex:
    """Which items have which pairs of characters, and which Latin words; made from the phrases of the search index."""

    __slots__ = ("_count", "_marks", "_sound", "_word_starts")

    def __init__(self, texts: Mapping[str, Iterable[tuple[ItemId, float]]], sound: Sound) -> None:
        """Take folded texts with the items that have them, and how much a hit in the text counts, 1 being most."""
        self._sound = sound
        self._marks: dict[str, dict[ItemId, float]] = {}
        self._word_starts: dict[str, set[str]] = {}
        items: set[ItemId] = set()
        for text, having in texts.items():
            marks = set(self._marks_of(text))
            for item, weight in having:
                items.add(item)
                for mark in marks:
                    owners = self._marks.setdefault(mark, {})
                    owners[item] = max(owners.get(item, 0.0), weight)
        self._count = len(items)
        for mark in self._marks:
            if mark.isascii() and mark.isalpha():
                self._word_starts.setdefault(mark[:LEAST_LETTERS], set()).add(mark)

    def find(self, words: Iterable[str]) -> dict[ItemId, float]:
        """The items with enough of the words' pairs, each with its score; better ones have more."""
        scores: dict[ItemId, float] = {}
        own: dict[ItemId, float] = {}
        whole: dict[ItemId, float] = {}
        pairs = [(pair, aligned) for word in words for pair, aligned in _pairs(word)]
        for pair, aligned in pairs:
            for item, (score, share) in self._owners_of(pair).items():
                scores[item] = scores.get(item, 0.0) + score
                own[item] = own.get(item, 0.0) + share
                whole[item] = whole.get(item, 0.0) + (share if aligned else 0.0)
        enough = (ENOUGH_OF_MANY if len(pairs) >= MANY else ENOUGH) * len(pairs)
        halves = 0.5 * sum(1 for _, aligned in pairs if aligned)
        return {
            item: score
            for item, score in scores.items()
            if own[item] >= enough or (halves and SAME_SOUND <= whole[item] >= halves)
        }

    def _owners_of(self, pair: str) -> dict[ItemId, tuple[float, float]]:
        """The items with that pair: what it counts for each, and how surely it is meant."""
        marks, share = self._marks_for(pair)
        best: dict[ItemId, tuple[float, float]] = {}
        for mark in marks:
            owners = self._marks[mark]
            rarity = log(1 + self._count / len(owners))
            for item, weight in owners.items():
                best[item] = max(best.get(item, (0.0, 0.0)), (rarity * weight * share, share))
        return best

    def _marks_of(self, text: str) -> Iterable[str]:
        for run in _WORDS.findall(text):
            for pair, _ in _pairs(run):
                yield pair
                if HAN.match(pair):
                    yield self._sounded(pair)

    def _marks_for(self, pair: str) -> tuple[list[str], float]:
        """The marks that a pair of the query meets, and how much they count."""
        if pair in self._marks:
            return [pair], 1.0
        if HAN.match(pair):
            sounded = self._sounded(pair)
            return ([sounded], SAME_SOUND) if sounded in self._marks else ([], 0.0)
        if len(pair) < LEAST_LETTERS:
            return [], 0.0
        starts = self._word_starts.get(pair[:LEAST_LETTERS], ())
        alike = [word for word in starts if word.startswith(pair[:-1]) or pair.startswith(word[:-1])]
        return alike, 1.0

    def _sounded(self, pair: str) -> str:
        return "/".join(self._sound(character) or character for character in pair)


def _pairs(word: str) -> list[tuple[str, bool]]:
    """Neighbouring characters of a Han word; a Latin word is taken as a whole.

    With each: whether it is one of the words if all words have two characters.
    """
    if not HAN.match(word):
        return [(word, True)]
    even = len(word) % 2 == 0
    return [(first + second, even and n % 2 == 0) for n, (first, second) in enumerate(pairwise(word))] or [(word, True)]
