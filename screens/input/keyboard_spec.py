"""What the keyboard shows and what it is for: pure values, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from screens.input.editing import EditingRules
from screens.input.pinyin.engine import Style


class Panel(StrEnum):
    """What the keys are."""

    PINYIN = "pinyin"
    DIGITS = "digits"
    LETTERS = "letters"
    HANDWRITING = "handwriting"
    """Only where its model is installed (``screens.input.handwriting.installed``)."""
    CODE = "code"
    """A rare character by its code."""


@dataclass(frozen=True, slots=True)
class KeyboardTexts:
    """The words on and about the keys, in the language of the interface."""

    pinyin: str
    digits: str
    letters: str
    handwriting: str
    code: str
    hide: str
    split: str
    marks: str
    space: str
    space_first: str
    delete: str
    clear: str
    capitals: str
    previous: str
    more: str
    fewer: str
    page_up: str
    page_down: str
    hint: str
    pad_hint: str
    pad_choose: str
    pad_failed: str
    take_back: str
    code_hint: str
    code_unknown: str


@dataclass(frozen=True, slots=True)
class KeyboardSpec:
    """What the keyboard is for now.

    Attributes:
        field_key: names the field; another name begins another editing.
        rules, text: what the field takes, what stands in it.
        panels: which tabs there are; the first one is shown first.
        act, act_sub, act_enabled: the primary key, and what is still missing.
        can_go_back: whether there is a key 上一格.
        point: what the key left of 0 types (``X``, ``.``, ``-``); empty for none.
        capitals: letters are typed as capitals (codes).
        style: what is being written, for the order of candidates.
    """

    texts: KeyboardTexts
    field_key: str = ""
    rules: EditingRules = field(default_factory=EditingRules)
    text: str = field(default="", repr=False)
    panels: tuple[Panel, ...] = (Panel.PINYIN, Panel.DIGITS, Panel.LETTERS)
    act: str = ""
    act_sub: str = ""
    act_enabled: bool = True
    can_go_back: bool = False
    can_hide: bool = True
    point: str = ""
    capitals: bool = False
    style: Style = Style.ANYTHING
