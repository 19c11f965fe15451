"""One judgement for all hypotheses, whatever found them: how much does this quad look like the rim of a page?

The figures of ``evidence`` are weighed and added. The weights were fitted, not chosen: on drawn scenes and on changed
frames of the development set, so that the best quad of each frame gets the highest mark, and none gets one above zero
where there is no page (``tests/drivers/vision/fit_judgement.py``; how well it does on scenes that it was not fitted on
is in ``docs/devices/documents.md``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from drivers.vision.pages.evidence import ACROSS, EVIDENCE, evenness, evidence_of
from drivers.vision.pages.geometry import (
    Floats,
    are_convex,
    clockwise,
    corner_cosines,
    side_lengths,
    signed_areas,
)
from drivers.vision.pages.picture import Picture
from drivers.vision.pages.sampling import changes_across, changes_along

MIN_AREA_SHARE = 0.03
MAX_AREA_SHARE = 0.95
MIN_SIDE = 20.0
"""Working pixels."""
MAX_CORNER_COSINE = 0.45
MAX_STRETCH = 4.0
"""Long side over short side; a till slip may be long."""
SIZE_WEIGHT = 0.12
SHARED = 3.5
"""Working pixels between two sides that are the same side."""
NEARLY = 2.5
"""Below the best mark: how much less a larger quad may have that is preferred."""

WEIGHTS: Final[dict[str, float]] = {
    "log_area": 3.533,
    "area": -10.897,
    "goes_on_evenly": -12.949,
    "goes_on_most": -1.758,
    "pieces_weakest_side": 3.091,
    "pieces_sides": 6.370,
    "pieces_all": 6.930,
    "covered": 8.293,
    "covered_least": 3.799,
    "lasting": 1.812,
    "log_change_least": 0.396,
    "log_far_change_least": 0.452,
    "same_way": 2.731,
    "support": 3.196,
    "along_border": -3.035,
    "corners_outside": -1.440,
    "uneven_sides": -1.770,
}
NO_PAGE: Final = 11.007
"""The weighed sum of a quad that is as likely no page."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A batch of plausible quads with their marks: log odds, above 0 it looks like a page."""

    quads: Floats
    marks: Floats


def plausible(quads: Floats, picture: Picture) -> Floats:
    """The quads that could be a page by their shape alone, clockwise."""
    if len(quads) == 0:
        return quads
    quads = clockwise(quads)
    sides = side_lengths(quads)
    areas = np.abs(signed_areas(quads)) / (picture.width * picture.height)
    margin = 2.0
    x, y = quads[:, :, 0], quads[:, :, 1]
    inside = (x > -margin) & (x < picture.width + margin) & (y > -margin) & (y < picture.height + margin)
    opposite = np.maximum(sides[:, :2], sides[:, 2:]) / np.maximum(np.minimum(sides[:, :2], sides[:, 2:]), 1e-3)
    stretch = sides.max(axis=1) / np.maximum(sides.min(axis=1), 1e-3)
    keep = (
        inside.all(axis=1)
        & (areas > MIN_AREA_SHARE)
        & (areas < MAX_AREA_SHARE)
        & are_convex(quads)
        & (sides.min(axis=1) > MIN_SIDE)
        & (corner_cosines(quads).max(axis=1) < MAX_CORNER_COSINE)
        & (opposite.max(axis=1) < 1.6)
        & (stretch < MAX_STRETCH)
    )
    return cast("Floats", quads[keep])


def quick_marks(quads: Floats, picture: Picture) -> Floats:
    """Rough marks from 0 to 1 for many plausible quads."""
    near = changes_across(quads, picture, across=ACROSS, samples=9)
    support = evenness(near)
    marks = 0.5 * support.min(axis=1) + 0.5 * support.mean(axis=1)
    areas = np.abs(signed_areas(quads)) / (picture.width * picture.height)
    # Of two rims that are equally clear, the outer one is the page.
    return np.asarray(marks * np.power(areas, SIZE_WEIGHT), np.float32)


def judge(quads: Floats, picture: Picture) -> Judged:
    """Marks for plausible quads, at least one."""
    weights = np.array([WEIGHTS[name] for name in EVIDENCE], np.float32)
    return Judged(quads, np.asarray(evidence_of(quads, picture) @ weights - np.float32(NO_PAGE), np.float32))


def outermost(judged: Judged, best: int, picture: Picture) -> int:
    """The page around the best quad, where the best one is only a part of it.

    A table or a coloured field that reaches across the page shares three sides with it and may have the clearer
    fourth one. So a quad that holds the best one, shares its sides but one, is nearly as good, and whose rim goes on
    where the best one ends, is the page.
    """
    inner = judged.quads[best]
    depth = _depths(judged.quads, inner)
    holds = (depth > -SHARED).all(axis=(1, 2))
    # A side is shared when two of the inner corners lie on it.
    on_side = (np.abs(depth) < SHARED).sum(axis=2) >= 2
    larger = np.abs(signed_areas(judged.quads)) > 1.06 * abs(float(signed_areas(inner[np.newaxis])[0]))
    good = judged.marks >= judged.marks[best] - NEARLY
    choice = np.flatnonzero(holds & (on_side.sum(axis=1) == 3) & larger & good)
    for index in choice[np.argsort(-judged.marks[choice])][:6]:
        if _rim_goes_on(judged.quads[index], inner, int(np.argmin(on_side[index])), picture):
            return int(index)
    return best


def _depths(quads: Floats, inner: Floats) -> Floats:
    """How far each corner of ``inner`` (last axis) lies inside each side of each quad, ``(n, 4, 4)``."""
    step = np.roll(quads, -1, axis=1) - quads
    lengths = np.maximum(np.linalg.norm(step, axis=2, keepdims=True), 1e-3)
    offset = inner[np.newaxis, np.newaxis] - quads[:, :, np.newaxis]
    cross = step[:, :, np.newaxis, 0] * offset[..., 1] - step[:, :, np.newaxis, 1] * offset[..., 0]
    return cast("Floats", cross / lengths)


def _rim_goes_on(outer: Floats, inner: Floats, unshared: int, picture: Picture) -> bool:
    """Whether the two sides beside the unshared one still are an edge beyond the end of the inner quad."""
    distances = np.array([np.linalg.norm(outer - np.roll(inner, -turn, axis=0), axis=1).sum() for turn in range(4)])
    inner = np.roll(inner, -int(np.argmin(distances)), axis=0)
    before, after = unshared, (unshared + 1) % 4
    # The side before the unshared one ends at its first corner; the side after it starts at its second one.
    whole_starts = np.stack([inner[before - 1], inner[after]])[np.newaxis]
    whole_ends = np.stack([inner[before], inner[(after + 1) % 4]])[np.newaxis]
    rest_starts = np.stack([inner[before], outer[after]])[np.newaxis]
    rest_ends = np.stack([outer[before], inner[after]])[np.newaxis]
    usual = np.median(changes_along(whole_starts, whole_ends, picture, across=ACROSS, samples=21), axis=2)[0]
    rest = changes_along(rest_starts, rest_ends, picture, across=ACROSS, samples=11)[0]
    agreeing = (rest * usual[:, np.newaxis]).sum(axis=2) / np.maximum((usual**2).sum(axis=1), 1e-3)[:, np.newaxis]
    return bool(((agreeing > 0.3).mean(axis=1) > 0.6).all())


def best_first(marks: Floats) -> npt.NDArray[np.intp]:
    """Indices from the best mark to the worst."""
    return np.argsort(-marks)
