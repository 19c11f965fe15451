"""Which modes a page is looked at in: in every push a set in which any two values of two modes meet, or all there are.

The set of a push has thirteen rows; each sample gets the two of the golden pictures and half of the others, its
neighbour the other half. The full set is that of ``tools/prove``.
"""

from __future__ import annotations

import os
from itertools import combinations, product

from tests.screens.stage import Mode, mode_named

GOLDEN = ("portrait", "landscape")
"""Standard in both orientations, in Chinese: the modes whose pictures are kept whole."""
OTHERS = (
    "portrait-hc-lower-en",
    "landscape-yellow-en",
    "portrait-large-lower-en",
    "landscape-large-hc",
    "portrait-large-yellow",
    "portrait-senior-en",
    "portrait-senior-hc-lower",
    "landscape-senior-yellow-en",
    "landscape-max-en",
    "portrait-max-hc-en",
    "portrait-max-yellow-lower",
)
PUSH = (*GOLDEN, *OTHERS)
PROVE = "KIOSK_PROVE" in os.environ


def every_mode() -> tuple[str, ...]:
    """All 72 modes: there is no lower reach in landscape (look sheet, "Frame")."""
    sizes, themes, languages = ("standard", "large", "senior", "max"), ("standard", "hc", "yellow"), ("zh", "en")
    names = []
    for size, theme, language in product(sizes, themes, languages):
        names += [f"{place}-{size}-{theme}-{language}" for place in ("portrait", "landscape", "portrait-lower")]
    return tuple(names)


def modes_of_this_run() -> tuple[str, ...]:
    """Those of a push, or every one in the long proof."""
    return every_mode() if PROVE else PUSH


def samples_in(mode: str, samples: list[str]) -> list[str]:
    """Which of a page's samples are looked at in that mode."""
    if mode not in OTHERS or len(samples) == 1:
        return samples
    return samples[OTHERS.index(mode) % 2 :: 2]


def values_of(mode: Mode) -> dict[str, str]:
    """What a mode says in each of its five dimensions."""
    look = mode.look
    values = {
        "size": look.size.value,
        "theme": look.theme.value,
        "orientation": look.orientation.value,
        "language": mode.language.value,
        "reach": "lower" if look.lower_reach else "whole",
    }
    return {name: str(value) for name, value in values.items()}


def pairs_of(modes: tuple[str, ...]) -> set[frozenset[tuple[str, str]]]:
    """Every two values of two dimensions that meet in one of those modes."""
    met: set[frozenset[tuple[str, str]]] = set()
    for name in modes:
        met.update(frozenset(two) for two in combinations(values_of(mode_named(name)).items(), 2))
    return met
