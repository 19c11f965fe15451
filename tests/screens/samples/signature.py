"""Samples of signing by hand."""

from __future__ import annotations

from math import sin

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.signature import present_signature
from screens.pages.signature import SignaturePage
from tests.screens.sample_case import sample_step
from tests.screens.samples import Sample

WAVE = tuple((0.2 + step / 100, 0.5 + 0.18 * sin(step / 3)) for step in range(60))


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Nothing yet, too little, signed."""
    step = sample_step(texts, catalogue, 6, "step.seal")
    return {
        "usual": (SignaturePage, present_signature(texts, step, strokes=(WAVE,), enough=True)),
        "empty": (SignaturePage, present_signature(texts, step, strokes=(), enough=False)),
        "too-little": (SignaturePage, present_signature(texts, step, strokes=(WAVE[:5],), enough=False)),
    }
