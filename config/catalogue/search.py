"""Finds items by what people type: names, colloquial names, keywords, departments, in characters, pinyin or English.

The index is one text. Each phrase is a line, each character a token of the character and its syllable, such as
``'高gao'龄ling``. A query becomes one regular expression over it: a Han character stands for itself, a letter goes on
in its syllable or begins the next one. So 高龄, ``gaoling``, ``gl``, ``gaol`` and 高l find the same line. When nothing
is found, characters are taken for others of the same sound, then one mistake is forgiven: a wrong, missing, doubled or
swapped character or letter, or letters of sounds that many do not tell apart (zh and z, ng and n). When there is still
nothing, everyday words and parts are tried (``loose_search``).

The index is built once for a catalogue (``pinyin`` in a child process) and cached as JSON under the catalogue's hash.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from pathlib import Path

from config.catalogue.errors import CatalogueError, CatalogueFault
from config.catalogue.load import write_cache
from config.catalogue.loose_search import (
    COMMON_CHARACTERS,
    PairIndex,
    Sound,
    in_catalogue_words,
    softened,
    softened_tokens,
    without_fillers,
)
from config.catalogue.model import Catalogue
from config.catalogue.pinyin import HAN, PinyinError, syllables_by_child
from config.domain.identifiers import ItemId

_FORMAT = 2
_MAX_UNITS = 24
_MIN_UNITS_TO_FORGIVE = 3
_MIN_LETTERS_TO_FORGIVE = 4


Syllables = Callable[[list[str]], list[list[str]]]
"""Gives the pinyin of phrases, one syllable for each character."""


class PhraseKind(StrEnum):
    """Where a phrase comes from; decides how much a hit in it counts."""

    COMMON_NAME = "common_name"
    KEYWORD = "keyword"
    NAME = "name"
    ENGLISH = "english"
    DEPARTMENT = "department"


_WEIGHT = {
    PhraseKind.COMMON_NAME: 100,
    PhraseKind.KEYWORD: 90,
    PhraseKind.NAME: 80,
    PhraseKind.ENGLISH: 70,
    PhraseKind.DEPARTMENT: 40,
}
_WHOLE, _BEGINNING, _SAME_SOUND, _MISTAKE, _PARTS = 30, 15, -30, -50, -90
_BEST = max(_WEIGHT.values())


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of the index."""

    item: ItemId
    kind: PhraseKind
    text: str
    tokens: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found.

    Attributes:
        item_id: the item.
        score: higher is better; only good for ordering.
        matched: the phrase in which the query was found, as it stands in the catalogue.
    """

    item_id: ItemId
    score: int
    matched: str


class _Lines:
    """The lines of an index as one text, and which line a place of it is in."""

    __slots__ = ("_starts", "lines", "text")

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.text = "\n".join(lines)
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))

    def number_at(self, place: int) -> int:
        """The line that holds that place."""
        return bisect_right(self._starts, place) - 1

    def span(self, number: int) -> tuple[int, int]:
        """Where a line begins and ends."""
        return self._starts[number], self._starts[number] + len(self.lines[number])


class SearchIndex:
    """The index over one catalogue; immutable, safe to use from any thread."""

    __slots__ = (
        "_lines",
        "_names",
        "_order",
        "_owners",
        "_pairs",
        "_soft",
        "_syllables",
        "phrases",
        "sounds",
        "synonyms",
    )

    def __init__(
        self,
        phrases: list[Phrase],
        sounds: Mapping[str, str] | None = None,
        synonyms: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Index phrases.

        Args:
            phrases: of all items.
            sounds: common characters by their syllable.
            synonyms: everyday words by the catalogue's.
        """
        self.phrases = phrases
        self.sounds = dict(sounds or {})
        self._syllables = {character: syllable for syllable, said in self.sounds.items() for character in said}
        self.synonyms = dict(synonyms or {})
        self._pairs: PairIndex | None = None
        self._soft: _Lines | None = None
        owners: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            owners.setdefault(phrase.tokens, []).append(phrase)
        # Items share many phrases (their department above all), so each is searched once.
        self._lines = _Lines(list(owners))
        self._owners = list(owners.values())
        self._names = {phrase.item: phrase.text for phrase in reversed(phrases)}
        self._order = {item: n for n, item in enumerate(dict.fromkeys(phrase.item for phrase in phrases))}

    @property
    def items(self) -> frozenset[ItemId]:
        """Give the items that can be found."""
        return frozenset(self._order)

    @classmethod
    def build(cls, catalogue: Catalogue, syllables: Syllables = syllables_by_child) -> SearchIndex:
        """Make an index.

        Args:
            catalogue: what to index.
            syllables: gives the pinyin of phrases, one syllable for each character.

        Raises:
            CatalogueError: ``INDEX_FAILED``.
        """
        return cls.of_phrases(list(_phrases_of(catalogue)), syllables, catalogue.file.synonyms)

    @classmethod
    def of_phrases(
        cls,
        found: Sequence[tuple[ItemId, PhraseKind, str]],
        syllables: Syllables,
        synonyms: Mapping[str, Sequence[str]],
        sounds: Mapping[str, str] | None = None,
    ) -> SearchIndex:
        """Make an index of any phrases.

        Args:
            found: what each is a phrase of, where it comes from, and the phrase.
            syllables: as for :meth:`build`.
            synonyms: everyday words by those of the phrases.
            sounds: common characters by their syllable, where they are known already.

        Raises:
            CatalogueError: ``INDEX_FAILED``.
        """
        texts = [_folded(text) for _, _, text in found]
        try:
            spoken = syllables([*texts, *(COMMON_CHARACTERS if sounds is None else ())])
        except PinyinError as error:
            raise CatalogueError(CatalogueFault.INDEX_FAILED, "pinyin", detail=str(error)) from error
        if sounds is None:
            sounds = _by_sound(spoken[len(texts) :])
        return cls(
            [
                Phrase(item, kind, text, _tokens(folded, said))
                for (item, kind, text), folded, said in zip(found, texts, spoken[: len(texts)], strict=True)
            ],
            sounds,
            synonyms,
        )

    @classmethod
    def load_or_build(
        cls, catalogue: Catalogue, cache_dir: Path, syllables: Syllables = syllables_by_child
    ) -> SearchIndex:
        """Read the cached index of this catalogue, else build it and cache it.

        Raises:
            CatalogueError: ``INDEX_FAILED``.
        """
        cache = cache_dir / f"search-{_FORMAT}-{catalogue.content_hash[:16]}.json"
        try:
            kept = json.loads(cache.read_bytes())
            phrases = [Phrase(ItemId(i), PhraseKind(k), str(x), str(t)) for i, k, x, t in kept["phrases"]]
            index = cls(phrases, {str(s): str(c) for s, c in kept["sounds"].items()}, catalogue.file.synonyms)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            index = cls.build(catalogue, syllables)
            rows = [[p.item, p.kind, p.text, p.tokens] for p in index.phrases]
            packed = json.dumps({"phrases": rows, "sounds": index.sounds}, ensure_ascii=False)
            write_cache(cache, packed.encode(), "search-*.json")
        index = index if index.items == catalogue.items.keys() else cls.build(catalogue, syllables)
        index.prepare()
        return index

    def prepare(self) -> None:
        """Make what only some queries need, so that none of them waits for it."""
        self._prepared_pairs()
        self._prepared_soft()

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """Find items, best first; those that match equally well keep the catalogue's order.

        Several words (separated by spaces) must all be found, in whatever phrases of the item.

        Args:
            query: what was typed, any characters.
            limit: how many hits at most.
        """
        words = [_units(word) for word in query.split()[:4]]
        words = [word for word in words if word]
        if not words:
            return []
        best = self._find_all(words) or self._find_parts(query)
        ranked = sorted(best.values(), key=lambda hit: (-hit.score, self._order[hit.item_id]))
        return ranked[: max(0, limit)]

    def sound_of(self, character: str) -> str:
        """The syllable of a common character; empty for others."""
        return self._syllables.get(character, "")

    def _find_all(self, words: list[list[str]], *, forgiving: bool = True) -> dict[ItemId, Hit]:
        """Items in which every word is found, in whatever phrases."""
        best: dict[ItemId, Hit] | None = None
        for word in words:
            hits = self._find(word, forgiving=forgiving)
            if best is None:
                best = hits
            else:
                best = {
                    item: Hit(item, best[item].score + hit.score, best[item].matched)
                    for item, hit in hits.items()
                    if item in best
                }
        return best or {}

    def _find_parts(self, query: str) -> dict[ItemId, Hit]:
        """Items that the query speaks of in other words, or among other words."""
        said = _folded(query)
        words = without_fillers(in_catalogue_words(said, self.synonyms))
        units = [_units(word) for word in words[:4]]
        if words and "".join(words) != said.replace(" ", ""):
            found = self._find_all(units, forgiving=False)
            if found:
                return {item: Hit(item, hit.score + _MISTAKE, hit.matched) for item, hit in found.items()}
        scores = self._prepared_pairs().find(words)
        return {item: Hit(item, _PARTS + round(10 * score), self._names[item]) for item, score in scores.items()}

    def _prepared_pairs(self) -> PairIndex:
        if self._pairs is None:
            texts: dict[str, list[tuple[ItemId, float]]] = {}
            for phrase in self.phrases:
                texts.setdefault(_folded(phrase.text), []).append((phrase.item, _WEIGHT[phrase.kind] / _BEST))
            self._pairs = PairIndex(texts, self.sound_of)
        return self._pairs

    def _prepared_soft(self) -> _Lines:
        if self._soft is None:
            self._soft = _Lines([softened_tokens(line) for line in self._lines.lines])
        return self._soft

    def _find(self, units: list[str], *, forgiving: bool) -> dict[ItemId, Hit]:
        hits: dict[ItemId, Hit] = {}
        self._look(hits, self._lines, _pattern(units), len(units), 0)
        if not hits and self.sounds and any(HAN.match(unit) for unit in units):
            self._look(hits, self._lines, _pattern(units, sound=self.sound_of), len(units), _SAME_SOUND)
        if hits or not forgiving or not _forgivable(units):
            return hits
        return self._find_softly(units) or self._find_with_mistake(units)

    def _find_softly(self, units: list[str]) -> dict[ItemId, Hit]:
        """Letters of which some stand for sounds that many do not tell apart."""
        hits: dict[ItemId, Hit] = {}
        if all(unit.isascii() and unit.isalpha() for unit in units):
            self._look(hits, self._prepared_soft(), _pattern(list(softened("".join(units)))), len(units), _MISTAKE)
        return hits

    def _find_with_mistake(self, units: list[str]) -> dict[ItemId, Hit]:
        hits: dict[ItemId, Hit] = {}
        forgiving = re.compile("|".join(_one_mistake(units)))
        for number in self._near(units):
            for match in forgiving.finditer(self._lines.text, *self._lines.span(number)):
                self._note(hits, self._lines, match, len(units), _MISTAKE)
        return hits

    def _near(self, units: list[str]) -> list[int]:
        """Give the lines that can match with one mistake: a mistake leaves one half of the query as it is.

        Only a swap of the two units at the middle touches both halves, so the swapped query is asked too.
        """
        middle = len(units) // 2
        swapped = [*units[: middle - 1], units[middle], units[middle - 1], *units[middle + 1 :]]
        halves = [part for whole in (units, swapped) for part in (whole[:middle], whole[middle:])]
        quick = "|".join(dict.fromkeys(_pattern(half, anywhere=True) for half in halves))
        return sorted({self._lines.number_at(m.start()) for m in re.finditer(quick, self._lines.text)})

    def _look(self, hits: dict[ItemId, Hit], lines: _Lines, pattern: str, units: int, malus: int) -> None:
        for match in re.finditer(pattern, lines.text):
            self._note(hits, lines, match, units, malus)

    def _note(self, hits: dict[ItemId, Hit], lines: _Lines, match: re.Match[str], units: int, malus: int) -> None:
        number = lines.number_at(match.start())
        line, start = lines.lines[number], lines.span(number)[0]
        begins = match.start() == start
        whole = begins and "'" not in line[match.end() - start :]
        place = malus + (_WHOLE if whole else 0) + (_BEGINNING if begins else 0)
        rest = min(20, max(0, line.count("'") - units))
        for phrase in self._owners[number]:
            score = _WEIGHT[phrase.kind] + place - rest
            known = hits.get(phrase.item)
            if known is None or score > known.score:
                hits[phrase.item] = Hit(phrase.item, score, phrase.text)


def _by_sound(spoken: Sequence[Sequence[str]]) -> dict[str, str]:
    """The common characters by their syllable."""
    sounds: dict[str, str] = {}
    for character, syllable in zip(COMMON_CHARACTERS, spoken, strict=True):
        sounds[syllable[0]] = sounds.get(syllable[0], "") + character
    return sounds


def _phrases_of(catalogue: Catalogue) -> Iterator[tuple[ItemId, PhraseKind, str]]:
    for item in catalogue.file.items:
        department = catalogue.department_of(item)
        yield item.item_id, PhraseKind.COMMON_NAME, item.common_name
        yield item.item_id, PhraseKind.NAME, item.name
        for keyword in item.keywords:
            yield item.item_id, PhraseKind.KEYWORD, keyword
        yield item.item_id, PhraseKind.DEPARTMENT, department.name
        yield item.item_id, PhraseKind.DEPARTMENT, department.display
        if item.en:
            yield item.item_id, PhraseKind.ENGLISH, item.en.common_name
            yield item.item_id, PhraseKind.ENGLISH, item.en.name


def _folded(text: str) -> str:
    """Fold width and case; whatever is neither letter nor digit becomes a space."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c if c.isalnum() else " " for c in folded)


def _tokens(folded: str, syllables: list[str]) -> str:
    tokens = []
    inside_word = False
    for character, syllable in zip(folded, syllables, strict=True):
        if character == " ":
            inside_word = False
        elif HAN.match(character):
            tokens.append(f"'{character}{syllable}")
            inside_word = False
        else:
            tokens.append(character if inside_word else f"'{character}")
            inside_word = True
    return "".join(tokens)


def _units(word: str) -> list[str]:
    return [character for character in _folded(word) if character != " "][:_MAX_UNITS]


_ANY = "."
_SKIP_SYLLABLE = r"[^'\n]*"
_MAYBE_HAN = r"[^'\na-z0-9]?"


def _pattern(units: list[str], *, anywhere: bool = False, sound: Sound | None = None) -> str:
    """Give the expression for a query.

    Args:
        units: its characters.
        anywhere: a letter at its beginning may stand inside a syllable.
        sound: gives syllables: a character then stands for every one that sounds the same.
    """
    parts = []
    for n, unit in enumerate(units):
        if unit == _ANY:
            # one token, or one letter of the present syllable
            parts.append(r"'[^'\n]" if n == 0 else rf"(?:[a-z0-9]|{_SKIP_SYLLABLE}'[^'\n])")
        elif HAN.match(unit):
            said = sound(unit) if sound is not None else ""
            token = rf"'(?:{unit}|[^'\na-z0-9]{said}(?=['\n]|\Z))" if said else f"'{unit}"
            parts.append(token if n == 0 else f"{_SKIP_SYLLABLE}{token}")
        else:
            jump = f"'{_MAYBE_HAN}" if n == 0 else f"(?:{_SKIP_SYLLABLE}'{_MAYBE_HAN})"
            optional = "?" if n and not HAN.match(units[n - 1]) else ""
            parts.append(re.escape(unit) if anywhere and n == 0 else f"{jump}{optional}{re.escape(unit)}")
    return "".join(parts)


def _forgivable(units: list[str]) -> bool:
    han = sum(1 for unit in units if HAN.match(unit))
    return len(units) >= (_MIN_UNITS_TO_FORGIVE if han == len(units) else _MIN_LETTERS_TO_FORGIVE)


def _one_mistake(units: list[str]) -> Iterator[str]:
    """Give the patterns of everything that one mistake away could have been meant."""
    for n in range(len(units)):
        yield _pattern([*units[:n], _ANY, *units[n + 1 :]])
        yield _pattern([*units[:n], *units[n + 1 :]])
        if n:
            yield _pattern([*units[:n], _ANY, *units[n:]])
            if units[n] != units[n - 1]:
                yield _pattern([*units[: n - 1], units[n], units[n - 1], *units[n + 1 :]])
