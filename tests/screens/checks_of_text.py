"""Machine checks on what stands written: seen in the pixels, from the texts' files, in the shipped typefaces, apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtWidgets import QWidget

from screens.components import SlipPreview
from tests.screens.inked import Ink, contrast, ground_of
from tests.screens.provenance import has_glyph, words_of_nobody

LEAST_CONTRAST = 7.0
"""WCAG 2.2, 1.4.6 (AAA). The tokens promise more for every pair that carries text."""
OVERLAP_PX = 4
"""Boxes of lines are a little larger than their letters."""


def contrast_faults(pixels: np.ndarray[Any, np.dtype[np.uint32]], inks: list[Ink]) -> list[str]:
    """Texts that do not stand out from what is painted behind them."""
    faults = []
    for ink in inks:
        if ink.area is None or ink.area.isEmpty():
            continue
        ground = ground_of(pixels, ink.area)
        ratio = contrast(ink.color, ground)
        if ratio < LEAST_CONTRAST and ink.color.rgb() != ground.rgb():
            faults.append(f"contrast {ratio:.1f}: “{ink.text}”")
    return faults


def word_faults(inks: list[Ink], given: set[str]) -> list[str]:
    """Words that stand on the screen and in no file of texts."""
    faults = []
    for ink in inks:
        words = words_of_nobody(ink.text, given)
        faults += [f"not in the texts: “{word}” of “{ink.text}”" for word in words]
    return faults


def glyph_faults(inks: list[Ink]) -> list[str]:
    """Characters that no shipped typeface has."""
    missing = {c for ink in inks for c in ink.text if not c.isspace() and not has_glyph(c)}
    return [f"no glyph: U+{ord(character):04X}" for character in sorted(missing)]


def overlap_faults(inks: list[Ink]) -> list[str]:
    """Texts drawn over each other."""
    faults = []
    seen = [ink for ink in inks if ink.area is not None and not _preview(ink.widget)]
    for index, first in enumerate(seen):
        for second in seen[index + 1 :]:
            assert first.area is not None
            assert second.area is not None
            shared = first.area.intersected(second.area)
            if min(shared.width(), shared.height()) > OVERLAP_PX:
                faults.append(f"over each other: “{first.text}” and “{second.text}” {shared.getRect()}")
    return faults


def _preview(widget: QWidget) -> bool:
    return isinstance(widget, SlipPreview)
