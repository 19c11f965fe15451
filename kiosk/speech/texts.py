"""Finds the text that a sentence on the screen was made of, and says whether everybody may hear it. Pure.

Everybody may hear what the texts, the catalogue and the settings say, and small numbers and times in its places. All
else may be about the resident and counts as private: what is not known to be public is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from string import Formatter

UNSPOKEN = ("slip.", "doctor.", "device.", "demo.", "setup.", "settings.", "queue.", "catalogue.", "notice_sheet.")
"""Beginnings of keys whose texts stand on paper, in a terminal window or in messages for whoever maintains one."""

PUBLIC_VALUE = re.compile(r"\d{1,4}|\d{1,2}:\d{2}|\d{1,2}:\d{2}\s*[-–—\u81f3]\s*\d{1,2}:\d{2}|\d{1,2}(?:\.\d)? ?%")
"""Counts, seconds, times of day. Longer numbers may be somebody's."""
SEPARATORS = (
    re.compile(r"\n|\s{2,}"),
    re.compile(r"\s*[·；;、，,。（）()：:/]\s*"),
    re.compile(r"\s+"),
)
"""Between sentences that were put together, between parts of one, between words."""
MASK = "*"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sentence comes from: the key of its text, and what stands in its places."""

    key: str
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def spoken_templates(templates: Mapping[str, str]) -> dict[str, str]:
    """The texts that can be read aloud, by key: those of the screens, with any word in them."""
    return {
        key: text
        for key, text in templates.items()
        if not key.startswith(UNSPOKEN) and any(character.isalnum() for character in _literals(text))
    }


def _literals(text: str) -> str:
    return "".join(words for words, _, _, _ in Formatter().parse(text))


def _pattern(text: str) -> re.Pattern[str]:
    """Matches what a template can become; places are named groups."""
    pieces, seen = [], set()
    for words, place, _, _ in Formatter().parse(text):
        pieces.append(re.escape(words))
        if place is None:
            continue
        name = place.partition(".")[0].partition("[")[0]
        pieces.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
        seen.add(name)
    return re.compile("".join(pieces), re.DOTALL)


class PublicTexts:
    """The texts of one language together with the public words of catalogue and settings."""

    def __init__(self, templates: Mapping[str, str], public_words: Iterable[str]) -> None:
        """Prepare.

        Args:
            templates: all texts by key, places not filled in.
            public_words: names and sentences that are no resident's.
        """
        spoken = spoken_templates(templates)
        self._keys = {text: key for key, text in spoken.items() if "{" not in text}
        with_places = [(key, text) for key, text in spoken.items() if "{" in text]
        # The most words first: the text that says most about a sentence is the one it was made of.
        with_places.sort(key=lambda one: -len(_literals(one[1])))
        self._patterns = [(key, _pattern(text)) for key, text in with_places]
        self._words = {word.strip() for word in public_words if word.strip() and MASK not in word}

    def source_of(self, text: str) -> Source | None:
        """The text that a sentence was made of; None where everybody's texts do not explain it."""
        key = self._keys.get(text)
        if key is not None:
            return Source(key)
        for key, pattern in self._patterns:
            match = pattern.fullmatch(text)
            if match is not None and all(self._is_public_value(value) for value in match.groupdict().values()):
                return Source(key, tuple(match.groupdict().items()))
        return None

    def is_public(self, text: str) -> bool:
        """Whether everybody may hear it, as a whole or piece by piece."""
        return self._is_public(text, SEPARATORS)

    def _is_public(self, text: str, separators: Sequence[re.Pattern[str]]) -> bool:
        if self._is_public_value(text) or self.source_of(text) is not None:
            return True
        if not separators:
            return False
        pieces = [piece for piece in separators[0].split(text) if piece]
        return all(self._is_public(piece, separators[1:]) for piece in pieces) and bool(pieces)

    def _is_public_value(self, text: str) -> bool:
        """A count, a time, a word of the catalogue, or a text without places."""
        plain = text.strip()
        return plain in self._words or plain in self._keys or PUBLIC_VALUE.fullmatch(plain) is not None


def words_in(value: object) -> Iterable[str]:
    """Every text in a value made of models, dataclasses, mappings and sequences."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting += one.values()
        elif isinstance(one, (list, tuple, set, frozenset)):
            waiting += one
        elif hasattr(one, "__dict__"):
            waiting += vars(one).values()
        elif is_dataclass(one):
            waiting += [getattr(one, entry.name) for entry in fields(one)]
