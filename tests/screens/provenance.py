"""Where every word on the screen comes from: the texts, the service catalogue, or what the samples have entered."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from config.catalogue.faq import load_faq
from config.texts import Language, Texts
from screens.fonts import FontFiles
from tests.screens.sample_index import sample_index
from tests.screens.stage import sample_catalogue, sample_texts

HERE = Path(__file__).parent
LETTERS = re.compile(r"[^\W\d_]+")
SENTENCES = re.compile(r"\n|(?<=[。！？；])")
"""Long words of others are shown sentence by sentence."""
A_WORD = 2
"""Single letters are keys of the keyboard and the letters of identifiers."""


class NotedTexts(Texts):
    """The texts of one language, and what was asked of them."""

    __slots__ = ("given",)

    def __init__(self, texts: Texts) -> None:
        self.language = texts.language
        self._catalogue = texts._catalogue
        self.given: set[str] = set()

    def __call__(self, key: str, /, **values: object) -> str:
        """Give the text and note it, with each of its lines."""
        text = super().__call__(key, **values)
        self.given.update((text, *text.split("\n")))
        return text


def noted_texts(language: Language) -> NotedTexts:
    """Fresh, with nothing noted."""
    return NotedTexts(sample_texts(language))


@lru_cache(maxsize=1)
def entered() -> tuple[str, ...]:
    """Every text of the service catalogue, of the frequent questions, and every one that a sample writes down itself.

    The longest first.
    """
    found = set(_texts_in(sample_catalogue().file.model_dump()))
    found.update(_texts_in(load_faq(sample_index()).file.model_dump()))
    for file in [*HERE.glob("samples/*.py"), *HERE.glob("sample_*.py"), HERE / "stage.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update((node.value, node.value.rpartition("/")[2], *SENTENCES.split(node.value)))
    return tuple(sorted((text for text in found if LETTERS.search(text)), key=len, reverse=True))


def _texts_in(value: Any) -> list[str]:
    match value:
        case str():
            return [value, *value.split("\n")]
        case dict():
            return [text for part in (*value.keys(), *value.values()) for text in _texts_in(part)]
        case list() | tuple() | set() | frozenset():
            return [text for part in value for text in _texts_in(part)]
        case _:
            return []


def words_of_nobody(text: str, given: set[str]) -> list[str]:
    """The words in a drawn text that neither the texts nor the samples' data account for."""
    if text in given:
        return []
    open_places = set(_without_data(text))
    for known in given:
        open_places -= _places(known, text)
    rest = "".join(c if place in open_places else " " for place, c in enumerate(text))
    return [word for word in LETTERS.findall(rest) if len(word) >= A_WORD]


@lru_cache(maxsize=20_000)
def _without_data(text: str) -> frozenset[int]:
    """Where the text's letters lie that are in no data of the samples."""
    left = {place for place, c in enumerate(text) if c.isalpha()}
    for known in entered():
        if not left:
            break
        left -= _places(known, text)
    return frozenset(left)


def _places(known: str, text: str) -> set[int]:
    """Every place of the text that lies in that known one."""
    found: set[int] = set()
    at = text.find(known) if known else -1
    while at >= 0:
        found.update(range(at, at + len(known)))
        at = text.find(known, at + 1)
    return found


@lru_cache(maxsize=20_000)
def has_glyph(character: str) -> bool:
    """Whether the shipped faces can draw it: all three text faces, or one of those for rare characters."""
    faces, rare = _faces()
    code = ord(character)
    return all(face.supportsCharacter(code) for face in faces) or any(face.supportsCharacter(code) for face in rare)


@lru_cache(maxsize=1)
def _faces() -> tuple[list[Any], list[Any]]:
    from PySide6.QtGui import QRawFont  # needs an application

    files = FontFiles()
    return [QRawFont(str(file), 20) for file in files.faces], [QRawFont(str(file), 20) for file in files.rare]
