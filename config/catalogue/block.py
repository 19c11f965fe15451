"""What all blocks of a catalogue file have in common: strictness, and the kinds of their texts."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class Block(BaseModel):
    """Base of all blocks: strict, frozen, no unknown keys.

    A validator is built when a class is first validated itself: that is the whole file's, which holds all others.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)
