"""Candidates for a spelling: whole words first, then the best sentence, then what a part of the letters may mean.

A sentence is the cheapest chain of words over all readings of the letters (dynamic programming). In a name field the
engine first builds names: a surname and one or two characters that given names are made of. It learns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from screens.input.pinyin.dictionary import Kind, PinyinDictionary, Word
from screens.input.pinyin.syllables import LETTERS, SPLIT, Segment, edges, skip_splits

LONGEST_SPELLING = 64
LONGEST_WORD = 8
MOST_NAMES = 8

Path = tuple[Segment, ...]


class Style(StrEnum):
    """What is being written: anything, a full name, or the rest of a name whose surname stands already."""

    ANYTHING = "anything"
    NAME = "name"
    GIVEN_NAME = "given_name"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that the first ``consumed`` characters of the spelling may mean."""

    text: str
    consumed: int


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest way to a position: total cost, where its last word began, that word and its letters."""

    cost: float
    start: int
    word: str
    path: Path


class PinyinEngine:
    """Turns letters into Chinese. Loads its dictionary at the first call; holds no text between calls but caches."""

    def __init__(self, load: Callable[[], PinyinDictionary] = PinyinDictionary.from_package) -> None:
        """Take the way to load the dictionary; it is called once, at the first use or by ``prepare``."""
        self._load = load
        self._loaded: PinyinDictionary | None = None

    def prepare(self) -> None:
        """Load the dictionary now, so that the first key is as quick as the next."""
        self._dictionary()

    def forget(self) -> None:
        """Drop every trace of what was spelled."""
        if self._loaded is not None:
            self._loaded.forget()

    def candidates(self, spelling: str, limit: int = 40, style: Style = Style.ANYTHING) -> list[Candidate]:
        """At most ``limit`` meanings of the spelling's start, the likeliest first, without repeats.

        ``spelling`` holds a-z and ``'`` only (else ``ValueError``); letters after the 64th wait for their turn.
        """
        _check(spelling)
        spelling = spelling[:LONGEST_SPELLING]
        start = skip_splits(spelling, 0)
        steps = self._steps(spelling, start)
        end = max(steps, default=start)
        if end == start:
            return []
        ranked = [*self._names(spelling, start, style), *self._meanings(spelling, start, end, steps)]
        first_of_each: dict[str, Candidate] = {}
        for candidate in ranked:
            first_of_each.setdefault(candidate.text, candidate)
        return list(first_of_each.values())[:limit]

    def split(self, spelling: str) -> str:
        """The spelling as it is read, its syllables parted by ``'``; letters that mean nothing stay at the end."""
        _check(spelling)
        start = skip_splits(spelling, 0)
        steps = self._steps(spelling[:LONGEST_SPELLING], start)
        end = max(steps, default=start)
        syllables: list[str] = []
        position = end
        while position > start:
            step = steps[position]
            syllables[:0] = [segment.letters for segment in step.path]
            position = step.start
        rest = spelling[end:]
        return SPLIT.join([*syllables, rest] if rest else syllables)

    def _dictionary(self) -> PinyinDictionary:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _paths(self, spelling: str, start: int, kind: Kind = Kind.WORD) -> Iterator[tuple[int, Path]]:
        """Every chain of readings from ``start`` that some word's letters begin with, with its end."""
        dictionary = self._dictionary()
        waiting: list[tuple[int, Path, str]] = [(start, (), kind.value)]
        while waiting:
            position, path, letters = waiting.pop()
            for end, segment in edges(spelling, position):
                longer = letters + segment.letters[0]
                if dictionary.begins_word(longer):
                    yield end, (*path, segment)
                    if end < len(spelling) and len(path) + 1 < LONGEST_WORD:
                        waiting.append((end, (*path, segment), longer))

    def _steps(self, spelling: str, start: int) -> dict[int, _Step]:
        """The cheapest chain of words to every position that one can reach."""
        dictionary = self._dictionary()
        steps: dict[int, _Step] = {}
        for position in range(start, len(spelling)):
            if position != start and position not in steps:
                continue
            so_far = steps[position].cost if position != start else 0.0
            for end, path in self._paths(spelling, position):
                words = dictionary.words(path)
                if words and (end not in steps or so_far + words[0].cost < steps[end].cost):
                    steps[end] = _Step(so_far + words[0].cost, position, words[0].text, path)
        return steps

    def _meanings(self, spelling: str, start: int, end: int, steps: dict[int, _Step]) -> list[Candidate]:
        """Words for all letters with the sentence among them, then words for fewer and fewer letters."""
        found: dict[int, list[Word]] = {}
        for stop, path in self._paths(spelling, start):
            found.setdefault(stop, []).extend(self._dictionary().words(path))
        for words in found.values():
            words.sort(key=lambda word: word.cost)
        whole = found.pop(end, [])
        sentence = Word(_sentence(steps, start, end), steps[end].cost)
        cheaper = not whole or sentence.cost < whole[0].cost
        whole.insert(0 if cheaper else 1, sentence)
        ranked = [Candidate(word.text, end) for word in whole]
        for stop in sorted(found, reverse=True):
            ranked += [Candidate(word.text, stop) for word in found[stop]]
        return ranked

    def _names(self, spelling: str, start: int, style: Style) -> list[Candidate]:
        """Names that use all letters, likeliest first; a lone surname's letters give surnames."""
        if style is Style.ANYTHING:
            return []
        words = self._dictionary().words
        scored: list[tuple[float, str]] = []
        for path in _whole_paths(spelling, start):
            heads = (1, 2) if style is Style.NAME else (0,)
            for cut in heads:
                given = path[cut:]
                if len(path) < cut or len(given) > 2 or not path:
                    continue
                surnames = words(path[:cut], Kind.SURNAME)[:5] if cut else (Word("", 0.0),)
                characters = [words((segment,), Kind.GIVEN)[:6] for segment in given]
                scored += [
                    (sum(word.cost for word in parts), "".join(word.text for word in parts))
                    for parts in product(surnames, *characters)
                ]
        scored.sort()
        return [Candidate(text, len(spelling)) for _, text in scored[:MOST_NAMES]]


def _whole_paths(spelling: str, start: int) -> Iterator[Path]:
    """Every reading of all the letters in at most four syllables, as a name has."""
    waiting: list[tuple[int, Path]] = [(start, ())]
    while waiting:
        position, path = waiting.pop()
        if position == len(spelling):
            yield path
        elif len(path) < 4:
            waiting += [(end, (*path, segment)) for end, segment in edges(spelling, position)]


def _sentence(steps: dict[int, _Step], start: int, end: int) -> str:
    """The words of the cheapest chain to ``end``."""
    words: list[str] = []
    position = end
    while position > start:
        words.append(steps[position].word)
        position = steps[position].start
    return "".join(reversed(words))


def _check(spelling: str) -> None:
    if not LETTERS.union(SPLIT).issuperset(spelling):
        raise ValueError("a spelling is letters a-z and the split mark")
