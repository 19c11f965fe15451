"""The fingerprint templates of a card, one block a finger. What is in them stays opaque: there is no matcher here.

Source: ID card reader sheet, section 11.2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from drivers.id_card.codec import BodyError

TEMPLATE_SIZE = 512
_POSITION_AT = 5


class Finger(IntEnum):
    """Which finger a template is of."""

    RIGHT_THUMB = 11
    RIGHT_INDEX = 12
    RIGHT_MIDDLE = 13
    RIGHT_RING = 14
    RIGHT_LITTLE = 15
    LEFT_THUMB = 16
    LEFT_INDEX = 17
    LEFT_MIDDLE = 18
    LEFT_RING = 19
    LEFT_LITTLE = 20
    RIGHT_UNKNOWN = 97
    LEFT_UNKNOWN = 98
    OTHER_UNKNOWN = 99


@dataclass(frozen=True, slots=True)
class FingerprintTemplate:
    """One finger's template. Sensitive: never shown, never stored.

    Attributes:
        finger: which finger, None for a position code that the sheet does not have.
        data: the whole block of 512 bytes.
    """

    finger: Finger | None = field(repr=False)
    data: bytes = field(repr=False)


def split_fingerprints(fingerprint: bytes) -> tuple[FingerprintTemplate, ...]:
    """The templates of a card: none, one or two.

    Raises:
        BodyError: not a whole number of blocks.
    """
    if len(fingerprint) % TEMPLATE_SIZE:
        raise BodyError(f"{len(fingerprint)} bytes are no templates")
    starts = range(0, len(fingerprint), TEMPLATE_SIZE)
    return tuple(_template(fingerprint[start : start + TEMPLATE_SIZE]) for start in starts)


def _template(block: bytes) -> FingerprintTemplate:
    position = block[_POSITION_AT]
    known = position in Finger.__members__.values()
    return FingerprintTemplate(Finger(position) if known else None, block)
