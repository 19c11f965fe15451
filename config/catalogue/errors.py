"""Errors of the catalogue, typed, with keys of texts for the sentence and the cure.

Error hierarchy::

    CatalogueError    a catalogue, or an index made from it, cannot be used
"""

from __future__ import annotations

from enum import StrEnum


class CatalogueFault(StrEnum):
    """What is wrong. Texts: ``catalogue.error.<value>`` for the reason, ``catalogue.cure.<value>`` for the cure."""

    UNREADABLE = "unreadable"
    """The file is missing or cannot be read."""
    NOT_YAML = "not_yaml"
    """The file is no YAML, or two keys of one block are the same."""
    WRONG_VERSION = "wrong_version"
    """The schema's name or version is not one that this program reads."""
    UNKNOWN_KEY = "unknown_key"
    """A key that the schema does not know; most often a slip of the finger."""
    MISSING = "missing"
    """A key that must be there is not."""
    BAD_VALUE = "bad_value"
    """A value of the wrong kind or outside its range."""
    DUPLICATE = "duplicate"
    """Two things have the same id."""
    DANGLING = "dangling"
    """A reference to something that the catalogue does not hold."""
    CODE_MISMATCH = "code_mismatch"
    """A code set disagrees with the national tables."""
    INDEX_FAILED = "index_failed"
    """The search index cannot be built."""


class CatalogueError(Exception):
    """A catalogue cannot be used.

    Attributes:
        fault: what is wrong.
        file: name of the file.
        key: place in it, such as ``items[3].department``; empty when the whole file is meant.
        detail: English words for the developer; the text for staff is found by ``reason_key`` and ``cure_key``, both
            with the values ``file``, ``key`` and ``detail``.
    """

    def __init__(self, fault: CatalogueFault, file: str, key: str = "", detail: str = "") -> None:
        place = f"{file}: {key}" if key else file
        super().__init__(f"{place}: {fault.value}" + (f" ({detail})" if detail else ""))
        self.fault = fault
        self.file = file
        self.key = key
        self.detail = detail

    @property
    def reason_key(self) -> str:
        """Name the text that says what is wrong."""
        return f"catalogue.error.{self.fault}"

    @property
    def cure_key(self) -> str:
        """Name the text that says what staff can do."""
        return f"catalogue.cure.{self.fault}"

    @property
    def values(self) -> dict[str, str]:
        """Give the values for both texts."""
        return {"file": self.file, "key": self.key, "detail": self.detail}
