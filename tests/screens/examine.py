"""A page's samples in one mode, looked at once: what the machine checks find, and the picture's hash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QImage

from tests.screens.checks import faults_of
from tests.screens.checks_of_text import contrast_faults, glyph_faults, overlap_faults, word_faults
from tests.screens.inked import digest_of, picture_and_ink, pixels_of
from tests.screens.pairwise import samples_in
from tests.screens.provenance import noted_texts
from tests.screens.samples import samples_of
from tests.screens.stage import mode_named, sample_catalogue, stage_page, strike


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in one picture."""

    faults: tuple[str, ...]
    digest: str


@lru_cache(maxsize=2000)
def examine(page: str, mode_name: str) -> dict[str, Examined]:
    """Each sample of that page that belongs to that mode. Kept: hashes and checks look at the same picture."""
    return {name: look_at(page, name, mode_name)[0] for name in _names(page, mode_name)}


@lru_cache(maxsize=2000)
def _names(page: str, mode_name: str) -> tuple[str, ...]:
    found = samples_of(page, noted_texts(mode_named(mode_name).language), sample_catalogue())
    return tuple(samples_in(mode_name, list(found)))


def look_at(page: str, sample: str, mode_name: str) -> tuple[Examined, QImage]:
    """One sample in one mode, and its picture."""
    mode = mode_named(mode_name)
    texts = noted_texts(mode.language)
    made = samples_of(page, texts, sample_catalogue())[sample]
    shell = stage_page(made, mode, online="offline" not in sample, texts=texts)
    try:
        picture, inks = picture_and_ink(shell)
        pixels = pixels_of(picture)
        faults = [
            *faults_of(shell),
            *contrast_faults(pixels, inks),
            *word_faults(inks, texts.given),
            *glyph_faults(inks),
            *overlap_faults(inks),
        ]
        digest = digest_of(picture)
    finally:
        strike(shell)
    return Examined(tuple(faults), digest), picture
