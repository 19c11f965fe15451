"""The answers of one resident to one item's form: typed values, what is wrong with them, what is still missing. Pure.

Each field keeps the text as it was entered; ``kiosk.answers`` reads the value by the field's type. A ``FormModel``
belongs to a visit: it lives in memory only and ``wipe`` empties it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from config.catalogue.model import FormBlock, FormSection
from config.catalogue.schema import FormField
from config.domain.code_sets import FieldType
from config.domain.credit_code import parse_credit_code
from config.domain.identifiers import FieldKey
from kiosk.answers import OPTION_BREAK, AnswerError, FieldFault, Value, read_answer
from offline_queue.wire.documents import FormValue


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault of one field. Carries no answer; ``limit`` fills ``{limit}`` of its text."""

    key: FieldKey
    fault: FieldFault
    limit: int = 0

    @property
    def text_key(self) -> str:
        """The key of its words."""
        return f"form.error.{self.fault.value}"


class CreditCodeKind(Enum):
    """Whose credit code a form may hold (GB 32100: 92 is a sole trader's)."""

    SOLE_TRADER = "sole_trader"
    ORGANISATION = "organisation"


@dataclass(slots=True)
class FormModel:
    """The answers to a form. Texts are personal: nothing of them shows in ``repr``.

    Attributes:
        sections: the form as the catalogue gives it.
        today: the day on which it is filled in; no birth date lies behind it.
        code_kind: whose credit code it may hold; None: any.
    """

    sections: tuple[FormSection, ...] = field(repr=False)
    today: date
    code_kind: CreditCodeKind | None = None
    _texts: dict[FieldKey, str] = field(default_factory=dict, repr=False)
    _locked: set[FieldKey] = field(default_factory=set, repr=False)

    @property
    def fields(self) -> tuple[FormField, ...]:
        """All fields in order."""
        return tuple(entry for section in self.sections for entry in section.fields)

    @property
    def keys(self) -> tuple[FieldKey, ...]:
        """The keys of all fields in order."""
        return tuple(entry.field_key for entry in self.fields)

    def field(self, key: FieldKey) -> FormField:
        """The field of that key; ``KeyError`` when the form has none."""
        for entry in self.fields:
            if entry.field_key == key:
                return entry
        raise KeyError(key)

    def prefill(self, answers: Mapping[FieldKey, str]) -> None:
        """Fill in what is known already. Fields that the card is the source of can then not be changed."""
        for key, text in answers.items():
            entry = self.field(key)
            if text:
                self._texts[key] = text
                if entry.source == "id_card":
                    self._locked.add(key)

    def locked(self, key: FieldKey) -> bool:
        """Whether the answer comes from the person's document and is not typed here."""
        return key in self._locked

    def set(self, key: FieldKey, text: str) -> None:
        """Take a text as the answer; a locked field keeps its own. ``KeyError`` when the form has no such field."""
        self.field(key)
        if key not in self._locked:
            self._texts[key] = text

    def choose(self, key: FieldKey, option: str) -> None:
        """Choose an option, ``yes`` or ``no``; of several choices, the option goes in or out.

        ``KeyError`` when the form has no such field.
        """
        entry = self.field(key)
        if entry.type is not FieldType.MULTI_CHOICE:
            self.set(key, option)
            return
        chosen = set(self.chosen(key)) ^ {option}
        self.set(key, OPTION_BREAK.join(known for known in entry.options if known in chosen))

    def chosen(self, key: FieldKey) -> tuple[str, ...]:
        """The options chosen so far."""
        return tuple(option for option in self.text(key).split(OPTION_BREAK) if option)

    def text(self, key: FieldKey) -> str:
        """The answer as it was entered; empty when there is none."""
        return self._texts.get(key, "")

    def value(self, key: FieldKey) -> Value | None:
        """The typed value; None while the answer is empty or wrong."""
        entry = self.field(key)
        try:
            return read_answer(entry, self.text(key), self.today) if self.text(key).strip() else None
        except AnswerError:
            return None

    def error(self, key: FieldKey) -> FieldError | None:
        """What is wrong with one field; None when it may stay as it is."""
        entry = self.field(key)
        text = self.text(key)
        if not text.strip():
            return FieldError(key, FieldFault.MISSING) if entry.required else None
        try:
            read_answer(entry, text, self.today)
        except AnswerError as error:
            return FieldError(key, error.fault, error.limit)
        return self._code_of_another_kind(entry, text)

    def _code_of_another_kind(self, entry: FormField, text: str) -> FieldError | None:
        """A company's code where a sole trader was chosen, or the other way round."""
        if entry.type is not FieldType.USCC or self.code_kind is None:
            return None
        sole_trader = parse_credit_code(text).sole_trader
        if sole_trader is (self.code_kind is CreditCodeKind.SOLE_TRADER):
            return None
        fault = FieldFault.CODE_SOLE_TRADER if sole_trader else FieldFault.CODE_ORGANISATION
        return FieldError(entry.field_key, fault)

    def errors(self) -> dict[FieldKey, FieldError]:
        """What is wrong, by field, in order; empty when the form may be handed in."""
        found = {key: self.error(key) for key in self.keys}
        return {key: error for key, error in found.items() if error is not None}

    @property
    def complete(self) -> bool:
        """Whether nothing is missing or wrong."""
        return not self.errors()

    @property
    def missing_count(self) -> int:
        """How many required fields are still empty."""
        return sum(1 for error in self.errors().values() if error.fault is FieldFault.MISSING)

    def to_fields(self) -> tuple[FormValue, ...]:
        """The answers as a case document carries them; call it when ``complete``."""
        return tuple(
            FormValue(key=entry.key, label=entry.label, type=entry.type.value, value=_on_the_wire(self.value(key)))
            for entry, key in zip(self.fields, self.keys, strict=True)
        )

    def keys_of(self, blocks: Iterable[FormBlock]) -> tuple[FieldKey, ...]:
        """The keys of the fields in those sections, in order."""
        wanted = set(blocks)
        return tuple(entry.field_key for s in self.sections if s.block in wanted for entry in s.fields)

    def wipe(self) -> None:
        """Forget every answer."""
        self._texts.clear()
        self._locked.clear()


def _on_the_wire(value: Value | None) -> str | bool | int | tuple[str, ...] | None:
    return value.isoformat() if isinstance(value, date) else value
