"""Kinds of paper that a resident lays under the camera, with their true proportions.

Standard library only, so that a flow can name a kind without loading the image libraries.
"""

from __future__ import annotations

from enum import StrEnum


class PaperKind(StrEnum):
    """What a step expects on the desk. A hint for finding and rectifying a page, never a condition."""

    ANY = "any"
    """Nothing is known: the proportions are measured."""
    A4 = "a4"
    """Forms, letters, contracts: 210 x 297 mm, also lying across (ISO 216)."""
    CARD = "card"
    """ID-1 cards such as the resident ID card: 85.60 x 53.98 mm (ISO/IEC 7810)."""
    BOOKLET = "booklet"
    """Certificates in a cover, any size: measured like ``ANY``, dark covers are usual."""
    RECEIPT = "receipt"
    """Till slips and tickets: long and narrow, the length is measured."""


_LONG_OVER_SHORT: dict[PaperKind, float] = {
    PaperKind.A4: 297.0 / 210.0,
    PaperKind.CARD: 85.60 / 53.98,
}


SHEET = 297.0 / 210.0
"""Long over short side of every sheet of the A series, and nearly of most booklets."""


def long_over_short(kind: PaperKind) -> float | None:
    """The length of the long side over the short one where the kind has a fixed one, else None."""
    return _LONG_OVER_SHORT.get(kind)
