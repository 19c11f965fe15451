"""What happens to the text of a field while it is being edited: pure values, no Qt.

A ``TextEditing`` is frozen; every act gives the next one. Letters of a spelling wait in ``spelling`` until a candidate
is chosen; choosing for a part of the letters keeps the rest. Characters are Unicode code points.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from screens.input.pinyin.engine import LONGEST_SPELLING
from screens.input.pinyin.syllables import LETTERS, SPLIT

NAME_MARKS = "·•.-' "
RECEIPT_MARK = "-"
DECIMAL_POINT = "."


class Allowed(StrEnum):
    """Which characters a field takes; all else is left out without a word."""

    ANYTHING = "anything"
    NAME = "name"
    """Letters of any script and the marks of names."""
    DIGITS = "digits"
    PHONE = "phone"
    """Digits and the hyphen behind an area code."""
    ID_NUMBER = "id_number"
    """Digits and capital letters, as the last place and foreign residents' numbers need."""
    CODE = "code"
    """Digits, capital letters."""
    RECEIPT = "receipt"
    """Digits, capital letters, hyphens."""
    DECIMAL = "decimal"
    """Digits with at most two after one point."""


@dataclass(frozen=True, slots=True)
class EditingRules:
    """What a field takes, and how many characters at most."""

    allowed: Allowed = Allowed.ANYTHING
    max_length: int = 200


@dataclass(frozen=True, slots=True)
class TextEditing:
    """A field's text, the place of the cursor (0 to the text's length) and the letters not yet turned into text."""

    rules: EditingRules = field(default_factory=EditingRules)
    text: str = field(default="", repr=False)
    cursor: int = 0
    spelling: str = field(default="", repr=False)

    @classmethod
    def of(cls, rules: EditingRules, text: str) -> TextEditing:
        """Begin with a text, cursor at its end."""
        return cls(rules, text, len(text))

    @property
    def before(self) -> str:
        """The text before the cursor."""
        return self.text[: self.cursor]

    @property
    def after(self) -> str:
        """The text behind the cursor."""
        return self.text[self.cursor :]

    @property
    def full(self) -> bool:
        """Whether no character fits any more."""
        return len(self.text) >= self.rules.max_length

    @property
    def composing(self) -> bool:
        """Whether letters wait for a candidate."""
        return bool(self.spelling)

    def insert(self, typed: str) -> TextEditing:
        """Put the allowed characters of ``typed`` at the cursor, as many as fit; waiting letters stay."""
        editing = self
        for character in unicodedata.normalize("NFC", typed):
            editing = editing._insert_one(character)
        return editing

    def spell(self, letter: str) -> TextEditing:
        """Add a letter, or a split mark behind a letter, to the spelling; nothing when it is long or the field full."""
        if self.full or len(self.spelling) >= LONGEST_SPELLING:
            return self
        if letter in LETTERS or (letter == SPLIT and self.spelling and not self.spelling.endswith(SPLIT)):
            return replace(self, spelling=self.spelling + letter)
        return self

    def choose(self, text: str, consumed: int) -> TextEditing:
        """Put a candidate at the cursor and keep the letters behind the first ``consumed``."""
        left = self.spelling[consumed:].lstrip(SPLIT)
        chosen = replace(self, spelling=left).insert(text)
        return replace(chosen, spelling="") if chosen.full else chosen

    def take_letters(self) -> TextEditing:
        """Put the waiting letters themselves at the cursor."""
        letters = self.spelling.replace(SPLIT, "")
        return replace(self, spelling="").insert(letters)

    def drop_letters(self) -> TextEditing:
        """Forget the waiting letters."""
        return replace(self, spelling="")

    def backspace(self) -> TextEditing:
        """Take away the last waiting letter, else the character before the cursor."""
        if self.spelling:
            return replace(self, spelling=self.spelling[:-1])
        if self.cursor == 0:
            return self
        return replace(self, text=self.before[:-1] + self.after, cursor=self.cursor - 1)

    def clear(self) -> TextEditing:
        """Begin anew with nothing."""
        return TextEditing(self.rules)

    def move(self, step: int) -> TextEditing:
        """Move the cursor by that many characters, within the text."""
        return replace(self, cursor=min(len(self.text), max(0, self.cursor + step)))

    def _insert_one(self, character: str) -> TextEditing:
        fitting = self._as_allowed(character)
        if self.full or not fitting:
            return self
        return replace(self, text=self.before + fitting + self.after, cursor=self.cursor + 1)

    def _as_allowed(self, character: str) -> str:
        """The character as this field takes it; empty when it does not."""
        allowed = self.rules.allowed
        upper = unicodedata.normalize("NFKC", character).upper()
        match allowed:
            case Allowed.ANYTHING:
                return character if character.isprintable() else ""
            case Allowed.NAME:
                return character if character.isalpha() or character in NAME_MARKS else ""
            case Allowed.DIGITS:
                return upper if _is_digit(upper) else ""
            case Allowed.PHONE:
                return upper if _is_digit(upper) or (upper == "-" and self.before.isdigit()) else ""
            case Allowed.ID_NUMBER | Allowed.CODE:
                return upper if _is_code(upper) else ""
            case Allowed.RECEIPT:
                return upper if _is_code(upper) or upper == RECEIPT_MARK else ""
            case Allowed.DECIMAL:
                return upper if self._fits_amount(upper) else ""
            case _:
                assert_never(allowed)

    def _fits_amount(self, character: str) -> bool:
        whole, point, fraction = (self.before + character + self.after).partition(DECIMAL_POINT)
        digits_only = all(_is_digit(c) for c in whole + fraction)
        return digits_only and len(fraction) <= 2 and bool(whole or not point)


def _is_digit(character: str) -> bool:
    return len(character) == 1 and character.isascii() and character.isdigit()


def _is_code(character: str) -> bool:
    return len(character) == 1 and character.isascii() and character.isalnum()
