"""What the keys of the keyboard say, and which keyboard a field gets."""

from __future__ import annotations

from dataclasses import dataclass

from config.catalogue.schema import FormField
from config.domain.code_sets import FieldType
from config.texts import Language, Texts
from kiosk.answers import max_length
from screens.input.editing import Allowed, EditingRules
from screens.input.keyboard_spec import KeyboardTexts, Panel
from screens.input.pinyin import Style


@dataclass(frozen=True, slots=True)
class InputManner:
    """How a field's text is typed: what it takes, with which panels, what the key left of 0 types."""

    rules: EditingRules
    panels: tuple[Panel, ...]
    point: str = ""
    capitals: bool = False
    style: Style = Style.ANYTHING


def present_keyboard(texts: Texts) -> KeyboardTexts:
    """The words on the keys."""
    return KeyboardTexts(**{name: texts(f"keyboard.{name}") for name in KeyboardTexts.__slots__})


def writing_panels(language: Language) -> tuple[Panel, ...]:
    """The panels for words: pinyin first, in English letters first; handwriting shows where it is installed."""
    if language is Language.EN:
        return (Panel.LETTERS, Panel.PINYIN, Panel.HANDWRITING, Panel.DIGITS)
    return (Panel.PINYIN, Panel.HANDWRITING, Panel.DIGITS, Panel.LETTERS)


_DIGIT_FIELDS = {
    FieldType.PHONE: (Allowed.PHONE, "-"),
    FieldType.DATE: (Allowed.DIGITS, ""),
    FieldType.AMOUNT: (Allowed.DECIMAL, "."),
    FieldType.INTEGER: (Allowed.DIGITS, ""),
    FieldType.BANK_ACCOUNT: (Allowed.DIGITS, ""),
}


def input_manner(entry: FormField, language: Language) -> InputManner:
    """How that field is typed; fields that are chosen get the manner of words and do not use it."""
    most = max_length(entry)
    if entry.type in _DIGIT_FIELDS:
        allowed, point = _DIGIT_FIELDS[entry.type]
        return InputManner(EditingRules(allowed, most), (Panel.DIGITS,), point)
    if entry.type is FieldType.ID_NUMBER:
        rules = EditingRules(Allowed.ID_NUMBER, most)
        return InputManner(rules, (Panel.DIGITS, Panel.LETTERS), "X", capitals=True)
    if entry.type is FieldType.USCC:
        return InputManner(EditingRules(Allowed.CODE, most), (Panel.DIGITS, Panel.LETTERS), capitals=True)
    panels = writing_panels(language)
    if entry.type is FieldType.NAME:
        words = tuple(panel for panel in panels if panel is not Panel.DIGITS)
        return InputManner(EditingRules(Allowed.NAME, most), (*words, Panel.CODE), style=Style.NAME)
    return InputManner(EditingRules(Allowed.ANYTHING, most), panels)
