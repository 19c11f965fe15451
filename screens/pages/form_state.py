"""What the form page shows: the fields, which one is in hand, the words of the buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from screens.components.step_header import StepHeaderSpec
from screens.input.keyboard_spec import KeyboardSpec


class FieldSpan(StrEnum):
    """How much of the width a field needs."""

    NARROW = "narrow"
    """Half of it."""
    MEDIUM = "medium"
    """Half of it in landscape."""
    WIDE = "wide"


@dataclass(frozen=True, slots=True)
class FormOption:
    """One option of a choice: what it is called in intents, what it says."""

    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class FormFieldState:
    """One field. ``shown`` is masked; the clear text of the field in hand is in ``FormState.keyboard`` alone.

    Attributes:
        key: names it in intents.
        need: 必填, 可不填 or 来自身份证.
        good: there is a sound answer.
        locked: it cannot be changed; a tap asks to see it.
        span: how much of the width it needs.
        options: of a choice; empty for text.
        many: several options may be chosen.
        groups, group_break: how the text is parted while it is typed, so that it can be compared.
    """

    key: str
    label: str
    need: str
    shown: str = field(default="", repr=False)
    placeholder: str = ""
    help: str = ""
    error: str = ""
    good: bool = False
    locked: bool = False
    span: FieldSpan = FieldSpan.WIDE
    options: tuple[FormOption, ...] = field(default=(), repr=False)
    many: bool = False
    groups: tuple[int, ...] = ()
    group_break: str = ""


@dataclass(frozen=True, slots=True)
class FormState:
    """The whole form. ``positions[n - 1]`` holds the words "1 / n" to "n / n" for looking it over in n screenfuls."""

    header: StepHeaderSpec
    hint: str
    fields: tuple[FormFieldState, ...]
    focused: str
    keyboard: KeyboardSpec | None
    next_label: str
    previous_label: str
    can_go_back: bool
    done_label: str
    complete: bool
    page_up: str
    page_down: str
    positions: tuple[tuple[str, ...], ...]


def grouped_text(text: str, groups: tuple[int, ...], group_break: str) -> str:
    """The text in groups of those lengths; what is longer stands in one more group."""
    parts, rest = [], text
    for size in groups:
        if rest:
            parts.append(rest[:size])
            rest = rest[size:]
    return group_break.join([*parts, rest] if rest else parts)
