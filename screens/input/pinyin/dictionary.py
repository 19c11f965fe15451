"""The packed dictionary: words by their syllables, read from the package once, unpacked group by group.

A group holds the words whose syllables begin with the same letters, so one look-up serves whole syllables, lone
initials and unfinished syllables. Two bounded caches keep the last groups and answers; ``forget`` empties them.
"""

from __future__ import annotations

import gzip
import math
from bisect import bisect_left
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from screens.input.pinyin.syllables import SIMILAR_COST, Segment, similar_sounds

DATA_NAME = "pinyin.tsv.gz"
# The sum of all weights of the source, rounded; only differences between costs matter.
TOTAL_WEIGHT = 95_000_000
MOST_WORDS = 80
MOST_SIMILAR_SPELLINGS = 64


class PinyinDictionaryError(Exception):
    """The packed dictionary cannot be read; ``reason`` says why in English for the log."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(f"pinyin dictionary: {reason}")
        self.reason = reason


class Kind(StrEnum):
    """What a word is for; the value is the prefix of its groups."""

    WORD = ""
    SURNAME = "S:"
    GIVEN = "G:"


class Word(NamedTuple):
    """A word and what it costs (natural logarithm, smaller is commoner)."""

    text: str
    cost: float


Group = dict[tuple[str, ...], list[Word]]


class PinyinDictionary:
    """Words by segments. Reads the whole file at once (about 20 ms), parses a group when it is first asked for."""

    def __init__(self, packed: bytes) -> None:
        """Take the bytes of the packed file; raises ``PinyinDictionaryError`` when they are not one."""
        try:
            text = gzip.decompress(packed).decode("utf-8")
            self._lines = dict(line.split("\t", 1) for line in text.splitlines())
        except (OSError, EOFError, ValueError) as error:
            raise PinyinDictionaryError(str(error)) from error
        if not self._lines:
            raise PinyinDictionaryError("it is empty")
        self._letters = sorted(self._lines)
        self._group = lru_cache(maxsize=96)(self._parse_group)
        self.words = lru_cache(maxsize=512)(self._find_words)

    @classmethod
    def from_package(cls) -> PinyinDictionary:
        """The dictionary that ships with the package."""
        try:
            packed = files("screens.input").joinpath(DATA_NAME).read_bytes()
        except OSError as error:
            raise PinyinDictionaryError(f"{DATA_NAME} is missing") from error
        return cls(packed)

    def forget(self) -> None:
        """Drop what the caches know of the spellings asked for."""
        self._group.cache_clear()
        self.words.cache_clear()

    def begins_word(self, letters: str) -> bool:
        """Whether some word's syllables begin with these letters, one letter a syllable."""
        place = bisect_left(self._letters, letters)
        return place < len(self._letters) and self._letters[place].startswith(letters)

    def _parse_group(self, letters: str) -> Group:
        group: Group = {}
        for item in self._lines.get(letters, "").split("\t"):
            if item:
                text, spelling, weight = item.split(",")
                cost = math.log(TOTAL_WEIGHT / (int(weight) + 1))
                group.setdefault(tuple(spelling.split(".")), []).append(Word(text, cost))
        return group

    def _find_words(self, segments: tuple[Segment, ...], kind: Kind = Kind.WORD) -> tuple[Word, ...]:
        """The words that these segments may spell, commonest first, at most ``MOST_WORDS``."""
        group = self._group(kind.value + "".join(s.letters[0] for s in segments))
        whole = all(s.whole for s in segments)
        found = self._whole(group, segments) if whole else self._partial(group, segments)
        found.sort(key=lambda word: word.cost)
        return tuple(found[:MOST_WORDS])

    @staticmethod
    def _whole(group: Group, segments: tuple[Segment, ...]) -> list[Word]:
        exact = tuple(s.letters for s in segments)
        found = list(group.get(exact, ()))
        choices = [(s.letters, *similar_sounds(s.letters)) for s in segments]
        if math.prod(len(c) for c in choices) <= MOST_SIMILAR_SPELLINGS:
            for spelling in product(*choices):
                changes = sum(a != b for a, b in zip(spelling, exact, strict=True))
                if changes:
                    penalty = SIMILAR_COST * changes
                    found.extend(Word(text, cost + penalty) for text, cost in group.get(spelling, ()))
        return found

    @staticmethod
    def _partial(group: Group, segments: tuple[Segment, ...]) -> list[Word]:
        penalty = sum(s.cost for s in segments)
        return [
            Word(text, cost + penalty)
            for spelling, words in group.items()
            if all(
                syllable == s.letters if s.whole else syllable.startswith(s.letters)
                for syllable, s in zip(spelling, segments, strict=True)
            )
            for text, cost in words
        ]
