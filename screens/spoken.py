"""What stands on a page, as words in reading order: for reading it aloud.

The words come from what the parts show (their specs), so that what is heard is what is seen. What a part shows as the
value of something (behind a name, in a field) is marked: it may be about the resident.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtWidgets import QWidget

from screens.aids_bar import AidButton
from screens.components.base import Pressable, ReadOnly
from screens.components.chip import Chip
from screens.components.choice import Choice
from screens.components.field import Field
from screens.components.viewfinder import Viewfinder
from screens.focus import in_reading_order, page_columns, shown_children
from screens.input.candidate_bar import CandidateBar
from screens.input.code_boxes import CodeBoxes
from screens.input.keys import Key
from screens.page import Page

SILENT = frozenset(
    {
        *("accessible_name", "act", "act_name", "act_sub", "caption_short", "card", "code", "color", "composing"),
        *(
            "content",
            "fill",
            "key",
            "line",
            "next",
            "number_of",
            "places",
            "placeholder",
            "previous",
            "radius",
            "rings",
        ),
    }
)
"""Fields of specs that are no words to be read: names of colours, contents of codes, words of buttons beside."""
VALUES = frozenset({"amount", "missing", "number", "there", "value"})
"""Fields that hold the value of something, besides those that ``repr`` leaves out."""
TICKING = frozenset({"CountdownRing", "RingMap", "Header"})
"""Parts that change by themselves, or say with a picture what stands beside it in words."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A few words.

    Attributes:
        text: the words.
        value: they are the value of something and may be about the resident.
        typed: they stand in the field that is being filled in.
    """

    text: str = field(repr=False)
    value: bool = False
    typed: bool = False


class ControlRole(StrEnum):
    """What a control is. Text: ``speech.role.<value>``."""

    BUTTON = "button"
    CHOICE = "choice"
    FIELD = "field"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Control:
    """A control that has the focus: what it is called, what it is, how it is."""

    sayings: tuple[Saying, ...]
    role: ControlRole
    selected: bool | None = None
    """None: it cannot be selected."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page. ``editing``: the field that is being filled in; ``blocked``: a button that cannot be used."""

    sayings: tuple[Saying, ...]
    editing: bool = False
    blocked: bool = False


def parts_of(page: Page) -> tuple[Part, ...]:
    """Everything on the page that is read, in reading order; the title first, each sentence once."""
    parts = [Part((Saying(text),)) for text in page.spoken() if text]
    if not parts and page.accessibleName():
        parts.append(Part((Saying(page.accessibleName()),)))
    parts += _parts_below(page, page_columns(page, landscape=page.look.landscape))
    said: set[str] = set()
    kept = []
    for part in parts:
        fresh = tuple(one for one in part.sayings if one.value or one.text not in said)
        said.update(one.text for one in fresh if not one.value)
        if any(not one.value for one in fresh) or (fresh and part.editing):
            kept.append(Part(fresh, part.editing, part.blocked))
        elif fresh:
            kept.append(Part(part.sayings, part.editing, part.blocked))
    return tuple(kept)


def control_of(widget: Pressable) -> Control:
    """A control in words."""
    match widget:
        case Field():
            return Control(tuple(_field_words(widget)), ControlRole.FIELD)
        case Choice():
            return Control(tuple(sayings_of(widget.spec)), ControlRole.CHOICE, widget.spec.selected)
        case Key():
            name = widget.accessibleName() or widget.spec.label
            return Control((Saying(name),), ControlRole.KEY, True if widget.spec.selected else None)
        case AidButton():
            return Control((Saying(widget.state.label),), ControlRole.BUTTON, True if widget.state.selected else None)
        case Chip():
            return Control((Saying(widget.accessibleName()),), ControlRole.BUTTON, widget.isChecked() or None)
    words = [widget.accessibleName(), widget.accessibleDescription()]
    return Control(tuple(Saying(word) for word in words if word), ControlRole.BUTTON)


def sayings_of(spec: object) -> Iterator[Saying]:
    """The words of a spec in the order of its fields, those of the specs in it included."""
    if not is_dataclass(spec):
        return
    for entry in fields(spec):
        if entry.name in SILENT:
            continue
        value: Any = getattr(spec, entry.name)
        if type(value) is str and value.strip():
            yield Saying(value, entry.name in VALUES or not entry.repr)
        elif isinstance(value, tuple):
            for one in value:
                if type(one) is str and one.strip():
                    yield Saying(one)
                else:
                    yield from sayings_of(one)
        elif is_dataclass(value):
            yield from sayings_of(value)


def _parts_below(parent: QWidget, columns: float = 0.0) -> list[Part]:
    parts: list[Part] = []
    for child in in_reading_order(shown_children(parent), columns=columns):
        parts += _parts_at(child)
    return parts


def _parts_at(child: QWidget) -> Iterable[Part]:
    if type(child).__name__ in TICKING:
        return []
    match child:
        case Field() if child.spec.editing:
            return [Part(tuple(_field_words(child)), editing=True)]
        case CodeBoxes() if child.spec.editing:
            boxes = child.spec
            said = [Saying(word) for word in (boxes.label, boxes.need, boxes.error) if word]
            typed = [Saying(boxes.text, value=True, typed=True)] if boxes.text else []
            return [Part((*said, *typed), editing=True)]
        case Key():
            return []
        case Pressable() if not child.isEnabled() and child.accessibleDescription():
            name = Saying(child.accessibleName())
            return [Part((name, Saying(child.accessibleDescription())), blocked=True)]
        case Pressable():
            return []
        case ReadOnly():
            words = _words_to_read(child)
            return [*([Part(words)] if words else []), *_parts_below(child)]
    return _parts_below(child)


def _words_to_read(child: ReadOnly) -> tuple[Saying, ...]:
    spec = getattr(child, "spec", None)
    match child:
        case Viewfinder():
            waiting = "" if child.holds_picture else child.spec.waiting
            words = [child.spec.name, child.spec.found, waiting]
        case CandidateBar():
            # With candidates in it, it shows what is being typed; each of them says itself.
            offers = any(isinstance(one, Key) for one in shown_children(child))
            words = [] if offers else [child.accessibleName()]
        case _ if spec is None:
            words = [child.accessibleName()]
        case _:
            return tuple(sayings_of(spec))
    return tuple(Saying(word) for word in words if word)


def _field_words(widget: Field) -> Iterator[Saying]:
    spec = widget.spec
    for word in (spec.label, spec.need, spec.error or spec.help):
        if word:
            yield Saying(word)
    if spec.text:
        yield Saying(spec.text, value=True, typed=spec.editing)
    elif spec.placeholder:
        yield Saying(spec.placeholder)
