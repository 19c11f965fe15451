"""Frequent questions and their answers: read from ``faq.yaml``, found by keywords, pinyin and everyday words.

An answer says where it comes from and as of when, and whom to ask further. A question that is not in the file has no
answer here.
"""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, NewType

from pydantic import Field, ValidationError

from config.catalogue.block import Block, Key, Words
from config.catalogue.errors import CatalogueError, CatalogueFault
from config.catalogue.search import PhraseKind, SearchIndex
from config.catalogue.strict_yaml import YamlError, parse_yaml
from config.domain.identifiers import ItemId
from config.texts import Language

QuestionId = NewType("QuestionId", str)
MOST_HITS = 12


class Theme(StrEnum):
    """What a question is about."""

    TERMINAL = "terminal"
    PAPERS = "papers"
    TIME_AND_MONEY = "time_and_money"
    RIGHTS = "rights"


class Wording(Block):
    """A question and its answer in one language."""

    q: Words
    a: Words


class FaqEntry(Block):
    """One question.

    Attributes:
        keywords: what people type for it, in any language.
        items: guides that answer in full.
        source: where the answer comes from.
        ask: the telephone number to ask further.
    """

    id: Key
    theme: Theme
    keywords: tuple[Words, ...]
    items: tuple[Key, ...] = ()
    source: Words
    ask: Annotated[str, Field(pattern=r"^[0-9-]{3,16}$")]
    zh: Wording
    en: Wording

    def wording(self, language: Language) -> Wording:
        """Question and answer in that language."""
        return self.en if language is Language.EN else self.zh


class FaqFile(Block):
    """A whole file of questions; ``as_of`` is the day on which the answers were last known to be true."""

    schema_name: Annotated[Literal["gov-kiosk/faq"], Field(alias="schema")]
    schema_version: Literal["1.0"]
    sample_data: bool
    as_of: date
    entries: tuple[FaqEntry, ...]


class FaqBook:
    """The questions, and the index over them."""

    def __init__(self, file: FaqFile, index: SearchIndex) -> None:
        """Take a checked file; ``index`` is that of the catalogue, whose sounds and everyday words serve here too."""
        self.file = file
        self.entries = {QuestionId(entry.id): entry for entry in file.entries}
        found = [
            (ItemId(entry.id), kind, text)
            for entry in file.entries
            for kind, texts in (
                (PhraseKind.KEYWORD, entry.keywords),
                (PhraseKind.NAME, (entry.zh.q,)),
                (PhraseKind.ENGLISH, (entry.en.q,)),
            )
            for text in texts
        ]
        self._index = SearchIndex.of_phrases(
            found,
            lambda texts: [[index.sound_of(character) for character in text] for text in texts],
            index.synonyms,
            index.sounds,
        )
        self._index.prepare()

    @property
    def as_of(self) -> date:
        """The day on which the answers were last known to be true."""
        return self.file.as_of

    def of_theme(self, theme: Theme) -> tuple[FaqEntry, ...]:
        """The questions of one theme, in the order of the file."""
        return tuple(entry for entry in self.file.entries if entry.theme is theme)

    def search(self, query: str) -> tuple[FaqEntry, ...]:
        """The questions that a query speaks of, best first; none when there is no answer."""
        hits = self._index.search(query, MOST_HITS)
        return tuple(self.entries[QuestionId(str(hit.item_id))] for hit in hits)


def load_faq(index: SearchIndex, path: Path | None = None) -> FaqBook:
    """Read and check the questions.

    Args:
        index: that of the catalogue.
        path: the file; None for the one that ships with the package.

    Raises:
        CatalogueError: with the first thing that is wrong.
    """
    source = path or Path(__file__).with_name("faq.yaml")
    try:
        tree = parse_yaml(source.read_bytes())
        file = FaqFile.model_validate_json(json.dumps(tree, ensure_ascii=False, default=str))
    except OSError as error:
        raise CatalogueError(CatalogueFault.UNREADABLE, source.name, detail=error.strerror or "") from error
    except YamlError as error:
        raise CatalogueError(CatalogueFault.NOT_YAML, source.name, detail=str(error)) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(CatalogueFault.BAD_VALUE, source.name, place, first["msg"]) from error
    ids = [entry.id for entry in file.entries]
    for one in ids:
        if ids.count(one) > 1:
            raise CatalogueError(CatalogueFault.DUPLICATE, source.name, "entries", one)
    return FaqBook(file, index)
