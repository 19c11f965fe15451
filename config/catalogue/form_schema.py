"""Forms in a catalogue file: fields, and the blocks of fields that every form gets."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from config.catalogue.block import Block, Key, Words
from config.domain.code_sets import FieldMask, FieldType
from config.domain.identifiers import FieldKey


class FormField(Block):
    """A field of a form. ``min`` and ``max`` bound numbers; for text ``max`` is the number of characters."""

    key: Key
    label: Words
    type: FieldType
    required: bool
    source: Literal["id_card"] | None = None
    mask: FieldMask | None = None
    sensitive: bool = False
    help: Words | None = None
    options: tuple[Words, ...] = ()
    min: int | None = None
    max: int | None = None

    @property
    def field_key(self) -> FieldKey:
        """Give the key with its type."""
        return FieldKey(self.key)

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Choices need options, everything else has none; bounds are in order."""
        choosing = self.type in {FieldType.CHOICE, FieldType.MULTI_CHOICE}
        if choosing != bool(self.options):
            raise ValueError("options belong to choices, and choices need them")
        if len(set(self.options)) != len(self.options):
            raise ValueError("an option stands twice")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is greater than max")
        return self


class FormBlocks(Block):
    """Fields that every form gets, by who applies and whether somebody acts for them."""

    applicant_personal: tuple[FormField, ...]
    applicant_legal: tuple[FormField, ...]
    agent: tuple[FormField, ...]
    guardian: tuple[FormField, ...] = ()
