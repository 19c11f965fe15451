"""The one error of all number parsers, with a typed cause.

It never carries the number itself: numbers of people must not reach a log or a traceback.
"""

from __future__ import annotations

from enum import StrEnum


class NumberFault(StrEnum):
    """What is wrong with a number."""

    LENGTH = "length"
    """Too short or too long."""
    CHARACTERS = "characters"
    """A character that cannot stand where it stands."""
    REGION = "region"
    """The region part cannot be one."""
    BIRTH_DATE = "birth_date"
    """The date part is no date, or lies in the future."""
    CHECK = "check"
    """The check character does not fit: most likely a slip of the finger."""


class NumberError(ValueError):
    """A number is not well formed; ``reason`` says why. Never carries the number."""

    def __init__(self, reason: NumberFault) -> None:
        super().__init__(reason.value)
        self.reason = reason
