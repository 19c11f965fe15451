"""What somebody may ask whose ID card lies on the reader: how all of their cases stand.

The number counts only as the chip gave it; a typed one proves nothing and is refused as not valid. A number that the
hall does not know and one that is none get the same 404.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from offline_queue.wire.document_parts import CardType
from offline_queue.wire.fields import WireAnswer, WireRequest
from offline_queue.wire.progress import ProgressAnswer
from offline_queue.wire.times import UtcTime

MAX_READ_AGE_S = 300
"""A reading that is older is refused: the person may have left."""
CARD_CASES = 20
"""At most so many cases are told, the newest first."""

CardNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5,20}$")]


class CardReading(WireRequest):
    """A card as its chip gave it.

    Attributes:
        card_type, number: from the chip.
        source: ``chip``; nothing else is taken.
        read_age_s: how long ago it was read, by the terminal's steady clock.
    """

    card_type: CardType
    number: CardNumber = Field(repr=False)
    source: Literal["chip"]
    read_age_s: Annotated[int, Field(ge=0, le=MAX_READ_AGE_S)]


class CardQuery(WireRequest):
    """Body of ``POST /v1/card-queries``."""

    card: CardReading


class CardAnswer(WireAnswer):
    """How the cases of one person stand.

    Attributes:
        cases: newest first, never empty.
        more: whether there are older ones that are not told.
        hall_time: as of when.
    """

    cases: tuple[ProgressAnswer, ...]
    more: bool
    hall_time: UtcTime
