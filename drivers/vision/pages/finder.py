"""``find_page``: several cheap hypotheses, one judgement, the corners refined, then which way is up.

Source: vision sheet, "Pages".
"""

from __future__ import annotations

import numpy as np

from drivers.vision.pages.blobs import quads_from_blobs
from drivers.vision.pages.geometry import Floats, Pixels
from drivers.vision.pages.lines import quads_from_lines
from drivers.vision.pages.orientation import orient
from drivers.vision.pages.picture import Picture, as_bgr, pictures_of
from drivers.vision.pages.refine import refine
from drivers.vision.pages.scoring import best_first, judge, outermost, plausible, quick_marks

MIN_FRAME_SIDE = 48
"""Pixels; a smaller frame holds no page that anyone could read."""
SHORT_LIST = 96
"""How many guesses are judged with care."""
OUTWARD_STEPS = 3
"""How many tables, one in another, are looked through."""


def find_page(image: Pixels) -> Floats | None:
    """The page in a frame, or None when there is none.

    Args:
        image: ``(h, w, 3)`` BGR uint8; grey and four-channel pictures are taken too.

    Returns:
        ``(4, 2)`` float32 corners TL, TR, BR, BL of the upright page in pixels of the frame; as the camera sees them
        where the print does not tell which way is up.

    Raises:
        ImageShapeError: the array is no picture.
    """
    bgr = as_bgr(image)
    if min(bgr.shape[:2]) < MIN_FRAME_SIDE:
        return None
    work, fine = pictures_of(bgr)
    quad = _best_guess(work)
    if quad is None:
        return None
    refined = refine(quad * np.float32(fine.scale / work.scale), fine)
    return orient(bgr, refined / np.float32(fine.scale)).quad


def _best_guess(work: Picture) -> Floats | None:
    quads = np.concatenate([quads_from_blobs(work), quads_from_lines(work)])
    candidates = plausible(quads, work)
    if len(candidates) == 0:
        return None
    first = candidates[best_first(quick_marks(candidates, work))[:SHORT_LIST]]
    careful = judge(first, work)
    best = int(np.argmax(careful.marks))
    if careful.marks[best] < 0:
        return None
    for _ in range(OUTWARD_STEPS):
        best = outermost(careful, best, work)
    found: Floats = careful.quads[best]
    return found
